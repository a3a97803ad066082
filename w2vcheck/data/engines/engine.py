"""What an engine offers: a lazy frame of the source, and the few things that narwhals has no word for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from w2vcheck.errors import ConfigError

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

    from w2vcheck.data.engines.source import Source

    Lazy = nw.LazyFrame[Any]
    Batches = Callable[[pl.DataFrame], pl.DataFrame]

NAMES = ("polars", "duckdb", "spark", "dask")
ROW = "w2vcheck row"
"""Name of the column that numbers the rows of a source from 0."""


class Engine(Protocol):
    """One way to work on a table that is not held in memory."""

    @property
    def name(self) -> str:
        """Its name on the command line."""

    def scan(self, source: Source) -> Lazy:
        """All columns of the source, text ones as they stand, and `ROW`, the number of each row (Int64, from 0)."""

    def mapped(self, frame: Lazy, batches: Batches, columns: tuple[str, ...], schema: dict[str, str]) -> Lazy:
        """What `batches` makes of these columns, batch by batch, row by row.

        `schema` names the new columns with their types, "int64" or "string".
        """

    def keep(self, frame: Lazy) -> Lazy:
        """The same rows, computed once."""

    def picked(self, scan: Lazy, rows: pl.Series) -> Lazy:
        """The rows of a scan that have these numbers."""

    def table(self, frame: pl.DataFrame) -> Lazy:
        """A small frame, for joins."""

    def collect(self, frame: Lazy) -> pl.DataFrame:
        """The rows themselves, in any order. Integers may be of any width."""

    def close(self) -> None:
        """Give back what was taken: connections, temporary files."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which engine, by its name, with how much memory (bytes), and where it runs."""

    name: str = "polars"
    memory: int | None = None
    connect: str | None = None


def start(choice: Choice) -> Engine:
    """The engine of this name. Raises `ConfigError` where it is not installed."""
    try:
        match choice.name:
            case "duckdb":
                from w2vcheck.data.engines.duckdb_engine import DuckDBEngine

                return DuckDBEngine.start(choice.memory)
            case "spark":
                from w2vcheck.data.engines.spark_engine import SparkEngine

                return SparkEngine.start(choice.connect)
            case "dask":
                from w2vcheck.data.engines.dask_engine import DaskEngine

                return DaskEngine.start(choice.connect, choice.memory)
            case _:
                from w2vcheck.data.engines.polars_engine import PolarsEngine

                return PolarsEngine()
    except ModuleNotFoundError as error:
        advice = f"install it with: pip install 'w2vcheck[{choice.name}]'"
        raise ConfigError(f"the package of --engine {choice.name}", f"no module {error.name!r}", advice) from error


def check(choice: Choice) -> None:
    """Raises `ConfigError` where an engine is asked for what it cannot do."""
    if choice.connect is not None and choice.name not in ("spark", "dask"):
        advice = "leave --connect out, or choose --engine spark or dask"
        raise ConfigError("an engine that runs on a cluster for --connect", f"--engine {choice.name}", advice)
    if choice.memory is not None and (choice.name in ("polars", "spark") or choice.connect is not None):
        found = f"--engine {choice.name}" + (" on a cluster of its own" if choice.connect else "")
        advice = (
            "choose --engine duckdb, which spills to disk" if choice.name == "polars" else "set it where the cluster is set up"
        )
        raise ConfigError("an engine that can hold a --memory-limit", found, advice)
