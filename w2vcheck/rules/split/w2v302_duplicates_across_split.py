"""
## What it checks
Rows of the test split whose text also stands in the training rows.

## Why it matters
The model has seen these rows, with their labels. Answering them from memory raises the accuracy and says
nothing about new texts.

## How it is measured
Texts are compared after Unicode NFKC, casefolding and folding of white space, and nothing else; rows of a
feature table by their values. The measure is the share of test rows whose text stands in a training row, with
a Wilson interval in which copies of a text count as one cluster (Kish). A warning when the lower end exceeds
0.5 %, an error above 5 %: clean public sets stay below 1 %, dirty ones lie between 3.5 and 52 %. Equal
feature rows need not be the same case, so a feature table gets at most a warning.

Where no split is given, the split that a script would make at random is measured; the ladder keeps copies on
one side.

## Fix
Drop duplicates before splitting, or split by group so that copies stay on one side.

## When to ignore it
When the same texts will really arrive again after training (frequent queries) and the score is meant to
reward that.

## References
- deepchecks, "Train Test Samples Mix" (5 %); L. Kish, Survey Sampling, 1965.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.data.columns import Columns
from w2vcheck.data.corpus import Keys
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.split import Split
from w2vcheck.experiment.remedies import without_test_rows
from w2vcheck.intervals import kish
from w2vcheck.results import Confidence, Evidence, Location, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import figure

RULE = Rule(
    code="W2V302",
    name="duplicates-across-split",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Test rows that also stand in the training rows",
    why="The model has seen these rows with their labels; answering them from memory says nothing about new texts.",
    fix="Drop duplicates before splitting, or keep copies of a text on one side of the split.",
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the test rows."""

    warn_above: float = 0.005
    error_above: float = 0.05


@RULE.check
def check(data: Dataset, columns: Columns, keys: Keys, split: Split, options: Options) -> Iterator[Result]:
    """Look every test row up among the training rows."""
    test = keys.codes[split.test]
    seen = np.isin(test, keys.codes[split.train])
    _, sizes = np.unique(test, return_counts=True)
    measure = Measure.share(
        "test rows that also stand in the training rows",
        int(seen.sum()),
        len(test),
        effective=kish(sizes.tolist()),
        scope="test rows",
    )
    yield measure
    if measure.low <= options.warn_above:
        return
    texts = columns.text is not None
    hit = split.test[seen]
    evidence = []
    for row in hit[:3].tolist():
        twin = int(split.train[keys.codes[split.train] == keys.codes[row]][0])
        own, other = data.places([row])[0], data.places([twin])[0]
        quotes = data.quotes([row], columns.text) if columns.text is not None else ()
        evidence.append(Evidence(f"test {_name(own)} stands in training {_name(other)}", quotes))
    yield RULE.finding(
        f"{int(seen.sum()):,} of {len(test):,} test rows, {figure(measure)}, "
        f"{'would have' if split.planned else 'have'} a twin in the training rows"
        f"{' under this split' if split.planned else ''}.",
        severity=Severity.ERROR if measure.low > options.error_above and texts else Severity.WARNING,
        confidence=Confidence.HIGH if texts else Confidence.MEDIUM,
        measure=measure,
        locations=data.places(hit[:3].tolist(), columns.text),
        evidence=tuple(evidence),
        remedy=without_test_rows(hit, "copies of training rows"),
    )


def _name(place: Location) -> str:
    return f"line {place.line} of {place.file}" if place.line is not None else f"row {place.row}"
