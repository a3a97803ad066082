"""
## What it checks
Columns that are the label: the label column itself among the features, a copy, or the same classes under
other names.

## Why it matters
The model is given the answer. It scores near 100 % in training and test, and fails where the column is not
known.

## How it is measured
Share of labelled rows on which a column agrees with the label: equal numbers, or the best one-to-one map from
its values to the classes. At least 99.9 % fires. For a continuous label, equal numbers or an exact linear
relation; a one-to-one map would be met by any two columns without repeated values. The interval is Wilson's.

A feature column is an error. A column beside the text that nothing uses is a warning: keep it out.

In a script: features and label that are split or fitted together are columns of one table, and the label's is among
the features'.

## Fix
Leave the column out of the features: here `x = data[:, 1:]` beside `y = data[:, 0]`.

## When to ignore it
When the column is a second encoding of the label that never reaches the model.

## References
- deepchecks, "Feature Label Correlation"; the founding case of this project (`x = data[:, 0:6]`, `y = data[:,
  0]`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from w2vcheck.code.columns import Chosen, chosen, column_of
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, ancestors
from w2vcheck.results import Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import percent

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.data.columns import Columns
    from w2vcheck.data.dataset import Dataset
    from w2vcheck.data.leaks import LabelCopies
    from w2vcheck.data.target import Target

RULE = Rule(
    code="W2V304",
    name="label-in-features",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="A feature is the label",
    why="The model is given the answer: it scores near 100 % here and fails where the answer is not known.",
    fix="Leave this column out of the features.",
)


@RULE.check
def check(data: Dataset, columns: Columns, target: Target, copies: LabelCopies, settings: Settings) -> Iterator[Result]:
    """Report every column that is the label."""
    from w2vcheck.data.leaks import candidates
    from w2vcheck.experiment.remedies import without_columns

    known = len(target.values) - len(target.missing)
    looked_at = candidates(columns)
    yield Measure.exact("columns that are the label", len(copies.columns), "columns", len(looked_at), scope="columns")
    for name, (agreement, how) in copies.columns.items():
        used = name in columns.features
        measure = Measure.share(f"rows on which column {name!r} equals the label", round(agreement * known), known)
        itself = name == target.column
        what = f"{'Feature column' if used else 'Column'} {name!r} is the label {target.column!r}"
        yield RULE.finding(
            f"Feature column {name!r} is the label itself." if itself else f"{what}: {how}, in {percent(agreement)} of the rows.",
            severity=Severity.ERROR if used else Severity.WARNING,
            measure=measure,
            locations=(*(settings.place("data.features") if used else ()), data.column_place(name)),
            evidence=(
                Evidence(
                    "both begin with" if itself or how == "the same numbers" else "it begins with",
                    data.quotes([0, 1, 2][: data.rows], name),
                ),
            ),
            fix=None if used else f"Keep column {name!r} out of the features.",
            remedy=without_columns((name,)) if used else None,
        )


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Report features and labels that are split or fitted together and share a column of one table."""
    told: set[object] = set()
    for event in script.events:
        value = event.value
        is_split = value.kind == "call" and value.name == "sklearn.model_selection.train_test_split"
        if (not is_split and not (value.kind == "method" and value.name == "fit")) or value.node in told:
            continue
        features, label = chosen(value.argument(0, "X")), chosen(value.argument(1, "y"))
        if features is not None and label is None and (name := _assigned(features, value.argument(1, "y"))) is not None:
            told.add(value.node)
            yield RULE.finding(
                f"Column {name!r} is the label and one of the features as well.",
                locations=script.places(features.value.node, value.node),
            )
            continue
        if features is None or label is None or features.table is not label.table or _is_changed(script, features.table):
            continue
        column = label.single
        if column is None or not features.has(column):
            continue
        told.add(value.node)
        yield RULE.finding(
            f"Column {column!r} is the label and one of the features as well.",
            locations=script.places(features.value.node, label.value.node, value.node),
        )


def _assigned(features: Chosen, label: Value | None) -> str | None:
    """The feature column that was set to the very value that is the label."""
    frame = features.value.owner
    if frame is None or label is None:
        return None
    return next((name for name in features.names if not features.all_but and column_of(frame, name) is label), None)


def _is_changed(script: Script, table: Value) -> bool:
    """Whether columns are taken out of the table in place."""
    for event in script.methods("pop", "drop"):
        owner = event.value.owner
        in_place = event.value.name == "pop" or "inplace" in event.value.keywords
        if in_place and owner is not None and any(one is table for one in ancestors(owner)):
            return True
    return next(script.nodes_of(ast.Delete), None) is not None
