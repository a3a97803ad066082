# Validation rows choose the classifier; the test rows score the chosen one, once.
import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

df = pd.read_csv("reviews.csv")
X_rest, X_test, y_rest, y_test = train_test_split(df["text"], df["topic"], test_size=0.2, random_state=0, stratify=df["topic"])
X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, random_state=0, stratify=y_rest)

w2v = Word2Vec([t.split() for t in X_train], vector_size=30, min_count=2, sg=1, epochs=25, workers=1, seed=0)


def embed(texts):
    rows = []
    for text in texts:
        vectors = [w2v.wv[word] for word in text.split() if word in w2v.wv]
        rows.append(np.mean(vectors, axis=0) if vectors else np.zeros(30))
    return np.array(rows)


E_train, E_val, E_test = embed(X_train), embed(X_val), embed(X_test)
best_score, best_model = -1.0, None
for candidate in (LogisticRegression(C=1, max_iter=1000), LogisticRegression(C=10, max_iter=1000), LinearSVC(C=1)):
    candidate.fit(E_train, y_train)
    score = accuracy_score(y_val, candidate.predict(E_val))
    if score > best_score:
        best_score, best_model = score, candidate
print("validation", best_score)
print("test", accuracy_score(y_test, best_model.predict(E_test)))
