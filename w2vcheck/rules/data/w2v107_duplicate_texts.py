"""
## What it checks
The same text more than once in the data.

## Why it matters
Copies weigh more in training than other texts, and a random split puts them on both sides, where they test
memory. Every figure comes from fewer different texts than there are rows.

## How it is measured
Texts are equal after Unicode NFKC, casefolding and folding of white space, and nothing else. The measure is
the share of rows that repeat the text of an earlier row, with a Wilson interval in which copies of a text
count as one cluster (Kish). A warning when the lower end exceeds 5 %, deepchecks' cut; a note above 0.1 %: a
few texts of a large set are always equal. Empty texts and placeholders are left to W2V101.

Equal rows of a feature table need not be the same case, so there the same 5 % gives a note. What copies do to
the test score is measured by W2V302, labels that contradict each other by W2V108.

## Fix
Drop the copies before splitting: `df.drop_duplicates("text")`.

## When to ignore it
When equal texts are different events (short answers, commands) and their frequency is meant to count.

## References
- deepchecks, "Text Duplicates" (5 %); L. Kish, Survey Sampling, 1965.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.columns import Columns
from w2vcheck.data.counts import CopyCounts
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure, times

RULE = Rule(
    code="W2V107",
    name="duplicate-texts",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The same text stands in the data more than once",
    why="Copies weigh more in training, and a random split puts them on both sides.",
    fix="Drop the copies before splitting, unless how often a text comes is meant to count.",
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the rows."""

    note_above: float = 0.001
    warn_above: float = 0.05


@RULE.check
def check(columns: Columns, equal: CopyCounts, options: Options) -> Iterator[Result]:
    """Count the rows that repeat an earlier one."""
    measure = Measure.share(
        "rows that repeat an earlier row", equal.copies, equal.rows, effective=equal.effective or None, scope=equal.what
    )
    yield measure
    texts = columns.text is not None
    if not equal.copies or measure.low <= (options.note_above if texts else options.warn_above):
        return
    evidence = tuple(
        Evidence(f"{times(most.times)}:", equal.data.quotes([most.first], columns.text))
        if columns.text is not None
        else Evidence(f"the row {times(most.times)}")
        for most in equal.most
    )
    yield RULE.finding(
        f"{count(equal.copies, 'rows')} of {equal.rows:,}, {figure(measure)}, {'repeats' if equal.copies == 1 else 'repeat'} "
        f"the {equal.what[:-1]} of an earlier row.",
        severity=Severity.WARNING if texts and measure.low > options.warn_above else Severity.NOTE,
        measure=measure,
        locations=equal.data.places([most.second for most in equal.most], columns.text),
        evidence=evidence,
    )
