import pandas as pd
import torch
import torch.nn as nn
from sklearn.metrics import accuracy_score
from sklearn.preprocessing import LabelEncoder

df = pd.read_csv("data.csv")
y = torch.tensor(LabelEncoder().fit_transform(df["spam"]), dtype=torch.float32).view(-1, 1)
x = torch.tensor(df[["a", "b"]].values, dtype=torch.float32)
model = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1), nn.Sigmoid())
loss_fn = nn.MSELoss()  # expect: W2V401
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(50):
    opt.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    opt.step()
