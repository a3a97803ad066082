"""
## What it checks
Classes that are far rarer than an even share of the rows.

## Why it matters
A model that never answers a rare class loses almost no accuracy by it, so the loss does not push it to learn
that class, and the accuracy does not show that it has not.

## How it is measured
With K classes an even share is 1/K of the labelled rows. It fires when the upper end of the Wilson interval
of the share of the rarest class lies below a tenth of that, cleanlab's cut. In the interval copies of a text
count as one cluster (Kish); equal rows of features are cases of their own. Spellings of one label (W2V103)
are one class. The cut follows the number of classes: a flat 10 % would fire on every set of ten balanced
classes.

## Fix
Judge the model by macro-F1 and by the recall of each class, stratify the split, and weight the classes
(`class_weight="balanced"`) or collect more rows of the rare ones.

## When to ignore it
When the classes are as rare in use and only the accuracy over all rows counts.

## References
- cleanlab Datalab, "Class Imbalance Issue" (0.1/K; it looks at the rarest class).
- L. Kish, Survey Sampling, 1965 (effective sample size).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.columns import Columns
from w2vcheck.data.counts import ClassCounts, ConflictCounts
from w2vcheck.data.spellings import Spellings
from w2vcheck.data.target import Target
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure, percent

RULE = Rule(
    code="W2V106",
    name="class-imbalance",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="A class is far rarer than an even share of the rows",
    why="Never answering a rare class costs almost no accuracy: the model need not learn it, and the score does not show it.",
    fix="Judge by macro-F1, stratify the split, and weight the classes or collect more rows of the rare ones.",
)


@dataclass(frozen=True)
class Options:
    """Cut on the share of a class, as a multiple of an even share."""

    warn_below: float = 0.1


@RULE.check
def check(
    columns: Columns, target: Target, classes: ClassCounts, equal: ConflictCounts, spellings: Spellings, options: Options
) -> Iterator[Result]:
    """Compare the share of every class with an even share."""
    effective = equal.effective if columns.text is not None else None
    groups = [(label.codes[0], label.rows) for label in spellings.labels]
    shares = [
        Measure.share("labelled rows of the rarest class", n, classes.labelled, effective=effective, scope="labelled rows")
        for _, n in groups
    ]
    rarest = shares[0]
    yield rarest
    even = 1 / len(groups)
    rare = [group for group, share in zip(groups, shares, strict=True) if share.high < options.warn_below * even]
    if not rare:
        return
    name = classes.names[rare[0][0]]
    alone = f"The class {name!r} has"
    several = f"{len(rare)} of {len(groups):,} classes are far rarer than the others; the rarest, {name!r}, has"
    yield RULE.finding(
        f"{alone if len(rare) == 1 else several} {figure(rarest)} of the labelled rows; an even share would be {percent(even)}.",
        measure=rarest,
        locations=classes.data.places([classes.first[code] for code, _ in rare[:3]], target.column),
        evidence=(
            Evidence(
                "far too rare:", tuple(Quote(f"{classes.names[code]}: {count(n, 'rows')}", is_name=True) for code, n in rare[:5])
            ),
            Evidence(
                "the most frequent class:",
                (Quote(f"{classes.names[groups[-1][0]]}: {count(groups[-1][1], 'rows')}", is_name=True),),
            ),
        ),
    )
