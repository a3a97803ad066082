"""Cross-validation with new vectors in every fold."""
import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("reviews.csv")
docs = np.array([text.split() for text in df["text"]], dtype=object)
y = df["topic"].to_numpy()


def vectorise(documents, wv):
    result = []
    for document in documents:
        words = [word for word in document if word in wv]
        result.append(wv[words].mean(axis=0) if words else np.zeros(wv.vector_size))
    return np.array(result)


scores = []
for train_idx, test_idx in StratifiedKFold(n_splits=4, shuffle=True, random_state=0).split(docs, y):
    embedding = Word2Vec(list(docs[train_idx]), vector_size=20, sg=1, min_count=2, epochs=30, workers=1, seed=0)
    scaler = StandardScaler()
    X_train = scaler.fit_transform(vectorise(docs[train_idx], embedding.wv))
    X_test = scaler.transform(vectorise(docs[test_idx], embedding.wv))
    clf = LogisticRegression(max_iter=1000).fit(X_train, y[train_idx])
    scores.append(f1_score(y[test_idx], clf.predict(X_test), average="macro"))
print(np.mean(scores), np.std(scores))
