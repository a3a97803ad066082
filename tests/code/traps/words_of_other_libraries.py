# size, iter, vocab, train and most_similar belong to many others
import numpy as np
import spacy
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from torch import nn

nlp = spacy.load("en_core_web_sm")
print(nlp.vocab["word"].vector, len(nlp.vocab))
rng = np.random.default_rng(0)
noise = rng.normal(size=10)
cells = np.array([noise]).size


class Word2Vec(nn.Module):
    def __init__(self, vocab, size):
        super().__init__()
        self.vocab = vocab
        self.size = size
        self.embedding = nn.Embedding(len(vocab), size)

    def forward(self, ids):
        return self.embedding(ids)

    def most_similar(self, word, iter=10):
        return [word] * iter


model = Word2Vec(vocab=["a", "b"], size=10)
print(model.vocab, model.size, model.most_similar("a", iter=3), model.train(), "a" in model.vocab)
models = {"a": model}
model = models["a"]
tfidf = TfidfVectorizer()
tfidf.fit(["a b"])
print(tfidf.vocabulary_, torch.zeros(3).size())
