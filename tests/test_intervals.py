import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from w2vcheck.intervals import Z95, effective_rows, kish, permutation_p, wilson, wilson_width
from w2vcheck.results import Measure


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (0, 20), (20, 20), (1, 20), (10, 20), (80, 100), (3, 7), (999, 100_000)])
def test_wilson_is_what_scipy_says(hits: int, n: int) -> None:
    expected = binomtest(hits, n).proportion_ci(0.95, method="wilson")

    assert wilson(hits / n, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


@settings(deadline=None)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_scipy_everywhere(case: tuple[int, int]) -> None:
    hits, n = case
    expected = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    low, high = wilson(hits / n, n)

    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert 0 <= low <= hits / n <= high <= 1


def test_wilson_solves_its_own_equation_for_fractional_sizes() -> None:
    # Each bound is a share from which the seen one lies exactly z standard errors away.
    for bound in wilson(0.3, 12.5):
        assert abs(0.3 - bound) == pytest.approx(Z95 * math.sqrt(bound * (1 - bound) / 12.5))


def test_nobody_right_and_everybody_right_touch_the_ends_exactly() -> None:
    assert wilson(0.0, 7)[0] == 0.0
    assert wilson(1.0, 7)[1] == 1.0


def test_another_level_of_confidence() -> None:
    expected = binomtest(30, 40).proportion_ci(0.99, method="wilson")

    assert wilson(0.75, 40, z=2.5758293035489004) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(("share", "rows_too_few", "rows_enough"), [(0.8, 59, 60), (0.5, 92, 93)])
def test_the_published_test_sizes_below_which_an_interval_is_wider_than_20_points(
    share: float, rows_too_few: int, rows_enough: int
) -> None:
    assert wilson_width(share, rows_too_few) > 0.2 >= wilson_width(share, rows_enough)


def test_kish_by_hand() -> None:
    assert kish([1] * 8) == 8  # nothing repeats
    assert kish([4]) == 1  # one text four times is one text
    assert kish([2, 2, 2]) == 3
    assert kish([3, 1]) == pytest.approx(16 / 10)
    assert kish([]) == 0


def test_kish_is_the_variance_of_a_mean_over_clusters() -> None:
    # The mean of rows that are equal inside a cluster has variance sigma^2 * sum m^2 / (sum m)^2.
    sizes = np.array([5, 3, 1, 1])
    draws = np.random.default_rng(0).standard_normal((200_000, 4))

    assert 1 / (draws @ sizes / sizes.sum()).var() == pytest.approx(kish(sizes.tolist()), rel=0.02)


def test_a_share_uses_the_effective_size_for_its_interval_and_reports_the_rows() -> None:
    alone, clustered = Measure.share("s", 80, 100), Measure.share("s", 80, 100, effective=25)

    assert (clustered.value, clustered.n) == (alone.value, alone.n) == (0.8, 100)
    assert (clustered.low, clustered.high) == pytest.approx(wilson(0.8, 25))
    assert clustered.low < alone.low < alone.high < clustered.high


def test_a_share_of_no_rows_says_nothing() -> None:
    nothing = Measure.share("s", 0, 0)

    assert (nothing.value, nothing.low, nothing.high, nothing.n) == (0.0, 0.0, 1.0, 0)


def test_a_gain_is_what_an_accuracy_adds_by_what_there_is_to_add() -> None:
    found = Measure.gain("gain", 0.9, 0.6, 100)
    low, high = wilson(0.9, 100)

    assert (found.value, found.low, found.high) == pytest.approx((0.75, (low - 0.6) / 0.4, (high - 0.6) / 0.4))
    assert Measure.gain("gain", 0.9, 0.6, 100, effective=20).low < found.low
    assert Measure.gain("gain", 1.0, 1.0, 100).value == 0


@given(st.lists(st.integers(-1, 6), max_size=40))
def test_effective_rows_are_kish_of_the_groups(codes: list[int]) -> None:
    sizes = [codes.count(code) for code in set(codes) - {-1}] + [1] * codes.count(-1)

    assert effective_rows(np.array(codes, np.int64)) == pytest.approx(kish(sizes))


def test_permutation_p_counts_what_was_observed_among_the_shuffles() -> None:
    assert permutation_p(0.9, [0.1] * 99) == pytest.approx(0.01)
    assert permutation_p(0.1, [0.1] * 99) == 1.0  # as good is as good
    assert permutation_p(0.5, [0.4, 0.6, 0.7]) == pytest.approx(3 / 4)
    assert permutation_p(0.5, []) == 1.0
