# Train, save, load again and score: gensim's own format and a state dictionary.
import json

import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from gensim.models import KeyedVectors, Word2Vec
from sklearn.model_selection import train_test_split

torch.manual_seed(1)
df = pd.read_csv("reviews.csv")
split = train_test_split(df["text"].tolist(), df["label"].tolist(), test_size=0.2, random_state=1)
train_texts, test_texts, train_labels, test_labels = split

Word2Vec([t.split() for t in train_texts], vector_size=20, min_count=2, sg=1, epochs=25, workers=1, seed=1).wv.save("w2v.kv")
wv = KeyedVectors.load("w2v.kv")


def mean(text):
    in_vocab = [w for w in text.split() if w in wv]
    return np.mean([wv[w] for w in in_vocab], axis=0) if in_vocab else np.zeros(wv.vector_size, dtype=np.float32)


class Logistic(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


x = torch.tensor(np.array([mean(t) for t in train_texts]), dtype=torch.float32)
y = torch.tensor(train_labels, dtype=torch.float32)[:, None]
model = Logistic(20)
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
for epoch in range(100):
    prediction = model(x)
    loss = criterion(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
torch.save(model.state_dict(), "model.pt")
with open("config.json", "w") as f:
    json.dump({"width": 20}, f)

again = Logistic(20)
again.load_state_dict(torch.load("model.pt", weights_only=True))
again.eval()
with torch.no_grad():
    out = again(torch.tensor(np.array([mean(t) for t in test_texts]), dtype=torch.float32)).squeeze(1)
accuracy = ((out > 0.5).int() == torch.tensor(test_labels)).float().mean().item()
print("accuracy", accuracy)
