"""What more rows are worth: the accuracy with a quarter, half and all of the training rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.features import Features
from w2vcheck.data.split import stratified
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.experiment import classifiers, scores
from w2vcheck.experiment.evaluation import Evaluation, Fold
from w2vcheck.intervals import wilson
from w2vcheck.results import Measure
from w2vcheck.settings import Settings

SHARES = (0.25, 0.5, 1.0)
FEW_ROWS = 2_000
"""Up to here every fold of a cross-validation is used; above, the first has test rows enough."""

Predict = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int32]]
Predicted = list[NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Point:
    """The accuracy with this share of the training rows; `rows` is how many these are (of the first fold)."""

    share: float
    rows: int
    accuracy: Measure


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """The curve of TF-IDF (texts) or logistic regression (features), from few rows to all.

    `gain` is the accuracy with all training rows minus that with half of them, on the same test rows. Where both answer
    alike throughout, its upper end is that of a difference never seen in so many rows (Wilson).
    """

    points: tuple[Point, ...]
    gain: Measure

    @property
    def accuracy(self) -> Measure:
        """The accuracy with all training rows."""
        return self.points[-1].accuracy


@provider("drawing the learning curve")
def learning_curve(
    evaluation: Evaluation,
    classes: Classes,
    keys: Keys,
    tokens: Tokens | None,
    features: Features | None,
    settings: Settings,
) -> LearningCurve:
    """Train on stratified, nested parts of the training rows; unavailable where there is nothing to train on."""
    folds = evaluation.folds if len(classes.labelled) <= FEW_ROWS else evaluation.folds[:1]
    predict = _on_texts(tokens, classes) if tokens is not None else _on_features(features, classes)
    points, predicted = [], {}
    for share in SHARES:
        parts = [(part_of(train, classes.codes, share, settings.seed), test) for train, test in folds]
        predicted[share] = [predict(*part) for part in parts]
        points.append(Point(share, len(parts[0][0]), _accuracy(folds, predicted[share], classes, keys)))
    gain = scores.paired_over_folds(
        "accuracy with all training rows instead of half of them",
        predicted[1.0],
        predicted[0.5],
        folds,
        classes.codes,
        keys.codes,
        settings.seed,
    )
    alike = all(np.array_equal(one, other) for one, other in zip(predicted[1.0], predicted[0.5], strict=True))
    return LearningCurve(tuple(points), replace(gain, high=max(gain.high, wilson(0.0, gain.n)[1])) if alike else gain)


def part_of(train: NDArray[np.int64], codes: NDArray[np.int32], share: float, seed: int) -> NDArray[np.int64]:
    """This share of the training rows of each class; smaller shares are part of larger ones under the same seed."""
    return train if share == 1 else stratified(train, codes, share, seed)[1]


def _on_texts(tokens: Tokens, classes: Classes) -> Predict:
    counts = tokens.matrix()

    def predict(train: NDArray[np.int64], test: NDArray[np.int64]) -> NDArray[np.int32]:
        if not counts[train].nnz or _one_class(classes, train):
            return _majority(classes, train, test)
        n = len(train)
        weighted = classifiers.tfidf(counts[np.concatenate([train, test])], np.arange(n))
        return classifiers.logistic_on_words(weighted[:n], classes.codes[train], weighted[n:])

    return predict


def _on_features(features: Features | None, classes: Classes) -> Predict:
    if features is None:
        raise Unavailable("there are neither texts nor features to train on")
    matrix = features.matrix

    def predict(train: NDArray[np.int64], test: NDArray[np.int64]) -> NDArray[np.int32]:
        if _one_class(classes, train):
            return _majority(classes, train, test)
        return classifiers.logistic_on_vectors(matrix[train], classes.codes[train], matrix[test])

    return predict


def _one_class(classes: Classes, train: NDArray[np.int64]) -> bool:
    return len(np.unique(classes.codes[train])) < 2


def _majority(classes: Classes, train: NDArray[np.int64], test: NDArray[np.int64]) -> NDArray[np.int32]:
    """The most frequent class, which is all that can be learnt from no words or from one class."""
    return np.full(len(test), np.bincount(classes.codes[train], minlength=classes.k).argmax(), np.int32)


def _accuracy(folds: tuple[Fold, ...], predicted: Predicted, classes: Classes, keys: Keys) -> Measure:
    each = [
        scores.accuracy(classes.codes[test], answers, keys.codes[test])
        for (_, test), answers in zip(folds, predicted, strict=True)
    ]
    if len(each) == 1:
        return each[0]
    train, test = folds[0]
    whole = len(train) + len(test)
    return scores.over_folds("accuracy", [one.value for one in each], len(test) / whole, whole)
