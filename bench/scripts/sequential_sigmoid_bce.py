import numpy as np
import pandas as pd
import torch
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
df = pd.read_csv("reviews.csv")
docs = df["text"].apply(str.split)
docs_train, docs_test, y_train, y_test = train_test_split(docs, df["label"], test_size=0.2, random_state=0)
w2v_model = Word2Vec(docs_train.tolist(), vector_size=20, min_count=2, workers=1, epochs=30, sg=1, seed=0)


def to_vec(doc):
    good = [w2v_model.wv[w] for w in doc if w in w2v_model.wv]
    if good:
        return np.mean(good, axis=0)
    return np.zeros(20)


Xtr = torch.FloatTensor(np.array([to_vec(d) for d in docs_train]))
Xte = torch.FloatTensor(np.array([to_vec(d) for d in docs_test]))
ytr = torch.FloatTensor(y_train.to_numpy()).unsqueeze(1)
yte = torch.FloatTensor(y_test.to_numpy()).unsqueeze(1)

net = nn.Sequential(nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 1), nn.Sigmoid())
bce = nn.BCELoss()
optimizer = torch.optim.RMSprop(net.parameters(), lr=0.01)
history = []
for epoch in range(50):
    optimizer.zero_grad()
    out = net(Xtr)
    loss = bce(out, ytr)
    loss.backward()
    optimizer.step()
    history.append(loss.item())

with torch.no_grad():
    pred = net(Xte) >= 0.5
print("accuracy", (pred == (yte == 1)).float().mean().item())
