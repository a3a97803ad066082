"""
## What it checks
A file whose rows are sorted by label, where nothing says how it is split.

## Why it matters
Whoever splits such a file by position, or trains in its order without shuffling, gets a test of one class and
batches of one class.

## How it is measured
Runs of equal labels in file order, counted. It fires when there are far fewer than random order gives, z <
-3.29 in the runs test (p < .001, two-sided), and at most a tenth of those runs are left beyond the one that
every class must have: labels that merely come in short runs, as in threads of messages, are not sorted.

Always a note, and only where no split is configured: then w2vcheck shuffles, which makes the order harmless,
and the script may not. A split by position is the business of W2V312; with shuffle = true, a split column or
a test file the order does not matter.

## Fix
Shuffle when splitting (`train_test_split` does by default) and when making batches.

## When to ignore it
When your script shuffles.

## References
- Wald and Wolfowitz, Annals of Mathematical Statistics 11, 1940; Barton and David, Biometrika 44, 1957.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.dataset import Dataset
from w2vcheck.data.order import runs_test
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes, Target
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count

RULE = Rule(
    code="W2V118",
    name="sorted-by-label",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="The rows are sorted by label",
    why="Harmless once shuffled, as here; a split or batches in this order would hold single classes.",
    fix="Make sure that your script shuffles, both when splitting and when training.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on z of the runs test, and on the share of the expected runs that is left."""

    z_below: float = -3.29
    runs_below: float = 0.1


@RULE.check
def check(data: Dataset, target: Target, classes: Classes, split: Split, options: Options) -> Iterator[Result]:
    """Count the runs of equal labels."""
    labels = classes.codes[classes.labelled]
    runs, expected, z = runs_test(labels)
    measure = Measure.exact("runs of equal labels", runs, "runs", len(labels), scope="labelled rows")
    yield measure
    unavoidable = classes.k
    is_sorted = z < options.z_below and runs - unavoidable <= options.runs_below * (expected - unavoidable)
    if split.origin != "ours" or not is_sorted:
        return
    yield RULE.finding(
        f"The rows are sorted by label: {len(labels):,} labels come in {count(runs, 'runs')}, "
        f"where random order has about {expected:,.0f}.",
        measure=measure,
        locations=(data.column_place(target.column),),
        evidence=(Evidence("no split is configured; w2vcheck shuffles before splitting"),),
    )
