from gensim.models import FastText, Word2Vec
from gensim.models.word2vec import LineSentence, PathLineSentences


class Sentences:
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        for line in open(self.path):
            yield line.split()


def tokens(path):
    for line in open(path):
        yield line.split()


a = Word2Vec(Sentences("a.txt"), vector_size=50, workers=4)
b = Word2Vec(LineSentence("a.txt"), vector_size=50)
c = FastText(sentences=PathLineSentences("texts"), vector_size=50)
d = Word2Vec(list(tokens("a.txt")), vector_size=50)
e = Word2Vec(corpus_file="a.txt", vector_size=50)
f = Word2Vec(vector_size=50)
f.build_vocab(tokens("a.txt"))
f.train(tokens("a.txt"), total_examples=f.corpus_count, epochs=1)
for path in ["b.txt", "c.txt"]:
    more = list(tokens(path))
    f.build_vocab(more, update=True)
    f.train(more, total_examples=len(more), epochs=5)
