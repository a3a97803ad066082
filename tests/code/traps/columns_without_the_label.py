import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("data.csv")
X = df.drop("label", axis=1)
y = df["label"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))

data = np.loadtxt("numbers.csv", delimiter=",")
x, t = data[:, :-1], data[:, -1]
x_train, x_test, t_train, t_test = train_test_split(x, t, test_size=0.2, random_state=0)
print(LogisticRegression().fit(x_train, t_train).score(x_test, t_test))
