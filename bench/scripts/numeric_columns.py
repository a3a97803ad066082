# A table of numbers without a header: the label comes first, six features follow.
import numpy as np
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
data = np.loadtxt("numbers.csv", delimiter=",")
x = data[:, 1:7]
y = data[:, 0]
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.25, random_state=0, stratify=y)

x_train = torch.tensor(x_train, dtype=torch.float32)
x_test = torch.tensor(x_test, dtype=torch.float32)
y_train = torch.tensor(y_train, dtype=torch.float32).view(-1, 1)
y_test = torch.tensor(y_test, dtype=torch.float32).view(-1, 1)

net = nn.Sequential(nn.Linear(6, 10), nn.ReLU(), nn.Linear(10, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(200):
    optimizer.zero_grad()
    loss = criterion(net(x_train), y_train)
    loss.backward()
    optimizer.step()

with torch.no_grad():
    right = (torch.sigmoid(net(x_test)) > 0.5).float().eq(y_test).sum().item()
print("accuracy", right / len(y_test))
