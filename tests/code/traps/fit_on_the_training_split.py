from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
import pandas as pd

df = pd.read_csv("data.csv")
train, test = train_test_split(df, test_size=0.2, random_state=0)
vec = TfidfVectorizer()
vec.fit(train["text"])
clf = LogisticRegression().fit(vec.transform(train["text"]), train["label"])
print(clf.score(vec.transform(test["text"]), test["label"]))
