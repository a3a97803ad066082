# An autoencoder with a sigmoid and squared error: the target is the input, so that is as it should be.
import numpy as np
import pandas as pd
import torch
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
df = pd.read_csv("reviews.csv")
text_train, text_test, y_train, y_test = train_test_split(df.text, df.label, test_size=0.2, random_state=0, stratify=df.label)
vectorizer = CountVectorizer(binary=True, min_df=3)
X_train = torch.tensor(vectorizer.fit_transform(text_train).toarray(), dtype=torch.float32)
X_test = torch.tensor(vectorizer.transform(text_test).toarray(), dtype=torch.float32)


class AutoEncoder(nn.Module):
    def __init__(self, width, code):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, code))
        self.decoder = nn.Sequential(nn.Linear(code, 64), nn.ReLU(), nn.Linear(64, width), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


auto = AutoEncoder(X_train.shape[1], 12)
mse = nn.MSELoss()
optimizer = torch.optim.Adam(auto.parameters(), lr=0.01)
for epoch in range(40):
    optimizer.zero_grad()
    loss = mse(auto(X_train), X_train)
    loss.backward()
    optimizer.step()

auto.eval()
with torch.no_grad():
    codes_train = auto.encoder(X_train).numpy()
    codes_test = auto.encoder(X_test).numpy()
clf = LogisticRegression(max_iter=2000).fit(codes_train, y_train)
print("accuracy", clf.score(codes_test, y_test), np.abs(codes_train).mean())
