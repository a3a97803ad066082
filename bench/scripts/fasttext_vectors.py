# FastText has a vector for every word, so nothing is out of vocabulary.
import numpy as np
import pandas as pd
from gensim.models import FastText
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

frame = pd.read_csv("reviews.csv")
train, test = train_test_split(frame, test_size=0.3, random_state=2, stratify=frame["label"])

ft = FastText(vector_size=24, window=4, min_count=2, seed=2, workers=1, bucket=5000)
ft.build_vocab(corpus_iterable=[t.split() for t in train["text"]])
ft.train(corpus_iterable=[t.split() for t in train["text"]], total_examples=ft.corpus_count, epochs=20)
vectors = ft.wv


def represent(texts):
    return np.array([np.mean([vectors.get_vector(w) for w in t.split()], axis=0) for t in texts])


forest = RandomForestClassifier(n_estimators=50, random_state=2)
forest.fit(represent(train["text"]), train["label"])
print("accuracy", forest.score(represent(test["text"]), test["label"]))
print(vectors.similarity("good", "great"), len(vectors.index_to_key))
vectors.save("vectors.kv")
