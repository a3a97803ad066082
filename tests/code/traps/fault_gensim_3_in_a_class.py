import gensim
from gensim.models import word2vec


class Embedder:
    def __init__(self, sentences):
        self.model = word2vec.Word2Vec(sentences, size=100, min_count=5, iter=10)  # expect: W2V603 W2V603

    def vector(self, word):
        if word in self.model.wv.vocab:  # expect: W2V604
            return self.model[word]  # expect: W2V604
        return None

    def close(self, word):
        return self.model.most_similar(word)  # expect: W2V604


embedder = Embedder([["a", "b"]])
print(embedder.vector("a"), embedder.close("a"))
other = gensim.models.Word2Vec.load("other.model")
print(other.wv.index2word[:5])  # expect: W2V604
for word in other.wv.vocab:  # expect: W2V604
    print(word, other.wv.syn0.shape)  # expect: W2V604
