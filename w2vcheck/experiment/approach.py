"""The approach under audit: the user's experiment, or the reference where none is configured, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.features import Features
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes, Target
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.pooling import columns_of, pool
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment import classifiers
from w2vcheck.experiment.as_written import Inputs, trained
from w2vcheck.experiment.folds import MOST_SEEDED_WORK, NETWORK_SEEDS, Folds
from w2vcheck.fits import Fits, of_arrays
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.settings import Settings

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Approach:
    """The class given to each row of the table by a model trained on the training rows.

    `predicted` has shape (seeds, rows), int32; the first seed is the one of the settings. `title` names the model.
    """

    predicted: Codes
    title: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The plain model: TF-IDF of the texts, or the features standardised. `answer` trains it: a class a row, shape (rows,)."""

    title: str
    answer: Callable[[], Codes]


@dataclass(frozen=True, slots=True)
class Reference:
    """What is trained where no classifier is configured. `answer` trains it: a class a row, shape (rows,)."""

    title: str
    answer: Callable[[], Codes]


@provider("training the experiment")
def approach(
    config: ModelConfig | None,
    inputs: Inputs | None,
    target: Target,
    targets: LossTargets | None,
    reference: Reference | None,
    classes: Classes,
    split: Split,
    folds: Folds,
    fits: Fits,
    settings: Settings,
) -> Approach:
    """The configured classifier; without one, the reference.

    A network is trained under three seeds where that takes seconds and there is one split; folds differ anyway.
    Unavailable where the experiment as written could not be trained.
    """
    if config is None:
        if reference is None:
            raise Unavailable("there is nothing to train on")
        return Approach(reference.answer()[None, :], reference.title)
    if inputs is None or targets is None:
        raise Unavailable("the experiment as written could not be trained")
    several = config.is_network and len(folds.folds) == 1 and config.work(len(split.train)) <= MOST_SEEDED_WORK
    answers = [
        trained(config, inputs, target, targets, classes, split.train, fits, settings.seed + number).predicted
        for number in range(NETWORK_SEEDS if several else 1)
    ]
    return Approach(np.stack([one for one in answers if one is not None]), config.says)


@provider("training the reference")
def reference(
    tokens: Tokens | None,
    vectors: Vectors | None,
    baseline: Baseline,
    classes: Classes,
    split: Split,
    fits: Fits,
    settings: Settings,
) -> Reference:
    """Logistic regression on the configured word vectors, averaged; without any, the plain baseline."""
    if tokens is None or vectors is None or not settings.has("word2vec"):
        return Reference(baseline.title, baseline.answer)
    if not np.isfinite(vectors.matrix).all():
        raise Unavailable("the word vectors hold entries that are no finite numbers")
    known, matrix, pooling = tokens, vectors, settings.tokens.pooling or "mean"

    def answer() -> Codes:
        here, there = columns_of(matrix.words, known.types)
        texts = pool(known.matrix()[:, there], matrix.matrix[here], pooling, split.train)
        return _on_vectors(texts, classes, split, fits)

    return Reference("averaged word vectors + logistic regression", answer)


@provider("")
def baseline(tokens: Tokens | None, features: Features | None, classes: Classes, split: Split, fits: Fits) -> Baseline:
    """TF-IDF + logistic regression on texts, standardised features + logistic regression on a feature table.

    Unavailable where only one class trains, and where the training rows hold no word.
    """
    if len(np.unique(classes.codes[split.train])) < 2:
        raise Unavailable("the training rows hold only one class")
    if features is not None:
        matrix = features.matrix
        return Baseline("logistic regression", lambda: _on_vectors(matrix, classes, split, fits))
    if tokens is None:
        raise Unavailable("there are neither texts nor features to train on")
    if not tokens.lengths[split.train].any():
        raise Unavailable("there is no word in the training rows")
    silent = np.zeros(0, bool) if tokens.muted is None else tokens.muted
    key = ("tfidf", of_arrays(tokens.ids, tokens.offsets, silent, split.train, classes.codes))
    known = tokens
    return Baseline("TF-IDF + logistic regression", lambda: fits.once(key, lambda: _on_words(known, classes, split)))


def _on_vectors(matrix: NDArray[np.float32] | NDArray[np.float64], classes: Classes, split: Split, fits: Fits) -> Codes:
    labels = classes.codes[split.train]
    return fits.once(
        ("logistic", of_arrays(matrix, split.train, labels)),
        lambda: classifiers.logistic_on_vectors(matrix[split.train], labels, matrix),
    )


def _on_words(tokens: Tokens, classes: Classes, split: Split) -> Codes:
    weighted = classifiers.tfidf(tokens.matrix(), split.train)
    return classifiers.logistic_on_words(weighted[split.train], classes.codes[split.train], weighted)
