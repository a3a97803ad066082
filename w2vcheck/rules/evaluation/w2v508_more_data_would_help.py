"""
## What it checks
Whether the accuracy still rises with the number of training rows.

## Why it matters
Where the curve is still rising, labelling more rows is worth more than another model; where it is flat, more rows
are wasted work.

## How it is measured
The plain baseline (TF-IDF on texts, logistic regression on features) is trained on a quarter, half and all of
the training rows, nested and stratified, and tested on the same rows. The measure is the accuracy with all
training rows minus that with half of them, with a paired interval (a bootstrap over rows; Nadeau and Bengio over
folds). A note when its lower end is at least .005: half a point for the last doubling. Learning curves of text
classifiers are concave, so the next doubling brings about as much or less.

## Fix
Label more rows before you tune the model, first of the smallest classes.

## When to ignore it
When there are no more rows to be had.

## References
- T. Viering and M. Loog, The Shape of Learning Curves: a Review, IEEE TPAMI 45, 2023.
- C. Nadeau and Y. Bengio, Machine Learning 52, 2003.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.experiment.learning_curve import LearningCurve
from w2vcheck.results import Evidence, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure, gained

RULE = Rule(
    code="W2V508",
    name="more-data-would-help",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="The accuracy still rises with the number of training rows",
    why="Where the curve still rises, labelling more rows is worth more than another model.",
    fix="Label more rows before you tune the model, first of the smallest classes.",
)


@dataclass(frozen=True)
class Options:
    """Cut on the lower end of what the last doubling of the training rows brought."""

    gain_from: float = 0.005


@RULE.check
def check(curve: LearningCurve, options: Options) -> Iterator[Result]:
    """Look at the last doubling."""
    gain = curve.gain
    yield gain
    if gain.low < options.gain_from:
        return
    half, whole = curve.points[-2:]
    yield RULE.finding(
        f"More rows would help: {count(whole.rows, 'training rows')} instead of {half.rows:,} bring {gained(gain)}.",
        measure=gain,
        evidence=tuple(
            Evidence(f"accuracy with {count(point.rows, 'training rows')}: {figure(point.accuracy)}") for point in curve.points
        ),
    )
