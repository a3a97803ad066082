"""Faults of the vocabulary and the vectors, from W2V208 on."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from planters.planting import Clean, Planted, marked, planter, table


def tokens(clean: Clean) -> list[list[str]]:
    """The texts as w2vcheck cuts them by default."""
    return [re.findall(r"\w+", text.lower()) for text in clean.texts]


@planter("W2V208", 1.0, 1.5, documented=1.0, severity="warning")
def dimensions_exceed_vocabulary(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Dimensions by words."""
    counts = Counter(word for text in tokens(clean) for word in text)
    frequent = sum(times >= 60 for times in counts.values())
    size = max(1, round(strength * frequent))
    return Planted(table(clean.texts, clean.labels), size / frequent, {"word2vec.vector_size": size, "word2vec.min_count": 60})


@planter("W2V209", 1.0, 5.0, documented=5.0, severity="warning")
def blown_up(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Learning rate of skip-gram."""
    options: dict[str, object] = {"word2vec.alpha": strength, "word2vec.sg": 1, "word2vec.epochs": 30}
    return Planted(table(clean.texts, clean.labels), strength, options)


@planter("W2V211", 2, 1, documented=2)
def unstable_neighbours(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Epochs of CBOW."""
    options: dict[str, object] = {"word2vec.epochs": int(strength), "rules.W2V211.neighbours_are_used": True}
    return Planted(table(clean.texts, clean.labels), strength, options)


@planter("W2V212", 0.25, 1.0, documented=1.0, severity="warning")
def shouted_test_texts(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of test texts in capitals, beside training texts in lower case."""
    split = marked(rng, len(clean.texts))
    loud = [part == "test" and bool(rng.random() < strength) for part in split]
    texts = [text.upper() if shouted else text.lower() for text, shouted in zip(clean.texts, loud, strict=True)]
    options: dict[str, object] = {"tokens.lowercase": False, "word2vec.min_count": 5}
    return Planted(table(texts, clean.labels, split=split), sum(loud) / split.count("test"), options)


@planter("W2V213", 50, 200, documented=200, severity="warning")
def high_min_count(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of all tokens that a higher min_count loses."""
    counts = Counter(word for text in tokens(clean) for word in text)
    lost = sum(times for times in counts.values() if 5 <= times < strength) / sum(counts.values())
    return Planted(table(clean.texts, clean.labels), lost, {"word2vec.min_count": int(strength)})


@planter("W2V215", 1e-6, severity="error")
def neighbours_by_chance(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Learning rate."""
    return Planted(table(clean.texts, clean.labels), strength, {"word2vec.alpha": strength, "word2vec.min_alpha": strength})


@planter("W2V218", 1.0, severity="warning")
def truncated_sentences(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Tokens of a batch beyond the 10,000 that gensim reads, by all; 0 where the corpus has no more than these."""
    n = sum(map(len, tokens(clean)))
    return Planted(table(clean.texts, clean.labels), max(0.0, 1 - 20_000 / n), {"word2vec.batch_words": 10**6})


@planter("W2V219", 1e-6, severity="note")
def unscaled_features(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Learning rate; vectors then stay within 0.01."""
    options: dict[str, object] = {
        "word2vec.alpha": strength,
        "word2vec.min_alpha": strength,
        "classifier.kind": "logistic-regression",
    }
    return Planted(table(clean.texts, clean.labels), strength, options)
