"""
## What it checks
Whether there are fewer than fifty labelled rows for each class and more of them would, or might, help.

## Why it matters
With few rows the accuracy says more about the size of the data than about the vectors or the model. Another
hundred labels may be worth more than any setting.

## How it is measured
Below 50 rows for each class on average, the learning curve is drawn: TF-IDF (features: the features as they are)
with logistic regression on a quarter, half and all of the training rows, on the same test rows. The measure is
the accuracy with all of them minus that with half. On one test split its interval is a paired bootstrap over
texts; where the data are so few that they are cross-validated, that of Nadeau and Bengio over the folds; where
all answers agree, that of a difference never seen in so many rows.

A warning when the upper end exceeds one point: more rows help, or nobody can tell yet. Silent when the curve is
flat for certain, when less than a point is left to gain, and from 50 rows a class on: there the interval of the
score itself says what can be told. Fifty is a convention; the curve decides.

## Fix
Label more rows, first of the classes with the fewest; until then compare models by cross-validation.

## When to ignore it
When no more rows can be had. The intervals still tell how little the scores mean.

## References
- Perlich, Provost and Simonoff, Tree Induction vs. Logistic Regression: A Learning-Curve Analysis, JMLR 4, 2003.
- Nadeau and Bengio, Inference for the Generalization Error, Machine Learning 52, 2003.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.target import Classes
from w2vcheck.experiment.learning_curve import LearningCurve
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure, gained

RULE = Rule(
    code="W2V116",
    name="too-few-rows",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Few labelled rows, and more would or might help",
    why="With so few rows the accuracy says more about the size of the data than about the model.",
    fix="Label more rows, first of the smallest classes; until then compare models by cross-validation.",
)


@dataclass(frozen=True)
class Options:
    """Labelled rows a class, and the accuracy (share) that more rows must be able to bring."""

    rows_per_class: int = 50
    least_gain: float = 0.01


@RULE.check
def check(classes: Classes, curve: LearningCurve | None, options: Options) -> Iterator[Result]:
    """Count, then look at the learning curve."""
    n = len(classes.labelled)
    each = Measure.exact("labelled rows for each class", n / max(1, classes.k), "rows per class", n, scope="labelled rows")
    yield each
    if curve is not None:
        yield curve.gain
    if classes.k < 2 or n >= options.rows_per_class * classes.k:
        return
    what = f"{count(n, 'labelled rows')} for {count(classes.k, 'classes')}"
    if curve is None:
        yield RULE.finding(f"{what} are too few to train on some and test on others.", measure=each)
        return
    gain = curve.gain
    if gain.high <= options.least_gain or 1 - curve.accuracy.value <= options.least_gain:
        return
    yield RULE.finding(
        f"{what} are few, and more would help: all training rows instead of half of them bring {gained(gain)}."
        if gain.low > 0
        else f"{what} are too few to tell whether more would help: all training rows instead of half of them bring "
        f"{gained(gain)}.",
        confidence=Confidence.HIGH if gain.low > 0 else Confidence.MEDIUM,
        measure=gain,
        evidence=tuple(
            Evidence(f"accuracy with {count(point.rows, 'training rows')}: {figure(point.accuracy)}") for point in curve.points
        ),
    )
