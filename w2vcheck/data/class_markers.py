"""One word for each class: what the strongest words of all classes say together about the label."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.data.word_folds import FOLDS, PERMUTATIONS, counts_by_fold, frequent_words, permuted, rows_with
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

FEWEST_CLASSES = 3
"""Of two classes, one word says all that two could (see `token_gains`)."""
LEAST_ROWS = 10
"""A marker must stand in this many rows. No share of the rows: one of 77 classes is a small one."""
MOST_TOKENS = 5_000
MOST_CELLS = 1 << 23
"""Words times classes times folds that are counted in one table; of many classes only the more frequent words are tried."""
ROWS_TO_PERMUTE = 5_000
"""The permutation test is made on a random sample of at most this many rows; a smaller sample has larger gains by chance."""
SCREEN = 0.4
"""Gain below which the words are not put to the permutation test: they could not fire."""


@dataclass(frozen=True, slots=True)
class Marker:
    """The word that speaks best for a class, on all rows.

    It stands in `own` of the `n_own` rows of its class and in `others` of the `n_others` rest; `rows` are the row numbers of the
    former.
    """

    class_code: int
    token: str
    own: int
    n_own: int
    others: int
    n_others: int
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassMarkers:
    """One marker a class, where a class has one, and what all of them together say.

    The rule is a list: the class whose marker stands in the text (of several, the marker that is right most often), and where
    none does the most frequent class of such texts. Markers, their order and that class are learnt on the other folds.
    `accuracy` is cross-validated over `n` labelled rows, `gain` is (accuracy - majority) / (1 - majority). `p` is the share of
    label shuffles after which markers chosen anew gain as much, `null` the largest gain among them; p is 1 where the gain is too
    small to test.
    """

    markers: tuple[Marker, ...]
    n_classes: int
    accuracy: float
    majority: float
    gain: float
    tested: int
    n: int
    p: float
    null: float
    permutations: int


@provider("testing one word for each class")
def class_markers(tokens: Tokens, classes: Classes, settings: Settings) -> ClassMarkers:
    """Cross-validate the label on one word for each class; unavailable for fewer than three classes."""
    if classes.k < FEWEST_CLASSES:
        raise Unavailable("there are fewer than three classes")
    rows = classes.labelled
    truth = classes.codes[rows].astype(np.int64)
    present, columns = frequent_words(tokens, rows, LEAST_ROWS, min(MOST_TOKENS, MOST_CELLS // (FOLDS * classes.k)))
    rng = np.random.default_rng(settings.seed)
    fold = rng.permutation(len(rows)) % FOLDS
    majority = classes.majority
    if not len(columns):
        return ClassMarkers((), classes.k, majority, majority, 0.0, 0, len(rows), 1.0, 0.0, 0)
    accuracy = marker_accuracy(present, truth, fold, classes.k)
    gain = (accuracy - majority) / (1 - majority)
    p, null, permutations = 1.0, 0.0, 0
    if gain >= SCREEN:
        p, null = permuted(partial(marker_accuracy, k=classes.k), present, truth, fold, ROWS_TO_PERMUTE, rng)
        permutations = PERMUTATIONS
    counts = counts_by_fold(present, truth, np.zeros_like(fold), classes.k)[:, 0]
    chosen, _ = _chosen(counts)
    markers = tuple(
        _described(str(tokens.types[columns[column]]), code, rows_with(present, column), truth, rows, classes)
        for code, column in chosen
    )
    return ClassMarkers(markers, classes.k, accuracy, majority, gain, len(columns), len(rows), p, null, permutations)


def _chosen(counts: NDArray[np.int64]) -> tuple[list[tuple[int, int]], NDArray[np.float64]]:
    """The best word of each class as pairs (class, word), and how often each is right, both by class.

    `counts` are rows with each word, shape (words, k). The best word has the most rows of the class beyond those of others; a
    class of which no word has more has none.
    """
    total = counts.sum(axis=1, keepdims=True)
    surplus = 2 * counts - total
    best, every = surplus.argmax(axis=0), np.arange(counts.shape[1])
    codes = np.flatnonzero(surplus[best, every] > 0)
    right = counts[best[codes], codes] / total[best[codes], 0]
    return list(zip(codes.tolist(), best[codes].tolist(), strict=True)), right


def marker_accuracy(present: csc_matrix, truth: NDArray[np.int64], fold: NDArray[np.int64], k: int) -> float:
    """Cross-validated accuracy of the list of markers (see `ClassMarkers`).

    `present` has shape (rows, words), stored where the word stands; `truth` in [0, k) and `fold` in [0, 4) one entry a row.
    """
    counts = counts_by_fold(present, truth, fold, k)
    total = counts.sum(axis=1)
    hits = 0
    for held in range(FOLDS):
        chosen, right = _chosen(total - counts[:, held])
        answer = np.full(len(truth), -1)
        for one in np.argsort(right, kind="stable").tolist():  # the surest has the last word
            code, column = chosen[one]
            answer[rows_with(present, column)] = code
        others = fold != held
        unmarked = truth[others & (answer < 0)]
        default = np.bincount(unmarked if len(unmarked) else truth[others], minlength=k).argmax()
        hits += int((np.where(answer < 0, default, answer)[~others] == truth[~others]).sum())
    return hits / len(truth)


def _described(
    token: str, code: int, held: NDArray[np.int64], truth: NDArray[np.int64], rows: NDArray[np.int64], classes: Classes
) -> Marker:
    own = held[truth[held] == code]
    n_own = int(classes.counts[code])
    return Marker(code, token, len(own), n_own, len(held) - len(own), len(truth) - n_own, np.sort(rows[own]))
