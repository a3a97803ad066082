"""Frequent words against the label, fold by fold: what every test of words on labels counts, and how luck is told apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.data.tokens import Tokens
from w2vcheck.intervals import permutation_p

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

FOLDS = 4
PERMUTATIONS = 99
Rows = NDArray[np.int64]


def frequent_words(tokens: Tokens, rows: Rows, least: float, most: int) -> tuple[csc_matrix, Rows]:
    """Which frequent word stands in which of these rows, by columns; and the positions of these words in `types`.

    A word stands in at least `least` of the rows, and not in all; of these words the `most` frequent are taken.
    """
    counts = tokens.matrix()[rows]
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    enough = np.flatnonzero((frequency >= least) & (frequency < len(rows)))
    columns = np.sort(enough[np.argsort(-frequency[enough], kind="stable")[:most]])
    present = counts.tocsc()[:, columns]
    present.sort_indices()
    return present, columns


def rows_with(present: csc_matrix, column: int) -> Rows:
    """The positions of the rows that hold a word."""
    return np.asarray(present.indices[present.indptr[column] : present.indptr[column + 1]], np.int64)


def counts_by_fold(present: csc_matrix, truth: Rows, fold: Rows, k: int) -> Rows:
    """Rows with each word, by fold and class, shape (words, FOLDS, k).

    `present` has shape (rows, words), stored where the word stands; `truth` in [0, k) and `fold` in [0, FOLDS) one entry a row.
    """
    width = present.shape[1]
    owner = np.repeat(np.arange(width), np.diff(present.indptr))
    cell = (fold * k + truth)[present.indices]
    return np.bincount(owner * (FOLDS * k) + cell, minlength=width * FOLDS * k).reshape(width, FOLDS, k)


def permuted(
    accuracy: Callable[[csc_matrix, Rows, Rows], float],
    present: csc_matrix,
    truth: Rows,
    fold: Rows,
    most_rows: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """The p of a cross-validated accuracy against that of shuffled labels, and the gain of the luckiest shuffle.

    `accuracy` is called with words, labels and folds; on a random sample of at most `most_rows` rows.
    """
    if len(truth) > most_rows:
        sample = np.sort(rng.permutation(len(truth))[:most_rows])
        present, truth, fold = present[sample], truth[sample], fold[sample]
    majority = np.bincount(truth).max() / len(truth)
    observed = accuracy(present, truth, fold)
    nulls = [accuracy(present, rng.permutation(truth), fold) for _ in range(PERMUTATIONS)]
    return permutation_p(observed, nulls), float((max(nulls) - majority) / (1 - majority))
