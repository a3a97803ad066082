import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

df = pd.read_csv("a.csv")
X_train, X_test, y_train, y_test = train_test_split(df["text"], df["label"], random_state=0)
vec = CountVectorizer()
model = LogisticRegression().fit(vec.fit_transform(X_train), y_train)
print(model.score(vec.transform(X_test), y_test))

other = pd.read_csv("b.csv")
X = other[["a", "b"]]
X = MinMaxScaler().fit_transform(X)
print(X.min(), X.max())

X_train, X_test, y_train, y_test = train_test_split(df["text"], df["label"], random_state=1)
vec = CountVectorizer()
X_train = vec.fit_transform(X_train)
X_test = vec.transform(X_test)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
