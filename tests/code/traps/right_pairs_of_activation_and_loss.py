import torch
import torch.nn.functional as F
from torch import nn

x, y, many, soft = torch.load("data.pt", weights_only=True)


def fit(net, loss_function, target):
    optimizer = torch.optim.Adam(net.parameters())
    for _ in range(5):
        optimizer.zero_grad()
        loss = loss_function(net(x), target)
        loss.backward()
        optimizer.step()


fit(nn.Sequential(nn.Linear(10, 4), nn.LogSoftmax(dim=1)), nn.NLLLoss(), y)
fit(nn.Sequential(nn.Linear(10, 4), nn.Sigmoid()), nn.BCELoss(), many)
fit(nn.Linear(10, 4), nn.CrossEntropyLoss(), y)
fit(nn.Linear(10, 4), nn.CrossEntropyLoss(), soft)
fit(nn.Linear(10, 4), nn.BCEWithLogitsLoss(), many)
fit(nn.Sequential(nn.Linear(10, 4), nn.LogSoftmax(dim=-1)), nn.KLDivLoss(reduction="batchmean"), soft)
fit(nn.Linear(10, 4), F.cross_entropy, y)
fit(nn.Linear(10, 4), nn.MSELoss(), many)
