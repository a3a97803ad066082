import numpy as np
import pandas as pd
import torch
from gensim.models import Word2Vec
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(9)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
df = pd.read_csv("reviews.csv")
idx_train, idx_test = train_test_split(np.arange(len(df)), test_size=0.25, random_state=9, stratify=df["topic"])
tokens = [t.split() for t in df["text"]]
w2v = Word2Vec([tokens[i] for i in idx_train], vector_size=28, min_count=2, sg=1, epochs=25, workers=1, seed=9)

X = np.zeros((len(df), 28), dtype=np.float32)
for i, words in enumerate(tokens):
    known = [w2v.wv[w] for w in words if w in w2v.wv]
    if known:
        X[i] = np.mean(known, axis=0)
y = df["topic"].astype("category").cat.codes.to_numpy(dtype=np.int64, copy=True)

train_loader = DataLoader(TensorDataset(torch.from_numpy(X[idx_train]), torch.from_numpy(y[idx_train])), 32, shuffle=True)


class ResidualMLP(nn.Module):
    def __init__(self, dim, n_classes):
        super().__init__()
        self.inner = nn.Linear(dim, dim)
        self.gate = nn.Linear(dim, dim)
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, n_classes)

    def forward(self, x):
        g = torch.sigmoid(self.gate(x))
        x = self.norm(x + g * torch.relu(self.inner(x)))
        return self.head(x)


model = ResidualMLP(28, 4).to(device)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=1e-4)
scheduler = StepLR(optimizer, step_size=5, gamma=0.5)
criterion = nn.CrossEntropyLoss().to(device)
for epoch in range(12):
    model.train()
    running = 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(xb), yb)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        running += loss.item()
    scheduler.step()

model.eval()
with torch.no_grad():
    logits = model(torch.from_numpy(X[idx_test]).to(device))
print("macro-F1", f1_score(y[idx_test], logits.argmax(1).cpu().numpy(), average="macro"))
