#!/usr/bin/env python
"""Train and score from the command line."""
import argparse
import random
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from gensim.models import Word2Vec
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from torch import nn


@dataclass
class Config:
    dim: int = 24
    hidden: int = 16
    epochs: int = 40
    lr: float = 0.01
    seed: int = 13


class Head(nn.Module):
    def __init__(self, config: Config, classes: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(config.dim, config.hidden), nn.Linear(config.hidden, classes)])
        self.act = nn.GELU()
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers[:-1]:
            x = self.drop(self.act(layer(x)))
        return self.layers[-1](x)


def set_seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def featurise(texts, wv) -> torch.Tensor:
    out = np.zeros((len(texts), wv.vector_size), dtype=np.float32)
    for row, text in enumerate(texts):
        tokens = [t for t in text.lower().split() if t in wv]
        if tokens:
            out[row] = np.mean(wv[tokens], axis=0)
    return torch.from_numpy(out)


def train(net: nn.Module, x: torch.Tensor, y: torch.Tensor, config: Config) -> None:
    optimizer = torch.optim.Adam(net.parameters(), lr=config.lr)
    net.train()
    for _ in range(config.epochs):
        permutation = torch.randperm(len(x))
        for start in range(0, len(x), 64):
            batch = permutation[start : start + 64]
            loss = nn.functional.cross_entropy(net(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


@torch.no_grad()
def predict(net: nn.Module, x: torch.Tensor) -> np.ndarray:
    net.eval()
    return net(x).softmax(dim=-1).argmax(dim=-1).numpy()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="reviews.csv")
    parser.add_argument("--epochs", type=int, default=20)
    args = parser.parse_args([])
    config = Config(epochs=args.epochs)
    set_seed(config.seed)
    df = pd.read_csv(args.data)
    labels = df["topic"].astype("category").cat.codes.to_numpy()
    train_texts, test_texts, y_train, y_test = train_test_split(
        df["text"].tolist(), labels, test_size=0.2, random_state=config.seed, stratify=labels
    )
    w2v = Word2Vec(
        [t.lower().split() for t in train_texts], vector_size=config.dim, min_count=2, sg=1, epochs=20, workers=1, seed=config.seed
    )
    net = Head(config, 4)
    train(net, featurise(train_texts, w2v.wv), torch.tensor(y_train, dtype=torch.long), config)
    print("accuracy", accuracy_score(y_test, predict(net, featurise(test_texts, w2v.wv))))


if __name__ == "__main__":
    main()
