import numpy as np
import pandas as pd
import torch
from gensim.models import FastText
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch import nn, optim

torch.manual_seed(4)
df = pd.read_csv("reviews.csv")
targets = np.column_stack([df["label"] == 1, df["topic"] == "music"]).astype("float32")
text_a, text_b, y_a, y_b = train_test_split(df["text"].tolist(), targets, test_size=0.2, random_state=4)
ft = FastText([t.split() for t in text_a], vector_size=20, min_count=2, epochs=20, workers=1, seed=4, bucket=2000)


def doc(text):
    return np.mean([ft.wv[w] for w in text.split()], axis=0)


xa = torch.tensor(np.stack([doc(t) for t in text_a]))
xb = torch.tensor(np.stack([doc(t) for t in text_b]))


class MultiLabel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 12)
        self.norm = nn.BatchNorm1d(12)
        self.out = nn.Linear(12, 2)

    def forward(self, x):
        h = torch.tanh(self.norm(self.hidden(x)))
        scores = self.out(h)
        return scores


clf = MultiLabel()
bce = nn.BCEWithLogitsLoss()
sgd = optim.SGD(clf.parameters(), lr=0.5, momentum=0.9)
y_train = torch.from_numpy(y_a)
for _ in range(60):
    clf.train()
    sgd.zero_grad()
    loss = bce(clf(xa), y_train)
    loss.backward()
    sgd.step()
clf.eval()
with torch.no_grad():
    guess = (torch.sigmoid(clf(xb)) > 0.5).int().numpy()
print(f1_score(y_b, guess, average="micro"))
