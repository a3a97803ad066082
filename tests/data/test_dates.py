from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2_contingency

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.dates import Dates, read_dates, words_of
from w2vcheck.data.table import from_frame
from w2vcheck.settings import Settings

NOON = datetime(2024, 2, 13, 12, 5, tzinfo=UTC).timestamp()
DAY = datetime(2024, 2, 13, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("2024-02-13", DAY),
        ("2024-02-13 12:05", NOON),
        ("2024-02-13T12:05:00", NOON),
        ("2024-02-13T12:05:00.000Z", NOON),
        ("2024-02-13T12:05:00+00:00", NOON),
        ("2024/02/13 12:05:00", NOON),
        ("2/13/2024 12:05", NOON),
        ("2/13/2024 12:05 PM", NOON),
        ("02/13/2024", DAY),
        ("13/02/2024", DAY),
        ("13.2.2024", DAY),
        ("13.02.2024 12:05", NOON),
        (" 13.02.2024 12:05:00 ", NOON),
        ("Tue Feb 13 12:05:00 +0000 2024", NOON),
        ("Tue, 13 Feb 2024 12:05:00 GMT", NOON),
    ],
)
def test_common_forms_are_read(cell: str, seconds: float) -> None:
    found = read_dates(pl.Series([cell, None]), named=False)

    assert found is not None
    assert found[0] == seconds
    assert np.isnan(found[1])


def test_day_and_month_are_told_apart_by_the_days_above_twelve() -> None:
    american = read_dates(pl.Series(["01/02/2024", "03/25/2024"]), named=False)
    european = read_dates(pl.Series(["01/02/2024", "25/03/2024"]), named=False)

    assert american is not None
    assert european is not None
    assert datetime.fromtimestamp(american[0], UTC).month == 1
    assert datetime.fromtimestamp(european[0], UTC).month == 2


@pytest.mark.parametrize("cells", [["570306133677760513"], ["4", "5"], ["red", "blue"], ["2024-13-41"], ["1.5", "12.0"], [None]])
def test_other_cells_are_no_dates(cells: list[str | None]) -> None:
    assert read_dates(pl.Series(cells, dtype=pl.String), named=True) is None


def test_seconds_and_milliseconds_count_only_under_such_a_name() -> None:
    seconds = pl.Series(["1707825900", "1707825900000"])

    assert read_dates(seconds, named=False) is None
    assert read_dates(seconds, named=True) == pytest.approx([NOON, NOON])


@pytest.mark.parametrize(("bad", "are_dates"), [(4, True), (6, False)])
def test_five_in_a_hundred_may_be_something_else(*, bad: int, are_dates: bool) -> None:
    cells = pl.Series(["2024-02-13"] * (100 - bad) + ["soon"] * bad)

    assert (read_dates(cells, named=False) is not None) == are_dates


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tweet_created", ["tweet", "created"]),
        ("userID", ["user", "id"]),
        ("GetWeather", ["get", "weather"]),
        ("HTMLPage", ["html", "page"]),
        ("Unnamed: 0", ["unnamed", "0"]),
        ("soc.religion", ["soc", "religion"]),
        ("SetGröße", ["set", "größe"]),
        ("", []),
    ],
)
def test_names_fall_into_words(name: str, words: list[str]) -> None:
    assert words_of(name) == words


def dates(**columns: list[str]) -> Dates:
    rows = len(next(iter(columns.values())))
    frame = {"text": [f"some words of text {row}" for row in range(rows)], "label": ["a", "b"] * (rows // 2), **columns}
    return Store({Dataset: dataset(from_frame(pl.DataFrame(frame)), None), Settings: Settings()}).get(Dates)


def test_drift_compares_the_earlier_with_the_later_half() -> None:
    days = np.array([1 + row % 2 * 9 + row % 13 for row in range(200)])  # label "b" is nine days later on average
    (column,) = dates(sent=[f"2024-01-{day:02}" for day in days]).columns
    later = days > np.median(days)
    table = np.array([[(~later[::2]).sum(), (~later[1::2]).sum()], [later[::2].sum(), later[1::2].sum()]])

    assert column.halves.tolist() == table.tolist()
    assert column.drift.p == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert column.drift.low > 0.3


def test_labels_without_regard_to_time_do_not_drift() -> None:
    (column,) = dates(sent=[f"2024-01-{1 + row // 2 % 28:02}" for row in range(200)]).columns

    assert column.drift.low == 0


def test_a_date_that_hardly_varies_is_a_category() -> None:
    with pytest.raises(Unavailable, match="no column of dates"):
        dates(exported=["2024-05-01", "2024-05-02"] * 50)
