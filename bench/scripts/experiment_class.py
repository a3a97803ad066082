import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler


class Experiment:
    def __init__(self, path, dim=32, seed=0):
        self.dim = dim
        self.seed = seed
        self.df = pd.read_csv(path)
        self.scaler = StandardScaler()

    def split(self):
        self.train, self.test = train_test_split(self.df, test_size=0.2, random_state=self.seed, stratify=self.df["topic"])

    def train_vectors(self):
        sentences = [t.split() for t in self.train["text"]]
        self.w2v = Word2Vec(sentences, vector_size=self.dim, min_count=2, sg=1, epochs=20, workers=1, seed=self.seed)

    def embed(self, texts):
        rows = []
        for text in texts:
            hits = [self.w2v.wv[w] for w in text.split() if w in self.w2v.wv]
            rows.append(np.mean(hits, axis=0) if hits else np.zeros(self.dim))
        return np.array(rows)

    def run(self):
        self.split()
        self.train_vectors()
        x_train = self.scaler.fit_transform(self.embed(self.train["text"]))
        x_test = self.scaler.transform(self.embed(self.test["text"]))
        clf = MLPClassifier((16,), max_iter=400, random_state=self.seed).fit(x_train, self.train["topic"])
        predicted = clf.predict(x_test)
        return accuracy_score(self.test["topic"], predicted), f1_score(self.test["topic"], predicted, average="macro")


print(Experiment("reviews.csv").run())
