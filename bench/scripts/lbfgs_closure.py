# L-BFGS asks for the loss several times a step, through a closure.
import numpy as np
import pandas as pd
import torch
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
df = pd.read_csv("reviews.csv")
a, b = train_test_split(df, test_size=0.2, random_state=0, stratify=df["label"])
wv = Word2Vec([t.split() for t in a["text"]], vector_size=20, sg=1, min_count=2, epochs=25, workers=1, seed=0).wv


def bag(frame):
    rows = []
    for text in frame["text"]:
        ws = [w for w in text.split() if w in wv]
        rows.append(wv[ws].mean(axis=0) if ws else np.zeros(20, dtype=np.float32))
    return torch.tensor(np.array(rows), dtype=torch.float32)


x, y = bag(a), torch.tensor(a["label"].to_numpy(), dtype=torch.float32)
linear = torch.nn.Linear(20, 1)
optimizer = torch.optim.LBFGS(linear.parameters(), max_iter=20)


def closure():
    optimizer.zero_grad()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(linear(x).squeeze(-1), y)
    loss.backward()
    return loss


for _ in range(10):
    optimizer.step(closure)

with torch.no_grad():
    predicted = torch.sigmoid(linear(bag(b)).squeeze(-1)).round()
print("accuracy", (predicted == torch.tensor(b["label"].to_numpy())).float().mean().item())
