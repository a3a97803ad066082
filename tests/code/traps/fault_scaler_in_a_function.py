import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def load():
    df = pd.read_csv("data.csv")
    X = df[["a", "b"]].values
    X = StandardScaler().fit_transform(X)  # expect: W2V316
    return X, df["label"].values


def main():
    X, y = load()
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    clf = LogisticRegression()
    clf.fit(X_train, y_train)
    print(clf.score(X_test, y_test))


main()
