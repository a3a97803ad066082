import torch
from torch import nn

from project import loader, net

criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(net.parameters())
optimizer.zero_grad()
for epoch in range(3):
    for i, (x, y) in enumerate(loader):
        loss = criterion(net(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()

for i, (x, y) in enumerate(loader):
    if i % 8 == 0:
        optimizer.zero_grad()
    (criterion(net(x), y) / 8).backward()
    if i % 8 == 7:
        optimizer.step()
