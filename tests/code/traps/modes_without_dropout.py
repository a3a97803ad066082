# nothing here behaves differently in training: eval() would change nothing
import torch
from torch import nn

x, y, x_test, y_test = torch.load("data.pt", weights_only=True)
net = nn.Sequential(nn.Linear(10, 8), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 3))
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(20):
    optimizer.zero_grad()
    out = net(x)
    loss = nn.functional.cross_entropy(out, y)
    loss.backward()
    optimizer.step()
    print("training accuracy", (out.argmax(1) == y).float().mean().item())
with torch.no_grad():
    print("test accuracy", (net(x_test).argmax(1) == y_test).float().mean().item())
