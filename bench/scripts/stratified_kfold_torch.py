# A fresh network and fresh vectors in every fold.
import numpy as np
import pandas as pd
import torch
from gensim.models import Word2Vec
from sklearn.model_selection import StratifiedKFold
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_net(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, 24), nn.ReLU(), nn.Dropout(0.25), nn.Linear(24, n_out))


def fit(net, dataset, epochs=25):
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    net.train()
    for _ in range(epochs):
        for inputs, targets in DataLoader(dataset, batch_size=32, shuffle=True):
            optimizer.zero_grad()
            outputs = net(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()


def accuracy(net, dataset):
    net.eval()
    inputs, targets = dataset.tensors
    with torch.no_grad():
        _, predicted = torch.max(net(inputs), 1)
    return (predicted == targets).float().mean().item()


def vectors_of(texts, wv):
    out = []
    for text in texts:
        words = [w for w in text.split() if w in wv]
        out.append(wv.get_mean_vector(words) if words else np.zeros(wv.vector_size, dtype=np.float32))
    return torch.tensor(np.array(out), dtype=torch.float32)


torch.manual_seed(0)
data = pd.read_csv("reviews.csv")
names = sorted(data["topic"].unique())
y = data["topic"].map(names.index).to_numpy()
results = []
for fold, (train, test) in enumerate(StratifiedKFold(3, shuffle=True, random_state=0).split(data, y)):
    texts_train, texts_test = data["text"].iloc[train], data["text"].iloc[test]
    w2v = Word2Vec([t.split() for t in texts_train], vector_size=20, min_count=2, sg=1, epochs=20, workers=1, seed=fold)
    net = make_net(20, len(names))
    fit(net, TensorDataset(vectors_of(texts_train, w2v.wv), torch.tensor(y[train])))
    results.append(accuracy(net, TensorDataset(vectors_of(texts_test, w2v.wv), torch.tensor(y[test]))))
print(np.mean(results))
