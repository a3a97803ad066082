import torch
import torch.nn.functional as F
from torch import nn

from project import device, train_loader


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Linear(864, 84), nn.Tanh(), nn.Dropout(0.5), nn.Linear(84, 10))

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, 1)
        logits = self.classifier(x)
        probas = F.softmax(logits, dim=1)
        return logits, probas


def compute_accuracy(model, data_loader):
    correct_pred, num_examples = 0, 0
    for features, targets in data_loader:
        logits, probas = model(features.to(device))
        _, predicted_labels = torch.max(probas, 1)
        num_examples += targets.size(0)
        correct_pred += (predicted_labels == targets).sum()
    return correct_pred.float() / num_examples * 100


torch.manual_seed(1)
model = ConvNet()
model = model.to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
for epoch in range(10):
    model = model.train()
    for batch_idx, (features, targets) in enumerate(train_loader):
        logits, probas = model(features.to(device))
        cost = F.cross_entropy(logits, targets)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    model = model.eval()
    with torch.set_grad_enabled(False):
        print(epoch, compute_accuracy(model, train_loader))
