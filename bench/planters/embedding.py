"""Faults of the vocabulary and the vectors (W2V2xx)."""

from __future__ import annotations

import pickle
import pickletools

import numpy as np
import polars as pl
from gensim.models import Word2Vec

from planters.planting import Clean, Planted, marked, planter, table

DEFAULTS: dict[str, object] = {"word2vec.min_count": 5}
"""Word vectors with gensim's defaults."""


@planter("W2V201", 300, 30, documented=300, severity="warning")
def vocabulary_too_small(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Different words in all texts."""
    texts = [" ".join(f"w{word}" for word in rng.integers(0, int(strength), 12)) for _ in clean.texts]
    return Planted(table(texts, clean.labels), len({word for text in texts for word in text.split()}), DEFAULTS)


@planter("W2V202", 2, 1, documented=2, severity="warning")
def too_little_training(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Epochs of CBOW."""
    return Planted(table(clean.texts, clean.labels), strength, {"word2vec.epochs": int(strength)})


@planter("W2V203", 0.5, 0.7, documented=0.5, severity="warning")
def low_coverage(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of test tokens that are nobody's words."""
    split = marked(rng, len(clean.texts))
    texts, changed, seen = list(clean.texts), 0, 0
    for row, part in enumerate(split):
        if part == "test":
            words = [f"zz{rng.integers(0, 10**9)}" if rng.random() < strength else word for word in texts[row].split()]
            seen, changed = seen + len(words), changed + sum(word.startswith("zz") for word in words)
            texts[row] = " ".join(words)
    return Planted(table(texts, clean.labels, split=split), changed / seen, DEFAULTS)


@planter("W2V204", 1e-6, severity="error")
def untrained_vectors(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Learning rate."""
    return Planted(table(clean.texts, clean.labels), strength, {"word2vec.alpha": strength, "word2vec.min_alpha": strength})


@planter("W2V206", 5, 1, documented=5, severity="warning")
def single_dimension(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Dimensions of a vector."""
    return Planted(table(clean.texts, clean.labels), strength, {"word2vec.vector_size": int(strength)})


@planter("W2V205", 20, 5, documented=20, severity="warning")
def collapsed_vectors(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Epochs of CBOW, in which vectors are pulled together and not yet apart."""
    sentences = [text.lower().split() for text in clean.texts]
    model = Word2Vec(sentences, vector_size=100, min_count=5, epochs=int(strength), seed=0, workers=1)
    values = np.linalg.svd(model.wv.vectors - model.wv.vectors.mean(axis=0), compute_uv=False) ** 2
    first = float(values[0] / values.sum())
    # Proof: most of the variance lies along one axis.
    return Planted(table(clean.texts, clean.labels), first if first > 0.5 else 0, {"word2vec.epochs": int(strength)})


@planter("W2V207", 1, 2, documented=1, severity="warning")
def transposed_matrix(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Signs of a matrix on its side: as many rows as dimensions; and columns named like words."""
    sentences = [text.lower().split() for text in clean.texts]
    vectors = Word2Vec(sentences, vector_size=60, min_count=3, epochs=5, seed=0, workers=1).wv
    words = [word for word in vectors.index_to_key if word.isalpha()][:80]
    names = words if strength > 1 else [f"column_{number}" for number in range(len(words))]
    frame = pl.DataFrame({name: vectors[word].astype(float) for name, word in zip(names, words, strict=True)})
    frame = frame.with_columns(pl.Series("label", ["even", "odd"] * 30))
    signs = (frame.height == vectors.vector_size) + (set(frame.columns) <= {*vectors.index_to_key, "label"})
    options = {"word2vec.corpus": "corpus.txt", "word2vec.vector_size": 60, "word2vec.min_count": 3}
    return Planted(frame, signs, options, {"corpus.txt": as_lines(sentences)}, {"label": "label"})


@planter("W2V214", 1.0, severity="error")
def unsafe_model_file(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Names in a model file that no model needs."""
    model = Word2Vec([text.lower().split() for text in clean.texts], vector_size=10, min_count=3, epochs=1, workers=1)
    model.comment = print  # any function will do; this one does no harm
    content = pickle.dumps(model, protocol=4)
    named = sum(argument == "print" for _, argument, _ in pickletools.genops(content))
    return Planted(table(clean.texts, clean.labels), named, {"word2vec.vectors": "model.w2v"}, {"model.w2v": content})


def as_lines(sentences: list[list[str]]) -> bytes:
    """One sentence a line."""
    return "\n".join(" ".join(words) for words in sentences).encode()
