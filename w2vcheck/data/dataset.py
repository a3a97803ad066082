"""The rows of an audit: the data file, followed by the test file where one was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.table import Table, lines
from w2vcheck.errors import DataError
from w2vcheck.results import Location, Quote

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from w2vcheck.data.counts import WholeTable

QUOTED_ROWS = 3
"""How many rows a finding names at the most; the measure says how many there are."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """`table` holds all rows; they count from 0 through `data` and then through `test`.

    Where the rows are a sample of a larger table, `whole` says what was counted over all of it, and `numbers`, shape
    (rows,), which row of its own file each row is.
    """

    table: Table
    data: Table
    test: Table | None
    numbers: NDArray[np.int64] | None = None
    whole: WholeTable | None = None

    @property
    def frame(self) -> pl.DataFrame:
        """All rows, every column."""
        return self.table.frame

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return self.frame.height

    def own(self, row: int) -> tuple[Table, int]:
        """The table a row stands in, and its number there."""
        first_test = self.data.frame.height
        return (self.data, int(row)) if self.test is None or row < first_test else (self.test, int(row) - first_test)

    def places(self, rows: Sequence[int], column: str | None = None) -> tuple[Location, ...]:
        """Where these rows stand: file, line and row within that file."""
        found = [(*self.own(row), self.number(row)) for row in rows]
        return tuple(Location(table.source, lines(table, [own])[0], column, number) for table, own, number in found)

    def number(self, row: int) -> int:
        """The number of a row within its file."""
        return self.own(row)[1] if self.numbers is None else int(self.numbers[row])

    def quote(self, text: str, row: int) -> Quote:
        """Something said by a row, with its number within its file."""
        return Quote(text, self.number(row))

    def quotes(self, rows: Sequence[int], column: str) -> tuple[Quote, ...]:
        """What stands in a column in the first few of these rows."""
        cells = [(self.frame[column][int(row)], int(row)) for row in rows[:QUOTED_ROWS]]
        return tuple(self.quote("(empty)" if cell is None else str(cell), row) for cell, row in cells)

    def column_place(self, column: str) -> Location:
        """Where a column stands: its file and, in text files, the first line."""
        line = lines(self.data, [0])[0] if self.rows else None
        return Location(self.data.source, 1 if line is not None else None, column)


def dataset(data: Table, test: Table | None) -> Dataset:
    """Put the two tables under each other.

    Raises `DataError` where their columns, or the types of these, do not go together.
    """
    import polars as pl

    if test is None:
        return Dataset(data, data, None)
    missing = [name for name in data.frame.columns if name not in test.frame.columns]
    if missing:
        raise DataError(
            expected=f"the columns of {data.source} ({', '.join(data.frame.columns)})",
            found=f"no column {missing[0]!r} among {', '.join(test.frame.columns)}",
            advice="give both files the same columns",
            file=test.source,
            line=1,
        )
    try:
        frame = pl.concat([data.frame, test.frame.select(data.frame.columns)], how="vertical_relaxed")
    except pl.exceptions.PolarsError as error:
        other = next(name for name in data.frame.columns if data.frame[name].dtype != test.frame[name].dtype)
        raise DataError(
            expected=f"column {other!r} of the same type as in {data.source} ({data.frame[other].dtype})",
            found=str(test.frame[other].dtype),
            advice="write both files the same way",
            file=test.source,
        ) from error
    return Dataset(replace(data, frame=frame), data, test)


@provider("reading the data")
def no_dataset() -> Dataset:
    """Rows are given to the audit or not there at all: vectors can be looked at without any."""
    raise Unavailable("no table of data was given")


@dataclass(frozen=True, slots=True)
class TextCount:
    """How many texts (or rows of features) there are, whatever becomes of them."""

    texts: int


@provider("reading the data")
def text_count(data: Dataset) -> TextCount:
    """All rows of the data."""
    return TextCount(data.rows)
