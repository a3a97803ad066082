"""What one experiment scores more than another, with the interval that the way they differ asks for."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from w2vcheck.experiment import scores
from w2vcheck.experiment.folds import Folds
from w2vcheck.results import Measure

RESAMPLES = 1000
NAME = "accuracy gained"
_Sums = NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scored:
    """How an experiment did: for each fold whether it was right, shape (seeds, test rows), Boolean.

    `groups` holds a number a row of the table; rows of equal number are copies and count as one cluster.
    """

    folds: Folds
    right: tuple[NDArray[np.bool_], ...]
    accuracy: Measure
    groups: NDArray[np.int64]


def scored(folds: Folds, right: tuple[NDArray[np.bool_], ...], groups: NDArray[np.int64]) -> Scored:
    """The accuracy under the first seed: Wilson's interval on one test set, that of Nadeau and Bengio over folds."""
    each = [scores.accuracy_of(hits[0], groups[test]) for hits, (_, test) in zip(right, folds.folds, strict=True)]
    accuracy = each[0]
    if len(each) > 1:
        rows = sum(map(len, folds.folds[0]))
        accuracy = scores.over_folds("accuracy", [one.value for one in each], folds.test_share, rows)
    return Scored(folds, right, accuracy, groups)


def gained(before: Scored, after: Scored, seed: int) -> Measure:
    """Accuracy after minus accuracy before, in points of 1.

    The same test rows: a paired bootstrap over clusters of equal rows and over seeds, or over folds the interval of Nadeau and
    Bengio. Some of the same test rows, answered alike: the rows are resampled jointly. Other test rows: the two intervals
    combined (`newcombe`).
    """
    value = after.accuracy.value - before.accuracy.value
    if _same_rows(before.folds, after.folds):
        if len(before.right) == 1:
            low, high = _paired(before.right[0], after.right[0], before.groups[before.folds.folds[0][1]], seed)
        else:
            pairs = zip(before.right, after.right, strict=True)
            rows = sum(map(len, before.folds.folds[0]))
            each = [float(other[0].mean() - one[0].mean()) for one, other in pairs]
            spread = scores.over_folds(NAME, each, before.folds.test_share, rows, unit="points")
            low, high = spread.low, spread.high
    elif _subset(before, after):
        low, high = _jointly(before, after, seed)
    else:
        low, high = newcombe(before.accuracy, after.accuracy)
    n = min(before.accuracy.n, after.accuracy.n)
    return Measure(NAME, value, max(-1.0, min(value, low)), min(1.0, max(value, high)), "points", n, after.accuracy.scope)


def newcombe(one: Measure, other: Measure) -> tuple[float, float]:
    """Ends of the interval of other - one for independent samples: the arms of the two intervals, squared and added.

    Source: R. Newcombe, Statistics in Medicine 17 (1998), method 10.
    """
    value = other.value - one.value
    low = value - sqrt((other.value - other.low) ** 2 + (one.high - one.value) ** 2)
    high = value + sqrt((other.high - other.value) ** 2 + (one.value - one.low) ** 2)
    return low, high


def _same_rows(one: Folds, other: Folds) -> bool:
    return len(one.folds) == len(other.folds) and all(
        np.array_equal(test, same) for (_, test), (_, same) in zip(one.folds, other.folds, strict=True)
    )


def _subset(before: Scored, after: Scored) -> bool:
    """Whether the second is the first, scored on fewer of its rows."""
    if not len(before.right) == len(after.right) == 1:
        return False
    (train, test), (same, fewer) = before.folds.folds[0], after.folds.folds[0]
    kept = np.isin(test, fewer)
    return (
        np.array_equal(train, same) and int(kept.sum()) == len(fewer) and np.array_equal(before.right[0][:, kept], after.right[0])
    )


def _paired(one: NDArray[np.bool_], other: NDArray[np.bool_], groups: NDArray[np.int64], seed: int) -> tuple[float, float]:
    """Ends of the 95 % interval of the mean difference; shape of both (seeds, rows), resampled over clusters and seeds."""
    seeds = min(len(one), len(other))
    difference = other[:seeds].astype(np.float64) - one[:seeds]
    if not difference.any():  # the rule of three: what was not seen in n rows may still happen in 3/n of them
        slack = min(1.0, 3 / len(np.unique(groups)))
        return -slack, slack
    _, cluster, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(cluster, weights=each) for each in difference], axis=1)
    return _resampled(sums, np.zeros_like(sums), sizes[:, None], np.ones((len(sizes), 1)), seed)


def _jointly(before: Scored, after: Scored, seed: int) -> tuple[float, float]:
    """Ends of the interval where the second scores only some of the rows: both accuracies from the same resampled clusters."""
    (_, test), (_, fewer) = before.folds.folds[0], after.folds.folds[0]
    kept = np.isin(test, fewer)
    if kept.all():
        return 0.0, 0.0
    _, cluster = np.unique(before.groups[test], return_inverse=True)
    right = before.right[0].astype(np.float64)
    whole = np.stack([np.bincount(cluster, weights=each) for each in right], axis=1)
    part = np.stack([np.bincount(cluster, weights=each * kept) for each in right], axis=1)
    sizes, left = np.bincount(cluster), np.bincount(cluster, weights=kept)
    return _resampled(part, whole, left[:, None], sizes[:, None], seed)


def _resampled(
    sums: _Sums,
    less: _Sums,
    sizes: _Sums,
    less_sizes: _Sums,
    seed: int,
) -> tuple[float, float]:
    """Percentiles of sums/sizes - less/less_sizes over resampled clusters (rows) and seeds (columns).

    Clusters of the same figures are drawn together, from a multinomial, which is the same and much faster.
    """
    seeds = sums.shape[1]
    kinds, often = np.unique(np.hstack([sums, less, sizes, less_sizes]), axis=0, return_counts=True)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(sums), often / len(sums), RESAMPLES).astype(np.float64) @ kinds
    gain = drawn[:, :seeds] / np.maximum(drawn[:, [2 * seeds]], 1)
    gain -= drawn[:, seeds : 2 * seeds] / np.maximum(drawn[:, [2 * seeds + 1]], 1)
    chosen = rng.integers(0, seeds, (RESAMPLES, seeds))
    low, high = np.quantile(np.take_along_axis(gain, chosen, axis=1).mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
