# A module with training_step and validation_step, driven by a small trainer of our own.
import numpy as np
import pandas as pd
import torch
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split
from torch import nn, optim
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


class TopicModule(nn.Module):
    def __init__(self, dim, n_classes, lr=1e-2):
        super().__init__()
        self.lr = lr
        self.net = nn.Sequential(nn.Linear(dim, 20), nn.ReLU(), nn.Dropout(0.1), nn.Linear(20, n_classes))

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        logits = self(x)
        return F.cross_entropy(logits, y)

    def validation_step(self, batch, batch_idx):
        x, y = batch
        logits = self(x)
        return (logits.argmax(-1) == y).float().mean()

    def configure_optimizers(self):
        return optim.AdamW(self.parameters(), lr=self.lr)


class Trainer:
    def __init__(self, max_epochs):
        self.max_epochs = max_epochs

    def fit(self, module, train_loader, val_loader):
        optimizer = module.configure_optimizers()
        for _ in range(self.max_epochs):
            module.train()
            for i, batch in enumerate(train_loader):
                optimizer.zero_grad()
                loss = module.training_step(batch, i)
                loss.backward()
                optimizer.step()
            module.eval()
            with torch.no_grad():
                scores = [module.validation_step(b, i) for i, b in enumerate(val_loader)]
            print("val_acc", torch.stack(scores).mean().item())


def main():
    torch.manual_seed(1)
    df = pd.read_csv("reviews.csv")
    classes = sorted(df["topic"].unique())
    df["y"] = df["topic"].map({c: i for i, c in enumerate(classes)})
    train, val = train_test_split(df, test_size=0.2, random_state=1, stratify=df["y"])
    corpus = [text.split() for text in train["text"]]
    w2v = Word2Vec(corpus, vector_size=24, min_count=2, epochs=30, sg=1, workers=1, seed=1)

    def features(frame):
        out = np.zeros((len(frame), 24), dtype=np.float32)
        for i, text in enumerate(frame["text"]):
            found = [w2v.wv[w] for w in text.split() if w in w2v.wv]
            if found:
                out[i] = np.mean(found, axis=0)
        return torch.from_numpy(out)

    train_set = TensorDataset(features(train), torch.tensor(train["y"].to_numpy()))
    val_set = TensorDataset(features(val), torch.tensor(val["y"].to_numpy()))
    Trainer(max_epochs=8).fit(
        TopicModule(24, len(classes)), DataLoader(train_set, batch_size=32, shuffle=True), DataLoader(val_set, batch_size=64)
    )


if __name__ == "__main__":
    main()
