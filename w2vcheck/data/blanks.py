"""Texts that say nothing: missing, without a word, or a placeholder for a missing value."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.tokens import PATTERNS, unsegmented
from w2vcheck.settings import Settings

NEVER_MEANT = frozenset(
    ("nan", "NaN", "-nan", "<NA>", "NaT", "#N/A", "#NA", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
)
"""What programs write for a missing value and people do not: pandas, NumPy, and the errors of spreadsheets."""
PLACEHOLDERS = NEVER_MEANT | {"N/A", "n/a", "NA", "NULL", "null", "(null)", "None", "undefined", "[deleted]", "[removed]"}
"""Whole texts that stand for a missing one, as they are written; "na" and "none" in lower case are words."""
FEWEST_TIMES = 2
"""How often a placeholder must occur to be one: a single "null" may be what somebody typed."""


@dataclass(frozen=True, slots=True)
class BlankTexts:
    """Rows whose text says nothing, each in one of three kinds; sorted row numbers."""

    missing: NDArray[np.int64]
    wordless: NDArray[np.int64]
    placeholders: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """All of them, sorted."""
        return np.sort(np.concatenate([self.missing, self.wordless, self.placeholders]))


@provider("looking for empty texts")
def blank_texts(corpus: Corpus, settings: Settings) -> BlankTexts:
    """Find them. What counts as a word follows the tokenizer: for "whitespace" and "characters", ":)" has some."""
    import polars as pl

    tokenizer = settings.tokens.tokenizer or ("characters" if unsegmented(corpus.texts) else "words")
    stripped = corpus.texts.str.strip_chars().alias("text")
    missing = stripped == ""
    wordless = ~missing & ~corpus.texts.str.contains(PATTERNS[tokenizer])
    counted = stripped.filter(stripped.is_in(list(PLACEHOLDERS))).value_counts()
    repeated = counted.filter(pl.col("count") >= FEWEST_TIMES)["text"].to_list()
    placeholders = stripped.is_in(repeated) & ~wordless
    return BlankTexts(*(np.flatnonzero(mask.to_numpy()) for mask in (missing, wordless, placeholders)))
