import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import chi2_contingency, ncx2
from scipy.stats.contingency import association

from w2vcheck.data.association import cramers_v

DRIFTED = np.array([[500, 300, 200], [300, 300, 400]])


def test_p_is_that_of_scipy() -> None:
    assert cramers_v(DRIFTED).p == pytest.approx(chi2_contingency(DRIFTED, correction=False).pvalue)


def test_without_much_bias_v_is_that_of_scipy() -> None:
    found = cramers_v(DRIFTED * 100)

    assert found.v == pytest.approx(association(DRIFTED * 100, "cramer"), rel=1e-3)
    assert found.n == 200_000


def test_the_bias_correction_is_bergsma_s() -> None:
    n, k = int(DRIFTED.sum()), 3
    squared = association(DRIFTED, "cramer") ** 2  # of two rows: chi-squared by n
    corrected = max(0.0, squared - (k - 1) / (n - 1)) / (1 - 1 / (n - 1))

    assert cramers_v(DRIFTED).v == pytest.approx(np.sqrt(corrected))


def test_the_interval_inverts_the_noncentral_distribution() -> None:
    found = cramers_v(DRIFTED)
    n = int(DRIFTED.sum())
    statistic = chi2_contingency(DRIFTED, correction=False).statistic

    for end, tail in ((found.low, 0.975), (found.high, 0.025)):
        assert ncx2.cdf(statistic, 2, end**2 * n * (1 - 1 / (n - 1))) == pytest.approx(tail, abs=1e-4)


def test_equal_shares_have_no_association() -> None:
    found = cramers_v(np.array([[400, 600], [200, 300]]))

    assert (found.v, found.low) == (0.0, 0.0)
    assert found.p > 0.9


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(0)
    shares = np.array([[0.5, 0.3, 0.2], [0.35, 0.3, 0.35]])
    truth = cramers_v((shares * 10_000_000).astype(np.int64)).v
    found = [cramers_v(np.stack([rng.multinomial(400, side) for side in shares])) for _ in range(200)]

    assert 0.9 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.99


def test_rare_classes_are_pooled() -> None:
    rare = np.column_stack([DRIFTED, np.array([[1, 0, 1], [0, 1, 2]])])
    pooled = np.column_stack([DRIFTED, np.array([[2], [3]])])

    assert cramers_v(rare).v == pytest.approx(cramers_v(pooled).v)


@pytest.mark.parametrize("table", [[[5], [7]], [[0, 0], [50, 50]], [[0, 0], [0, 0]], [[1, 0], [0, 1]]])
def test_what_cannot_be_compared_has_the_widest_interval(table: list[list[int]]) -> None:
    found = cramers_v(np.array(table))

    assert (found.v, found.low, found.high, found.p) == (0.0, 0.0, 1.0, 1.0)


@given(arrays(np.int64, (2, 4), elements=st.integers(0, 300)))
@settings(max_examples=50, deadline=None)
def test_everything_stays_in_range(table: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> None:
    found = cramers_v(table)

    assert 0 <= found.low <= found.v <= found.high <= 1
    assert 0 <= found.p <= 1
