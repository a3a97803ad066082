"""
## What it checks
Classes that occur only in the training rows, or only in the test rows.

## Why it matters
A class that is never trained cannot be answered; one that is never tested may fail unseen. Both distort
macro-F1.

## How it is measured
Classes present on one side only, counted exactly. Any fires. Where the test split is too small altogether,
W2V301 speaks for this rule.

## Fix
Stratify the split.

## When to ignore it
When unseen classes are the point of the experiment.

## References
- deepchecks, "New Label Train Test".
"""

from collections.abc import Iterator

from w2vcheck.data.counts import ClassCounts, SplitCounts
from w2vcheck.data.spellings import Spellings
from w2vcheck.experiment.remedies import resplit
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

RULE = Rule(
    code="W2V310",
    name="class-missing-from-split",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="A class occurs only in the training rows or only in the test rows",
    why="A class that was never trained cannot be answered, and one that is never tested may fail unseen.",
    fix="Stratify the split.",
)


@RULE.check
def check(split: SplitCounts, classes: ClassCounts, spellings: Spellings, settings: Settings) -> Iterator[Result]:
    """Compare the classes of both sides; a class with a single row can only stand on one."""
    trained, tested = split.trained, split.tested
    sides = [
        (classes.names[label.codes[0]], int(trained[list(label.codes)].sum()), int(tested[list(label.codes)].sum()), label.rows)
        for label in spellings.labels
    ]
    lost = [(name, train, test) for name, train, test, rows in sides if rows > 1 and not (train and test)]
    measure = Measure.exact("classes on one side of the split only", len(lost), "classes", len(sides), scope="classes")
    yield measure
    if lost:
        yield RULE.finding(
            f"{count(len(lost), 'classes')} of {len(sides):,} {'is' if len(lost) == 1 else 'are'} missing from "
            f"the training or the test rows.",
            measure=measure,
            locations=settings.place("split.stratify"),
            evidence=(
                Evidence(
                    "rows in training and test:",
                    tuple(Quote(f"{name}: {train:,} and {test:,}", is_name=True) for name, train, test in lost[:5]),
                ),
            ),
            remedy=resplit(),
        )
