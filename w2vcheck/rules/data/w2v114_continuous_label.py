"""
## What it checks
Whether the label column holds classes, or a continuous number that is treated as one.

## Why it matters
A classifier chooses among a few classes. If nearly every row has a label of its own there is nothing to
choose among: no accuracy can be computed, and a falling loss only says that the outputs move towards the
mean.

## How it is measured
Different values of the label by labelled rows, exactly. It fires on more than 20 different non-integer
numbers, or when more than half of the rows have a label of their own. Where the experiment is plainly a
regression, w2vcheck refuses the data in one sentence instead; this rule speaks where a classifier is
configured on such a label, or where the label is also a feature.

## Fix
Name the column that holds the classes. If the numbers are what you want to predict, this is a regression: use
a linear output and mean squared error, and report the error instead of an accuracy. If they are scores, bin
them into classes first.

## When to ignore it
Never for a classifier.

## References
- The founding case of this project: the label was a coordinate of a word vector, between -0.005 and 0.005.
"""

from collections.abc import Iterator

import numpy as np

from w2vcheck.data.dataset import Dataset
from w2vcheck.data.target import Target
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V114",
    name="continuous-label",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The label is a continuous number, not a class",
    why="A classifier chooses among classes. Here nearly every row has a label of its own: there is no accuracy.",
    fix="Name the column that holds the classes (--label); to predict a number, use a linear output, MSE, and report the error.",
)


@RULE.check
def check(data: Dataset, target: Target, settings: Settings) -> Iterator[Result]:
    """Look at how many labels there are."""
    known = len(target.values) - len(target.missing)
    measure = Measure.exact("different labels by labelled rows", target.distinct / known, "share", known)
    yield measure
    if not target.continuous:
        return
    kind = "continuous numbers" if target.numbers is not None else "names of single rows"
    evidence = [Evidence("for example", tuple(Quote(value, is_name=True) for value in target.values.drop_nulls().head(3)))]
    if target.numbers is not None:
        figures = target.numbers[np.isfinite(target.numbers)]
        evidence.insert(0, Evidence(f"the labels lie between {figures.min():.4g} and {figures.max():.4g}"))
    place = settings.place("data.target") or settings.place("data.label")
    yield RULE.finding(
        f"The label column {target.column!r} holds {kind}: {target.reason}.",
        measure=measure,
        locations=(*place, data.column_place(target.column)),
        evidence=tuple(evidence),
        fix=None if target.numbers is not None else "Name the column that holds the classes (--label).",
    )
