from collections.abc import Sequence
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest, norm, t
from sklearn.metrics import f1_score

from w2vcheck.experiment.scores import (
    accuracy,
    macro_f1,
    mcnemar,
    over_folds,
    paired_difference,
    paired_over_folds,
)
from w2vcheck.intervals import wilson

Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]


def predictions(n: int, k: int, skill: float, seed: int = 0) -> tuple[Codes, Codes]:
    """Classes, and predictions that are right in about this share of the rows."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, n).astype(np.int32)
    return truth, np.where(rng.random(n) < skill, truth, rng.integers(0, k, n)).astype(np.int32)


# --- accuracy -------------------------------------------------------------------------------------------------------------


def test_accuracy_of_different_texts_has_scipy_s_interval() -> None:
    truth, predicted = predictions(150, 3, 0.7)
    found = accuracy(truth, predicted, np.arange(150))

    hits = int((truth == predicted).sum())
    expected = binomtest(hits, 150).proportion_ci(method="wilson")
    assert found.value == hits / 150
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert (found.name, found.unit, found.n, found.scope) == ("accuracy", "share", 150, "test rows")


def test_copies_of_a_text_count_as_one() -> None:
    truth, predicted = predictions(40, 2, 0.7)
    once = accuracy(truth, predicted, np.arange(40))
    often = accuracy(np.repeat(truth, 5), np.repeat(predicted, 5), np.repeat(np.arange(40), 5))

    assert (often.value, often.n) == (once.value, 200)
    assert (often.low, often.high) == pytest.approx((once.low, once.high))


# --- macro-F1 -------------------------------------------------------------------------------------------------------------

LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@settings(deadline=None)
@given(LABELS)
def test_macro_f1_is_scikit_learn_s(pairs: list[tuple[int, int]]) -> None:
    truth, predicted = np.array(pairs, np.int32).T

    found = macro_f1(truth, predicted, 5, seed=0)

    assert found.value == pytest.approx(f1_score(truth, predicted, average="macro", zero_division=0.0))
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_macro_f1_by_hand() -> None:
    truth = np.repeat([0, 1], [4, 6]).astype(np.int32)
    predicted = np.repeat([0, 1, 0, 1], [3, 1, 2, 4]).astype(np.int32)

    assert macro_f1(truth, predicted, 2, 0).value == pytest.approx((2 * 3 / 9 + 2 * 4 / 11) / 2)
    assert macro_f1(truth, predicted, 9, 0) == macro_f1(truth, predicted, 2, 0)  # classes that occur nowhere do not count
    assert macro_f1(truth, truth * 0, 2, 0).value == pytest.approx((2 * 4 / 14 + 0) / 2)


def test_macro_f1_of_thousands_of_classes() -> None:
    truth, predicted = predictions(3000, 5000, 0.5)

    assert macro_f1(truth, predicted, 5000, 0).value == pytest.approx(
        f1_score(truth, predicted, average="macro", zero_division=0.0)
    )


def test_the_bootstrap_of_macro_f1_is_that_of_resampled_rows() -> None:
    n = 80
    truth, predicted = predictions(n, 3, 0.6)
    rng = np.random.default_rng(9)
    drawn = [
        f1_score(truth[rows], predicted[rows], average="macro", labels=[0, 1, 2])
        for rows in (rng.integers(0, n, n) for _ in range(400))
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])

    found = macro_f1(truth, predicted, 3, seed=0)

    assert (found.low, found.high) == pytest.approx((low, high), abs=0.15 * (high - low))
    assert (found.name, found.n) == ("macro-F1", n)


def test_a_perfect_and_a_hopeless_prediction_leave_no_doubt() -> None:
    truth = np.array([0, 1, 2] * 10, np.int32)

    perfect, hopeless = macro_f1(truth, truth, 3, 0), macro_f1(truth, (truth + 1) % 3, 3, 0)

    assert (perfect.low, perfect.value, perfect.high) == (1, 1, 1)
    assert (hopeless.low, hopeless.value, hopeless.high) == (0, 0, 0)


def test_the_same_seed_gives_the_same_interval() -> None:
    truth, predicted = predictions(60, 3, 0.6)

    assert macro_f1(truth, predicted, 3, 0) == macro_f1(truth, predicted, 3, 0)
    assert macro_f1(truth, predicted, 3, 0) != macro_f1(truth, predicted, 3, 1)


# --- repeated cross-validation --------------------------------------------------------------------------------------------


def test_the_interval_of_nadeau_and_bengio_by_hand() -> None:
    values = [0.70, 0.74, 0.72, 0.78, 0.66, 0.71, 0.75, 0.73, 0.77, 0.69]
    mean = sum(values) / 10
    variance = sum((value - mean) ** 2 for value in values) / 9
    half = t.ppf(0.975, 9) * sqrt((1 / 10 + 1 / 4) * variance)  # five folds: a quarter as many test as training rows

    found = over_folds("accuracy", values, 0.2, 500)

    assert (found.value, found.low, found.high) == pytest.approx((mean, mean - half, mean + half))
    assert (found.name, found.unit, found.n, found.scope) == ("accuracy", "share", 500, "cross-validated rows")


def test_the_corrected_interval_is_wider_than_the_naive_one() -> None:
    values = [0.70, 0.74, 0.72, 0.78, 0.66]
    naive = t.ppf(0.975, 4) * np.std(values, ddof=1) / sqrt(5)

    found = over_folds("accuracy", values, 0.2, 500)

    assert found.high - found.value == pytest.approx(naive * sqrt(1 + 5 / 4))


def test_intervals_stay_within_what_is_possible() -> None:
    shares = over_folds("accuracy", [0.02, 0.5, 0.98], 0.2, 30)
    points = over_folds("difference", [-0.9, 0.0, 0.9], 0.2, 30, unit="points")

    assert (shares.low, shares.high) == (0, 1)
    assert (points.low, points.high) == (-1, 1)


def test_folds_that_all_agree_look_no_surer_than_as_many_independent_rows() -> None:
    found = over_folds("accuracy", [1.0] * 5, 0.2, 60)

    assert (found.low, found.high) == wilson(1.0, 60)
    assert found.low < 0.95


def test_differences_that_all_agree_leave_no_doubt() -> None:
    found = over_folds("difference", [0.5] * 5, 0.2, 30, unit="points")

    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)


# --- paired differences ---------------------------------------------------------------------------------------------------


def rights(only_better: int, only_worse: int, both: int, neither: int) -> tuple[Flags, Flags]:
    """Which rows two models get right, so many of each kind."""
    better = np.repeat([True, False, True, False], [only_better, only_worse, both, neither])
    worse = np.repeat([False, True, True, False], [only_better, only_worse, both, neither])
    return better, worse


@pytest.mark.parametrize("counts", [(40, 20, 200, 40), (10, 10, 150, 30), (60, 5, 100, 35)])
def test_a_paired_difference_has_the_standard_error_of_paired_shares(counts: tuple[int, int, int, int]) -> None:
    better, worse = rights(*counts)
    n, (b, c) = sum(counts), counts[:2]
    error = sqrt((b + c) / n - ((b - c) / n) ** 2) / sqrt(n)

    found = paired_difference("gain", better, worse, np.arange(n), seed=0)

    assert found.value == pytest.approx((b - c) / n)
    assert (found.low, found.high) == pytest.approx(
        (found.value - norm.ppf(0.975) * error, found.value + norm.ppf(0.975) * error), abs=0.15 * error
    )
    assert (found.unit, found.n) == ("points", n)


def test_rows_that_both_get_right_or_wrong_do_not_blur_the_difference() -> None:
    better, worse = rights(10, 2, 0, 0)
    much_better, much_worse = rights(10, 2, 500, 488)

    small = paired_difference("gain", better, worse, np.arange(12), 0)
    large = paired_difference("gain", much_better, much_worse, np.arange(1000), 0)

    assert large.value * 1000 == pytest.approx(small.value * 12)
    assert (large.high - large.low) * 1000 < 1.4 * (small.high - small.low) * 12


def test_the_cluster_bootstrap_is_that_of_resampled_clusters() -> None:
    rng = np.random.default_rng(1)
    sizes = rng.integers(1, 7, 60)
    groups = np.repeat(np.arange(60) * 11, sizes)
    better = np.repeat(rng.random(60) < 0.7, sizes) ^ (rng.random(len(groups)) < 0.1)
    worse = np.repeat(rng.random(60) < 0.5, sizes)
    gain = better.astype(float) - worse
    of_cluster = [gain[groups == group] for group in np.unique(groups)]
    drawn = [np.concatenate([of_cluster[one] for one in rng.integers(0, 60, 60)]).mean() for _ in range(2000)]
    low, high = np.quantile(drawn, [0.025, 0.975])

    found = paired_difference("gain", better, worse, groups, seed=0)

    assert found.value == pytest.approx(gain.mean())
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.1 * (high - low))
    alone = paired_difference("gain", better, worse, np.arange(len(groups)), seed=0)
    assert alone.high - alone.low < 0.8 * (found.high - found.low)


def test_clusters_of_different_sizes_that_all_agree_leave_no_doubt() -> None:
    groups = np.repeat(np.arange(20), np.arange(1, 21))

    found = paired_difference("gain", np.ones(210, bool), np.zeros(210, bool), groups, seed=0)

    assert (found.low, found.value, found.high) == pytest.approx((1, 1, 1))


def test_the_order_of_rows_and_the_names_of_groups_change_nothing() -> None:
    better, worse = rights(12, 5, 30, 13)
    groups = np.arange(60) // 2
    order = np.random.default_rng(0).permutation(60)

    shuffled = paired_difference("gain", better[order], worse[order], 1000 - groups[order], seed=0)

    assert shuffled == paired_difference("gain", better, worse, groups, seed=0)


def test_two_equal_models_may_still_differ_on_three_rows_in_n() -> None:
    better, _ = rights(30, 0, 0, 30)
    found = paired_difference("gain", better, better, np.arange(60), seed=0)

    assert (found.low, found.value, found.high) == (-3 / 60, 0, 3 / 60)


def covered(rng: np.random.Generator, n_clusters: int, *, clustered: bool) -> bool:
    """Whether the interval of one simulated comparison holds the true difference, 0.15."""
    sizes = rng.integers(1, 5, n_clusters) if clustered else np.ones(n_clusters, np.int64)
    kind = rng.choice(4, n_clusters, p=[0.25, 0.10, 0.45, 0.20])
    better, worse = np.isin(kind, [0, 2]), np.isin(kind, [1, 2])
    groups = np.repeat(np.arange(n_clusters), sizes)
    found = paired_difference("gain", better[groups], worse[groups], groups, seed=int(rng.integers(2**31)))
    return found.low <= 0.15 <= found.high


@pytest.mark.slow
@pytest.mark.parametrize("clustered", [False, True])
def test_nineteen_of_twenty_intervals_hold_the_true_difference(*, clustered: bool) -> None:
    rng = np.random.default_rng(5)

    share = np.mean([covered(rng, 200, clustered=clustered) for _ in range(2000)])

    assert 0.935 <= share <= 0.965  # three standard errors of 2,000 tries


# --- McNemar --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("only", "other"), [(1, 0), (5, 0), (10, 3), (3, 10), (25, 25), (0, 14)])
def test_mcnemar_by_hand(only: int, other: int) -> None:
    n, k = only + other, min(only, other)
    tail = sum(comb(n, hits) for hits in range(k + 1)) / 2**n

    assert mcnemar(*rights(only, other, 100, 20)) == pytest.approx(min(1.0, 2 * tail))
    assert mcnemar(*rights(only, other, 100, 20)) == pytest.approx(binomtest(only, n).pvalue)


def test_mcnemar_of_models_that_never_differ() -> None:
    assert mcnemar(*rights(0, 0, 10, 5)) == 1


# --- over one fold or several ---------------------------------------------------------------------------------------------

Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


def five_folds() -> tuple[Codes, list[Fold], list[Codes], list[Codes]]:
    truth, good = predictions(200, 3, 0.8)
    _, poor = predictions(200, 3, 0.4, seed=1)
    fold = np.arange(200) % 5
    folds = [(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(5)]
    return truth, folds, [good[test] for _, test in folds], [poor[test] for _, test in folds]


def of_folds(truth: Codes, folds: Sequence[Fold], one: Sequence[Codes], other: Sequence[Codes]) -> list[float]:
    return [
        float((ours == truth[test]).mean() - (theirs == truth[test]).mean())
        for (_, test), ours, theirs in zip(folds, one, other, strict=True)
    ]


def test_one_fold_is_a_paired_bootstrap() -> None:
    truth, folds, good, poor = five_folds()
    groups = np.arange(200) // 2
    _, test = folds[0]

    found = paired_over_folds("gain", good[:1], poor[:1], folds[:1], truth, groups, seed=3)

    assert found == paired_difference("gain", good[0] == truth[test], poor[0] == truth[test], groups[test], seed=3)


def test_several_folds_have_the_interval_of_nadeau_and_bengio() -> None:
    truth, folds, good, poor = five_folds()

    found = paired_over_folds("gain", good, poor, folds, truth, np.arange(200), seed=3)

    assert found == over_folds("gain", of_folds(truth, folds, good, poor), 0.2, 200, unit="points")
    assert found.low > 0
    reverse = paired_over_folds("gain", poor, good, folds, truth, np.arange(200), seed=3)
    assert (reverse.value, reverse.low, reverse.high) == pytest.approx((-found.value, -found.high, -found.low))
