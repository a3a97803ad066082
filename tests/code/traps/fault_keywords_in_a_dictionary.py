from gensim.models import Word2Vec

parameters = {"size": 100, "window": 5, "iter": 20}
model = Word2Vec([["a", "b"]], **parameters)  # expect: W2V603 W2V603
