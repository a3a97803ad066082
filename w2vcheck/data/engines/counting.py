"""Counts over all rows, written once as narwhals expressions over the narrow columns (see `narrow`).

Everything is reckoned from groups: rows that are equal in key, label, side of the split and kind of empty text. Rows are
named by their number in the whole table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from w2vcheck.data.blanks import FEWEST_TIMES
from w2vcheck.data.counts import EXAMPLES
from w2vcheck.data.engines.narrow import MISSING, TOP, TRAIN, WORDLESS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from w2vcheck.data.engines.engine import Engine, Lazy

UNIT = ("key", "label", "part", "blank")
"""What rows of one group have in common."""
_KEY, _LABEL, _PART, _BLANK, _N, _FIRST = map(nw.col, (*UNIT, "n", "first"))
LABELS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Blanks:
    """Empty texts: rows of each kind, and the first few."""

    counts: tuple[int, int, int]
    first: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    left_out: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """Rows that are compared, different ones among them, Kish's size; (times, first row, second row) of the most frequent."""

    rows: int
    groups: int
    effective: float
    most: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Labelled rows, those in conflict, Kish's size, and the rows that a model could answer; the worst as (labels, rows)."""

    rows: int
    conflicting: int
    effective: float
    answerable: int
    worst: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Test rows, those whose key is trained on, Kish's size; the first as (test row, training row)."""

    test: int
    seen: int
    effective: float
    pairs: tuple[tuple[int, int], ...]


def grouped(engine: Engine, rows: Lazy) -> Lazy:
    """The groups: `n` rows, the number of the `first` one, and the smallest `draw` (of equal keys all are the same)."""
    counted = rows.group_by(*UNIT).agg(nw.len().alias("n"), nw.col("row").min().alias("first"), nw.col("draw").min())
    return engine.keep(counted.with_columns(_N.cast(nw.Int64)))


def strata(engine: Engine, groups: Lazy) -> pl.DataFrame:
    """Rows of each label on each side of the split, and the first of them; in the order of that."""
    return integers(engine, groups.group_by("label", "part").agg(_N.sum(), _FIRST.min())).sort("first")


def blanks(engine: Engine, groups: Lazy) -> Blanks:
    """Count the empty texts. A placeholder that stands only once in the table is none."""
    empty = groups.filter(_BLANK > 0)
    counts = dict(integers(engine, empty.group_by("blank").agg(_N.sum())).select("blank", "n").rows())
    repeated = tuple(sorted(kind for kind, n in counts.items() if kind > WORDLESS and n >= FEWEST_TIMES))
    kinds = ((MISSING,), (WORDLESS,), repeated)
    first = tuple(_first(engine, empty.filter(_BLANK.is_in(list(kind)))) if kind else () for kind in kinds)
    missing, wordless, placeholders = (sum(counts.get(one, 0) for one in kind) for kind in kinds)
    return Blanks((missing, wordless, placeholders), (first[0], first[1], first[2]), (MISSING, WORDLESS, *repeated))


def first_of_labels(engine: Engine, groups: Lazy, labels: Sequence[str]) -> tuple[int, ...]:
    """A few rows that bear one of these labels."""
    return _first(engine, groups.filter(_LABEL.is_in(list(labels)))) if labels else ()


def copies(engine: Engine, rows: Lazy, groups: Lazy, left_out: Sequence[int]) -> Copies:
    """Count rows that repeat another one. Empty texts of the kinds `left_out` are not compared."""
    counted = ~_BLANK.is_in(list(left_out))
    said = groups.filter(counted)
    by_key = engine.keep(said.filter(_KEY != 0).group_by("key").agg(_N.sum(), _FIRST.min()))
    totals = _totals(engine, by_key, rows=_N, groups=nw.lit(1), squares=_N * _N)
    alone = _alone(engine, said)
    most = integers(engine, by_key.filter(_N > 1).sort("n", "first", descending=[True, False]).head(EXAMPLES))
    most = most.sort("n", "first", descending=[True, False])
    second: dict[int, int] = {}
    if most.height:
        later = _any((key == _KEY) & (nw.col("row") > first) for key, first in most.select("key", "first").rows())
        found = rows.filter(counted).filter(later).group_by("key").agg(nw.col("row").min())
        second = dict(integers(engine, found).select("key", "row").rows())
    return Copies(
        totals["rows"] + alone,
        totals["groups"] + alone,
        _kish(totals["rows"] + alone, totals["squares"] + alone),
        tuple((n, first, second[key]) for key, n, first in most.select("key", "n", "first").rows()),
    )


def conflicts(engine: Engine, groups: Lazy, absent: Sequence[str], names: Sequence[str]) -> Conflicts:
    """Compare the labels of equal rows. `absent` are the labels that are none, `names` the others in their order."""
    labelled = groups.filter(~_LABEL.is_in(list(absent)))
    by_label = labelled.filter(_KEY != 0).group_by("key", "label").agg(_N.sum(), _FIRST.min())
    by_key = by_label.group_by("key").agg(
        _N.sum(), _FIRST.min(), nw.col("label").len().alias("labels"), _N.max().alias("largest")
    )
    by_key = engine.keep(by_key)
    several = nw.col("labels") > 1
    conflicting = nw.when(several).then(_N).otherwise(0)
    totals = _totals(engine, by_key, rows=_N, squares=_N * _N, largest=nw.col("largest"), conflicting=conflicting)
    alone = _alone(engine, labelled)
    worst = integers(engine, by_key.filter(several).sort("n", "first", descending=[True, False]).head(EXAMPLES))
    keys = worst.sort("n", "first", descending=[True, False])["key"].to_list()
    members = integers(engine, by_label.filter(_KEY.is_in(keys))).sort("first") if keys else worst
    rank = {name: position for position, name in enumerate(names)}
    shown = []
    for key in keys:
        own = members.filter(pl.col("key") == key)
        labels = sorted(own["label"].to_list(), key=lambda label: rank[label])[:LABELS_SHOWN]
        shown.append((tuple(labels), tuple(own["first"].head(2).to_list())))
    rows = totals["rows"] + alone
    return Conflicts(rows, totals["conflicting"], _kish(rows, totals["squares"] + alone), totals["largest"] + alone, tuple(shown))


def overlap(engine: Engine, groups: Lazy, absent: Sequence[str], held_out: int) -> Overlap:
    """Look labelled test rows (of the part `held_out`) up among the training rows."""
    tested, trained = _PART.is_in([held_out]), _PART.is_in([TRAIN])
    sides = groups.filter(~_LABEL.is_in(list(absent))).filter(tested | trained)
    by_key = engine.keep(
        sides.filter(_KEY != 0)
        .with_columns(
            nw.when(tested).then(_N).otherwise(0).alias("test"),
            nw.when(trained).then(_N).otherwise(0).alias("train"),
            nw.when(tested).then(_FIRST).otherwise(TOP - 1).alias("first_test"),
            nw.when(trained).then(_FIRST).otherwise(TOP - 1).alias("first_train"),
        )
        .group_by("key")
        .agg(nw.col("test", "train").sum(), nw.col("first_test", "first_train").min())
        .filter(nw.col("test") > 0)
    )
    test, seen = nw.col("test"), nw.col("train") > 0
    totals = _totals(engine, by_key, rows=test, squares=test * test, seen=nw.when(seen).then(test).otherwise(0))
    alone = _alone(engine, sides.filter(tested))
    pairs = integers(engine, by_key.filter(seen).sort("first_test").head(EXAMPLES)).sort("first_test")
    rows = totals["rows"] + alone
    return Overlap(
        rows,
        totals["seen"],
        _kish(rows, totals["squares"] + alone),
        tuple((test_row, train_row) for test_row, train_row in pairs.select("first_test", "first_train").rows()),
    )


def integers(engine: Engine, frame: Lazy) -> pl.DataFrame:
    """The rows of a frame of integers and text, integers as Int64: engines widen sums in their own ways."""
    collected = engine.collect(frame)
    return collected.with_columns(pl.col(name).cast(pl.Int64) for name, kind in collected.schema.items() if kind != pl.String)


def _totals(engine: Engine, frame: Lazy, **sums: nw.Expr) -> dict[str, int]:
    """Sums over all rows, 0 where there are none."""
    named = frame.select(**sums)
    found = integers(engine, named.select(nw.all().sum()))
    return {name: int(found[name][0] or 0) for name in sums}


def _alone(engine: Engine, frame: Lazy) -> int:
    """Rows with an empty text: each is a group of its own, since empty texts are no copies of each other."""
    return _totals(engine, frame.filter(_KEY == 0), rows=_N)["rows"]


def _first(engine: Engine, frame: Lazy) -> tuple[int, ...]:
    found = integers(engine, frame.select("first").sort("first").head(EXAMPLES))
    return tuple(sorted(found["first"].to_list()))


def _any(conditions: Sequence[nw.Expr] | object) -> nw.Expr:
    return nw.any_horizontal(*conditions, ignore_nulls=False)  # type: ignore[misc]  # narwhals types one kind


def _kish(rows: int, squares: int) -> float:
    """Kish's effective sample size from the sum of squared group sizes (see `w2vcheck.intervals.kish`)."""
    return rows * rows / squares if squares else 0.0
