"""Look at the first batch of a training loop of one's own: `python examples/training_loop.py`."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from w2vcheck import FindingsError
from w2vcheck.integrations.torch import probe_first_batch

torch.manual_seed(0)
inputs = torch.randn(512, 20)
targets = inputs[:, :3].argmax(dim=1)
loader = DataLoader(TensorDataset(inputs, targets), batch_size=64, shuffle=True)
loss = nn.CrossEntropyLoss()


def train(model: nn.Module) -> float:
    """Three epochs; the loss at the end."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    last = torch.tensor(0.0)
    batches = probe_first_batch(loader, model, loss, optimizer, then="raise")  # once, before the first epoch
    for _ in range(3):
        for rows, wanted in batches:
            optimizer.zero_grad()
            last = loss(model(rows), wanted)
            last.backward()
            optimizer.step()
    return float(last.detach())


print(f"sound: loss {train(nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 3))):.2f}")
try:
    train(nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 3), nn.Softmax(dim=1)))
except FindingsError as found:
    print(f"stopped before the first step: {found}")
