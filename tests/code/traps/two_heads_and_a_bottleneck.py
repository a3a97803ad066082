# linear layers side by side, and a linear layer after an embedding: nothing is missing between them
import torch
from torch import nn


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(1000, 50)
        self.a = nn.Linear(50, 2)
        self.b = nn.Linear(50, 3)
        self.lstm = nn.LSTM(50, 20, batch_first=True)
        self.project = nn.Linear(20, 10)
        self.out = nn.Linear(10, 4)

    def forward(self, ids):
        x = self.embed(ids).mean(1)
        h = self.project(self.lstm(self.embed(ids))[0][:, -1])
        h = torch.relu(h)
        return self.a(x), self.b(x), self.out(h)


ids, y = torch.load("data.pt", weights_only=True)
net = TwoHeads()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters())
for _ in range(3):
    optimizer.zero_grad()
    first, second, third = net(ids)
    loss = criterion(first, y[:, 0]) + criterion(second, y[:, 1]) + criterion(third, y[:, 2])
    loss.backward()
    optimizer.step()
