import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from gensim.models.callbacks import CallbackAny2Vec
from gensim.models.phrases import ENGLISH_CONNECTOR_WORDS, Phraser, Phrases
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier


class LossLogger(CallbackAny2Vec):
    def __init__(self):
        self.epoch = 0
        self.previous = 0.0

    def on_epoch_end(self, model):
        loss = model.get_latest_training_loss()
        print(self.epoch, loss - self.previous)
        self.previous = loss
        self.epoch += 1


df = pd.read_csv("reviews.csv")
train, test = train_test_split(df, test_size=0.2, random_state=0)
sentences = [t.split() for t in train["text"]]
bigram = Phraser(Phrases(sentences, min_count=5, threshold=10, connector_words=ENGLISH_CONNECTOR_WORDS))
sentences = [bigram[s] for s in sentences]
model = Word2Vec(
    sentences,
    vector_size=20,
    min_count=2,
    epochs=10,
    compute_loss=True,
    callbacks=[LossLogger()],
    workers=1,
    seed=0,
)
vocabulary = set(model.wv.index_to_key)


def vec(text):
    tokens = [t for t in bigram[text.split()] if t in vocabulary]
    if not tokens:
        return np.zeros(model.wv.vector_size)
    return sum(model.wv[t] for t in tokens) / len(tokens)


knn = KNeighborsClassifier(5).fit([vec(t) for t in train["text"]], train["topic"])
print("accuracy", knn.score([vec(t) for t in test["text"]], test["topic"]))
print({w: model.wv.get_vecattr(w, "count") for w in model.wv.index_to_key[:5]})
