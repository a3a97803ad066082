"""
## What it checks
Texts that are written in capitals from beginning to end.

## Why it matters
Our forms of before 2020 stored everything in capitals. A classifier that keeps upper case then learns which form a text came
from, and that form is gone.

## How it is measured
The share of texts with at least ten letters, all of them capitals, with its 95 % Wilson interval. A warning where the lower end
is above `warn_above`. Its default of 5 % is what we found in exports that had the old forms among them.

## Fix
Lower-case all texts before the words are cut, `lowercase = true` under `[tokens]`.

## When to ignore it
When the texts are product codes or licence plates.

## References
- Acme, handbook of data exports, section 4.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.rule import Evidence, Measure, Result, Rule, Severity

RULE = Rule(
    code="ACME101",
    name="texts-in-capitals",
    severity=Severity.WARNING,
    since="1.0.0",
    summary="Texts that are written in capitals throughout",
    why="Which form a text came from is then part of the text.",
    fix="Lower-case all texts before the words are cut.",
)
_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Options:
    """The cut, as a share of the texts."""

    warn_above: float = 0.05


@RULE.check
def check(corpus: Corpus, data: Dataset, options: Options) -> Iterator[Result]:
    """Count the texts in capitals: measure, then judge by the interval."""
    rows = [row for row, text in enumerate(corpus.texts) if _is_in_capitals(text)]
    measure = Measure.share("texts in capitals", len(rows), len(corpus.texts))
    yield measure
    if measure.low > options.warn_above:
        yield RULE.finding(
            f"{len(rows):,} of {len(corpus.texts):,} texts are in capitals throughout.",
            measure=measure,
            locations=data.places(rows[:5], corpus.column),
            evidence=(Evidence("for example", data.quotes(rows, corpus.column)),),
        )


def _is_in_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= _LETTERS
