import pandas as pd
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelBinarizer, LabelEncoder, Normalizer

df = pd.read_csv("data.csv")
le = LabelEncoder()
y = le.fit_transform(df["label"])
one_hot = LabelBinarizer().fit_transform(df["label"])
X = HashingVectorizer(n_features=2**12).fit_transform(df["text"])
X = Normalizer().fit_transform(X)
X_train, X_test, y_train, y_test, h_train, h_test = train_test_split(X, y, one_hot, test_size=0.25, random_state=1, stratify=y)
model = LogisticRegression(max_iter=500).fit(X_train, y_train)
print(f1_score(y_test, model.predict(X_test), average="macro"), h_test.sum())
