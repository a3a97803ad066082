import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(10, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Dropout(), nn.Linear(20, 2))

    def forward(self, x):
        return self.layers(x)


def set_mode(net, training):
    if training:
        net.train()
    else:
        net.eval()


def run(net, loader, criterion, optimizer=None):
    set_mode(net, optimizer is not None)
    total = 0.0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            loss = criterion(net(x), y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item()
    return total / len(loader)


def main(train_loader, test_loader):
    net = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters())
    for _ in range(5):
        print(run(net, train_loader, criterion, optimizer), run(net, test_loader, criterion))
