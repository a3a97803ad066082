import gensim.downloader as api
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

wv = api.load("glove-wiki-gigaword-50")
print(wv["king"], "king" in wv, wv.most_similar("king"), wv.similarity("a", "b"), wv.doesnt_match(["a", "b", "c"]))
df = pd.read_csv("data.csv")


def embed(text):
    found = [wv[w] for w in text.split() if w in wv]
    return np.mean(found, axis=0) if found else np.zeros(50)


X = np.stack([embed(t) for t in df["text"]])
X_train, X_test, y_train, y_test = train_test_split(X, df["label"], test_size=0.2, random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
