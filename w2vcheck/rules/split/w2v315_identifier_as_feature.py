"""
## What it checks
Features that only number the rows: a row number, an index that was saved with the table, an identifier.

## Why it matters
Such a number says nothing about a new row. Where the file has an order, it lets the model learn that order
instead of the task.

## How it is measured
A feature numbers the rows when it holds whole numbers, each once, in at least 20 rows, and one of three things
is so: its name says so ("id", "index", "row", "Unnamed: 0"), it runs through consecutive numbers (no more than
one in ten is missing between the least and the largest), or it rises or falls from row to row without
exception. The measure is how many features do. A warning for the first two; a note for the third alone, since
a table can be sorted by an honest quantity. Test rows from a second file are judged on their own, since their
numbers may start again. Fractions are never taken for identifiers: measurements are naturally all different.

## Fix
Leave the column out with `--features`; with pandas, write the table with `index=False`.

## When to ignore it
When the number has a meaning, such as a date that is known in use.

## References
- cleanlab issue 884 (rows in order are usual, and harmless until a feature tells the order).
- alteryx evalml, "ID Columns" data check (a column that is different in every row).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from w2vcheck.data.dataset import Dataset
from w2vcheck.data.dates import words_of
from w2vcheck.data.features import Features
from w2vcheck.experiment.remedies import without_columns
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

NAMES = frozenset({"id", "index", "idx", "row", "rowid", "rownum", "uid", "uuid", "unnamed", "nr"})

RULE = Rule(
    code="W2V315",
    name="identifier-as-feature",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="A feature only numbers the rows",
    why="The number of a row says nothing about a new one; it only lets the model learn the order of the file.",
    fix="Leave this column out of the features.",
)

How = Literal["named", "consecutive", "sorted", ""]


@dataclass(frozen=True)
class Options:
    """Rows that are needed, and the density from which whole numbers are consecutive."""

    least_rows: int = 20
    density_from: float = 0.9


def numbering(name: str, values: NDArray[np.float64], options: Options) -> How:
    """How a column numbers its rows; "" where it does not. `values` are finite, shape (rows,)."""
    if len(values) < options.least_rows or (values != np.round(values)).any() or len(np.unique(values)) < len(values):
        return ""
    if (len(values) - 1) / (values.max() - values.min()) >= options.density_from:
        return "consecutive"
    if NAMES & set(words_of(name)):
        return "named"
    steps = np.diff(values)
    return "sorted" if (steps > 0).all() or (steps < 0).all() else ""


@RULE.check
def check(data: Dataset, features: Features, settings: Settings, options: Options) -> Iterator[Result]:
    """Look for features with a number of its own for every row."""
    first_test = data.data.frame.height
    found: list[tuple[str, How]] = []
    for position, name in enumerate(features.names):
        column = features.matrix[:, position]
        how = numbering(name, column[:first_test], options)
        if how and (data.test is None or len(np.unique(column[first_test:])) == data.rows - first_test):
            found.append((name, how))
    measure = Measure.exact("features that only number the rows", len(found), "features", len(features.names), scope="features")
    yield measure
    for name, how in found:
        says = {
            "consecutive": "the whole numbers are all different and nearly without gaps",
            "named": "the whole numbers are all different, and the name says what they are",
            "sorted": "the whole numbers are all different and sorted; a quantity by which the table was sorted looks the same",
        }
        yield RULE.finding(
            f"Feature {name!r} has a whole number of its own in each of {count(first_test, 'rows')}: it numbers the rows.",
            severity=Severity.NOTE if how == "sorted" else Severity.WARNING,
            confidence=Confidence.LOW if how == "sorted" else Confidence.HIGH,
            measure=measure,
            locations=(*settings.place("data.features"), data.column_place(name)),
            evidence=(Evidence(says[how], data.quotes(range(first_test), name)),),
            remedy=without_columns((name,)),
        )
