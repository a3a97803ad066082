"""A one-dimensional convolution over frozen word vectors."""
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
MAX_LEN = 12
df = pd.read_csv("reviews.csv")
train_df, test_df = train_test_split(df, test_size=0.2, random_state=0, stratify=df["topic"])
w2v = Word2Vec([t.split() for t in train_df["text"]], vector_size=24, min_count=2, epochs=25, sg=1, workers=1, seed=0)
word_ids = {w: i + 1 for i, w in enumerate(w2v.wv.index_to_key)}
weights = np.vstack([np.zeros((1, 24)), w2v.wv.vectors]).astype("float32")
label_ids = {t: i for i, t in enumerate(sorted(df["topic"].unique()))}


class Reviews(Dataset):
    def __init__(self, frame):
        self.texts = frame["text"].tolist()
        self.labels = [label_ids[t] for t in frame["topic"]]

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        ids = [word_ids.get(w, 0) for w in self.texts[i].split()][:MAX_LEN]
        return torch.tensor(ids + [0] * (MAX_LEN - len(ids))), self.labels[i]


class TextCNN(nn.Module):
    def __init__(self, weights, n_classes):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(torch.from_numpy(weights), padding_idx=0)
        self.conv = nn.Conv1d(weights.shape[1], 16, kernel_size=3, padding=1)
        self.dropout = nn.Dropout(0.3)
        self.fc = nn.Linear(16, n_classes)

    def forward(self, ids):
        x = self.embedding(ids).transpose(1, 2)
        x = F.relu(self.conv(x))
        x = x.max(dim=2).values
        return self.fc(self.dropout(x))


model = TextCNN(weights, len(label_ids))
optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.01)
criterion = nn.CrossEntropyLoss()
train_loader = DataLoader(Reviews(train_df), batch_size=32, shuffle=True)
test_loader = DataLoader(Reviews(test_df), batch_size=64)
for epoch in range(15):
    model.train()
    for ids, labels in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(ids), labels)
        loss.backward()
        optimizer.step()
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for ids, labels in test_loader:
            correct += (model(ids).argmax(1) == labels).sum().item()
            total += labels.size(0)
    print(epoch, correct / total)
