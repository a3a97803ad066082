from collections import OrderedDict

import numpy as np
import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from gensim.models.word2vec import Word2Vec
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

CONFIG = {"dim": 24, "hidden": 16, "epochs": 20, "lr": 0.01, "batch": 32}
torch.manual_seed(11)


def load():
    df = pd.read_csv("reviews.csv")
    classes = {name: i for i, name in enumerate(df["topic"].unique())}
    return df["text"].tolist(), df["topic"].map(classes).tolist(), len(classes)


def build_embedding(corpus):
    return Word2Vec(corpus, vector_size=CONFIG["dim"], min_count=2, sg=1, epochs=30, workers=1, seed=11)


def build_network(n_classes):
    return nn.Sequential(OrderedDict([
        ("fc1", nn.Linear(CONFIG["dim"], CONFIG["hidden"])),
        ("act", nn.ReLU()),
        ("drop", nn.Dropout(0.2)),
        ("fc2", nn.Linear(CONFIG["hidden"], n_classes)),
    ]))


def vectorize(texts, keyed_vectors):
    matrix = torch.zeros(len(texts), CONFIG["dim"])
    for i, text in enumerate(texts):
        words = [w for w in text.split() if w in keyed_vectors]
        if words:
            matrix[i] = torch.tensor(np.mean(keyed_vectors[words], axis=0))
    return matrix


def main():
    texts, labels, n_classes = load()
    tr_texts, te_texts, tr_y, te_y = train_test_split(texts, labels, test_size=0.25, random_state=11, stratify=labels)
    embedding = build_embedding([t.split() for t in tr_texts])
    loader = DataLoader(TensorDataset(vectorize(tr_texts, embedding.wv), torch.tensor(tr_y)), batch_size=CONFIG["batch"], shuffle=True)
    x_test, y_test = vectorize(te_texts, embedding.wv), torch.tensor(te_y)
    network = build_network(n_classes)
    optimizer = torch.optim.Adam(network.parameters(), lr=CONFIG["lr"])
    for epoch in range(CONFIG["epochs"]):
        network.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(network(x), y)
            loss.backward()
            optimizer.step()
        network.eval()
        with torch.no_grad():
            accuracy = (network(x_test).argmax(dim=1) == y_test).float().mean().item()
        print(epoch, accuracy)


main()
