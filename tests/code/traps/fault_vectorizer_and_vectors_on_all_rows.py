import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("data.csv")
df["tokens"] = df["text"].apply(lambda t: t.lower().split())
w2v = Word2Vec(df["tokens"], vector_size=50, min_count=1)  # expect: W2V313
df["vec"] = df["tokens"].apply(lambda ts: np.mean([w2v.wv[t] for t in ts if t in w2v.wv] or [np.zeros(50)], axis=0))
X = np.vstack(df["vec"])
X_train, X_test, y_train, y_test = train_test_split(X, df["label"], test_size=0.2, random_state=0)
clf = LogisticRegression().fit(X_train, y_train)
print(accuracy_score(y_test, clf.predict(X_test)))

tfidf = TfidfVectorizer()
matrix = tfidf.fit_transform(df["text"])  # expect: W2V316
a, b, y_a, y_b = train_test_split(matrix, df["label"], test_size=0.2, random_state=0)
print(LogisticRegression().fit(a, y_a).score(b, y_b))
