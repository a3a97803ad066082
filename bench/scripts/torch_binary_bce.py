# One logit, BCEWithLogitsLoss, full batches.
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
np.random.seed(0)
data = pd.read_csv("reviews.csv")
texts = [t.split() for t in data["text"]]
labels = data["label"].values

train_texts, test_texts, y_train, y_test = train_test_split(texts, labels, test_size=0.2, random_state=42, stratify=labels)
model = Word2Vec(sentences=train_texts, vector_size=25, min_count=2, epochs=40, sg=1, seed=1, workers=1)


def embed(tokens):
    known = [w for w in tokens if w in model.wv.key_to_index]
    if len(known) == 0:
        return np.zeros(25, dtype=np.float32)
    return model.wv[known].mean(axis=0)


x_train = torch.tensor(np.array([embed(t) for t in train_texts]), dtype=torch.float32)
x_test = torch.tensor(np.array([embed(t) for t in test_texts]), dtype=torch.float32)
y_train = torch.tensor(y_train, dtype=torch.float32).view(-1, 1)
y_test = torch.tensor(y_test, dtype=torch.float32).view(-1, 1)


class Net(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.fc1 = nn.Linear(n_in, 16)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(0.2)
        self.fc2 = nn.Linear(16, 1)

    def forward(self, x):
        x = self.relu(self.fc1(x))
        x = self.dropout(x)
        return self.fc2(x)


net = Net(25)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)

for epoch in range(60):
    net.train()
    optimizer.zero_grad()
    loss = criterion(net(x_train), y_train)
    loss.backward()
    optimizer.step()

net.eval()
with torch.no_grad():
    probabilities = torch.sigmoid(net(x_test))
    predicted = (probabilities > 0.5).float()
    print("accuracy", (predicted == y_test).float().mean().item())
