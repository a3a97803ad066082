"""Faults of the evaluation (W2V5xx)."""

from __future__ import annotations

import numpy as np

from planters.planting import Clean, Planted, planter, table


@planter("W2V501", 1.0, severity="note")
def no_signal(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of labels that were dealt out again at random."""
    labels = rng.permutation(clean.labels).tolist()
    return Planted(table(clean.texts, labels), 1.0)


@planter("W2V502", 1.0, severity="note")
def tfidf_beats_vectors(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the texts whose label stands in one rare word only, which an average drowns; nothing else tells it."""
    labels = rng.choice(["no", "yes"], len(clean.texts)).tolist()
    size = max(10, len(clean.texts) // 20)
    words = [f"{label}{rng.integers(size)}x" if rng.random() < strength else "" for label in labels]
    texts = [f"{text} {word}".strip() for text, word in zip(clean.texts, words, strict=True)]
    telling = sum(text.split()[-1].startswith(label) for text, label in zip(texts, labels, strict=True))
    return Planted(table(texts, labels), telling / len(texts))
