import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 4)

    def forward(self, x):
        logits = self.fc(x)
        return logits, F.softmax(logits, dim=-1)


x, y = torch.load("data.pt", weights_only=True)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(10):
    optimizer.zero_grad()
    logits, probabilities = net(x)
    loss = F.cross_entropy(logits, y)
    loss.backward()
    optimizer.step()
    print(probabilities.max().item())
