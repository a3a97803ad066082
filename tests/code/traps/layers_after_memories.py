import torch
import torch.nn as nn


class Both(nn.Module):
    """Two directions, three layers: the outputs are twice as wide, the last states are not."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(16, 20, num_layers=3, batch_first=True, bidirectional=True)
        self.last = nn.Linear(20, 2)
        self.every = nn.Linear(40, 2)

    def forward(self, x):
        outputs, states = self.gru(x)
        return self.last(states[-1]) + self.every(outputs[:, -1]) + self.every(outputs.mean(dim=1))


class Pair(nn.Module):
    """An LSTM gives a pair of states, and both directions may be put side by side."""

    def __init__(self, hidden=12):
        super().__init__()
        self.lstm = nn.LSTM(16, hidden, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden, 1)

    def forward(self, x):
        _, (hidden, cells) = self.lstm(x)
        return self.out(torch.cat([hidden[-2], hidden[-1]], dim=1)).squeeze(1)


class Projected(nn.Module):
    """A projection makes the states narrower than they are called."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(16, 32, proj_size=8)
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        outputs, _ = self.lstm(x)
        return self.out(outputs[-1])


class Squeezed(nn.Module):
    """The states of a single layer, without their first dimension."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(16, 10)
        self.out = nn.Linear(10, 1)

    def forward(self, x):
        _, state = self.rnn(x)
        return self.out(state.squeeze(0)).squeeze(-1)


x, y = torch.randn(5, 7, 16), torch.rand(5)
for net in (Both(), Pair(), Projected(), Squeezed()):
    optimizer = torch.optim.Adam(net.parameters())
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(net(x).reshape(-1)[:5], y)
    loss.backward()
    optimizer.step()
