"""
## What it checks
Classes with too few rows to learn from and to test on.

## Why it matters
A class with ten rows has two in a 20 % test split: its recall can only be 0, 50 or 100 %. Macro-F1 follows
that coin flip.

## How it is measured
Labelled rows of each class, exactly. A warning below 20 rows, the cut of ServiceNow's Azimuth. An error below
two rows a fold of five-fold cross-validation: a stratified split is then impossible. All classes are looked
at, not only the rarest.

## Fix
Collect more rows of these classes, merge them into a larger class, or leave them out and say so.

## When to ignore it
When the rare classes are kept on purpose and the score is weighted by rows.

## References
- ServiceNow Azimuth, dataset warnings (fewer than 20 samples a class).
- scikit-learn, `StratifiedKFold`: every class needs as many members as there are splits.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.counts import ClassCounts
from w2vcheck.data.spellings import Spellings
from w2vcheck.data.target import Target
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, listing

RULE = Rule(
    code="W2V105",
    name="rare-class",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Classes with too few rows to learn from and to test on",
    why="A class with a handful of rows cannot be learnt, and its score is a coin flip.",
    fix="Collect more rows of these classes, merge them into a larger class, or leave them out and say so.",
    silences=("W2V106",),
)


@dataclass(frozen=True)
class Options:
    """Cuts, in rows of a class."""

    warn_below: int = 20
    error_below: int = 10


@RULE.check
def check(target: Target, classes: ClassCounts, spellings: Spellings, options: Options) -> Iterator[Result]:
    """Count the rows of every class."""
    smallest = Measure.exact("rows of the smallest class", spellings.labels[0].rows, "rows", classes.labelled)
    yield smallest
    for severity, low, high in (
        (Severity.ERROR, 0, options.error_below),
        (Severity.WARNING, options.error_below, options.warn_below),
    ):
        rare = [label for label in spellings.labels if low <= label.rows < high]
        if rare:
            rarest = Measure.exact("rows of the class", rare[0].rows, "rows", classes.labelled)
            names = [classes.names[label.codes[0]] for label in rare]
            rows = [classes.first[label.codes[0]] for label in rare[:3]]
            yield RULE.finding(
                f"{count(len(rare), 'classes')} of {len(spellings.labels):,} "
                f"{'has' if len(rare) == 1 else 'have'} fewer than {high} rows: "
                f"{listing(names)}.",
                severity=severity,
                measure=rarest,
                locations=classes.data.places(rows, target.column),
                evidence=(
                    Evidence(
                        "rows a class:",
                        tuple(
                            Quote(f"{name}: {label.rows:,}", is_name=True) for name, label in zip(names, rare[:5], strict=False)
                        ),
                    ),
                ),
            )
