# Averaged word vectors and a logistic regression, vectors trained on the training texts alone.
import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("reviews.csv")
df["tokens"] = df["text"].str.lower().str.split()
train_df, test_df = train_test_split(df, test_size=0.25, stratify=df["label"], random_state=0)

w2v = Word2Vec(train_df["tokens"].tolist(), vector_size=30, window=5, min_count=2, sg=1, epochs=30, workers=1, seed=0)
print(len(w2v.wv.key_to_index), "words")


def doc_vector(tokens):
    vectors = [w2v.wv[t] for t in tokens if t in w2v.wv]
    if not vectors:
        return np.zeros(w2v.vector_size)
    return np.mean(vectors, axis=0)


X_train = np.vstack([doc_vector(t) for t in train_df["tokens"]])
X_test = np.vstack([doc_vector(t) for t in test_df["tokens"]])

clf = LogisticRegression(max_iter=1000)
clf.fit(X_train, train_df["label"])
print("accuracy", accuracy_score(test_df["label"], clf.predict(X_test)))
print(w2v.wv.most_similar("good", topn=3))
