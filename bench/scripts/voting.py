import pandas as pd
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB

data = pd.read_csv("reviews.csv")
train_x, valid_x, train_y, valid_y = train_test_split(data["text"], data["topic"], test_size=0.3, random_state=8)
counts = CountVectorizer(analyzer="word", token_pattern=r"\w+")
tfidf = TfidfTransformer()
xtrain = tfidf.fit_transform(counts.fit_transform(train_x))
xvalid = tfidf.transform(counts.transform(valid_x))
ensemble = VotingClassifier([("nb", MultinomialNB()), ("lr", LogisticRegression()), ("rf", RandomForestClassifier(random_state=8))])
ensemble.fit(xtrain, train_y)
print(classification_report(valid_y, ensemble.predict(xvalid)))
