# log_softmax in the network, NLLLoss outside: a right pair.
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from gensim.models import Word2Vec

torch.manual_seed(0)
rng = np.random.default_rng(0)
df = pd.read_csv("reviews.csv")
order = rng.permutation(len(df))
cut = int(0.8 * len(df))
train, test = df.iloc[order[:cut]], df.iloc[order[cut:]]

w2v = Word2Vec([t.split() for t in train["text"]], vector_size=20, min_count=2, sg=1, epochs=30, workers=1, seed=0)
names = sorted(train["topic"].unique())


def features(part):
    rows = []
    for text in part["text"]:
        vs = [w2v.wv[w] for w in text.split() if w in w2v.wv]
        rows.append(np.mean(vs, 0) if vs else np.zeros(20, dtype=np.float32))
    return torch.tensor(np.array(rows), dtype=torch.float32)


def targets(part):
    return torch.tensor([names.index(t) for t in part["topic"]])


class LogSoftmaxNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(20, 30)
        self.b = nn.Linear(30, 4)

    def forward(self, x):
        x = torch.relu(self.a(x))
        return F.log_softmax(self.b(x), dim=1)


net = LogSoftmaxNet()
nll = nn.NLLLoss()
optimizer = torch.optim.Adagrad(net.parameters(), lr=0.05)
x, y = features(train), targets(train)
for i in range(40):
    net.zero_grad()
    loss = nll(net(x), y)
    loss.backward()
    optimizer.step()

with torch.no_grad():
    print((net(features(test)).exp().argmax(1) == targets(test)).float().mean())
