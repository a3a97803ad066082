"""Spark: on a cluster that exists already, or on the threads of this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import narwhals as nw
import polars as pl
import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import functions as sql

from w2vcheck.data.engines.engine import ROW
from w2vcheck.errors import DataError

if TYPE_CHECKING:
    from w2vcheck.data.engines.engine import Batches, Lazy
    from w2vcheck.data.engines.source import Source

_TYPES = {"int64": "bigint", "string": "string"}
_ARROW = {"int64": pa.int64(), "string": pa.string()}
_SETTINGS = {"spark.ui.enabled": "false", "spark.sql.execution.arrow.pyspark.enabled": "true"}
_LOCAL = {"spark.sql.shuffle.partitions": "8", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""On this machine alone, 200 partitions, Spark's default, are 200 times next to nothing."""
_PER_PARTITION = 33
"""Bits of Spark's row number that count within a partition; the others name the partition."""


def _lazy(frame: Any) -> Lazy:
    lazy: Lazy = nw.from_native(frame)
    return lazy


class SparkEngine:
    """See `Engine`."""

    name = "spark"

    def __init__(self, session: Any) -> None:
        self._session = session

    @classmethod
    def start(cls, connect: str | None) -> SparkEngine:
        """A session on the cluster at `connect` ("spark://…", "sc://…", "yarn"), else on this machine's threads."""
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.appName("w2vcheck")
        builder = builder.remote(connect) if connect and connect.startswith("sc://") else builder.master(connect or "local[*]")
        for key, value in (_SETTINGS if connect else _SETTINGS | _LOCAL).items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        if not connect:
            session.sparkContext.setLogLevel("ERROR")
        return cls(session)

    def scan(self, source: Source) -> Lazy:
        """See `Engine`."""
        if source.frame is not None:
            advice = "give Parquet or plain UTF-8 CSV, or choose --engine polars or duckdb"
            raise DataError("a file that Spark reads itself", "a table held in memory", advice, source.path)
        whole = Path(source.path).absolute().as_posix()  # Java keeps the folder that it was started in
        path = f"file:///{whole.lstrip('/')}"
        if source.form == "parquet":
            frame = self._session.read.parquet(path)
        else:
            frame = self._session.read.csv(
                path,
                schema=", ".join(f"`{name.replace('`', '``')}` string" for name in source.names),
                header=source.has_header,
                sep=source.separator,
                quote='"',
                escape='"',
                multiLine=source.inner_breaks,
                enforceSchema=True,
                mode="FAILFAST",
                maxCharsPerColumn=-1,
            )
        return _lazy(self._numbered(frame))

    def _numbered(self, frame: Any) -> Any:
        """The rows counted from 0 in the order of the file: Spark's numbers, less the gaps between its partitions."""
        numbered = frame.withColumn(ROW, sql.monotonically_increasing_id())
        partition = sql.shiftright(sql.col(ROW), _PER_PARTITION)
        counted = numbered.groupBy(partition.alias("partition")).count().collect()
        before, shifts = 0, {}
        for partition_number, rows in sorted((int(one["partition"]), int(one["count"])) for one in counted):
            shifts[partition_number] = before - (partition_number << _PER_PARTITION)
            before += rows
        shift = sql.create_map(*(sql.lit(value).cast("bigint") for pair in shifts.items() for value in pair))
        return numbered.withColumn(ROW, sql.col(ROW) + shift[partition])

    def mapped(self, frame: Lazy, batches: Batches, columns: tuple[str, ...], schema: dict[str, str]) -> Lazy:
        """See `Engine`."""
        arrow = pa.schema([(name, _ARROW[kind]) for name, kind in schema.items()])

        def apply(found: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in found:
                made = batches(cast("pl.DataFrame", pl.from_arrow(batch))).select(schema.keys())
                yield from made.to_arrow().cast(arrow).to_batches()

        types = ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in schema.items())
        return _lazy(frame.to_native().select(*(f"`{name}`" for name in columns)).mapInArrow(apply, types))

    def keep(self, frame: Lazy) -> Lazy:
        """See `Engine`. Kept in the memory of the cluster, and on its disks beyond it."""
        return _lazy(frame.to_native().persist())

    def picked(self, scan: Lazy, rows: pl.Series) -> Lazy:
        """See `Engine`."""
        return scan.join(self.table(rows.to_frame(ROW)), on=ROW, how="semi")

    def table(self, frame: pl.DataFrame) -> Lazy:
        """See `Engine`."""
        arrow = frame.to_arrow()
        text = [pa.field(one.name, pa.string() if pa.types.is_large_string(one.type) else one.type) for one in arrow.schema]
        return _lazy(self._session.createDataFrame(arrow.cast(pa.schema(text))))

    def collect(self, frame: Lazy) -> pl.DataFrame:
        """See `Engine`."""
        return cast("pl.DataFrame", frame.collect("polars").to_native())

    def close(self) -> None:
        """End the session, which ends Spark on this machine; a cluster goes on."""
        self._session.stop()
