import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 4)

    def forward(self, x):
        logits = self.fc(x)
        if self.training:
            return logits
        return F.softmax(logits, dim=1)


x, y = torch.load("data.pt", weights_only=True)
net = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(10):
    net.train()
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
net.eval()
with torch.no_grad():
    print(net(x).argmax(1))
