# Trained with BCEWithLogitsLoss; the Brier score (squared error of probabilities) is only a metric.
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
df = pd.read_csv("reviews.csv")
train, test = train_test_split(df, test_size=0.25, random_state=0, stratify=df["label"])
w2v = Word2Vec([t.split() for t in train["text"]], vector_size=20, min_count=2, sg=1, epochs=25, workers=1, seed=0)


def vectors(frame):
    rows = np.zeros((len(frame), 20), dtype=np.float32)
    for row, text in enumerate(frame["text"]):
        found = [w2v.wv[w] for w in text.split() if w in w2v.wv]
        if found:
            rows[row] = np.mean(found, axis=0)
    return torch.from_numpy(rows)


class Scorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(20, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, x):
        return self.layers(x).squeeze(1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))


scorer = Scorer()
criterion = nn.BCEWithLogitsLoss()
brier = nn.MSELoss()
optimizer = torch.optim.SGD(scorer.parameters(), lr=0.5)
x, y = vectors(train), torch.tensor(train["label"].values, dtype=torch.float32)
x_test, y_test = vectors(test), torch.tensor(test["label"].values, dtype=torch.float32)
for epoch in range(100):
    scorer.train()
    optimizer.zero_grad()
    loss = criterion(scorer(x), y)
    loss.backward()
    optimizer.step()
    if epoch % 20 == 0:
        scorer.eval()
        with torch.no_grad():
            print(epoch, "Brier", brier(scorer.predict_proba(x_test), y_test).item())

scorer.eval()
with torch.no_grad():
    hard = scorer.predict_proba(x_test) > 0.5
print("accuracy", (hard == (y_test == 1)).float().mean().item())
