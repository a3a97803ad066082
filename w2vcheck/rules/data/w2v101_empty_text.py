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

from w2vcheck.data.blanks import BlankTexts
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
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
def check(data: Dataset, corpus: Corpus, blank: BlankTexts, options: Options) -> Iterator[Result]:
    """Count the texts that say nothing."""
    rows = blank.rows.tolist()
    measure = Measure.share("texts without a word", len(rows), data.rows, scope="texts")
    yield measure
    if not rows:
        return
    severity = Severity.WARNING if measure.low > options.warn_above else Severity.NOTE
    wordless, placeholders = blank.wordless.tolist(), blank.placeholders.tolist()
    evidence = []
    if len(blank.missing):
        evidence.append(Evidence(f"{count(len(blank.missing), 'texts')} missing or blank"))
    if wordless:
        evidence.append(Evidence(f"{count(len(wordless), 'texts')} of signs only:", data.quotes(wordless, corpus.column)))
    if placeholders:
        says = f"{count(len(placeholders), 'placeholders')} for a missing text:"
        evidence.append(Evidence(says, data.quotes(placeholders, corpus.column)))
    yield RULE.finding(
        f"{count(len(rows), 'texts')}, {figure(measure)}, {'has' if len(rows) == 1 else 'have'} no words in "
        f"{'it' if len(rows) == 1 else 'them'}.",
        severity=Severity.ERROR if measure.low > options.error_above else severity,
        measure=measure,
        locations=data.places(rows[:3], corpus.column),
        evidence=tuple(evidence),
    )
