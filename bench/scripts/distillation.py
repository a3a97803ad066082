# A small network learns the probabilities of a teacher: soft targets, so squared error under a sigmoid is meant.
import numpy as np
import pandas as pd
import torch
from gensim.models import Word2Vec
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
df = pd.read_csv("reviews.csv")
train, test = train_test_split(df, test_size=0.25, random_state=0, stratify=df["label"])

tfidf = TfidfVectorizer(min_df=2)
teacher = LogisticRegression(max_iter=500).fit(tfidf.fit_transform(train["text"]), train["label"])
soft = torch.tensor(teacher.predict_proba(tfidf.transform(train["text"]))[:, 1], dtype=torch.float32)

w2v = Word2Vec([t.split() for t in train["text"]], vector_size=20, min_count=2, sg=1, epochs=25, workers=1, seed=0)


def mean_of(texts):
    rows = []
    for text in texts:
        vs = [w2v.wv[w] for w in text.split() if w in w2v.wv]
        rows.append(np.mean(vs, axis=0) if vs else np.zeros(20))
    return torch.tensor(np.array(rows), dtype=torch.float32)


student = nn.Sequential(nn.Linear(20, 12), nn.ReLU(), nn.Linear(12, 1), nn.Sigmoid())
optimizer = torch.optim.Adam(student.parameters(), lr=0.01)
criterion = nn.MSELoss()
x = mean_of(train["text"])
for _ in range(100):
    optimizer.zero_grad()
    loss = criterion(student(x).squeeze(1), soft)
    loss.backward()
    optimizer.step()

with torch.no_grad():
    print("AUC", roc_auc_score(test["label"], student(mean_of(test["text"])).squeeze(1).numpy()))
