# Two experiments in one file: the second uses the names of the first again.
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("reviews.csv")

# 1. words
X = df["text"]
y = df["label"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
vectorizer = CountVectorizer()
X_train = vectorizer.fit_transform(X_train)
X_test = vectorizer.transform(X_test)
model = MultinomialNB()
model.fit(X_train, y_train)
print("words", model.score(X_test, y_test))

# 2. numbers
X = df[["length", "shouting"]]
y = df["label"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
model = LogisticRegression()
model.fit(X_train, y_train)
print("numbers", model.score(X_test, y_test))

# 3. a table of all words, to look at
X = TfidfVectorizer().fit_transform(df["text"])
print(X.shape)
