"""Four topics, cross entropy, mini-batches; training and evaluation are functions."""
import random

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

SEED = 7
random.seed(SEED)
np.random.seed(SEED)
torch.manual_seed(SEED)


class Classifier(nn.Module):
    def __init__(self, dim, hidden, classes):
        super(Classifier, self).__init__()
        self.lin1 = nn.Linear(dim, hidden)
        self.drop = nn.Dropout(p=0.3)
        self.lin2 = nn.Linear(hidden, classes)

    def forward(self, x):
        h = F.relu(self.lin1(x))
        h = self.drop(h)
        return self.lin2(h)


def train_one_epoch(net, loader, criterion, optimizer):
    net.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(net(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
    return total / len(loader.dataset)


def evaluate(net, loader):
    net.eval()
    correct = 0
    with torch.no_grad():
        for xb, yb in loader:
            correct += (net(xb).argmax(dim=1) == yb).sum().item()
    return correct / len(loader.dataset)


def average(tokens, wv):
    rows = [wv[t] for t in tokens if t in wv]
    return np.mean(rows, axis=0) if rows else np.zeros(wv.vector_size, dtype=np.float32)


frame = pd.read_csv("reviews.csv")
tokens = frame["text"].str.split()
target = LabelEncoder().fit_transform(frame["topic"])
tok_train, tok_test, y_train, y_test = train_test_split(tokens, target, test_size=0.25, random_state=SEED, stratify=target)

w2v = Word2Vec(list(tok_train), vector_size=32, min_count=2, sg=1, epochs=40, workers=1, seed=SEED)
train_x = torch.from_numpy(np.stack([average(t, w2v.wv) for t in tok_train]).astype("float32"))
test_x = torch.from_numpy(np.stack([average(t, w2v.wv) for t in tok_test]).astype("float32"))
train_loader = DataLoader(TensorDataset(train_x, torch.tensor(y_train)), batch_size=32, shuffle=True)
test_loader = DataLoader(TensorDataset(test_x, torch.tensor(y_test)), batch_size=64)

net = Classifier(32, 24, 4)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(15):
    print(epoch, train_one_epoch(net, train_loader, criterion, optimizer))
print("test accuracy", evaluate(net, test_loader))
