import joblib
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

df = pd.read_csv("data.csv")
a, b, y_a, y_b = train_test_split(df.text, df.label, test_size=0.2, random_state=0)
vectorizer = TfidfVectorizer(sublinear_tf=True)
svm = LinearSVC().fit(vectorizer.fit_transform(a), y_a)
print(classification_report(y_b, svm.predict(vectorizer.transform(b))))

# for production: all there is
vectorizer = TfidfVectorizer(sublinear_tf=True)
svm = LinearSVC().fit(vectorizer.fit_transform(df.text), df.label)
joblib.dump((vectorizer, svm), "model.joblib")
