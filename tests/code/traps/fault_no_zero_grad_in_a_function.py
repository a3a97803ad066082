import torch
from torch import nn


def train_step(net, optimizer, criterion, x, y):
    loss = criterion(net(x), y)
    loss.backward()  # expect: W2V420
    optimizer.step()
    return loss.item()


def main(loader):
    net = nn.Linear(10, 2)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(5):
        for x, y in loader:
            train_step(net, optimizer, criterion, x, y)


if __name__ == "__main__":
    from project import loader

    main(loader)
