"""Every step a function; the result of one goes into the next."""
import numpy as np
import pandas as pd
import gensim
from sklearn import linear_model, metrics, model_selection, preprocessing


def read(path="reviews.csv"):
    table = pd.read_csv(path)
    return table.text.str.lower().str.split(), table.label


def vectors(docs, size_of_vector=25):
    model = gensim.models.Word2Vec(min_count=2, vector_size=size_of_vector, sg=1, workers=1, seed=5)
    model.build_vocab(docs)
    model.train(docs, total_examples=model.corpus_count, epochs=20)
    return model


def average(model, doc):
    known = [token for token in doc if token in model.wv.key_to_index]
    if not known:
        return np.zeros(model.vector_size)
    return np.mean([model.wv[token] for token in known], axis=0)


def features(model, docs):
    return np.vstack([average(model, doc) for doc in docs])


def run():
    docs, y = read()
    docs_train, docs_test, y_train, y_test = model_selection.train_test_split(docs, y, test_size=0.25, random_state=5, stratify=y)
    model = vectors(docs_train.tolist())
    scaler = preprocessing.StandardScaler().fit(features(model, docs_train))
    clf = linear_model.LogisticRegression().fit(scaler.transform(features(model, docs_train)), y_train)
    predicted = clf.predict(scaler.transform(features(model, docs_test)))
    print(metrics.accuracy_score(y_test, predicted), metrics.confusion_matrix(y_test, predicted))


if __name__ == "__main__":
    run()
