"""The label column: classes to tell apart, or a continuous number that no classifier can learn as a class."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import numbers, strings
from w2vcheck.errors import DataError
from w2vcheck.sections import ClassifierSettings
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    import polars as pl

MANY_NUMBERS = 20
"""Distinct non-integer values above which a numeric label is continuous (RULES, 114)."""
MANY_VALUES = 0.5
"""Distinct values by rows above which a label names rows instead of classes (RULES, 114)."""
FEWEST_ROWS = 20
"""Below this many rows a large share of distinct labels means little."""
TEXT_WORDS = 4
"""Median words a label from which, with many distinct values, the column is the text."""


@dataclass(frozen=True, slots=True)
class Target:
    """The label column as it stands.

    `values` holds a string a row, as it stands (null = missing or blank); `numbers` a float a row (NaN = missing)
    where all labels are numbers, else None. `distinct` counts different labels, `continuous` says that they are no
    classes, `reason` why.
    """

    column: str
    values: pl.Series
    numbers: NDArray[np.float64] | None
    distinct: int
    continuous: bool
    reason: str
    missing: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes, in numeric or alphabetical order.

    `codes` has one entry a row: the position in `names`, or -1 without a label. `counts` has shape (k,).
    """

    names: tuple[str, ...]
    codes: NDArray[np.int32]
    counts: NDArray[np.int64]

    @property
    def k(self) -> int:
        """How many classes there are."""
        return len(self.names)

    @property
    def labelled(self) -> NDArray[np.int64]:
        """The rows that have a label."""
        return np.flatnonzero(self.codes >= 0)

    @property
    def majority(self) -> float:
        """Share of the largest class among the labelled rows."""
        return float(self.counts.max() / self.counts.sum())


@provider("reading the labels")
def target(data: Dataset, columns: Columns, settings: Settings) -> Target:
    """Read the label column.

    Raises `DataError` where no row has a label, where the labels are texts or lists of labels, and where they are the
    target of a regression (a continuous number that nothing treats as a class).
    """
    import polars as pl

    values = strings(data.table, columns.label)
    values = values.set(values.str.strip_chars() == "", None)
    figures = numbers(data.table, columns.label)
    if figures is not None:
        values = values.set(pl.Series(np.isnan(figures)), None)  # "nan" among numbers is no class
    known = values.drop_nulls()
    missing = np.flatnonzero(values.is_null().to_numpy())
    if not len(known):
        raise DataError(
            f"labels in column {columns.label!r}", "every cell empty", "name another column with --label", data.table.source
        )
    distinct = known.n_unique()
    _refuse_texts(data.table.source, columns.label, known, distinct)
    _refuse_lists(data.table.source, columns.label, known)
    continuous, reason = _continuity(known, figures, distinct)
    if continuous and figures is not None and not _meant_as_classes(columns, settings.classifier):
        raise DataError(
            expected=f"classes in the label column {columns.label!r}",
            found=f"{reason}, the target of a regression",
            advice="w2vcheck audits classifiers; bin the numbers into classes, or name the label with --label",
            file=data.table.source,
        )
    return Target(columns.label, values, figures, distinct, continuous, reason, missing)


def _continuity(known: pl.Series, figures: NDArray[np.float64] | None, distinct: int) -> tuple[bool, str]:
    if figures is not None:
        fractional = np.unique(figures[np.isfinite(figures) & (figures != np.round(figures))])
        if len(fractional) > MANY_NUMBERS:
            return True, f"{distinct:,} different numbers in {len(known):,} rows"
    if len(known) >= FEWEST_ROWS and distinct / len(known) > MANY_VALUES:
        return True, f"{distinct:,} different values in {len(known):,} rows"
    return False, ""


def _meant_as_classes(columns: Columns, classifier: ClassifierSettings) -> bool:
    """Whether the experiment treats this number as a class, or feeds it to the model: a mistake to explain, not to refuse."""
    return (
        columns.label in columns.features
        or classifier.kind in ("logistic-regression", "linear-svm", "naive-bayes")
        or classifier.loss in ("bce", "bce_with_logits", "cross_entropy", "nll")
        or classifier.output_activation in ("sigmoid", "softmax", "log_softmax")
    )


def _refuse_texts(source: str, column: str, known: pl.Series, distinct: int) -> None:
    words = known.str.count_matches(r"\S+").median()
    if isinstance(words, float) and words >= TEXT_WORDS and distinct / len(known) > MANY_VALUES:
        raise DataError(f"class names in the label column {column!r}", "texts", "name the column of labels with --label", source)


def _refuse_lists(source: str, column: str, known: pl.Series) -> None:
    """Several labels in one cell: lists, or names joined by a separator that also occur in other combinations."""
    found = None
    if known.str.contains(r"^\s*\[.*\]\s*$").mean() > 0.5:  # type: ignore[operator]  # a Boolean column has a mean
        found = "a list of labels in each cell"
    for separator in ",;|":
        joined = known.filter(known.str.contains(separator, literal=True))
        if len(joined) >= 0.1 * len(known):
            parts = Counter(part.strip() for cell in known for part in cell.split(separator))
            whole = known.n_unique()
            if len(parts) < whole and all(re.fullmatch(r"\S+( \S+)?", part) for part in parts):
                found = f"several labels in one cell, such as {joined[0]!r}"
    if found:
        raise DataError(
            expected=f"one label a row in column {column!r}",
            found=found,
            advice="w2vcheck audits single-label classifiers; audit one label at a time as a yes/no column",
            file=source,
        )


@provider("reading the labels")
def classes(target: Target) -> Classes:
    """The classes of the label column; unavailable where the label is a continuous number."""
    if target.continuous:
        raise Unavailable(f"the label column {target.column!r} holds no classes: {target.reason}")
    found = target.values.drop_nulls().unique().to_list()
    by_number = target.numbers is not None
    names = sorted(found, key=lambda name: (float(name) if by_number else 0.0, name))
    position = {name: code for code, name in enumerate(names)}
    codes = np.fromiter((-1 if value is None else position[value] for value in target.values), np.int32, len(target.values))
    return Classes(tuple(names), codes, np.bincount(codes[codes >= 0], minlength=len(names)))
