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

## Fix
Leave the column out of the features: here `x = data[:, 1:]` beside `y = data[:, 0]`.

## When to ignore it
When the column is a second encoding of the label that never reaches the model.

## References
- deepchecks, "Feature Label Correlation"; the founding case of this project (`x = data[:, 0:6]`, `y = data[:,
  0]`).
"""

from collections.abc import Iterator

from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.leaks import LabelCopies, candidates
from w2vcheck.data.target import Target
from w2vcheck.experiment.remedies import without_columns
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import percent

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
