import pandas as pd
from gensim.models.doc2vec import Doc2Vec, TaggedDocument
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("reviews.csv")
X_train, X_test, y_train, y_test = train_test_split(df["text"], df["topic"], test_size=0.2, random_state=11, stratify=df["topic"])

documents = [TaggedDocument(words=text.split(), tags=[i]) for i, text in enumerate(X_train)]
model = Doc2Vec(vector_size=20, min_count=2, epochs=30, dm=0, dbow_words=1, seed=11, workers=1)
model.build_vocab(documents)
model.train(documents, total_examples=model.corpus_count, epochs=model.epochs)

train_vectors = [model.dv[i] for i in range(len(documents))]
test_vectors = [model.infer_vector(text.split(), epochs=30) for text in X_test]
clf = SGDClassifier(loss="log_loss", random_state=11)
clf.fit(train_vectors, y_train)
print(balanced_accuracy_score(y_test, clf.predict(test_vectors)))
