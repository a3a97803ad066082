"""Pretrained vectors from a file, fine-tuned in an EmbeddingBag."""
import numpy as np
import pandas as pd
import torch
from gensim.models import KeyedVectors
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
kv = KeyedVectors.load_word2vec_format("vectors.txt", binary=False)
df = pd.read_csv("reviews.csv")
topics = {topic: number for number, topic in enumerate(sorted(df["topic"].unique()))}
train, test = train_test_split(df, test_size=0.2, random_state=0, stratify=df["topic"])


def encode(frame):
    ids, offsets = [], []
    for text in frame["text"]:
        offsets.append(len(ids))
        ids.extend(kv.key_to_index[w] for w in text.split() if w in kv.key_to_index)
    return torch.tensor(ids), torch.tensor(offsets), torch.tensor([topics[t] for t in frame["topic"]])


class BagClassifier(nn.Module):
    def __init__(self, weights, n_classes):
        super().__init__()
        self.bag = nn.EmbeddingBag.from_pretrained(weights, mode="mean", freeze=False)
        self.out = nn.Linear(weights.shape[1], n_classes)

    def forward(self, ids, offsets):
        return self.out(self.bag(ids, offsets))


model = BagClassifier(torch.from_numpy(np.array(kv.vectors)), len(topics))
criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
ids, offsets, y = encode(train)
for epoch in range(25):
    optimizer.zero_grad()
    loss = criterion(model(ids, offsets), y)
    loss.backward()
    optimizer.step()

model.eval()
test_ids, test_offsets, test_y = encode(test)
with torch.inference_mode():
    accuracy = (model(test_ids, test_offsets).argmax(1) == test_y).float().mean()
print(f"accuracy {accuracy:.3f}")
