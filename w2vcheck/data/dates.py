"""Columns of dates, and how the labels change with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.association import Association, cramers_v
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import strings
from w2vcheck.data.target import Classes

if TYPE_CHECKING:
    import polars as pl

FORMATS = (
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%a %b %d %H:%M:%S %Y",
    "%a, %d %b %Y %H:%M:%S",
)
"""How dates are commonly written; the first of those that read the most cells is taken."""
ZONE = r"\s*(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d)\s*$"
"""A time zone at the end: it is dropped, since hours do not change the order of days."""
INNER_ZONE = r"\s(?:[A-Z]{3,4}|[+-]\d{4})\s+(\d{4})$"
"""A time zone before the year, as in "Mon Jan 04 10:00:00 +0000 2021"."""
DATE_NAMES = frozenset({"date", "time", "timestamp", "created", "posted", "published", "day", "datetime", "utc", "epoch"})
PARSED = 0.95
"""Share of the cells that must read as dates (RULES, 309)."""
SAMPLE = 500
"""Cells by which the format is chosen."""
FEWEST_DATES = 5
"""Different dates below which a column is a category."""
EPOCH = (631_152_000, 4_102_444_800)
"""Seconds since 1970 that are plausible dates: 1990 to 2100."""


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A column of dates: `seconds` since 1970, shape (rows,), NaN where there is none.

    `drift` says how much the labels differ between the earlier and the later half of the labelled rows; `halves` holds
    their counts by class, shape (2, k).
    """

    name: str
    seconds: NDArray[np.float64]
    drift: Association
    halves: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Dates:
    """The columns of dates, in the order of the table; at least one."""

    columns: tuple[DateColumn, ...]


@provider("looking for dates")
def dates(data: Dataset, columns: Columns, classes: Classes) -> Dates:
    """Read every column that plays no part, and features named like a date; unavailable where none holds dates."""
    found = []
    for name in (*columns.beside, *(name for name in columns.features if _named_like_a_date(name))):
        seconds = read_dates(strings(data.table, name), named=_named_like_a_date(name))
        if seconds is not None and len(np.unique(seconds[np.isfinite(seconds)])) >= FEWEST_DATES:
            halves = by_halves(seconds, classes)
            found.append(DateColumn(name, seconds, cramers_v(halves), halves))
    if not found:
        raise Unavailable("there is no column of dates")
    return Dates(tuple(found))


def _named_like_a_date(name: str) -> bool:
    return bool(set(words_of(name)) & DATE_NAMES)


def words_of(name: str) -> list[str]:
    """The lower-case words of a name: "created_at", "createdAt" and "Created At" are "created" and "at"."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+", name)]


def read_dates(cells: pl.Series, *, named: bool) -> NDArray[np.float64] | None:
    """Seconds since 1970 of each cell, NaN where it has none; None where fewer than 95 % of the filled cells are dates.

    Args:
        cells: Strings, null where missing.
        named: Whether the column is named like a date; only then are whole numbers taken for seconds or milliseconds.
    """
    import polars as pl

    known = cells.drop_nulls()
    if not len(known):
        return None
    if known.str.contains(r"^\d{9,13}(?:\.0)?$").mean() >= PARSED:  # type: ignore[operator]  # a Boolean column has a mean
        numbers = cells.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy(writable=True)
        numbers[numbers > EPOCH[1]] /= 1000
        plausible = (numbers >= EPOCH[0]) & (numbers <= EPOCH[1])
        return np.where(plausible, numbers, np.nan) if named and plausible.sum() >= PARSED * len(known) else None
    sample = _without_zone(known.head(SAMPLE))
    hits = [int(_parsed(sample, form).is_not_null().sum()) for form in FORMATS]
    if max(hits) < (PARSED - 0.05) * len(sample):
        return None
    best = FORMATS[int(np.argmax(hits))]
    rivals = [form for form, hit in zip(FORMATS, hits, strict=True) if hit >= (PARSED - 0.05) * len(sample) and form != best]
    bare = _without_zone(cells)
    parsed = max((_parsed(bare, form) for form in (best, *rivals)), key=lambda one: int(one.is_not_null().sum()))
    if len(parsed) - parsed.null_count() < PARSED * len(known):
        return None
    return parsed.dt.epoch("s").cast(pl.Float64).fill_null(np.nan).to_numpy()


def _without_zone(cells: pl.Series) -> pl.Series:
    return cells.str.strip_chars().str.replace(INNER_ZONE, " ${1}").str.replace(ZONE, "")


def _parsed(cells: pl.Series, form: str) -> pl.Series:
    import polars as pl

    if "%M" in form:
        return cells.str.to_datetime(form, strict=False, time_unit="us")
    return cells.str.to_date(form, strict=False).cast(pl.Datetime("us"))


def by_halves(seconds: NDArray[np.float64], classes: Classes) -> NDArray[np.int64]:
    """Rows of each class in the earlier and in the later half of the dated, labelled rows; shape (2, k)."""
    rows = classes.labelled[np.isfinite(seconds[classes.labelled])]
    if not len(rows):
        return np.zeros((2, classes.k), np.int64)
    later = seconds[rows] > np.median(seconds[rows])
    return np.bincount(later * classes.k + classes.codes[rows], minlength=2 * classes.k).reshape(2, classes.k)
