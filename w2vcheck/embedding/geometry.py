"""The shape of a cloud of vectors: how many directions it really uses, and whether it has left its random start."""

import numpy as np
from numpy.typing import NDArray

NORMAL_QUARTILE = 0.6745
"""Median absolute value of a standard normal number."""
MOST_ROWS = 50_000
"""Rows looked at; a stride through a larger matrix is enough for its spectrum."""

Matrix = NDArray[np.float32] | NDArray[np.float64]


def _rows(matrix: Matrix) -> NDArray[np.float64]:
    stride = -(-len(matrix) // MOST_ROWS)
    return matrix[::stride].astype(np.float64)


def spectrum(matrix: Matrix) -> NDArray[np.float64]:
    """Variances along the principal axes of the centred rows, largest first; shape (min(V, d),)."""
    rows = _rows(matrix)
    centred = rows - rows.mean(axis=0)
    gram = centred.T @ centred if len(centred) >= centred.shape[1] else centred @ centred.T
    return np.maximum(np.linalg.eigvalsh(gram)[::-1], 0.0)


def participation_ratio(variances: NDArray[np.float64]) -> float:
    """(sum l)^2 / sum l^2: how many directions carry the variance, from 1 to d. Equals 1 + (d - 1) * IsoScore."""
    squares = float((variances**2).sum())
    return float(variances.sum() ** 2) / squares if squares > 0 else 0.0


def top_component(variances: NDArray[np.float64]) -> float:
    """Share of the variance along the first principal axis, in [0, 1]."""
    total = float(variances.sum())
    return float(variances[0]) / total if total > 0 else 1.0


def column_correlation(matrix: Matrix) -> float:
    """Median absolute correlation of two columns, by that of columns of independent numbers, 0.6745 / sqrt(rows - 1).

    1 for random numbers, more where there is structure, and near 0 for vectors whose columns were made uncorrelated:
    whitened ones, and the left singular vectors of a decomposition.
    """
    rows = _rows(matrix)
    centred = rows - rows.mean(axis=0)
    centred = centred[:, centred.any(axis=0)]
    size = centred.shape[1]
    if size < 2:
        return 0.0
    unit = centred / np.linalg.norm(centred, axis=0)
    correlations = (unit.T @ unit)[np.triu_indices(size, 1)]
    return float(np.median(np.abs(correlations)) * np.sqrt(len(rows) - 1) / NORMAL_QUARTILE)


def mean_cosine(matrix: Matrix) -> float:
    """Mean cosine over all pairs of rows, exactly and in O(V d): (|sum u|^2 - V) / (V (V - 1)), u the unit rows."""
    rows = _rows(matrix)
    norms = np.linalg.norm(rows, axis=1)
    unit = rows[norms > 0] / norms[norms > 0, None]
    count = len(unit)
    return float((np.square(unit.sum(axis=0)).sum() - count) / (count * (count - 1))) if count > 1 else 0.0


def frequency_in_first_axis(matrix: Matrix, counts: NDArray[np.int64]) -> float:
    """|Spearman correlation| of the score on the first principal axis with the word count, in [0, 1]."""
    centred = matrix.astype(np.float64) - matrix.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    score, frequency = _ranks(centred @ axes[:, -1]), _ranks(counts.astype(np.float64))
    if score.std() == 0 or frequency.std() == 0:
        return 0.0
    return abs(float(np.corrcoef(score, frequency)[0, 1]))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 0, ties sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts + 1) / 2)[inverse], dtype=np.float64)


def cosine_to_start(matrix: Matrix, initial: Matrix) -> NDArray[np.float64]:
    """Cosine of every vector to its own random start, shape (V,): 1 where training never touched it."""
    a, b = matrix.astype(np.float64), initial.astype(np.float64)
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.asarray((a * b).sum(axis=1) / np.where(norms > 0, norms, 1.0), dtype=np.float64)
