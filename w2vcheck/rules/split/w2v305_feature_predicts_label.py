"""
## What it checks
Columns that say the label almost alone: features, and columns beside the text that might be added to them.

## Why it matters
A column that is filled in after the label is known (a reason, a queue, a reviewer) predicts it here and is
missing in use.

## How it is measured
The label is predicted from one column, four-fold cross-validated: numbers in at most twenty bins of equal
count, other values as they are, an empty cell as a value of its own; each bin answers its most frequent class
in the other folds. The measure is the normalised gain, (accuracy - majority) / (1 - majority), with the
Wilson interval of that accuracy carried over.

A warning when the lower end is at least .3, an error at least .8 (deepchecks' cuts for its predictive power
score, .3 for text properties and .8 for features), and only if the gain beats 199 random permutations of the
label at p <= .01: without that null, a predictive power score above zero shows up for 39 to 57 % of random
columns. A column that is no feature gets at most a warning.

## Fix
Ask when the column is filled. If it is known only with or after the label, leave it out.

## When to ignore it
When the column is known before the label in use, and simply is a good feature.

## References
- deepchecks, "Feature Label Correlation" and "Property Label Correlation".
- Ojala and Garriga, JMLR 11, 2010 (permutation tests for classifiers).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.leaks import ColumnGain, ColumnGains
from w2vcheck.experiment.remedies import without_columns
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import percent

RULE = Rule(
    code="W2V305",
    name="feature-predicts-label",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="One column almost gives the label away",
    why="A column that is filled in when the label is already known predicts it here, and is missing in use.",
    fix="Ask when this column is filled in; if only with or after the label, keep it out of the features.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the lower end of the gain, and on p."""

    warn_from: float = 0.3
    error_from: float = 0.8
    p_below: float = 0.01


def measured(one: ColumnGain) -> Measure:
    """The gain with the interval of its accuracy carried over."""
    return Measure.gain(f"gain of column {one.column!r} over the majority class", one.accuracy, one.majority, one.n)


@RULE.check
def check(data: Dataset, columns: Columns, gains: ColumnGains, settings: Settings, options: Options) -> Iterator[Result]:
    """Judge the strongest columns."""
    if not gains.gains:
        raise Unavailable("there is no column to test but the texts and the label")
    if gains.gains[0].majority >= 1:
        raise Unavailable("there is only one class")
    for position, one in enumerate(gains.gains):
        measure = measured(one)
        fires = measure.low >= options.warn_from and one.p <= options.p_below
        if fires or position == 0:
            yield measure
        if not fires:
            continue
        used = one.column in columns.features
        severe = used and measure.low >= options.error_from
        yield RULE.finding(
            f"Column {one.column!r} alone predicts {percent(one.accuracy)} of the labels; the most frequent class "
            f"is {percent(one.majority)}.",
            severity=Severity.ERROR if severe else Severity.WARNING,
            confidence=Confidence.HIGH if measure.low >= options.error_from or not used else Confidence.MEDIUM,
            measure=measure,
            locations=(*(settings.place("data.features") if used else ()), data.column_place(one.column)),
            evidence=(
                Evidence(
                    f"the largest gain among {one.permutations} shuffles of the labels was "
                    f"{max(0.0, one.null):.2f} (p ≤ {one.p:.3f})"
                ),
                Evidence("it is among the features" if used else "it is not among the features; do not add it"),
            ),
            remedy=without_columns((one.column,)) if used else None,
        )
