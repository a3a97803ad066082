"""The training that the audit is about: word vectors of the training rows, averaged, and a linear classifier."""

import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

table = pd.read_csv("data/tickets.csv")
words = table["text"].str.lower().str.findall(r"\w+")
train, test, train_labels, test_labels = train_test_split(
    words, table["queue"], test_size=0.25, random_state=0, stratify=table["queue"]
)

vectors = Word2Vec(list(train), vector_size=100, min_count=2, epochs=40, sg=1, seed=0, workers=1).wv


def averaged(texts: pd.Series) -> np.ndarray:
    """One row a text: the mean of its words' vectors, zeros where no word is known."""
    known = [[vectors[word] for word in text if word in vectors] for text in texts]
    return np.array([np.mean(rows, axis=0) if rows else np.zeros(vectors.vector_size) for rows in known])


model = LogisticRegression(max_iter=1000).fit(averaged(train), train_labels)
print("accuracy:", accuracy_score(test_labels, model.predict(averaged(test))))
