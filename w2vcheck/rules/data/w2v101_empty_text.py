"""
## What it checks
Texts that say nothing: empty cells, texts without any word (`...`, an emoji), and placeholders for a missing
value such as `N/A`, `null` or `#REF!` that occur more than once.

## Why it matters
Such a text has no word vectors: its row of features is all zeros, or NaN where an empty list is averaged. The
classifier still gets a label for it, and learns or guesses that label blindly. A placeholder gets the same
vector under every label.

## How it is measured
The share of all texts, with its Wilson interval. A word is a run of letters and digits; under `tokenizer =
"whitespace"` or "characters" (also ours for Chinese) it is what these cut, so `:)` counts there. Any such
text is a note; a warning when the lower end of the interval exceeds 1 %, an error above 5 % (the cuts of
W2V203 for texts without a known word).

## Fix
Drop these rows, or find out where their texts were lost.

## When to ignore it
When texts without words really arrive and the classifier has an answer for them.

## References
- w2vcheck's own cuts; pandas documentation, `read_csv`, for the spellings of missing values.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.columns import Columns
from w2vcheck.data.counts import BlankCounts
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure

RULE = Rule(
    code="W2V101",
    name="empty-text",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Texts that are missing, or have no word in them",
    why="A text without words becomes a row of zeros (or NaN), and its label is answered blindly.",
    fix="Drop these rows, or find out where their texts were lost.",
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the texts."""

    warn_above: float = 0.01
    error_above: float = 0.05


@RULE.check
def check(columns: Columns, blank: BlankCounts, options: Options) -> Iterator[Result]:
    """Count the texts that say nothing."""
    data, column = blank.data, str(columns.text)
    n = blank.missing + blank.wordless + blank.placeholders
    measure = Measure.share("texts without a word", n, blank.rows, scope="texts")
    yield measure
    if not n:
        return
    severity = Severity.WARNING if measure.low > options.warn_above else Severity.NOTE
    evidence = []
    if blank.missing:
        evidence.append(Evidence(f"{count(blank.missing, 'texts')} missing or blank"))
    if blank.wordless:
        says = f"{count(blank.wordless, 'texts')} of signs only:"
        evidence.append(Evidence(says, data.quotes(blank.first_wordless, column)))
    if blank.placeholders:
        says = f"{count(blank.placeholders, 'placeholders')} for a missing text:"
        evidence.append(Evidence(says, data.quotes(blank.first_placeholders, column)))
    yield RULE.finding(
        f"{count(n, 'texts')}, {figure(measure)}, {'has' if n == 1 else 'have'} no words in {'it' if n == 1 else 'them'}.",
        severity=Severity.ERROR if measure.low > options.error_above else severity,
        measure=measure,
        locations=data.places(blank.first, column),
        evidence=tuple(evidence),
    )
