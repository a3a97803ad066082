import torch
from torch import nn

from project import loader, other

net = nn.Linear(10, 3)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
second = torch.optim.SGD(other.parameters(), lr=0.1)


def clear():
    optimizer.zero_grad()


def step(x, y):
    clear()
    loss = criterion(net(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


for x, y in loader:
    step(x, y)

for x, y in loader:
    net.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()

for x, y in loader:
    for p in net.parameters():
        p.grad = None
    criterion(net(x), y).backward()
    optimizer.step()

for x, y in loader:
    for one in (optimizer, second):
        one.zero_grad()
    (criterion(net(x), y) + criterion(other(x), y)).backward()
    for one in (optimizer, second):
        one.step()

scaler = torch.amp.GradScaler("cuda")
for x, y in loader:
    with torch.autocast("cuda"):
        loss = criterion(net(x), y)
    optimizer.zero_grad(set_to_none=True)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()

for x, y in loader:
    loss = criterion(net(x), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
