# Validation decides when to stop; the test rows are looked at once, at the end.
import copy

import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
frame = pd.read_csv("reviews.csv")
rest, test_frame = train_test_split(frame, test_size=0.2, random_state=3, stratify=frame["topic"])
train_frame, val_frame = train_test_split(rest, test_size=0.25, random_state=3, stratify=rest["topic"])

classes = {name: i for i, name in enumerate(sorted(train_frame["topic"].unique()))}
word_model = Word2Vec([t.split() for t in train_frame["text"]], vector_size=30, min_count=2, sg=1, epochs=30, seed=3, workers=1)
wv = word_model.wv


def to_dataset(part):
    rows = []
    for text in part["text"]:
        tokens = [t for t in text.split() if t in wv]
        rows.append(np.mean([wv[t] for t in tokens], axis=0) if tokens else np.zeros(30))
    x = torch.tensor(np.array(rows), dtype=torch.float32)
    return TensorDataset(x, torch.tensor([classes[t] for t in part["topic"]]))


train_loader = DataLoader(to_dataset(train_frame), batch_size=32, shuffle=True)
val_loader = DataLoader(to_dataset(val_frame), batch_size=64)
test_loader = DataLoader(to_dataset(test_frame), batch_size=64)

model = nn.Sequential(nn.Linear(30, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, len(classes)))
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.Adam(model.parameters(), lr=1e-2)


@torch.no_grad()
def run(loader):
    model.eval()
    loss, hits, seen = 0.0, 0, 0
    for xb, yb in loader:
        out = model(xb)
        loss += loss_fn(out, yb).item() * len(yb)
        hits += (out.argmax(1) == yb).sum().item()
        seen += len(yb)
    return loss / seen, hits / seen


best, best_state, patience = float("inf"), None, 0
for epoch in range(30):
    model.train()
    for xb, yb in train_loader:
        opt.zero_grad()
        loss_fn(model(xb), yb).backward()
        opt.step()
    val_loss, val_acc = run(val_loader)
    if val_loss < best - 1e-4:
        best, best_state, patience = val_loss, copy.deepcopy(model.state_dict()), 0
    else:
        patience += 1
        if patience == 4:
            break

torch.save(best_state, "best.pt")
model.load_state_dict(torch.load("best.pt", weights_only=True))
print("test", run(test_loader))
