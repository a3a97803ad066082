# Averaged vectors beside two scaled numbers, in one input tensor.
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
import torch.optim as optim
from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

np.random.seed(5)
torch.manual_seed(5)
df = pd.read_csv("reviews.csv")
train_df, test_df = train_test_split(df, test_size=0.25, random_state=5, stratify=df["label"])
train_tokens = [t.split() for t in train_df["text"]]
test_tokens = [t.split() for t in test_df["text"]]
emb = Word2Vec(train_tokens, vector_size=16, min_count=2, epochs=30, sg=1, seed=5, workers=1)

scaler = StandardScaler()
numbers_train = scaler.fit_transform(train_df[["length", "shouting"]])
numbers_test = scaler.transform(test_df[["length", "shouting"]])


def pooled(token_lists):
    pooled_rows = []
    for tokens in token_lists:
        hits = [emb.wv[t] for t in tokens if t in emb.wv]
        pooled_rows.append(np.mean(hits, axis=0) if hits else np.zeros(16, dtype="float32"))
    return np.vstack(pooled_rows)


X_train = torch.tensor(np.hstack([pooled(train_tokens), numbers_train]), dtype=torch.float32)
X_test = torch.tensor(np.hstack([pooled(test_tokens), numbers_test]), dtype=torch.float32)
y_train = torch.tensor(train_df["label"].to_numpy(), dtype=torch.long)
y_test = torch.tensor(test_df["label"].to_numpy(), dtype=torch.long)

model = nn.Sequential(
    nn.Linear(18, 12),
    nn.Tanh(),
    nn.Linear(12, 2),
)
loss_function = nn.CrossEntropyLoss()
optimiser = optim.Adam(model.parameters(), lr=0.02)
for _ in range(50):
    optimiser.zero_grad()
    output = model(X_train)
    loss = loss_function(output, y_train)
    loss.backward()
    optimiser.step()

with torch.no_grad():
    prediction = model(X_test).argmax(dim=1)
print("accuracy", (prediction == y_test).double().mean().item())
