# Word vectors weighted by inverse document frequency; both learnt from the training texts.
import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split


class TfidfEmbeddingVectorizer:
    def __init__(self, wv):
        self.wv = wv
        self.idf = {}

    def fit(self, texts):
        tfidf = TfidfVectorizer()
        tfidf.fit(texts)
        self.idf = dict(zip(tfidf.get_feature_names_out(), tfidf.idf_))
        return self

    def transform(self, texts):
        rows = []
        for text in texts:
            words = [w for w in text.split() if w in self.wv and w in self.idf]
            if words:
                rows.append(np.average([self.wv[w] for w in words], axis=0, weights=[self.idf[w] for w in words]))
            else:
                rows.append(np.zeros(self.wv.vector_size))
        return np.array(rows)


df = pd.read_csv("reviews.csv")
X_train, X_test, y_train, y_test = train_test_split(df["text"].to_numpy(), df["topic"].to_numpy(), test_size=0.25, random_state=21)
w2v = Word2Vec([t.split() for t in X_train], vector_size=30, min_count=2, sg=1, epochs=25, workers=1, seed=21)
embedder = TfidfEmbeddingVectorizer(w2v.wv).fit(X_train)
clf = LogisticRegression(max_iter=1000)
clf.fit(embedder.transform(X_train), y_train)
print("accuracy", accuracy_score(y_test, clf.predict(embedder.transform(X_test))))
