"""A stable sample: the same rows from every engine, in whatever order the table stands, nearly the same when it grows.

Stratified by label and side of the split, in proportion, but every stratum has `FEWEST` rows where there are as many. A
row is chosen by the draw of its content, so copies of a text come together and the sample has as large a share of them as
the table. A text that stands in more than `TOGETHER` rows of a stratum is thinned out instead, or it would be all or
nothing, and so are empty texts, which are no copies of each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import polars as pl

from w2vcheck.data.engines.counting import UNIT, integers
from w2vcheck.data.engines.narrow import TOP

if TYPE_CHECKING:
    from w2vcheck.data.engines.engine import Engine, Lazy

FEWEST = 20
"""Rows of a stratum that are kept however large the table (the cut of W2V105)."""
TOGETHER = 10
"""Copies up to which a text is drawn as one."""
_PRIME, _FACTOR = 2**31 - 1, 48271
"""A permutation of row numbers that spreads neighbours: Park, Miller and Stockmeyer, CACM 36 (1993)."""
_SPREAD = 5
"""Standard deviations by which more rows are looked at than are wanted."""


def quotas(strata: pl.DataFrame, size: int) -> pl.DataFrame:
    """How many rows of each stratum are to be drawn: columns label, part, n, quota."""
    total = int(strata["n"].sum())
    shares = [max(min(n, FEWEST), size * n // total) for n in strata["n"].to_list()]
    return strata.select("label", "part", "n", quota=pl.Series(shares, dtype=pl.Int64))


def draw(engine: Engine, rows: Lazy, groups: Lazy, strata: pl.DataFrame, size: int) -> pl.DataFrame:
    """The chosen rows: their number and their part, in the order of the table."""
    wanted = quotas(strata, size)
    thinned = _thinned(engine, rows, groups, wanted)
    taken = thinned.group_by("label", "part").agg(pl.len().cast(pl.Int64).alias("taken"))
    left = wanted.join(taken, on=["label", "part"], how="left").with_columns(
        (pl.col("quota") - pl.col("taken").fill_null(0)).clip(0).alias("quota")
    )
    single = _together(engine, rows, groups, left)
    chosen = pl.concat([frame.select("row", "part") for frame in (thinned, single)])
    return chosen.sort("row")


def _frequent(groups: Lazy) -> Lazy:
    return groups.filter((nw.col("n") > TOGETHER) | (nw.col("key") == 0))


def _thinned(engine: Engine, rows: Lazy, groups: Lazy, wanted: pl.DataFrame) -> pl.DataFrame:
    """Rows of frequent texts: of each as many as its share in the stratum asks for, rounded by its draw."""
    rate = wanted.select("label", "part", rate=pl.col("quota") / pl.col("n"))
    share = nw.col("n") * nw.col("rate") + nw.col("draw") / float(TOP)
    frequent = _frequent(groups).join(engine.table(rate), on=["label", "part"], how="inner").filter(share >= 1)
    found = engine.collect(frequent.select(*UNIT, "n", "rate", "draw"))
    n, copies = found["n"].to_numpy(), np.floor(found["n"].to_numpy() * found["rate"].to_numpy() + found["draw"].to_numpy() / TOP)
    cut = np.minimum(1.0, (copies + _SPREAD * np.sqrt(copies) + _SPREAD) / n) * _PRIME
    parts = found.select(pl.col("key", "part", "blank").cast(pl.Int64), "label")
    parts = parts.with_columns(copies=pl.Series(copies, dtype=pl.Int64), cut=pl.Series(np.ceil(cut), dtype=pl.Int64))
    if not parts.height:
        return pl.DataFrame(schema={"row": pl.Int64, "label": pl.String, "part": pl.Int64})
    place = (nw.col("row") * _FACTOR + _FACTOR) % _PRIME
    near = rows.join(engine.table(parts), on=list(UNIT), how="inner").with_columns(place.alias("place"))
    seen = integers(engine, near.filter(nw.col("place") <= nw.col("cut")).select(*UNIT, "row", "place", "copies"))
    ranked = seen.sort("place", "row").with_columns(pl.int_range(pl.len()).over(UNIT).alias("rank"))
    return ranked.filter(pl.col("rank") < pl.col("copies")).select("row", "label", "part")


def _together(engine: Engine, rows: Lazy, groups: Lazy, left: pl.DataFrame) -> pl.DataFrame:
    """Rows of other texts, in the order of their draws until the quota is full."""
    n, quota = left["n"].to_numpy(), left["quota"].to_numpy()
    share = np.minimum(1.0, (quota + _SPREAD * np.sqrt(quota * TOGETHER) + _SPREAD * TOGETHER) / n)
    # A draw lies below 2^63; the cut must not lie above what 64 bits hold.
    cut = [TOP - 1 if part >= 1 else int(part * TOP) for part in share.tolist()]
    cuts = left.select("label", "part", cut=pl.Series(cut, dtype=pl.Int64))
    seldom = rows.join(_frequent(groups).select(*UNIT), on=list(UNIT), how="anti")
    near = seldom.join(engine.table(cuts), on=["label", "part"], how="inner").filter(nw.col("draw") <= nw.col("cut"))
    seen = integers(engine, near.select("row", "label", "part", "draw"))
    seen = seen.join(left.select("label", "part", "quota"), on=["label", "part"], how="inner")
    ranked = seen.sort("draw", "row").with_columns(pl.int_range(pl.len()).over("label", "part").alias("rank"))
    return ranked.filter(pl.col("rank") < pl.col("quota")).select("row", "label", "part")
