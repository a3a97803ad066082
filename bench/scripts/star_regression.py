# Stars are numbers between 1 and 5: a linear output and squared error.
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from gensim.models import Word2Vec
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

torch.manual_seed(2)
df = pd.read_csv("reviews.csv")
train, test = train_test_split(df, test_size=0.2, random_state=2)
w2v = Word2Vec(train["text"].str.split().tolist(), vector_size=20, sg=1, min_count=2, epochs=30, workers=1, seed=2)


def average(text):
    vs = [w2v.wv[t] for t in text.split() if t in w2v.wv]
    return np.mean(vs, axis=0) if len(vs) else np.zeros(20)


X = torch.tensor(np.stack([average(t) for t in train["text"]]), dtype=torch.float32)
y = torch.tensor(train["stars"].to_numpy(), dtype=torch.float32).reshape(-1, 1)


class Stars(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 16)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x)))


model = Stars()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for step in range(80):
    optimizer.zero_grad()
    loss = criterion(model(X), y)
    loss.backward()
    optimizer.step()

with torch.no_grad():
    guess = model(torch.tensor(np.stack([average(t) for t in test["text"]]), dtype=torch.float32)).squeeze(1).numpy()
print("MAE", mean_absolute_error(test["stars"], guess))
