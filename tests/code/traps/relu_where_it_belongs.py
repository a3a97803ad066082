# a count cannot be negative: a final ReLU under squared error
import torch
from torch import nn

x, counts, y = torch.load("data.pt", weights_only=True)
regression = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 1), nn.ReLU())
body = nn.Sequential(nn.Linear(10, 20), nn.ReLU())
head = nn.Linear(20, 3)
optimizer = torch.optim.Adam([*regression.parameters(), *body.parameters(), *head.parameters()])
for _ in range(5):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(regression(x), counts) + nn.functional.cross_entropy(head(body(x)), y)
    loss.backward()
    optimizer.step()
