"""The rows of an audit, from however large a table."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.engines.engine import Choice, check, start
from w2vcheck.data.table import Table

if TYPE_CHECKING:
    from w2vcheck.artefacts import Progress
    from w2vcheck.data.engines.source import Source
    from w2vcheck.settings import Settings

SAMPLE_ROWS = 100_000
"""Rows that are held of a table larger than twice as many; a smaller one is held whole."""


def opened(path: str, settings: Settings) -> Table | Source:
    """The table in a file: itself where it is small enough to be held whole, else where it comes from."""
    from w2vcheck.data.engines.source import open_source

    return open_source(path, settings.data.encoding, 2 * sample_rows(settings))


def sample_rows(settings: Settings) -> int:
    """How many rows a sample has."""
    return SAMPLE_ROWS if settings.data.sample_rows is None else settings.data.sample_rows


def rows_of(data: Table | Source, test: Table | Source | None, settings: Settings, progress: Progress) -> Dataset:
    """All rows where they are at most twice as many as a sample has, else a sample of them, counted over all.

    Raises `ConfigError` for an engine that is not installed or cannot do what is asked of it.
    """
    wanted = settings.data
    choice = Choice(
        wanted.engine or "polars", None if wanted.memory_limit is None else in_bytes(wanted.memory_limit), wanted.connect
    )
    check(choice)
    tables = [table for table in (data, test) if table is not None]
    if all(isinstance(table, Table) for table in tables):
        held = [table for table in tables if isinstance(table, Table)]
        if sum(table.frame.height for table in held) <= 2 * sample_rows(settings):
            return dataset(held[0], held[1] if len(held) > 1 else None)
    from w2vcheck.data.engines.source import of_table
    from w2vcheck.data.engines.whole import read

    first, *more = (of_table(table) if isinstance(table, Table) else table for table in tables)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what libraries say of one another, by engine; the report is the same from all
        engine = start(choice)
        try:
            return read(engine, first, more[0] if more else None, settings, progress, sample_rows(settings))
        finally:
            engine.close()


def in_bytes(size: str) -> int:
    """A size such as "4GB" or "500MB", in bytes, by powers of 1,000."""
    number = size.upper().removesuffix("B")
    unit = "KMGT".find(number[-1]) + 1
    return int(float(number[:-1] if unit else number) * 1000**unit)
