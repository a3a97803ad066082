"""Polars: streams over the file, one machine. The default."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from w2vcheck.data.engines.engine import ROW

if TYPE_CHECKING:
    from w2vcheck.data.engines.engine import Batches, Lazy
    from w2vcheck.data.engines.source import Source

_TYPES = {"int64": pl.Int64, "string": pl.String}


class PolarsEngine:
    """See `Engine`."""

    name = "polars"

    def scan(self, source: Source) -> Lazy:
        """See `Engine`."""
        if source.frame is not None:
            lazy = source.frame.lazy().with_row_index(ROW)
        elif source.form == "parquet":
            lazy = pl.scan_parquet(source.path, row_index_name=ROW, glob=False)
        else:
            lazy = pl.scan_csv(
                source.path,
                separator=source.separator,
                has_header=source.has_header,
                schema=dict.fromkeys(source.names, pl.String),
                row_index_name=ROW,
                glob=False,
            )
        # Polars' strings point into what was read: a few rows would keep all of it in memory. These are copies.
        return nw.from_native(lazy.with_columns(pl.col(ROW).cast(pl.Int64), pl.col(pl.String) + ""))

    def mapped(self, frame: Lazy, batches: Batches, columns: tuple[str, ...], schema: dict[str, str]) -> Lazy:
        """See `Engine`."""
        types = {name: _TYPES[kind] for name, kind in schema.items()}
        native: pl.LazyFrame = frame.to_native().select(columns)
        return nw.from_native(native.map_batches(batches, schema=types, streamable=True))

    def keep(self, frame: Lazy) -> Lazy:
        """See `Engine`."""
        return nw.from_native(self.collect(frame).lazy())

    def picked(self, scan: Lazy, rows: pl.Series) -> Lazy:
        """See `Engine`. Without a join, which would hold what it joins."""
        native: pl.LazyFrame = scan.to_native()
        return nw.from_native(native.filter(pl.col(ROW).is_in(rows.implode())))

    def table(self, frame: pl.DataFrame) -> Lazy:
        """See `Engine`."""
        return nw.from_native(frame.lazy())

    def collect(self, frame: Lazy) -> pl.DataFrame:
        """See `Engine`."""
        native: pl.LazyFrame = frame.to_native()
        return native.collect(engine="streaming")

    def close(self) -> None:
        """Nothing was taken."""
