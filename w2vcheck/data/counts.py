"""What is counted over all rows of the table: empty texts, labels, classes, the sides of the split, copies.

A table that is held whole is counted here, from its artefacts. A larger one has been counted by an engine (see
`w2vcheck.data.engines`) before its sample was drawn, and the same values come from there. Either way the example rows
are positions in the `data` of the counts, which knows where they stand and what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.blanks import NEVER_MEANT, BlankTexts
from w2vcheck.data.columns import Columns
from w2vcheck.data.corpus import Corpus, Keys
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes, Target
from w2vcheck.intervals import kish

EXAMPLES = 3
"""Rows shown for each thing that is counted."""


@dataclass(frozen=True, slots=True)
class BlankCounts:
    """Texts that say nothing, by kind, among all `rows`; the first few of each kind and of all of them."""

    data: Dataset
    rows: int
    missing: int
    wordless: int
    placeholders: int
    first: tuple[int, ...]
    first_wordless: tuple[int, ...]
    first_placeholders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """Of all `rows`, those without a label, and those whose label `spelled_as` is what programs write for a missing value."""

    data: Dataset
    rows: int
    missing: int
    spelled: int
    spelled_as: str
    first_missing: tuple[int, ...]
    first_spelled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """Rows of each class, shape (k,), in the order of `Classes`, and one row of each."""

    data: Dataset
    names: tuple[str, ...]
    rows: NDArray[np.int64]
    first: tuple[int, ...]

    @property
    def labelled(self) -> int:
        """How many rows have a label."""
        return int(self.rows.sum())


@dataclass(frozen=True, slots=True)
class SplitCounts:
    """Labelled rows on either side of the split; `trained` and `tested`, shape (k,), by class, empty without classes."""

    train: int
    test: int
    trained: NDArray[np.int64]
    tested: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A text that stands in several rows: how many, and the first two of them."""

    times: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class CopyCounts:
    """Of `rows` that say something, those that repeat an earlier one.

    `effective` is Kish's sample size when copies count as one cluster, `most` the texts that are repeated most,
    `what` names what is compared.
    """

    data: Dataset
    rows: int
    copies: int
    effective: float
    most: tuple[Repeated, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Equal rows under several labels: a few of the labels, in the order of the classes, and two of the rows."""

    labels: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConflictCounts:
    """Of all labelled `rows`, those that share their key with a row of another label.

    `ceiling` is the best accuracy in [0, 1] that any model can have: for each key, the rows of its most frequent label.
    """

    data: Dataset
    rows: int
    conflicting: int
    effective: float
    ceiling: float
    worst: tuple[Conflict, ...]
    what: str


@dataclass(frozen=True, slots=True)
class OverlapCounts:
    """Of all `test` rows, those whose key also stands in a training row; `pairs` are (test row, training row).

    `held` are all such test rows among the rows that are held, by their training rows.
    """

    data: Dataset
    test: int
    seen: int
    effective: float
    pairs: tuple[tuple[int, int], ...]
    held: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WholeTable:
    """What an engine counted over a table of which only a sample is held; None where it cannot be counted.

    `columns` are the parts that the columns play, `split` says which rows of the sample train and test, where that is not
    written in the rows themselves.
    """

    rows: int
    columns: Columns
    labels: LabelCounts
    blanks: BlankCounts | None
    classes: ClassCounts | None
    sides: SplitCounts | None
    copies: CopyCounts | None
    conflicts: ConflictCounts | None
    overlap: OverlapCounts | None
    split: Split | None


OF_ALL_ROWS = (BlankCounts, LabelCounts, ClassCounts, SplitCounts, CopyCounts, ConflictCounts, OverlapCounts)
"""A check that asks for one of these measures the whole table; any other measures the rows that are held."""


@provider("counting empty texts")
def blank_counts(data: Dataset, corpus: Corpus, blank: BlankTexts) -> BlankCounts:
    """Empty texts of the whole table."""
    if data.whole is not None and data.whole.blanks is not None:
        return data.whole.blanks
    return BlankCounts(
        data,
        len(corpus.texts),
        len(blank.missing),
        len(blank.wordless),
        len(blank.placeholders),
        tuple(blank.rows[:EXAMPLES].tolist()),
        tuple(blank.wordless[:EXAMPLES].tolist()),
        tuple(blank.placeholders[:EXAMPLES].tolist()),
    )


@provider("counting labels")
def label_counts(data: Dataset, target: Target) -> LabelCounts:
    """Missing labels of the whole table."""
    if data.whole is not None:
        return data.whole.labels
    named = target.values.str.strip_chars().is_in(list(NEVER_MEANT)).fill_null(value=False)
    spelled = np.flatnonzero(named.to_numpy())
    return LabelCounts(
        data,
        data.rows,
        len(target.missing),
        len(spelled),
        str(target.values[int(spelled[0])]).strip() if len(spelled) else "",
        tuple(target.missing[:EXAMPLES].tolist()),
        tuple(spelled[:EXAMPLES].tolist()),
    )


@provider("counting classes")
def class_counts(data: Dataset, classes: Classes) -> ClassCounts:
    """Classes of the whole table."""
    if data.whole is not None and data.whole.classes is not None:
        return data.whole.classes
    codes, first = np.unique(classes.codes, return_index=True)
    return ClassCounts(data, classes.names, classes.counts, tuple(first[codes >= 0].tolist()))


@provider("counting the sides of the split")
def split_counts(data: Dataset, split: Split, classes: Classes | None) -> SplitCounts:
    """Sides of the whole table's split."""
    if data.whole is not None and data.whole.sides is not None:
        return data.whole.sides
    codes, k = (classes.codes, classes.k) if classes is not None else (np.empty(data.rows, np.int32), 0)
    trained, tested = (
        np.bincount(codes[rows], minlength=k) if k else np.empty(0, np.int64) for rows in (split.train, split.test)
    )
    return SplitCounts(len(split.train), len(split.test), trained, tested)


@provider("counting copies")
def copy_counts(data: Dataset, keys: Keys, blank: BlankTexts | None) -> CopyCounts:
    """Copies in the whole table. Empty texts and placeholders are left out."""
    if data.whole is not None and data.whole.copies is not None:
        return data.whole.copies
    counted = np.ones(data.rows, bool)
    if blank is not None:
        counted[blank.rows] = False
    rows = np.flatnonzero(counted)
    _, first, group, sizes = np.unique(keys.codes[rows], return_index=True, return_inverse=True, return_counts=True)
    most = np.argsort(-sizes, kind="stable")[:EXAMPLES]
    repeated = tuple(
        Repeated(int(sizes[one]), int(rows[first[one]]), int(rows[np.flatnonzero(group == one)[1]]))
        for one in most[sizes[most] > 1]
    )
    return CopyCounts(data, len(rows), len(rows) - len(sizes), kish(sizes.tolist()), repeated, keys.what)


@provider("comparing the labels of equal rows")
def conflict_counts(data: Dataset, keys: Keys, classes: Classes) -> ConflictCounts:
    """Groups of equal rows with several labels in the whole table."""
    if data.whole is not None and data.whole.conflicts is not None:
        return data.whole.conflicts
    rows = classes.labelled
    groups, group, sizes = np.unique(keys.codes[rows], return_inverse=True, return_counts=True)
    pairs, pair_rows = np.unique(group.astype(np.int64) * classes.k + classes.codes[rows], return_counts=True)
    labels_of_group = np.bincount(pairs // classes.k, minlength=len(groups))
    largest = np.zeros(len(groups), np.int64)
    np.maximum.at(largest, pairs // classes.k, pair_rows)
    conflicting = labels_of_group > 1
    worst = np.flatnonzero(conflicting)[np.argsort(-sizes[conflicting], kind="stable")][:EXAMPLES]
    members = [rows[group == one] for one in worst]
    return ConflictCounts(
        data,
        len(rows),
        int(sizes[conflicting].sum()),
        kish(sizes.tolist()),
        float(largest.sum() / len(rows)),
        tuple(
            Conflict(tuple(classes.names[code] for code in np.unique(classes.codes[own])[:4]), tuple(own[:2].tolist()))
            for own in members
        ),
        keys.what,
    )


@provider("looking test rows up in the training rows")
def overlap_counts(data: Dataset, keys: Keys, split: Split) -> OverlapCounts:
    """Test rows of the whole table that also stand in its training rows."""
    test = keys.codes[split.test]
    held = split.test[np.isin(test, keys.codes[split.train])]
    if data.whole is not None and data.whole.overlap is not None:
        return replace(data.whole.overlap, held=held)
    _, sizes = np.unique(test, return_counts=True)
    pairs = tuple((row, int(split.train[keys.codes[split.train] == keys.codes[row]][0])) for row in held[:EXAMPLES].tolist())
    return OverlapCounts(data, len(test), len(held), kish(sizes.tolist()), pairs, held)
