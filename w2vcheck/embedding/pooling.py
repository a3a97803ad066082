"""From word vectors to one vector a text: the mean, a weighted mean, or the sum of its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Pooling = Literal["mean", "idf", "sum"]


def columns_of(words: Sequence[str], types: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions in `words`, and in `types`, of the words that occur in both; in the order of `words`."""
    position = {word: column for column, word in enumerate(types.tolist())}
    pairs = [(row, position[word]) for row, word in enumerate(words) if word in position]
    here, there = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(here, np.int64), np.array(there, np.int64)


def pool(counts: csr_matrix, vectors: NDArray[np.float32], pooling: Pooling, fit_rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Document vectors, shape (texts, d), float32; a text without a known word is a row of zeros.

    `counts` has shape (texts, V) with the columns in the order of `vectors` (V, d). Document frequencies of "idf"
    (ln((1 + n) / (1 + df)) + 1, as scikit-learn smooths it) are taken from `fit_rows` alone.
    """
    weighted = counts
    if pooling == "idf":
        frequency = np.asarray((counts[fit_rows] > 0).sum(axis=0)).ravel()
        idf = np.log((1 + len(fit_rows)) / (1 + frequency)) + 1
        weighted = counts.multiply(idf.astype(np.float32)).tocsr()
    summed = np.asarray(weighted @ vectors, dtype=np.float32)
    if pooling == "sum":
        return summed
    total = np.asarray(weighted.sum(axis=1), dtype=np.float32).reshape(-1, 1)
    return np.asarray(summed / np.where(total > 0, total, 1), dtype=np.float32)
