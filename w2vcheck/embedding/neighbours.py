"""Nearest neighbours of words: whether two trainings agree on them, and whether the text does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.intervals import Z95
from w2vcheck.results import Measure

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NEIGHBOURS = 10
WINDOW = 5
"""Words to either side that count as seen together; gensim's default window."""
RANKS = 50
"""Words of the same frequency: so many ranks above and below."""
Matrix = NDArray[np.float32] | NDArray[np.float64]


def nearest(matrix: Matrix, queries: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ten rows with the highest cosine to each of these rows, itself left out; shape (queries, 10).

    `matrix` needs more than ten rows. Equal cosines go to the earlier row. A row of zeros has a cosine of 0 to all others.
    """
    rows = matrix.astype(np.float64)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = rows / np.where(norms > 0, norms, 1.0)
    cosines = unit[queries] @ unit.T
    cosines[np.arange(len(queries)), queries] = -np.inf
    return np.asarray(np.argsort(-cosines, axis=1, kind="stable")[:, :NEIGHBOURS], dtype=np.int64)


def overlap(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of each query's neighbours that both lists hold, shape (queries,). Source: Wendlandt et al., NAACL 2018."""
    both = (one[:, :, None] == other[:, None, :]).any(axis=2)
    return np.asarray(both.mean(axis=1), dtype=np.float64)


def mean_of(name: str, values: NDArray[np.float64], unit: str, scope: str) -> Measure:
    """Mean with the 95 % interval of a mean over words drawn at random: ± 1.96 s / sqrt(n)."""
    mean, n = float(values.mean()), len(values)
    half = Z95 * float(values.std(ddof=1)) / n**0.5 if n > 1 else float("inf")
    return Measure(name, mean, mean - half, mean + half, unit, n, scope)


def co_occurrences(ids: NDArray[np.int64], texts: NDArray[np.int64], size: int) -> csr_matrix:
    """How often two words stand within five words of each other in one text, symmetric, sparse, shape (size, size).

    `ids` are words below `size`, end to end, `texts` the text that each stands in.
    """
    from scipy.sparse import csr_matrix

    total = csr_matrix((size, size), dtype=np.float64)
    for distance in range(1, WINDOW + 1):
        same = texts[:-distance] == texts[distance:]
        left, right = ids[:-distance][same], ids[distance:][same]
        total = total + csr_matrix((np.ones(len(left)), (left, right)), shape=(size, size))
    return (total + total.T).tocsr()


def ppmi(counts: csr_matrix) -> csr_matrix:
    """Positive pointwise mutual information, max(0, ln(p_ij / (p_i p_j))), of symmetric co-occurrence counts.

    Source: Bullinaria and Levy, Behavior Research Methods 39 (2007).
    """
    from scipy.sparse import csr_matrix

    pairs = counts.tocoo()
    sums = np.asarray(counts.sum(axis=1)).ravel()
    information = np.log(pairs.data * sums.sum() / (sums[pairs.row] * sums[pairs.col]))
    kept = information > 0
    return csr_matrix((information[kept], (pairs.row[kept], pairs.col[kept])), shape=counts.shape)


def similarity_in_text(information: csr_matrix, queries: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cosine between the PPMI rows of these words and those of all words, shape (queries, words)."""
    from scipy.sparse import diags_array

    norms = np.sqrt(np.asarray(information.multiply(information).sum(axis=1)).ravel())
    unit = (diags_array(1 / np.where(norms > 0, norms, 1.0)) @ information).tocsr()
    return np.asarray((unit[queries] @ unit.T).todense(), dtype=np.float64)


def coherence(
    similar: NDArray[np.float64], neighbours: NDArray[np.int64], queries: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each query the mean similarity in the text of its neighbours, and of words as frequent as these; shape (queries,) both.

    Words are in the order of their frequency, so those from 50 ranks above a neighbour to 50 below are as frequent as it is; the
    query itself is left out. Matching the frequency matters: rare words have rare neighbours, and rare words resemble each other.
    """
    rows = np.arange(len(queries))
    of_neighbours = similar[rows[:, None], neighbours].mean(axis=1)
    others = similar.copy()
    others[rows, queries] = 0.0
    sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(others, axis=1)], axis=1)
    low = np.maximum(neighbours - RANKS, 0)
    high = np.minimum(neighbours + RANKS + 1, similar.shape[1])
    inside = (low <= queries[:, None]) & (queries[:, None] < high)
    means = (sums[rows[:, None], high] - sums[rows[:, None], low]) / (high - low - inside)
    return np.asarray(of_neighbours, np.float64), np.asarray(means.mean(axis=1), np.float64)


def ratio(name: str, above: NDArray[np.float64], below: NDArray[np.float64], unit: str, scope: str) -> Measure:
    """Sum of `above` by sum of `below`, with the 95 % interval of a ratio estimator.

    var = sum (a_i - r b_i)^2 / (sum b_i)^2 * n / (n - 1). Source: Cochran, Sampling Techniques, 1977, section 6.
    """
    total, n = float(below.sum()), len(below)
    value = float(above.sum()) / total if total else 0.0
    spread = float(((above - value * below) ** 2).sum())
    half = Z95 * (spread * n / (n - 1)) ** 0.5 / total if total and n > 1 else float("inf")
    return Measure(name, value, value - half, value + half, unit, n, scope)
