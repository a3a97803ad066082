from gensim.models import Doc2Vec, FastText, KeyedVectors, Word2Vec
from gensim.models.doc2vec import TaggedDocument

sentences = [["a", "b"], ["c"]]
model = Word2Vec(sentences=sentences, vector_size=10, epochs=3, min_count=1)
model.init_sims()
print(model.wv.word_vec("a"), model.layer1_size, model.wv.similar_by_vector(model.wv["a"]), model.wv.similar_by_word("a"))
print(len(model.wv), "a" in model.wv, model.wv["a"], model.wv.vectors.shape, model.vector_size, model.epochs)
model.wv.most_similar(positive=["a"], topn=1)
d2v = Doc2Vec([TaggedDocument(["a", "b"], [0])], vector_size=5, min_count=1, epochs=2)
print(d2v.docvecs[0], d2v.dv[0], d2v[0], d2v.infer_vector(["a"], epochs=5))
kv = KeyedVectors.load("vectors.kv")
print(kv["word"], "word" in kv, kv.most_similar("word"), kv.key_to_index["word"], kv.index_to_key[0])
ft = FastText(sentences, vector_size=5, min_count=1)
ft.wv.save("ft.kv")
model.train(sentences, total_examples=2, epochs=1)
model.train(sentences, total_words=3, epochs=1)
model.train(corpus_iterable=sentences, total_examples=model.corpus_count, epochs=model.epochs)
