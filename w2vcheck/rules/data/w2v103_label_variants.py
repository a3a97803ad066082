"""
## What it checks
Labels that are the same word or number written differently: `Spam` and `spam `, `don’t know` and `don't know`,
`1` and `1.0`.

## Why it matters
A classifier treats every spelling as a class of its own. It is asked to tell apart what is the same, the
class counts are wrong, and every accuracy is too low.

## How it is measured
Two labels are variants of each other when they are equal after Unicode NFKC, casefolding, stripping, folding
runs of white space to one space, folding typographic quotation marks to plain ones, and reading a number
without a fraction as a whole one (pandas writes whole numbers so where a column has empty cells). The measure is
the share of labelled rows that bear a spelling other than the most frequent one of their group. It is a count of
all rows, so its interval is the share itself. Any such row fires: a label set is short and can be right.

## Fix
Fold the labels before encoding them: `df.label.str.strip().str.casefold()`; for numbers,
`df.label.astype("Int64")`.

## When to ignore it
When the labels are case-sensitive codes (`a` and `A` are different classes): ignore the rule for this data
set.

## References
- Unicode Standard Annex 15, Unicode Normalization Forms.
"""

from collections.abc import Iterator

from w2vcheck.data.counts import ClassCounts
from w2vcheck.data.spellings import Spellings
from w2vcheck.data.target import Target
from w2vcheck.experiment.remedies import one_spelling
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, percent

RULE = Rule(
    code="W2V103",
    name="label-variants",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Labels that differ only in case, spaces, quotation marks or the way a number is written",
    why="Every spelling becomes a class of its own: the model is asked to tell apart what is the same.",
    fix='Fold the labels before encoding them, for example with .str.strip().str.casefold(); numbers with .astype("Int64").',
)


@RULE.check
def check(target: Target, classes: ClassCounts, spellings: Spellings) -> Iterator[Result]:
    """Compare the labels after folding."""
    variants = sorted(label.codes for label in spellings.labels if len(label.codes) > 1)
    minor = [code for codes in variants for code in codes[1:]]
    rows = int(classes.rows[minor].sum()) if minor else 0
    labelled = classes.labelled
    measure = Measure.exact("rows under a variant spelling of their label", rows / labelled, "share", labelled)
    yield measure
    if not variants:
        return
    yield RULE.finding(
        f"{count(len(minor), 'labels')} {'repeats' if len(minor) == 1 else 'repeat'} another label in a different spelling, "
        f"in {count(rows, 'rows')} ({percent(measure.value)}).",
        measure=measure,
        locations=classes.data.places([classes.first[code] for code in minor[:3]], target.column),
        evidence=tuple(
            Evidence(
                "the same label:",
                tuple(
                    Quote(f"{classes.names[code]!r} ({count(int(classes.rows[code]), 'rows')})", is_name=True) for code in codes
                ),
            )
            for codes in variants[:5]
        ),
        remedy=one_spelling(variants),
    )
