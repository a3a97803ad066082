import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import KFold, cross_val_predict, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

X, y = np.load("x.npy"), np.load("y.npy")
pipe = Pipeline([("scale", StandardScaler()), ("pca", PCA(5)), ("clf", LogisticRegression())])
print(cross_val_score(pipe, X, y, cv=5).mean())
print(accuracy_score(y, cross_val_predict(make_pipeline(StandardScaler(), LogisticRegression()), X, y, cv=5)))
for train, test in KFold(5, shuffle=True, random_state=0).split(X):
    scaler = StandardScaler()
    a = scaler.fit_transform(X[train])
    b = scaler.transform(X[test])
    print(LogisticRegression().fit(a, y[train]).score(b, y[test]))
