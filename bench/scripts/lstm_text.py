import numpy as np
import pandas as pd
import torch
from gensim.models import KeyedVectors
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader

torch.manual_seed(0)
kv = KeyedVectors.load_word2vec_format("vectors.txt")
df = pd.read_csv("reviews.csv")
train, test = train_test_split(df, test_size=0.2, random_state=0, stratify=df["label"])


def pairs(frame):
    return [
        (torch.tensor([kv.key_to_index[w] for w in text.split() if w in kv.key_to_index] or [0]), float(label))
        for text, label in zip(frame["text"], frame["label"])
    ]


def collate(batch):
    ids, labels = zip(*batch)
    return pad_sequence(ids, batch_first=True), torch.tensor([len(i) for i in ids]), torch.tensor(labels)


class LSTMClassifier(nn.Module):
    def __init__(self, vectors, hidden=16):
        super().__init__()
        self.embed = nn.Embedding.from_pretrained(vectors)
        self.lstm = nn.LSTM(vectors.size(1), hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, ids, lengths):
        packed = pack_padded_sequence(self.embed(ids), lengths, batch_first=True, enforce_sorted=False)
        _, (last, _) = self.lstm(packed)
        return self.fc(last[-1]).squeeze(1)


net = LSTMClassifier(torch.tensor(np.array(kv.vectors)))
loss_fn = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, net.parameters()), lr=0.01)
for epoch in range(3):
    net.train()
    for ids, lengths, labels in DataLoader(pairs(train), batch_size=32, shuffle=True, collate_fn=collate):
        optimizer.zero_grad()
        logits = net(ids, lengths)
        loss = loss_fn(logits, labels)
        loss.backward()
        optimizer.step()

net.eval()
hits = 0
with torch.no_grad():
    for ids, lengths, labels in DataLoader(pairs(test), batch_size=64, collate_fn=collate):
        p = torch.sigmoid(net(ids, lengths))
        hits += ((p > 0.5) == (labels > 0.5)).sum().item()
print("accuracy", hits / len(test))
