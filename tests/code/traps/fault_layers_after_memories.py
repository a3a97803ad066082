import torch
import torch.nn as nn


class Steps(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(16, 20, batch_first=True, bidirectional=True)
        self.out = nn.Linear(20, 1)  # expect: W2V408

    def forward(self, x):
        outputs, _ = self.gru(x)
        return self.out(outputs[:, -1]).squeeze(1)


class States(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(16, 20, num_layers=2, batch_first=True)
        self.out = nn.Linear(16, 1)  # expect: W2V408

    def forward(self, x):
        _, (hidden, _) = self.lstm(x)
        return self.out(hidden[-1]).squeeze(1)


x, y = torch.load("data.pt", weights_only=True)
for net in (Steps(), States()):
    optimizer = torch.optim.Adam(net.parameters())
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(net(x), y)
    loss.backward()
    optimizer.step()
