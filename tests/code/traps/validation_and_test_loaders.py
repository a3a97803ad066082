import torch
from torch import nn
from torch.utils.data import DataLoader, random_split

from project import dataset

torch.manual_seed(0)
train_set, valid_set, test_set = random_split(dataset, [800, 100, 100])
train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
valid_loader = DataLoader(valid_set, batch_size=32)
test_loader = DataLoader(test_set, batch_size=32)
model = nn.Sequential(nn.Linear(10, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())


def test(loader):
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)


best = 0
for epoch in range(10):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    accuracy = test(valid_loader)
    if accuracy > best:
        best = accuracy
        torch.save(model.state_dict(), "best.pt")
print(test(test_loader))
