"""DuckDB: one machine, within a memory limit, and on to disk beyond it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import duckdb
import narwhals as nw
import polars as pl
import pyarrow as pa

from w2vcheck.data.engines.engine import ROW
from w2vcheck.errors import ConfigError

if TYPE_CHECKING:
    from w2vcheck.data.engines.engine import Batches, Lazy
    from w2vcheck.data.engines.source import Source

_TYPES = {"int64": "BIGINT", "string": "VARCHAR"}
_ROOM = 16
"""Bytes that DuckDB reads at once for each byte of the longest line."""
_LINE = 2_000_000
"""The longest line that DuckDB expects by itself, in bytes."""


def _lazy(frame: Any) -> Lazy:
    lazy: Lazy = nw.from_native(frame)
    return lazy


BESIDE = 400_000_000
"""Bytes that Python, its libraries and the sample take beside DuckDB: 300 MB were measured at two million rows."""


class DuckDBEngine:
    """See `Engine`. Holds a database in memory and a folder to spill to."""

    name = "duckdb"

    def __init__(self, connection: Any, folder: Any) -> None:
        self._connection = connection
        self._folder = folder
        self._made = 0

    @classmethod
    def start(cls, memory: int | None) -> DuckDBEngine:
        """A database of its own; `memory` in bytes is that of the whole process, DuckDB's default is most of the machine."""
        folder = tempfile.TemporaryDirectory(prefix="w2vcheck-")
        connection = duckdb.connect(config={"temp_directory": folder.name})
        connection.execute("SET enable_progress_bar = false")
        if memory is not None:
            connection.execute(f"SET memory_limit = '{max(memory - BESIDE, memory // 2)}B'")
        return cls(connection, folder)

    def scan(self, source: Source) -> Lazy:
        """See `Engine`. Rows are numbered in the order of the file, which DuckDB keeps."""
        if source.frame is not None:
            relation = self._connection.from_arrow(source.frame.to_arrow())
        elif source.form == "parquet":
            relation = self._connection.read_parquet(source.path)
        else:
            longest = max(source.longest + 1, _LINE)
            relation = self._connection.read_csv(
                source.path,
                header=source.has_header,
                sep=source.separator,
                quotechar='"',
                escapechar='"',
                na_values="",
                auto_detect=False,
                max_line_size=longest,
                buffer_size=_ROOM * longest,
                columns=dict.fromkeys(source.names, "VARCHAR"),
            )
        return _lazy(relation.project(f"(row_number() OVER ()) - 1 AS {_name(ROW)}, *"))

    def mapped(self, frame: Lazy, batches: Batches, columns: tuple[str, ...], schema: dict[str, str]) -> Lazy:
        """See `Engine`."""
        relation = frame.to_native().select(*columns)
        self._made += 1
        function = f"w2vcheck_{self._made}"
        returned = "STRUCT(" + ", ".join(f"{_name(name)} {_TYPES[kind]}" for name, kind in schema.items()) + ")"

        fields = [f"f{place}" for place in range(len(columns))]
        taken = "STRUCT(" + ", ".join(f"{name} {kind}" for name, kind in zip(fields, relation.types, strict=True)) + ")"

        def apply(cells: pa.ChunkedArray) -> pa.ChunkedArray:
            batch = pl.Series(pl.from_arrow(cells)).struct.unnest()
            batch.columns = list(columns)
            return batches(batch).select(pl.struct(*schema).alias("made"))["made"].to_arrow()

        self._connection.create_function(function, apply, [taken], returned, type="arrow", null_handling="special")
        packed = ", ".join(f"{field} := {_name(name)}" for field, name in zip(fields, columns, strict=True))
        return _lazy(relation.project(f"UNNEST({function}(struct_pack({packed})))"))

    def keep(self, frame: Lazy) -> Lazy:
        """See `Engine`. A table of the database, which spills."""
        self._made += 1
        table = f"w2vcheck_{self._made}"
        with _memory():
            frame.to_native().create(table)
        return _lazy(self._connection.table(table))

    def picked(self, scan: Lazy, rows: pl.Series) -> Lazy:
        """See `Engine`."""
        return scan.join(self.table(rows.to_frame(ROW)), on=ROW, how="semi")

    def table(self, frame: pl.DataFrame) -> Lazy:
        """See `Engine`."""
        return _lazy(self._connection.from_arrow(frame.to_arrow()))

    def collect(self, frame: Lazy) -> pl.DataFrame:
        """See `Engine`."""
        with _memory():
            return cast("pl.DataFrame", frame.collect("polars").to_native())

    def close(self) -> None:
        """Close the database and remove what it spilled."""
        self._connection.close()
        self._folder.cleanup()


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


@contextmanager
def _memory() -> Iterator[None]:
    """Raises `ConfigError` where the memory limit does not suffice even with what is spilled to disk."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        found = str(error).splitlines()[0]
        raise ConfigError("a --memory-limit that suffices", found, "raise it, or leave it out") from error
