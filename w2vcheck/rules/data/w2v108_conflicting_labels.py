"""
## What it checks
The same text with different labels.

## Why it matters
No model can be right on both rows. The share of such rows puts a ceiling on every accuracy.

## How it is measured
Rows are grouped by their text after Unicode NFKC, casefolding and folding of white space; nothing else, since
stripping stop words or punctuation would make "I do not like it" equal "I like it". Rows of a feature table
are grouped by their values. The measure is the share of labelled rows in groups with more than one label,
with a Wilson interval in which copies of one text count as one cluster (Kish). The accuracy ceiling is the
sum over groups of the rows of their most frequent label, divided by all rows.

An error when the lower end of the interval exceeds 1 %, a warning above 0.1 %, a note below: crowd-labelled
sets always have a few. Rows of features get at most a warning: equal numbers need not be the same case.

## Fix
Look at the pairs, decide on one label for each text, or drop them.

## When to ignore it
When the label depends on something beside the text (context, author) that the model will be given too.

## References
- deepchecks, "Conflicting Labels" (the idea; it removes stop words).
- L. Kish, Survey Sampling, 1965 (effective sample size).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.columns import Columns
from w2vcheck.data.counts import ConflictCounts
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure, percent

RULE = Rule(
    code="W2V108",
    name="conflicting-labels",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Equal texts with different labels",
    why="No model can be right on both copies: these rows put a ceiling on every accuracy.",
    fix="Look at these pairs: decide on one label for each, or drop them.",
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the labelled rows."""

    warn_above: float = 0.001
    error_above: float = 0.01


@RULE.check
def check(columns: Columns, equal: ConflictCounts, options: Options) -> Iterator[Result]:
    """Look for groups of equal rows with several labels."""
    hit, data = equal.conflicting, equal.data
    measure = Measure.share("rows whose text also stands under another label", hit, equal.rows, effective=equal.effective)
    yield measure
    if not hit:
        return
    severity = Severity.WARNING if measure.low > options.warn_above else Severity.NOTE
    if measure.low > options.error_above and columns.text is not None:
        severity = Severity.ERROR
    yield RULE.finding(
        f"{count(hit, 'rows')}, {figure(measure)}, share their {equal.what[:-1]} with a row of another label: "
        f"no model can score more than {percent(equal.ceiling)} here.",
        severity=severity,
        measure=measure,
        locations=data.places([row for worst in equal.worst for row in worst.rows][:4], columns.text),
        evidence=tuple(
            Evidence(
                "labelled " + " and ".join(map(repr, worst.labels)) + ":",
                data.quotes(worst.rows[:1], columns.text or columns.label),
            )
            for worst in equal.worst
        ),
    )
