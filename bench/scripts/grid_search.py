import pandas as pd
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import classification_report
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

df = pd.read_csv("reviews.csv")
train, test = train_test_split(df, test_size=0.25, random_state=3, stratify=df.topic)

pipe = make_pipeline(TfidfVectorizer(min_df=2), TruncatedSVD(n_components=20, random_state=3), StandardScaler(), SVC())
search = GridSearchCV(pipe, {"svc__C": [0.1, 1, 10], "svc__gamma": ["scale", 0.01]}, cv=3)
search.fit(train.text, train.topic)
print(search.best_params_, search.best_score_)

predictions = search.best_estimator_.predict(test.text)
print(classification_report(test.topic, predictions))
