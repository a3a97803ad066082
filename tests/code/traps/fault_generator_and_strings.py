from gensim.models import Word2Vec


def read(path):
    for line in open(path):
        yield line.split()


a = Word2Vec(read("a.txt"), vector_size=50)  # expect: W2V217
b = Word2Vec((line.split() for line in open("a.txt")), vector_size=50)  # expect: W2V217
c = Word2Vec(open("a.txt").read().splitlines(), vector_size=50)  # expect: W2V216
d = Word2Vec(["the cat", "the dog"], vector_size=50)  # expect: W2V216
e = Word2Vec("the cat sat on the mat".split(), vector_size=50)  # expect: W2V216
f = Word2Vec([["a"]], min_count=1)
f.train([["a"]])  # expect: W2V605
