"""Figures for people: a unit each, no false precision, and never 0 % for something."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vcheck.results import Impact, Measure
from w2vcheck.wording import count, figure, measured, number, percent, percent_range, worth

NAN = float("nan")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.1234, "12.3 %"),
        (0.5, "50.0 %"),
        (0, "0 %"),
        (1, "100 %"),
        (0.0004, "0.04 %"),
        (0.9996, "99.96 %"),
        (0.00004, "0.004 %"),
        (1e-9, "<0.001 %"),
        (1 - 1e-9, ">99.999 %"),
        (-0.082, "−8.2 %"),
        (NAN, "no number"),
        (math.inf, "infinite"),
        (1e305, "1.00e+307 %"),
    ],
)
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.58, 0.643, "58.0–64.3 %"),
        (0.0801, 0.0869, "8.0–8.7 %"),
        (0.08012, 0.08041, "8.01–8.04 %"),
        (0, 0.037, "0–3.7 %"),
        (-0.02, 0.03, "−2.0 to 3.0 %"),
        (NAN, 1, "no interval"),
    ],
)
def test_percent_range_keeps_its_ends_apart(low: float, high: float, text: str) -> None:
    assert percent_range(low, high) == text


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_share_is_written_as_nothing_or_everything_only_if_it_is(one: float, other: float) -> None:
    for share in (one, other):
        assert (percent(share) == "0 %") == (share == 0)
        assert (percent(share) == "100 %") == (share == 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (98, "98"),
        (0.4, "0.4"),
        (1234.5, "1,234"),
        (12_345_678, "12,345,678"),
        (0.0000083312, "0.00000833"),
        (3.14159, "3.14"),
        (-2.5, "−2.5"),
        (0, "0"),
        (-0.0, "0"),
        (1e20, "1.00e+20"),
        (1e-12, "1.00e−12"),
        (NAN, "no number"),
        (-math.inf, "−infinite"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("n", "noun", "text"),
    [
        (1, "rows", "1 row"),
        (1115, "rows", "1,115 rows"),
        (0, "words", "0 words"),
        (1, "classes", "1 class"),
        (1, "test rows", "1 test row"),
    ],
)
def test_count(n: int, noun: str, text: str) -> None:
    assert count(n, noun) == text


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        (Measure("share", 0.11, 0.093, 0.129, "share", 1115), "11.0 % (9.3–12.9 %) of 1,115 rows"),
        (Measure("share", 0.612, 0.58, 0.643, "share", 1115, "test rows"), "61.2 % (58.0–64.3 %) of 1,115 test rows"),
        (Measure("coverage", 0.8, 0.8, 0.8, "share", 5000, "all test tokens"), "80.0 % of 5,000 test tokens"),
        (Measure("share", 0.8, 0.8, 0.8, "share", 20_000, "a sample of 20,000"), "80.0 % of 20,000 rows (a sample of 20,000)"),
        (Measure.exact("U", 98, "updates per word", 1), "U = 98 updates per word, from 1 row"),
        (Measure.exact("U", 1, "updates per word", 7, scope="words"), "U = 1 update per word, from 7 words"),
        (Measure("ratio", 23.1, 21.2, 25, "dimensions", 9, "words"), "ratio = 23.1 dimensions (21.2–25.0), from 9 words"),
        (Measure("change", 0.001, -0.02, 0.4, "points", 9), "change = 0.1 points (−2.0 to 40.0), from 9 rows"),
        (Measure("gain", 0.0917, 0.05, 0.1333, "points", 9), "gain = 9.2 points (5.0–13.3), from 9 rows"),
        (Measure.exact("width", 1.0, "points", 1), "width = 100 points, from 1 row"),
        (Measure("gain", 0.09, NAN, NAN, "points", 9), "gain = 9.0 points, from 9 rows"),
        (Measure("cosine", 0.99999, 0.99998, 1, "cosine", 7, "words"), "cosine = 1 cosine, from 7 words"),
        (Measure("loss", 0.25, 0.25, 0.25, "", 9), "loss = 0.25, from 9 rows"),
        (Measure("broken", NAN, NAN, NAN, "share", 0), "no number of 0 rows"),
    ],
)
def test_a_measure_carries_unit_interval_and_sample_size(measure: Measure, text: str) -> None:
    assert measured(measure) == text


def test_a_small_share_and_its_interval_use_the_same_decimals() -> None:
    assert figure(Measure("share", 0.0007, 0.0001, 0.0038, "share", 1500)) == "0.07 % (0.01–0.38 %)"


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (Measure("difference", -0.082, -0.096, -0.069, "points", 300), "(−8.2 points, −9.6 to −6.9)"),
        (Measure("difference", 0.0004, -0.01, 0.01, "points", 300), "(+0.04 points, −1.0 to +1.0)"),
        (Measure.exact("difference", 0, "points", 300), "(0.0 points)"),
    ],
)
def test_worth(difference: Measure, text: str) -> None:
    before, after = Measure.exact("accuracy", 0.912, "share", 300), Measure.exact("accuracy", 0.83, "share", 300)
    assert worth(Impact(before, after, difference)) == f"91.2 % → 83.0 % {text}"
