"""Single columns that give the label away."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import numbers, strings
from w2vcheck.data.target import Classes, Target
from w2vcheck.intervals import permutation_p
from w2vcheck.settings import Settings

AGREEMENT = 0.999
"""Share of rows on which a column must agree with the label to be a copy of it (RULES, 304)."""
LINEAR = 1 - 1e-9
"""|Pearson correlation| from which a continuous column is the label in another unit."""
FOLDS = 4
BINS = 20
MOST_CELLS = 1 << 20
"""Values times classes up to which they are counted in one table; beyond, only those that occur are: slower, but linear."""
PERMUTATIONS = 199
ROWS_TO_PERMUTE, ROWS_A_BIN = 20_000, 20
"""The permutation test is made on a random sample of this many rows where each bin has 20 of them on the average; a smaller
sample has larger gains by chance."""
SCREEN = 0.1
"""Gain below which a column is not put to the permutation test: it could not fire."""


@dataclass(frozen=True, slots=True)
class LabelCopies:
    """Columns that are the label: name to the share of rows on which they agree, and how."""

    columns: dict[str, tuple[float, str]]


@dataclass(frozen=True, slots=True)
class ColumnGain:
    """What one column, or one property of the texts, alone says about the label.

    `accuracy` is cross-validated over `n` rows, `majority` that of the most frequent class on the same rows; `gain` is
    (accuracy - majority) / (1 - majority). `p` comes from label permutations; `null` is the largest gain among them.
    """

    column: str
    accuracy: float
    majority: float
    gain: float
    n: int
    p: float
    null: float
    permutations: int


@dataclass(frozen=True, slots=True)
class ColumnGains:
    """The gain of every column beside the label, strongest first."""

    gains: tuple[ColumnGain, ...]


def candidates(columns: Columns) -> tuple[str, ...]:
    """The columns that could leak: the features, and those that play no part."""
    return columns.features + columns.beside


@provider("comparing columns with the label")
def label_copies(data: Dataset, columns: Columns, target: Target, classes: Classes | None) -> LabelCopies:
    """Find columns equal to the label, up to a one-to-one relabelling or a change of unit."""
    found = {}
    for name in candidates(columns):
        if name == target.column:
            found[name] = (1.0, "it is the label column itself")
            continue
        agreement = _same_numbers(numbers(data.table, name), target.numbers)
        how = "the same numbers"
        if agreement < AGREEMENT and classes is not None:
            agreement, how = _relabelling(_codes(data, name), classes), "a one-to-one renaming of it"
        if agreement < AGREEMENT and classes is None:
            agreement, how = _linear(numbers(data.table, name), target.numbers), "the same numbers in another unit"
        if agreement >= AGREEMENT:
            found[name] = (agreement, how)
    return LabelCopies(found)


def _same_numbers(column: NDArray[np.float64] | None, label: NDArray[np.float64] | None) -> float:
    if column is None or label is None:
        return 0.0
    known = np.isfinite(label)
    return float(np.isclose(column[known], label[known], rtol=1e-9, atol=0).mean()) if known.any() else 0.0


def _linear(column: NDArray[np.float64] | None, label: NDArray[np.float64] | None) -> float:
    if column is None or label is None:
        return 0.0
    known = np.isfinite(column) & np.isfinite(label)
    if known.sum() < 3 or column[known].std() == 0 or label[known].std() == 0:
        return 0.0
    return 1.0 if abs(float(np.corrcoef(column[known], label[known])[0, 1])) > LINEAR else 0.0


def _codes(data: Dataset, name: str) -> NDArray[np.int64]:
    """Values of a column as codes from 0; a missing cell is a value of its own."""
    return strings(data.table, name).fill_null("").rank("dense").to_numpy().astype(np.int64) - 1


def _relabelling(values: NDArray[np.int64], classes: Classes) -> float:
    """Share of rows that agree with the best one-to-one map from values to classes; 0 where there is none."""
    rows = classes.labelled
    pairs, often = np.unique(values[rows] * classes.k + classes.codes[rows], return_counts=True)
    order = np.lexsort((pairs, -often, pairs // classes.k))  # of each value first the class that it bears most often
    own, first = np.unique(pairs[order] // classes.k, return_index=True)
    if len(own) > 2 * classes.k:
        return 0.0
    best, most = pairs[order][first] % classes.k, often[order][first]
    large = most > (1 - AGREEMENT) * len(rows)
    if len(set(best[large])) < max(2, large.sum()):
        return 0.0
    return float(most[large].sum() / len(rows))


@provider("testing columns against the label")
def column_gains(data: Dataset, columns: Columns, classes: Classes, copies: LabelCopies, settings: Settings) -> ColumnGains:
    """Cross-validate the label on each column alone, with a permutation null where the gain is worth testing.

    Numbers are cut into at most 20 bins of equal count, other values are taken as they are; whole numbers, which may be codes,
    are tried both ways, and p is then doubled (Bonferroni). Each bin predicts its most frequent class among the training folds.
    Copies of the label are left out.
    """
    rows = classes.labelled
    truth = classes.codes[rows].astype(np.int64)
    rng = np.random.default_rng(settings.seed)
    fold = rng.permutation(len(rows)) % FOLDS
    gains = []
    for name in candidates(columns):
        if name not in copies.columns:
            tried = [gain_of(name, bins[rows], truth, fold, rng) for bins in _binnings(data, name)]
            best = max(tried, key=lambda one: one.gain)
            gains.append(replace(best, p=min(1.0, len(tried) * best.p)))
    return ColumnGains(tuple(sorted(gains, key=lambda one: -one.gain)))


def gain_of(
    name: str, bins: NDArray[np.int64], truth: NDArray[np.int64], fold: NDArray[np.int64], rng: np.random.Generator
) -> ColumnGain:
    """What `bins` say about the class, with a permutation null where the gain is worth testing.

    `bins`, `truth` (classes) and `fold` (below `FOLDS`) are codes from 0, shape (rows,).
    """
    # Not cross-validated: of two equal classes the one that is ahead in three folds is behind in the fourth, and any
    # column would seem to gain.
    counts = np.bincount(truth)
    majority = float(counts.max() / counts.sum())
    accuracy = _cross_validated(bins, truth, fold, len(counts))
    gain = _gain(accuracy, majority)
    n = len(truth)
    if gain < SCREEN:
        return ColumnGain(name, accuracy, majority, gain, n, 1.0, 0.0, 0)
    own = gain
    if n > ROWS_TO_PERMUTE >= ROWS_A_BIN * (int(bins.max()) + 1):
        sample = np.sort(rng.permutation(n)[:ROWS_TO_PERMUTE])
        bins, truth, fold = bins[sample], truth[sample], fold[sample]
        majority_of_sample = float(np.bincount(truth).max() / len(truth))
        own = _gain(_cross_validated(bins, truth, fold, len(counts)), majority_of_sample)
    else:
        majority_of_sample = majority
    nulls = np.array(
        [
            _gain(_cross_validated(bins, rng.permutation(truth), fold, len(counts)), majority_of_sample)
            for _ in range(PERMUTATIONS)
        ]
    )
    p = permutation_p(own, nulls.tolist())
    return ColumnGain(name, accuracy, majority, gain, n, p, float(nulls.max()), PERMUTATIONS)


def _gain(accuracy: float, majority: float) -> float:
    return (accuracy - majority) / (1 - majority) if majority < 1 else 0.0


def _binnings(data: Dataset, name: str) -> list[NDArray[np.int64]]:
    """The values of a column as codes: as they are, numbers in bins, and many whole numbers that repeat in both ways."""
    figures = numbers(data.table, name)
    if figures is None:
        return [_codes(data, name)]
    known = figures[np.isfinite(figures)]
    binned = quantile_bins(figures)
    if (known != np.round(known)).any() or not BINS < len(np.unique(known)) <= len(known) / 2:
        return [binned]
    return [binned, _codes(data, name)]


def quantile_bins(figures: NDArray[np.float64]) -> NDArray[np.int64]:
    """Numbers as codes of at most 20 bins of equal count, from 1; 0 where one is not finite."""
    known = np.isfinite(figures)
    values = np.unique(figures[known])
    edges = values[1:] if len(values) <= BINS else np.unique(np.quantile(figures[known], np.arange(1, BINS) / BINS))
    return np.where(known, 1 + np.searchsorted(edges, np.where(known, figures, 0), side="right"), 0)


def _cross_validated(bins: NDArray[np.int64], truth: NDArray[np.int64], fold: NDArray[np.int64], k: int) -> float:
    """Accuracy of each bin's most frequent class, learnt on the other folds."""
    width = int(bins.max()) + 1
    if width * k > MOST_CELLS:
        return group_accuracy(bins, truth, fold, k)
    cells = np.bincount((fold * width + bins) * k + truth, minlength=FOLDS * width * k).reshape(FOLDS, width, k)
    total = cells.sum(axis=0)
    hits = 0
    for own in cells:
        others = total - own
        overall = int(others.sum(axis=0).argmax())
        choice = np.where(others.sum(axis=1) > 0, others.argmax(axis=1), overall)
        hits += int(own[np.arange(width), choice].sum())
    return hits / len(truth)


def group_accuracy(codes: NDArray[np.int64], truth: NDArray[np.int64], fold: NDArray[np.int64], k: int) -> float:
    """Accuracy of the most frequent label of a row's group among the other folds, cross-validated.

    `codes` (-1 for no group), `truth` in [0, k) and `fold` in [0, 4) have one entry a row. Rows without a group, and rows whose
    group has no row in the other folds, are answered with the most frequent label there. Time and memory are linear in the rows.
    """
    total = np.bincount(truth, minlength=k)
    overall = [int((total - np.bincount(truth[fold == one], minlength=k)).argmax()) for one in range(FOLDS)]
    pairs, pair = np.unique(codes * k + truth, return_inverse=True)  # the labels that a group has, not all that there are
    counts = np.bincount(pair * FOLDS + fold, minlength=len(pairs) * FOLDS).reshape(-1, FOLDS)
    others = counts.sum(axis=1, keepdims=True) - counts
    owner, label = pairs // k, pairs % k
    starts = np.flatnonzero(np.diff(owner, prepend=owner[0] - 1))
    position = np.cumsum(np.diff(owner, prepend=owner[0]) != 0)
    most = np.maximum.reduceat(others, starts, axis=0)[position]
    # The first label with the most rows, as argmax takes it.
    chosen = np.minimum.reduceat(np.where((others == most) & (most > 0), label[:, None], k), starts, axis=0)[position]
    answer = np.where((chosen == k) | (owner < 0)[:, None], np.array(overall), chosen)
    return float((answer[pair, fold] == truth).mean())
