"""The numbers behind W2V306, 308, 309, 314 and 315; their pages show when they speak."""

import numpy as np
import polars as pl
import pytest

from w2vcheck.data.association import Association
from w2vcheck.data.dates import DateColumn
from w2vcheck.data.groups import Grouping
from w2vcheck.data.split import Split
from w2vcheck.data.token_gains import NamedClass
from w2vcheck.results import Severity
from w2vcheck.rules.split import w2v306_label_in_text as label_in_text
from w2vcheck.rules.split import w2v315_identifier_as_feature as identifier
from w2vcheck.rules.split.w2v308_group_leak import crossing, gain_low
from w2vcheck.rules.split.w2v309_time_leak import older
from w2vcheck.rules.split.w2v314_no_held_out_evaluation import twins_within

HALF = Split(np.arange(0, 10), np.arange(10, 20), "column", "", None)


def grouping(codes: list[int], accuracy: float = 0.9, majority: float = 0.5) -> Grouping:
    names = pl.Series([f"g{code}" for code in codes])
    gain = (accuracy - majority) / (1 - majority)
    return Grouping("author", "", True, np.array(codes), max(codes) + 1, names, accuracy, majority, gain, len(codes), 0.01)


def test_only_groups_on_both_sides_cross() -> None:
    measure, seen = crossing(grouping([0, 0, 1, 1, 2, 2, 3, 3, -1, -1, 0, 0, 0, 4, 4, 5, 5, 3, -1, -1]), HALF)

    assert seen.tolist() == [True] * 3 + [False] * 4 + [True] + [False] * 2
    assert measure.value == 0.4
    assert measure.n == 10


def test_rows_of_one_group_count_as_one_cluster() -> None:
    many, _ = crossing(grouping([*range(10), *range(10)]), HALF)
    one, _ = crossing(grouping([*range(10), *[0] * 10]), HALF)

    assert (many.value, one.value) == (1.0, 1.0)
    assert one.low < 0.25
    assert many.low > 0.7
    assert gain_low(grouping([0] * 1000)) < 0 < gain_low(grouping([*range(1000)]))


def test_test_rows_before_the_newest_training_rows_are_older() -> None:
    seconds = np.array([*range(100, 200, 10), 50.0, 120, 160, 189, 195.5, 196, 300, np.nan, 400, 500])
    column = DateColumn("sent", seconds, Association(0, 0, 1, 1, 20), np.zeros((2, 2), np.int64))
    measure, limit = older(column, HALF, 0.95)

    assert limit == np.quantile(seconds[:10], 0.95) == 185.5
    assert measure.value == pytest.approx(3 / 9)
    assert measure.n == 9


def test_without_dates_on_one_side_nothing_is_older() -> None:
    seconds = np.array([np.nan] * 10 + [5.0] * 10)
    measure, _ = older(DateColumn("sent", seconds, Association(0, 0, 1, 1, 20), np.zeros((2, 2), np.int64)), HALF, 0.95)

    assert (measure.value, measure.n) == (0.0, 10)


def test_twins_are_rows_that_are_not_alone() -> None:
    assert twins_within(np.array([4, 4, 7, 8, 8, 8])) == 5
    assert twins_within(np.array([1, 2, 3])) == 0


@pytest.mark.parametrize(
    ("name", "values", "how"),
    [
        ("x", np.arange(50), "consecutive"),
        ("x", np.arange(50)[::-1] + 7, "consecutive"),
        ("x", np.random.default_rng(0).permutation(50), "consecutive"),
        ("x", np.delete(np.arange(54), [3, 20, 30, 41]), "consecutive"),
        ("x", np.arange(50) ** 2, "sorted"),
        ("x", -(np.arange(50) ** 2), "sorted"),
        ("row_id", np.random.default_rng(0).permutation(9000)[:50], "named"),
        ("width", np.random.default_rng(0).permutation(9000)[:50], ""),  # "width" is not "id"
        ("row_id", np.arange(50) + 0.5, ""),
        ("row_id", np.arange(50) // 2, ""),
        ("row_id", np.arange(19), ""),
    ],
)
def test_columns_that_number_the_rows(name: str, values: np.ndarray[tuple[int], np.dtype[np.float64]], how: str) -> None:
    assert identifier.numbering(name, values.astype(np.float64), identifier.Options()) == how


@pytest.mark.parametrize(
    ("low", "severity"),
    [(0.79, Severity.WARNING), (0.8, Severity.ERROR), (0.5, Severity.WARNING), (0.49, Severity.NOTE), (0.29, None)],
)
def test_the_lower_end_of_the_gain_is_judged(low: float, severity: Severity | None) -> None:
    assert label_in_text.severity_of(low, 0.3, 0.5, 0.8) == severity


@pytest.mark.parametrize(("own", "others", "is_marked"), [(100, 0, True), (85, 0, False), (100, 9, False), (95, 2, True)])
def test_a_class_is_marked_where_its_name_is_nearly_everywhere(own: int, others: int, *, is_marked: bool) -> None:
    named = NamedClass(0, ("spam",), own, 100, others, 500, np.arange(own))

    assert label_in_text.marked(named, label_in_text.Options()) == is_marked
