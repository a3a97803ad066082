"""Reading a large table: counted by an engine over all rows, held as a stable sample."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import polars as pl

from w2vcheck.data.blanks import NEVER_MEANT
from w2vcheck.data.columns import Columns, columns
from w2vcheck.data.counts import (
    EXAMPLES,
    BlankCounts,
    ClassCounts,
    Conflict,
    ConflictCounts,
    CopyCounts,
    LabelCounts,
    OverlapCounts,
    Repeated,
    SplitCounts,
    WholeTable,
)
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.engines import counting, sampling
from w2vcheck.data.engines.engine import ROW
from w2vcheck.data.engines.narrow import MISSING, NARROW, STRANGE, TEST, TRAIN, VALID, Roles, narrow
from w2vcheck.data.engines.planned import Planned, planned
from w2vcheck.data.engines.source import first_lines
from w2vcheck.data.split import Split
from w2vcheck.data.table import Table
from w2vcheck.data.target import target
from w2vcheck.data.tokens import unsegmented
from w2vcheck.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from w2vcheck.artefacts import Progress
    from w2vcheck.data.engines.engine import Engine, Lazy
    from w2vcheck.data.engines.source import Source
    from w2vcheck.settings import Settings

LOOKED_AT = 50_000
"""Rows, evenly spread over the table, by which the columns are chosen."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was counted, by row numbers of the whole table."""

    labels: _Labels
    blanks: counting.Blanks | None
    copies: counting.Copies
    conflicts: counting.Conflicts | None
    overlap: counting.Overlap
    held_out: int

    @property
    def examples(self) -> set[int]:
        """The rows that are shown."""
        rows = {*self.labels.first_missing, *self.labels.first_spelled, *self.labels.first.values()}
        rows.update(row for kind in (self.blanks.first if self.blanks else ()) for row in kind)
        rows.update(row for _, *both in self.copies.most for row in both)
        rows.update(row for _, two in (self.conflicts.worst if self.conflicts else ()) for row in two)
        rows.update(row for pair in self.overlap.pairs for row in pair)
        return rows


@dataclass(frozen=True, slots=True)
class _Labels:
    """The labels: `names` in the order of the classes, those that are `absent` ones, rows of each name by part."""

    names: tuple[str, ...]
    absent: tuple[str, ...]
    rows: dict[str, dict[int, int]]
    first: dict[str, int]
    missing: int
    first_missing: tuple[int, ...]
    spelled: tuple[str, ...]
    first_spelled: tuple[int, ...]


def read(engine: Engine, data: Source, test: Source | None, settings: Settings, progress: Progress, size: int) -> Dataset:
    """A sample of about `size` rows of the table, with what was counted over all of it.

    Raises `DataError` as the readers of smaller tables do.
    """
    sources = [source for source in (data, test) if source is not None]
    scans = [engine.scan(source) for source in sources]
    total = sum(source.rows for source in sources)
    progress(f"looking at the columns ({engine.name})")
    step = max(1, total // LOOKED_AT)
    look = _dataset(sources, [_collected(engine, scan.filter(nw.col(ROW) % step == 0)) for scan in scans])
    chosen = columns(look, settings)
    continuous = target(look, chosen, settings).continuous
    plan = planned(chosen, settings, total, None if test is None else data.rows)
    texts = look.frame[chosen.text].cast(pl.String, strict=False).fill_null("") if chosen.text is not None else None
    roles = Roles(
        chosen.label,
        chosen.text,
        chosen.features,
        settings.tokens.tokenizer or ("characters" if texts is not None and unsegmented(texts) else "words"),
        chosen.split,
        plan.test_from,
        plan.test_share,
        plan.seed,
        classes=not continuous,
    )
    progress(f"counting over all rows ({engine.name})")
    rows = _narrowed(engine, scans, sources, roles)
    groups = counting.grouped(engine, rows)
    strata = counting.strata(engine, groups)
    held_out = _held_out(strata, look, chosen, lambda row: _cell(engine, scans, sources, row, str(chosen.split)))
    labels = _labels(engine, groups, strata)
    facts = _facts(engine, rows, groups, labels, held_out, roles)
    progress(f"drawing the sample ({engine.name})")
    drawn = sampling.draw(engine, rows, groups, strata, size)
    numbers = np.array(sorted({*drawn["row"].to_list(), *facts.examples}), np.int64)
    held = _fetched(engine, sources, scans, numbers)
    examples = held.at(np.array(sorted(facts.examples), np.int64))
    sample = held.at(drawn["row"].to_numpy())
    whole = _whole(total, examples, facts, chosen, roles, plan, drawn, sample)
    return replace(sample, whole=whole)


@dataclass(frozen=True, slots=True)
class _Held:
    """Rows of the sources that were fetched: ascending row numbers of the whole table, and the frame of each source."""

    sources: Sequence[Source]
    numbers: NDArray[np.int64]
    frames: Sequence[pl.DataFrame]
    lines: Sequence[NDArray[np.int64] | None]

    def at(self, rows: NDArray[np.int64]) -> Dataset:
        """These of the rows, in the order of the table."""
        first, frames, lines, own = 0, [], [], []
        position = 0
        for source, frame, known in zip(self.sources, self.frames, self.lines, strict=True):
            inside = rows[(rows >= first) & (rows < first + source.rows)]
            places = np.searchsorted(self.numbers, inside) - position
            frames.append(frame[places])
            lines.append(None if known is None else known[places])
            own.append(inside - first)
            first, position = first + source.rows, position + frame.height
        return replace(_dataset(self.sources, frames, lines), numbers=np.concatenate(own))


def _dataset(
    sources: Sequence[Source], frames: Sequence[pl.DataFrame], lines: Sequence[NDArray[np.int64] | None] = (None, None)
) -> Dataset:
    tables = [
        Table(frame, source.path, source.form, source.has_header, source.notes, known)
        for source, frame, known in zip(sources, frames, lines, strict=False)
    ]
    return dataset(tables[0], tables[1] if len(tables) > 1 else None)


def _collected(engine: Engine, scan: Lazy) -> pl.DataFrame:
    """Rows of a scan in the order of the table, without their numbers; empty cells of text are null."""
    frame = engine.collect(scan).sort(ROW).drop(ROW)
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(pl.when(pl.col(texts) != "").then(pl.col(texts))) if texts else frame


def _fetched(engine: Engine, sources: Sequence[Source], scans: Sequence[Lazy], numbers: NDArray[np.int64]) -> _Held:
    frames, lines, first = [], [], 0
    for source, scan in zip(sources, scans, strict=True):
        own = numbers[(numbers >= first) & (numbers < first + source.rows)] - first
        frames.append(_collected(engine, engine.picked(scan, pl.Series(own))))
        lines.append(first_lines(source, own))
        first += source.rows
    return _Held(sources, numbers, frames, lines)


def _narrowed(engine: Engine, scans: Sequence[Lazy], sources: Sequence[Source], roles: Roles) -> Lazy:
    parts, first = [], 0
    for scan, source in zip(scans, sources, strict=True):
        own = replace(roles, first=first)
        parts.append(engine.mapped(scan, _Batches(own), own.columns, NARROW))
        first += source.rows
    return engine.keep(parts[0] if len(parts) == 1 else nw.concat(parts))


@dataclass(frozen=True, slots=True)
class _Batches:
    """`narrow` with its roles: a value, so that a cluster can be sent it."""

    roles: Roles

    def __call__(self, batch: pl.DataFrame) -> pl.DataFrame:
        return narrow(batch, self.roles)


def _cell(engine: Engine, scans: Sequence[Lazy], sources: Sequence[Source], row: int, column: str) -> tuple[Dataset, str]:
    held = _fetched(engine, sources, scans, np.array([row], np.int64)).at(np.array([row], np.int64))
    cell = held.frame[column][0]
    return held, "" if cell is None else str(cell).strip().lower()


def _held_out(strata: pl.DataFrame, look: Dataset, chosen: Columns, cell: Callable[[int], tuple[Dataset, str]]) -> int:
    """The part that is tested. Raises `DataError` for a split column with other words, or without one of the sides."""
    strange = strata.filter(pl.col("part") == STRANGE)
    if strange.height:
        held, word = cell(int(strange["first"].min()))  # type: ignore[arg-type]  # a column of integers has an integer minimum
        (place,) = held.places([0], chosen.split)
        raise DataError(
            f"train, valid or test in the split column {chosen.split!r}",
            repr(word) if word else "an empty cell",
            "fill the column, or split otherwise",
            place.file,
            place.line,
        )
    parts = set(strata.filter(pl.col("label") != "")["part"].to_list())
    held_out = TEST if (strata["part"] == TEST).any() else VALID
    if chosen.split is not None and not {TRAIN, held_out} <= parts:
        empty = "train" if TRAIN not in parts else "test"
        raise DataError(
            f"rows of {empty} in the split column {chosen.split!r}",
            "none with a label",
            "mark some, or split otherwise",
            look.table.source,
        )
    return held_out


def _labels(engine: Engine, groups: Lazy, strata: pl.DataFrame) -> _Labels:
    """The labels of the whole table; numbers are in numeric order, and "nan" among numbers is no class."""
    found = strata["label"].unique().sort()
    said = found.filter(found != "")
    figures = said.cast(pl.Float64, strict=False)
    by_number = not figures.null_count()
    absent = ("", *(said.filter(figures.is_nan()).to_list() if by_number else ()))
    names = sorted(set(said.to_list()) - set(absent), key=lambda name: (float(name) if by_number else 0.0, name))
    rows: dict[str, dict[int, int]] = {}
    first: dict[str, int] = {}
    for label, part, n, row in strata.select("label", "part", "n", "first").rows():  # by the first row of each stratum
        rows.setdefault(label, {})[part] = n
        first.setdefault(label, row)
    spelled = tuple(name for name in names if name.strip() in NEVER_MEANT)
    return _Labels(
        tuple(names),
        absent,
        {name: rows[name] for name in names},
        {name: first[name] for name in names},
        sum(sum(rows.get(label, {}).values()) for label in absent),
        counting.first_of_labels(engine, groups, absent),
        spelled,
        counting.first_of_labels(engine, groups, spelled),
    )


def _facts(engine: Engine, rows: Lazy, groups: Lazy, labels: _Labels, held_out: int, roles: Roles) -> _Facts:
    blank = counting.blanks(engine, groups) if roles.text is not None else None
    return _Facts(
        labels,
        blank,
        counting.copies(engine, rows, groups, blank.left_out if blank is not None else (MISSING,)),
        counting.conflicts(engine, groups, labels.absent, labels.names) if roles.classes else None,
        counting.overlap(engine, groups, labels.absent, held_out),
        held_out,
    )


def _whole(
    total: int,
    examples: Dataset,
    facts: _Facts,
    chosen: Columns,
    roles: Roles,
    plan: Planned,
    drawn: pl.DataFrame,
    sample: Dataset,
) -> WholeTable:
    """The counts, their rows as positions among the examples."""
    position = {row: place for place, row in enumerate(sorted(facts.examples))}
    what = "texts" if roles.text is not None else "feature rows"

    def places(rows: Iterable[int]) -> tuple[int, ...]:
        return tuple(position[row] for row in rows)

    labels, copies, equal, over = facts.labels, facts.copies, facts.conflicts, facts.overlap
    by_part = {part: np.array([labels.rows[name].get(part, 0) for name in labels.names]) for part in (TRAIN, facts.held_out)}
    trained, tested = by_part[TRAIN], by_part[facts.held_out]
    return WholeTable(
        rows=total,
        columns=chosen,
        labels=LabelCounts(
            examples,
            total,
            labels.missing,
            sum(sum(labels.rows[name].values()) for name in labels.spelled),
            _first_spelled(labels),
            places(labels.first_missing),
            places(labels.first_spelled),
        ),
        blanks=BlankCounts(
            examples,
            total,
            *facts.blanks.counts,
            places(sorted(row for kind in facts.blanks.first for row in kind)[:EXAMPLES]),
            places(facts.blanks.first[1]),
            places(facts.blanks.first[2]),
        )
        if facts.blanks
        else None,
        classes=ClassCounts(
            examples,
            labels.names,
            np.array([sum(labels.rows[name].values()) for name in labels.names], np.int64),
            places(labels.first[name] for name in labels.names),
        )
        if roles.classes
        else None,
        sides=SplitCounts(int(trained.sum()), int(tested.sum()), trained, tested)
        if roles.classes
        else SplitCounts(int(trained.sum()), int(tested.sum()), trained[:0], tested[:0]),
        copies=CopyCounts(
            examples,
            copies.rows,
            copies.rows - copies.groups,
            copies.effective,
            tuple(Repeated(n, *places(both)) for n, *both in copies.most),
            what,
        ),
        conflicts=ConflictCounts(
            examples,
            equal.rows,
            equal.conflicting,
            equal.effective,
            equal.answerable / equal.rows,
            tuple(Conflict(named, places(two)) for named, two in equal.worst),
            what,
        )
        if equal
        else None,
        overlap=OverlapCounts(
            examples,
            over.test,
            over.seen,
            over.effective,
            tuple((position[test_row], position[train_row]) for test_row, train_row in over.pairs),
            np.empty(0, np.int64),  # known once the sample has been compared
        ),
        split=_split(plan, drawn, sample, chosen, labels.absent),
    )


def _first_spelled(labels: _Labels) -> str:
    return min(labels.spelled, key=lambda name: labels.first[name]).strip() if labels.spelled else ""


def _split(plan: Planned, drawn: pl.DataFrame, sample: Dataset, chosen: Columns, absent: Sequence[str]) -> Split | None:
    """Which rows of the sample train and test; None where the rows or their files say so themselves."""
    if plan.origin in ("column", "file"):
        return None
    label = sample.frame[chosen.label].cast(pl.String, strict=False).fill_null("").str.strip_chars()
    labelled = ~label.is_in([name.strip() for name in absent]).to_numpy()
    train, test = (np.flatnonzero((drawn["part"] == part).to_numpy() & labelled) for part in (TRAIN, TEST))
    return Split(train, test, plan.origin, plan.says, plan.shuffled)
