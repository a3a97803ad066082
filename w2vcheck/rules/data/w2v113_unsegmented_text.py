"""
## What it checks
Chinese, Japanese, Thai, Lao, Khmer or Burmese texts that are cut into words as if they had spaces.

## Why it matters
These scripts are written without spaces between words. Splitting at spaces and signs makes one "word" of a
whole clause: almost every word occurs once, gensim's `min_count` drops it, and the texts are left without
vectors.

## How it is measured
Looked at are up to 5,000 texts, evenly spaced in the file, of more than eight characters. The measure is the
share of those in which more than half of the letters are of such a script and the pieces between white space are
longer than eight characters on average, with its Wilson interval. Words of these scripts have two to six
characters, so segmented text stays far below. It fires when the lower end exceeds one half.

It is an error where the configuration says `tokenizer = "words"` or "whitespace", or the column of tokens is
like that; a warning where word vectors are configured and no tokenizer is, since the script may segment
first; a note where nothing is configured, because w2vcheck's own ladder then uses characters.

## Fix
Segment the texts first (jieba for Chinese, fugashi for Japanese, PyThaiNLP for Thai), or use characters:
`tokenizer = "characters"`.

## When to ignore it
When your script segments the texts before training; then give the result as a column: `[tokens] column`.

## References
- Unicode Standard Annex 29, section 4 (word boundaries need a dictionary in these scripts).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.data.columns import Columns
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import strings
from w2vcheck.data.tokens import UNSEGMENTED
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure

if TYPE_CHECKING:
    import polars as pl

RULE = Rule(
    code="W2V113",
    name="unsegmented-text",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Texts without spaces between words are cut at spaces",
    why="Whole sentences become single words that occur once, so almost nothing gets a vector.",
    fix='Segment the texts first (jieba, fugashi, PyThaiNLP), or set tokenizer = "characters".',
)
SAMPLE = 5000
"""Rows that are looked at, evenly spaced: the interval is then within 1.4 points to either side."""


@dataclass(frozen=True)
class Options:
    """Cuts: characters, characters a piece, and the share of texts."""

    longer_than: int = 8
    fire_above: float = 0.5


def unbroken(texts: "pl.Series", longer_than: int) -> NDArray[np.bool_]:
    """Which texts are in such a script and in pieces longer than this many characters on average; shape (texts,)."""
    letters = texts.str.count_matches(r"\w")
    foreign = texts.str.count_matches(UNSEGMENTED)
    solid = texts.str.count_matches(r"\S")
    pieces = texts.str.count_matches(r"\S+")
    return ((foreign * 2 > letters) & (solid > pieces * longer_than)).to_numpy()


@RULE.check
def check(data: Dataset, columns: Columns, corpus: Corpus, settings: Settings, options: Options) -> Iterator[Result]:
    """Look for pieces that are far too long for words."""
    column = columns.tokens or corpus.column
    sample = np.unique(np.linspace(0, data.rows - 1, min(data.rows, SAMPLE), dtype=np.int64))
    texts = strings(data.table, column).gather(sample).fill_null("")
    judged = (texts.str.count_matches(r"\S") > options.longer_than).to_numpy()
    rows = sample[judged & unbroken(texts, options.longer_than)]
    measure = Measure.share("texts without spaces between words", len(rows), int(judged.sum()), scope="sampled texts")
    yield measure
    if measure.low <= options.fire_above or (settings.tokens.tokenizer == "characters" and columns.tokens is None):
        return
    said = f"{figure(measure)} of the texts are in a script without spaces between words"
    if columns.tokens is not None or settings.tokens.tokenizer is not None:
        message, severity, confidence = f"{said}, and are cut as if they had them.", Severity.ERROR, Confidence.HIGH
    elif settings.has("word2vec"):
        message = f"{said}, and no tokenizer is configured that could cut them."
        severity, confidence = Severity.WARNING, Confidence.MEDIUM
    else:
        message, severity, confidence = f"{said}; here they are cut into characters.", Severity.NOTE, Confidence.HIGH
    yield RULE.finding(
        message,
        severity=severity,
        confidence=confidence,
        measure=measure,
        locations=(*(settings.place("tokens.tokenizer") or settings.place("word2vec.vector_size")), data.column_place(column)),
        evidence=(Evidence("one piece:", data.quotes(rows.tolist(), column)),),
        why=None if severity is not Severity.NOTE else "A script that splits at spaces would take whole sentences for words.",
    )
