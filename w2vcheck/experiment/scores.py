"""Accuracy, macro-F1 and differences between them, each with the interval its design asks for."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from w2vcheck.intervals import kish, wilson
from w2vcheck.results import Measure

RESAMPLES = 1000
BATCH = 100
"""Resamples that are worked on at once, to bound the memory; divides `RESAMPLES`."""
Codes = NDArray[np.int32]


def accuracy(truth: Codes, predicted: Codes, groups: NDArray[np.int64]) -> Measure:
    """Share of right rows with its Wilson interval; rows of equal text (`groups`) count as one cluster (Kish)."""
    return accuracy_of(truth == predicted, groups)


def accuracy_of(right: NDArray[np.bool_], groups: NDArray[np.int64]) -> Measure:
    """The same, where it is known which rows are right."""
    _, sizes = np.unique(groups, return_counts=True)
    return Measure.share("accuracy", int(right.sum()), len(right), effective=kish(sizes.tolist()), scope="test rows")


def macro_f1(truth: Codes, predicted: Codes, k: int, seed: int) -> Measure:
    """Macro-F1 with a 95 % percentile bootstrap over rows.

    Resampling rows is drawing the cells of the confusion matrix from a multinomial, which is what happens here.
    """
    cells, rows = np.unique(truth.astype(np.int64) * k + predicted, return_counts=True)
    rng = np.random.default_rng(seed)
    drawn = np.concatenate(
        [_macro_f1_of_cells(cells, rng.multinomial(len(truth), rows / len(truth), BATCH), k) for _ in range(RESAMPLES // BATCH)]
    )
    low, high = np.quantile(drawn, [0.025, 0.975])
    value = float(_macro_f1_of_cells(cells, rows[None, :], k)[0])
    return Measure("macro-F1", value, min(value, float(low)), max(value, float(high)), "share", len(truth), "test rows")


def accuracy_above_macro_f1(truth: Codes, predicted: Codes, k: int, seed: int) -> Measure:
    """Accuracy minus macro-F1 in points of 1, with a 95 % percentile bootstrap over rows (as `macro_f1`).

    The mean of F1 is taken over the classes in `truth`.
    """
    cells, rows = np.unique(truth.astype(np.int64) * k + predicted, return_counts=True)
    right, n = cells // k == cells % k, len(truth)

    def gap(counts: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(
            counts[:, right].sum(axis=1) / n - _macro_f1_of_cells(cells, counts, k, np.unique(truth)), dtype=np.float64
        )

    rng = np.random.default_rng(seed)
    drawn = np.concatenate([gap(rng.multinomial(n, rows / n, BATCH)) for _ in range(RESAMPLES // BATCH)])
    low, high = (float(end) for end in np.quantile(drawn, [0.025, 0.975]))
    value = float(gap(rows[None, :])[0])
    return Measure("accuracy above macro-F1", value, min(value, low), max(value, high), "points", n, "test rows")


def _macro_f1_of_cells(
    cells: NDArray[np.int64], rows: NDArray[np.int64], k: int, among: Codes | None = None
) -> NDArray[np.float64]:
    """Macro-F1 of confusion matrices that are empty but for `cells` (truth * k + predicted); `rows` has shape (matrices, cells).

    With thousands of classes the matrices themselves would fill the memory many times over. The mean is over the classes that
    occur, or those `among` them.
    """
    from scipy.sparse import csr_matrix

    classes, place = np.unique(np.concatenate(np.divmod(cells, k)), return_inverse=True)
    of_cell = np.tile(np.arange(len(cells)), 2)
    sides = csr_matrix((np.ones(len(place), np.int64), (of_cell, place)), shape=(len(cells), len(classes)))
    right = np.flatnonzero(cells // k == cells % k)
    total = np.asarray(rows @ sides)
    hits = np.asarray(rows[:, right] @ sides[right]) / 2  # a right answer counts for its class as truth and as answer
    f1 = np.where(total > 0, 2 * hits / np.maximum(total, 1), 0.0)
    counted = (total > 0) & (True if among is None else np.isin(classes, among))
    return np.asarray((f1 * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1), dtype=np.float64)


def over_folds(name: str, values: Sequence[float], test_share: float, n: int, unit: str = "share") -> Measure:
    """Mean over the folds of repeated cross-validation with the interval of Nadeau and Bengio.

    Folds share training rows, so their variance is multiplied by 1/J + n_test/n_train; Student's t with J - 1 degrees
    of freedom. Source: C. Nadeau and Y. Bengio, Machine Learning 52 (2003), section 5. `test_share` is n_test / n.
    A share is never given a narrower interval than Wilson's for `n` independent rows.
    """
    from scipy.stats import t

    folds = len(values)
    mean = float(np.mean(values))
    variance = float(np.var(values, ddof=1)) * (1 / folds + test_share / (1 - test_share))
    half = float(t.ppf(0.975, folds - 1)) * sqrt(variance)
    low, high = max(-1.0, mean - half), min(1.0, mean + half)
    if unit == "share":  # folds that agree by chance, all at 100 % say, must not look surer than as many independent rows
        floor = wilson(mean, n)
        low, high = max(0.0, min(low, floor[0])), min(1.0, max(high, floor[1]))
    return Measure(name, mean, low, high, unit, n, "cross-validated rows")


def paired_difference(
    name: str, better: NDArray[np.bool_], worse: NDArray[np.bool_], groups: NDArray[np.int64], seed: int
) -> Measure:
    """Accuracy of the first minus accuracy of the second on the same rows, with a 95 % cluster bootstrap.

    `better` and `worse` say for each row whether that model was right; clusters are rows of equal text. In points of 1.
    """
    gain = better.astype(np.float64) - worse.astype(np.float64)
    if not gain.any():  # the rule of three: what was not seen in n rows may still happen in 3/n of them
        slack = min(1.0, 3 / len(np.unique(groups)))
        return Measure(name, 0.0, -slack, slack, "points", len(gain), "test rows")
    _, cluster, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    sums = np.bincount(cluster, weights=gain)
    shapes, kind = np.unique(np.stack([sums, sizes.astype(np.float64)], axis=1), axis=0, return_inverse=True)
    often = np.bincount(kind.ravel())
    drawn = np.random.default_rng(seed).multinomial(len(sums), often / len(sums), RESAMPLES)
    resampled = (drawn @ shapes[:, 0]) / (drawn @ shapes[:, 1])
    low, high = np.quantile(resampled, [0.025, 0.975])
    value = float(gain.mean())
    return Measure(name, value, min(value, float(low)), max(value, float(high)), "points", len(gain), "test rows")


def mcnemar(better: NDArray[np.bool_], worse: NDArray[np.bool_]) -> float:
    """Two-sided exact p of McNemar's test that two models err equally often on the same rows. Source: McNemar (1947)."""
    from scipy.stats import binomtest

    only, other = int((better & ~worse).sum()), int((~better & worse).sum())
    return float(binomtest(only, only + other).pvalue) if only + other else 1.0


def paired_over_folds(
    name: str,
    better: Sequence[Codes],
    worse: Sequence[Codes],
    folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    truth: Codes,
    groups: NDArray[np.int64],
    seed: int,
) -> Measure:
    """Accuracy of one set of predictions minus that of another on the same test rows of each fold.

    One fold: a paired cluster bootstrap. Several: the interval of Nadeau and Bengio over folds.
    """
    rights = [(one == truth[test], other == truth[test]) for (_, test), one, other in zip(folds, better, worse, strict=True)]
    if len(folds) == 1:
        return paired_difference(name, *rights[0], groups[folds[0][1]], seed)
    train, test = folds[0]
    differences = [float(one.mean() - other.mean()) for one, other in rights]
    return over_folds(name, differences, len(test) / (len(train) + len(test)), len(train) + len(test), unit="points")
