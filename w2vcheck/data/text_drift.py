"""Whether the texts of the test rows can be told from those of the training rows."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.tokens import Tokens
from w2vcheck.intervals import Z95, permutation_p
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_ROWS = 300
"""Rows a side below which a fixed cut on the area gives false alarms on equal sides (RULES, 311)."""
MOST_ROWS = 2_000
MOST_TOKENS = 2_000
FOLDS = 4
PERMUTATIONS = 99
TELLING = 5


@dataclass(frozen=True, slots=True)
class TextDrift:
    """How well a classifier tells test texts from training texts.

    `area` is the cross-validated area under the ROC curve (.5 is guessing), `low` and `high` bound its 95 % interval, `p`
    comes from shuffled sides and `null` is the largest area among them. `n` counts the texts of both sides that were used.
    `of_train` and `of_test` are the words that tell most, each with the share of training and of test texts that hold it.
    """

    area: float
    low: float
    high: float
    p: float
    null: float
    n: int
    of_train: tuple[tuple[str, float, float], ...]
    of_test: tuple[tuple[str, float, float], ...]


def is_given(split: Split) -> bool:
    """Whether somebody chose the rows: a random split has no drift but chance."""
    return split.origin in ("column", "file") or split.shuffled is False


@provider("comparing training and test texts")
def text_drift(tokens: Tokens, keys: Keys, split: Split, settings: Settings) -> TextDrift:
    """Tell the sides apart by naive Bayes on which frequent words a text holds.

    Of each side at most 2,000 different texts are used, chosen at random. Unavailable for a random split and below 300
    different texts a side.
    """
    if not is_given(split):
        raise Unavailable("the split is random, so both sides are alike")
    rng = np.random.default_rng(settings.seed)
    sides = [_sample(rows, keys, rng) for rows in (split.train, split.test)]
    if min(map(len, sides)) < LEAST_ROWS:
        raise Unavailable(f"there are fewer than {LEAST_ROWS} different texts on one side of the split")
    rows = np.concatenate(sides)
    is_test = np.repeat([False, True], [len(side) for side in sides])
    present = tokens.matrix()[rows]
    present.data[:] = 1
    frequency = np.bincount(present.indices, minlength=present.shape[1])
    frequent = np.sort(np.argsort(-frequency, kind="stable")[:MOST_TOKENS])
    present = present[:, frequent]
    order = rng.permutation(len(rows))
    shuffled = np.column_stack([is_test, *(rng.permutation(is_test) for _ in range(PERMUTATIONS))])
    areas = domain_areas(present[order], shuffled[order])
    low, high = _interval(float(areas[0]), len(sides[1]), len(sides[0]))
    shares = [np.asarray(present[is_test == side].mean(axis=0)).ravel() for side in (False, True)]
    words = tokens.types[frequent]
    return TextDrift(
        area=float(areas[0]),
        low=low,
        high=high,
        p=permutation_p(float(areas[0]), areas[1:].tolist()),
        null=float(areas[1:].max()),
        n=len(rows),
        of_train=_telling(words, shares[0], shares[1], shares),
        of_test=_telling(words, shares[1], shares[0], shares),
    )


def _sample(rows: NDArray[np.int64], keys: Keys, rng: np.random.Generator) -> NDArray[np.int64]:
    """One row of each text, at most 2,000 at random: copies in several folds would be recognised."""
    _, first = np.unique(keys.codes[rows], return_index=True)
    return np.asarray(rows[np.sort(rng.permutation(first)[:MOST_ROWS])])


def domain_areas(present: csr_matrix, sides: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Area under the ROC curve of naive Bayes, averaged over four folds, for each column of `sides`.

    `present` is 0 or 1, shape (rows, words), rows in random order; `sides` has shape (rows, assignments), True for test. The
    word counts of a side are smoothed by 1; priors play no part in the area.
    """
    fold = np.arange(len(sides)) % FOLDS
    areas = np.zeros(sides.shape[1])
    for one in range(FOLDS):
        fitted, held = fold != one, fold == one
        of_test = np.asarray(present[fitted].T @ sides[fitted].astype(np.float32))
        of_train = np.asarray(present[fitted].T @ (~sides[fitted]).astype(np.float32))
        odds = np.log((of_test + 1) / (of_test.sum(axis=0) + present.shape[1]))
        odds -= np.log((of_train + 1) / (of_train.sum(axis=0) + present.shape[1]))
        areas += _area(np.asarray(present[held] @ odds), sides[held])
    return areas / FOLDS


def _area(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mann and Whitney's statistic for each column, ties counted half; .5 where a side is empty."""
    from scipy.stats import rankdata

    ranks = rankdata(scores, axis=0)
    positives = positive.sum(axis=0)
    pairs = positives * (len(positive) - positives)
    wins = (ranks * positive).sum(axis=0) - positives * (positives + 1) / 2
    return np.asarray(np.where(pairs > 0, wins / np.maximum(1, pairs), 0.5))


def _interval(area: float, positives: int, negatives: int) -> tuple[float, float]:
    """95 % interval of an area under the ROC curve (J. A. Hanley and B. J. McNeil, Radiology 143, 1982)."""
    both_above, both_below = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (positives - 1) * (both_above - area**2) + (negatives - 1) * (both_below - area**2)
    half = Z95 * sqrt(max(0.0, variance) / (positives * negatives))
    return max(0.0, area - half), min(1.0, area + half)


def _telling(
    words: NDArray[np.object_], more: NDArray[np.float64], less: NDArray[np.float64], shares: list[NDArray[np.float64]]
) -> tuple[tuple[str, float, float], ...]:
    """The words whose share of texts is larger by most standard errors, with their shares of train and test."""
    spread = np.sqrt(more * (1 - more) + less * (1 - less) + 1e-3)
    best = np.argsort(-(more - less) / spread, kind="stable")[:TELLING]
    return tuple((str(words[one]), float(shares[0][one]), float(shares[1][one])) for one in best if more[one] > less[one])
