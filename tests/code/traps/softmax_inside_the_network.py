# attention weights and a gate: neither is the output
import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.score = nn.Linear(dim, 1)
        self.gate = nn.Linear(dim, dim)
        self.out = nn.Linear(dim, classes)

    def forward(self, words):
        weights = torch.softmax(self.score(words), dim=1)
        pooled = (weights * words).sum(dim=1)
        return self.out(pooled * torch.sigmoid(self.gate(pooled)))


words, y = torch.load("data.pt", weights_only=True)
net = Attention(50, 5)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters())
for _ in range(5):
    optimizer.zero_grad()
    loss = criterion(net(words), y)
    loss.backward()
    optimizer.step()
