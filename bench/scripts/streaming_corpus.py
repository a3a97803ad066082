# A corpus that can be read again and again, as gensim wants it.
import csv

import numpy as np
from gensim.models import Word2Vec
from gensim.utils import simple_preprocess
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score


class Corpus:
    def __init__(self, path, keep):
        self.path = path
        self.keep = keep

    def __iter__(self):
        with open(self.path, encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                if self.keep(number):
                    yield simple_preprocess(row["text"])


def in_train(number):
    return number % 5 != 0


def in_test(number):
    return number % 5 == 0


sentences = Corpus("reviews.csv", in_train)
model = Word2Vec(vector_size=25, min_count=2, sg=1, workers=1, seed=4)
model.build_vocab(sentences)
model.train(sentences, total_examples=model.corpus_count, epochs=25)


def matrix(corpus):
    rows = []
    for tokens in corpus:
        vectors = [model.wv[token] for token in tokens if token in model.wv]
        rows.append(np.mean(vectors, axis=0) if vectors else np.zeros(model.vector_size))
    return np.array(rows)


with open("reviews.csv", encoding="utf-8", newline="") as file:
    labels = [row["label"] for row in csv.DictReader(file)]
y_train = [label for number, label in enumerate(labels) if in_train(number)]
y_test = [label for number, label in enumerate(labels) if in_test(number)]
clf = LogisticRegression(max_iter=1000)
clf.fit(matrix(sentences), y_train)
print(accuracy_score(y_test, clf.predict(matrix(Corpus("reviews.csv", in_test)))))
