import torch
from torch import nn

x, y, x_test, y_test = torch.load("data.pt", weights_only=True)
net = nn.Sequential(nn.Linear(10, 8), nn.Dropout(), nn.ReLU(), nn.Linear(8, 3))
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(20):
    net.train(True)
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()
    net.train(False)
    with torch.inference_mode():
        print((net(x_test).argmax(1) == y_test).float().mean().item())
