import torch
import torch.nn.functional as F
from torch import nn


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 100)
        self.mu = nn.Linear(100, 8)
        self.logvar = nn.Linear(100, 8)
        self.fc3 = nn.Linear(8, 100)
        self.fc4 = nn.Linear(100, 784)

    def forward(self, x):
        h = F.relu(self.fc1(x.view(-1, 784)))
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mu, logvar


data = torch.load("data.pt", weights_only=True)
vae = VAE()
optimizer = torch.optim.Adam(vae.parameters())
for batch in data.split(32):
    optimizer.zero_grad()
    reconstruction, mu, logvar = vae(batch)
    loss = F.mse_loss(reconstruction, batch.view(-1, 784)) - 0.5 * torch.mean(1 + logvar - mu**2 - logvar.exp())
    loss.backward()
    optimizer.step()

auto = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 784), nn.Sigmoid())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(auto.parameters())
for inputs in data.split(32):
    noisy = inputs + 0.1 * torch.randn_like(inputs)
    optimizer.zero_grad()
    loss = criterion(auto(noisy), inputs)
    loss.backward()
    optimizer.step()
