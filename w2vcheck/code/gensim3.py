"""What gensim 4 took away, and what stands in its place. Each entry was tried on gensim 4.4.0."""

from collections.abc import Mapping

MOVED_TO_VECTORS = frozenset({
    "accuracy", "closer_than", "distance", "distances", "doesnt_match", "evaluate_word_analogies", "evaluate_word_pairs",
    "get_vector", "intersect_word2vec_format", "log_accuracy", "most_similar", "most_similar_cosmul", "most_similar_to_given",
    "n_similarity", "rank", "save_word2vec_format", "similar_by_vector", "similar_by_word", "similarity", "wmdistance",
    "word_vec", "words_closer_than",
})  # fmt: skip
"""Methods of a model that are methods of its vectors now, `model.wv`."""
STILL_OF_DOC2VEC = frozenset({"save_word2vec_format"})

OF_MODEL: Mapping[str, str | None] = {
    **{name: f"wv.{name}" for name in sorted(MOVED_TO_VECTORS)},
    "accuracy": None,  # evaluate_word_analogies gives something else back
    "log_accuracy": None,
    "vocab": "wv.key_to_index",
    "index2word": "wv.index_to_key",
    "syn0": "wv.vectors",
    "syn0norm": "wv.get_normed_vectors()",
    "iter": "epochs",
    "delete_temporary_training_data": None,
    "clear_sims": None,
    "reset_weights": None,
    "trainables": None,
    "vocabulary": None,
}
"""Attributes of `Word2Vec`, `FastText` and `Doc2Vec` that are gone, each with what says the same, if anything does."""

OF_VECTORS: Mapping[str, str | None] = {
    "vocab": "key_to_index",
    "index2word": "index_to_key",
    "index2entity": "index_to_key",
    "syn0": "vectors",
    "syn0norm": "get_normed_vectors()",
    "vectors_norm": "get_normed_vectors()",
    "layer1_size": "vector_size",
    "add": "add_vectors",
    "accuracy": None,
    "similarity_matrix": None,
    "get_keras_embedding": None,
    "syn0_ngrams": "vectors_ngrams",
    "syn0_vocab": "vectors_vocab",
    "num_ngram_vectors": None,
    "hash2index": None,
}
"""The same of `KeyedVectors`."""

MOVED_OUT_OF_PARTS = frozenset({"syn1", "syn1neg", "layer1_size", "seed", "cum_table", "sample", "min_count"})
"""What `model.trainables` and `model.vocabulary` held and the model itself holds now."""
OF_CLASS = ("load_word2vec_format", "save_word2vec_format")
"""Called on a class of models; `KeyedVectors` has them now."""

ADVICE: Mapping[str, str] = {
    "accuracy": "Use wv.evaluate_word_analogies(file); it gives the score and the sections.",
    "log_accuracy": "Use wv.evaluate_word_analogies(file).",
    "similarity_matrix": "Use SparseTermSimilarityMatrix(WordEmbeddingSimilarityIndex(wv), dictionary) from gensim.similarities.",
    "get_keras_embedding": "Build the layer yourself, torch.nn.Embedding.from_pretrained(torch.from_numpy(wv.vectors)) in torch.",
    "delete_temporary_training_data": "Keep model.wv and drop the model.",
    "clear_sims": "Remove the call; nothing is kept that would have to be cleared.",
    "reset_weights": "Use init_weights().",
    "vocab": "Use wv.key_to_index for the words and their positions, wv.get_vecattr(word, 'count') for how often they occur.",
}
"""What to do where a new name does not say all of it."""

MODULES: Mapping[str, str] = {
    "gensim.summarization": "it was removed without a successor",
    "gensim.sklearn_api": "call the models directly",
    "gensim.models.wrappers": "use the wrapped program itself",
    "gensim.models.deprecated": "use gensim.models",
    "gensim.models.base_any2vec": "use gensim.models",
    "gensim.models.utils_any2vec": "use gensim.models.KeyedVectors",
    "gensim.viz": "it was removed without a successor",
    "gensim.similarities.index": "use gensim.similarities.annoy",
}
"""Modules that cannot be imported any more, with what to do."""

NAMES: Mapping[str, str | None] = {
    "gensim.models.doc2vec.LabeledSentence": "TaggedDocument",
    "gensim.models.keyedvectors.WordEmbeddingsKeyedVectors": "KeyedVectors",
    "gensim.models.keyedvectors.BaseKeyedVectors": "KeyedVectors",
    "gensim.models.keyedvectors.WordEmbeddingSimilarityIndex": None,
    "gensim.models.word2vec.train_sg_pair": None,
    "gensim.models.word2vec.train_cbow_pair": None,
    "gensim.models.word2vec.score_sg_pair": None,
    "gensim.models.word2vec.score_cbow_pair": None,
    "gensim.utils.smart_open": None,
    "gensim.utils.lemmatize": None,
    "gensim.matutils.softcossim": None,
}
"""Functions and classes that cannot be imported any more, each with the name of its successor in the same module."""
NAME_ADVICE: Mapping[str, str] = {
    "WordEmbeddingSimilarityIndex": "Import it from gensim.similarities.",
    "smart_open": "Use open() of the package smart_open.",
    "lemmatize": "Use a lemmatiser of another package, such as spaCy or NLTK.",
    "softcossim": "Use SparseTermSimilarityMatrix.inner_product of gensim.similarities.",
}
