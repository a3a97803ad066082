import torch
from torch import nn

from project import test_loader, train_loader

model = nn.Sequential(nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 2))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
losses = []
steps = 0
for epoch in range(10):
    running, correct, total = 0.0, 0, 0
    for x, y in train_loader:
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        running += loss.item()
        correct += (out.argmax(dim=1) == y).sum().item()
        total += y.size(0)
        steps += 1
    losses.append(running / len(train_loader))
    print(epoch, correct / total, steps)


def test():
    correct = total = 0
    with torch.no_grad():
        for x, y in test_loader:
            correct += (model(x).argmax(1) == y).sum().item()
            total += len(y)
    return correct / total


print(test(), losses)
