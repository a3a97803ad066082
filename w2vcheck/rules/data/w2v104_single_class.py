"""
## What it checks
Whether there are at least two classes: in the data, in the training rows and in the test rows.

## Why it matters
With one class in training nothing can be learnt; with one class in the test rows, always answering that class
scores 100 %.

## How it is measured
Classes counted in all labelled rows, in the training rows and in the test rows. Fewer than two fires. These
are counts, not estimates. Test splits of fewer than five rows are left to W2V301.

## Fix
Shuffle and stratify the split; check that the label column is the right one.

## When to ignore it
Never for classification. One-class (novelty) detection is a different task, with different measures.

## References
- scikit-learn user guide, "Cross-validation iterators with stratification based on class labels".
"""

from collections.abc import Iterator

import numpy as np

from w2vcheck.data.counts import ClassCounts, SplitCounts
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.target import Target
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule

RULE = Rule(
    code="W2V104",
    name="single-class",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Only one class in the data, in the training rows or in the test rows",
    why="With one class there is nothing to tell apart: always answering it scores 100 %.",
    fix="Check that the label column is the right one; shuffle and stratify the split.",
    silences=("W2V310",),
)
FEWEST_ROWS = 5


@RULE.check
def check(data: Dataset, target: Target, classes: ClassCounts, split: SplitCounts | None) -> Iterator[Result]:
    """Count the classes of each part."""
    parts = {"the data": classes.rows}
    if split is not None and len(classes.names) > 1:
        parts |= {"the training rows": split.trained, "the test rows": split.tested}
    for part, counts in parts.items():
        present, rows = np.flatnonzero(counts), int(counts.sum())
        measure = Measure.exact(
            f"classes in {part}",
            len(present),
            "classes",
            rows,
            scope="all rows" if part == "the data" else part.removeprefix("the "),
        )
        yield measure
        if len(present) < 2 and (rows >= FEWEST_ROWS or part != "the test rows"):
            name = classes.names[present[0]] if len(present) else ""
            yield RULE.finding(
                f"There is only one class in {part}.",
                measure=measure,
                locations=(data.column_place(target.column),),
                evidence=(Evidence(f"all {rows:,} rows are", (Quote(name, is_name=True),)),),
            )
