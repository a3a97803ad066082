# Everything that learns from rows sits inside the pipeline; cross-validation fits it per fold.
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score, train_test_split
from sklearn.pipeline import Pipeline

reviews = pd.read_csv("reviews.csv")
X_train, X_test, y_train, y_test = train_test_split(
    reviews["text"], reviews["label"], test_size=0.2, random_state=0, stratify=reviews["label"]
)
pipeline = Pipeline([("tfidf", TfidfVectorizer(ngram_range=(1, 2), min_df=2)), ("clf", LogisticRegression(max_iter=500))])
folds = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)
scores = cross_val_score(pipeline, X_train, y_train, cv=folds, scoring="f1_macro")
print("cv", scores.mean(), scores.std())

pipeline.fit(X_train, y_train)
print("held-out", pipeline.score(X_test, y_test))
