"""Dask: on a cluster that exists already, or on the threads of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
from dask import dataframe, distributed

from w2vcheck.data.engines.engine import ROW
from w2vcheck.errors import ConfigError, DataError

if TYPE_CHECKING:
    from w2vcheck.data.engines.engine import Batches, Lazy
    from w2vcheck.data.engines.source import Source

_TYPES = {"int64": "int64", "string": "str"}
_BLOCK = "64MB"
dd: Any = dataframe  # Dask is typed in places only
Client: Any = distributed.Client
LocalCluster: Any = distributed.LocalCluster


def _lazy(frame: Any) -> Lazy:
    lazy: Lazy = nw.from_native(frame)
    return lazy


class DaskEngine:
    """See `Engine`. Holds a client, and the cluster where it is one of its own."""

    name = "dask"

    def __init__(self, client: Any, cluster: Any) -> None:
        self._client = client
        self._cluster = cluster

    @classmethod
    def start(cls, connect: str | None, memory: int | None) -> DaskEngine:
        """A client of the scheduler at `connect` ("tcp://…"), else of a cluster in this process with `memory` bytes."""
        if connect is None:
            cluster = LocalCluster(
                n_workers=1, processes=False, dashboard_address=None, memory_limit="auto" if memory is None else memory
            )
            return cls(Client(cluster), cluster)
        try:
            return cls(Client(connect, timeout=10), None)
        except (OSError, ValueError) as error:
            advice = "check the URL, such as tcp://10.0.0.1:8786"
            raise ConfigError("a Dask scheduler at --connect", f"none at {connect!r}", advice) from error

    def scan(self, source: Source) -> Lazy:
        """See `Engine`."""
        if source.frame is not None:
            advice = "give Parquet or plain UTF-8 CSV, or choose --engine polars or duckdb"
            raise DataError("a file that Dask reads itself", "a table held in memory", advice, source.path)
        path = str(Path(source.path).absolute())  # the workers may run in another folder
        if source.form == "parquet":
            frame = dd.read_parquet(path)
        else:
            frame = dd.read_csv(
                path,
                sep=source.separator,
                header=0 if source.has_header else None,
                names=list(source.names),
                dtype="str",
                keep_default_na=False,
                na_values=[""],
                skip_blank_lines=False,
                blocksize=None if source.inner_breaks else _BLOCK,  # blocks are cut at line breaks, also inside quotes
            )
        return _lazy(_numbered(frame))

    def mapped(self, frame: Lazy, batches: Batches, columns: tuple[str, ...], schema: dict[str, str]) -> Lazy:
        """See `Engine`."""
        types = {name: _TYPES[kind] for name, kind in schema.items()}

        def apply(part: pd.DataFrame) -> pd.DataFrame:
            batch = pl.DataFrame({name: pl.from_pandas(part[name]) for name in columns})
            return batches(batch).select(types.keys()).to_pandas().astype(types)

        meta = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
        return _lazy(frame.to_native()[list(columns)].map_partitions(apply, meta=meta))

    def keep(self, frame: Lazy) -> Lazy:
        """See `Engine`. Kept in the memory of the workers."""
        return _lazy(frame.to_native().persist())

    def picked(self, scan: Lazy, rows: pl.Series) -> Lazy:
        """See `Engine`."""
        return scan.join(self.table(rows.to_frame(ROW)), on=ROW, how="semi")

    def table(self, frame: pl.DataFrame) -> Lazy:
        """See `Engine`."""
        return _lazy(dd.from_pandas(frame.to_pandas(), npartitions=1))

    def collect(self, frame: Lazy) -> pl.DataFrame:
        """See `Engine`."""
        return cast("pl.DataFrame", frame.collect("polars").to_native())

    def close(self) -> None:
        """Close the client, and the cluster where it is one of its own."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _numbered(frame: Any) -> Any:
    """The rows counted from 0 in the order of the file."""
    lengths = frame.map_partitions(len).compute().to_numpy()
    before = np.concatenate(([0], np.cumsum(lengths)[:-1])).tolist()
    parts = [
        dd.from_delayed([part], meta=frame._meta).map_partitions(_number, first)  # noqa: SLF001 - Dask's own way to say types
        for part, first in zip(frame.to_delayed(), before, strict=True)
    ]
    return dd.concat(parts) if len(parts) > 1 else parts[0]


def _number(part: pd.DataFrame, first: int) -> pd.DataFrame:
    return part.assign(**{ROW: np.arange(first, first + len(part), dtype=np.int64)})
