# Gradients of four small batches are added up before each step.
import numpy as np
import pandas as pd
import torch
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
ACCUMULATE = 4
df = pd.read_csv("reviews.csv")
df_train, df_test = train_test_split(df, test_size=0.2, random_state=0)
w2v = Word2Vec([s.split() for s in df_train.text], vector_size=20, min_count=2, epochs=25, sg=1, workers=1, seed=0)


def mean_vectors(texts):
    result = np.zeros((len(texts), 20), dtype=np.float32)
    for row, text in enumerate(texts):
        words = [w for w in text.split() if w in w2v.wv]
        if words:
            result[row] = w2v.wv[words].mean(axis=0)
    return torch.from_numpy(result)


train_set = TensorDataset(mean_vectors(df_train.text), torch.tensor(df_train.label.values).float())
x_test, y_test = mean_vectors(df_test.text), torch.tensor(df_test.label.values).float()
loader = DataLoader(train_set, batch_size=8, shuffle=True)

head = nn.Linear(20, 1)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(head.parameters(), lr=0.5, momentum=0.9)

for epoch in range(10):
    head.train()
    optimizer.zero_grad()
    for step, (xb, yb) in enumerate(loader):
        loss = criterion(head(xb).squeeze(1), yb) / ACCUMULATE
        loss.backward()
        if (step + 1) % ACCUMULATE == 0 or step + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()

head.eval()
with torch.no_grad():
    logits = head(x_test).squeeze(1)
    print("accuracy:", ((logits > 0).float() == y_test).float().mean().item())
