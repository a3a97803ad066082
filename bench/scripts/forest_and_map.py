# After the evaluation everything is fitted again on all rows, for a map of the texts: nothing is scored with it.
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import train_test_split

df = pd.read_csv("reviews.csv")
X_train, X_test, y_train, y_test = train_test_split(df["text"], df["label"], test_size=0.2, random_state=0)
vectorizer = TfidfVectorizer(min_df=2)
train_matrix = vectorizer.fit_transform(X_train)
test_matrix = vectorizer.transform(X_test)

forest = RandomForestClassifier(n_estimators=60, random_state=0)
forest.fit(train_matrix, y_train)
y_pred = forest.predict(test_matrix)
print(accuracy_score(y_test, y_pred))
print(confusion_matrix(y_test, y_pred))

all_matrix = TfidfVectorizer(min_df=2).fit_transform(df["text"]).toarray()
points = PCA(n_components=2, random_state=0).fit_transform(all_matrix)
np.save("map.npy", points)
