"""Texts as numbers: one id a token, and the counts that everything about words is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.columns import Columns
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import strings
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    import polars as pl
    from scipy.sparse import csr_matrix

Tokenizer = Literal["words", "whitespace", "characters"]
PATTERNS = {"words": r"\w+", "whitespace": r"[^\s\x00]+", "characters": r"[^\s\x00]"}
"""What a token is. NUL counts as white space: numpy drops it from the end of a string, and two words would become one."""
UNSEGMENTED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
"""Scripts that write without spaces between words."""
FEW_CHUNKS, LONG_CHUNK = 5, 8
"""Median chunks between spaces up to which, or mean letters a chunk from which, such a text is taken as unsegmented."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of all texts, end to end.

    `ids` has one entry a token, text i owns `ids[offsets[i]:offsets[i + 1]]`; `types` are the distinct words in
    alphabetical order, an id is a position in it. `says` tells how the texts were cut. `muted`, shape (types,), marks words
    that stand in the texts and count for nothing in them: word vectors are trained beside them, no text is made of them.
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    types: NDArray[np.object_]
    says: str
    muted: NDArray[np.bool_] | None = None

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens in each text, shape (texts,)."""
        return np.diff(self.offsets)

    def counts(self, rows: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """How often each type occurs, in all texts or in these; shape (types,)."""
        ids = self.ids if rows is None else self.ids[self._mask(rows)]
        return np.bincount(ids, minlength=len(self.types))

    def _mask(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        wanted = np.zeros(len(self.offsets) - 1, bool)
        wanted[rows] = True
        return np.repeat(wanted, self.lengths)

    def sentences(self, rows: NDArray[np.int64]) -> list[list[str]]:
        """These texts as lists of words, the way gensim wants them."""
        words = self.types.tolist()
        return [[words[token] for token in self.ids[self.offsets[row] : self.offsets[row + 1]].tolist()] for row in rows]

    def matrix(self) -> csr_matrix:
        """Counts of each type in each text, sparse, shape (texts, types), float32; repeated words are summed."""
        from scipy.sparse import csr_matrix

        # Copies: summing duplicates sorts the ids within each text in place.
        weights = np.ones(len(self.ids), np.float32) if self.muted is None else (~self.muted[self.ids]).astype(np.float32)
        parts = (weights, self.ids.copy(), self.offsets.copy())
        counts = csr_matrix(parts, shape=(len(self.offsets) - 1, len(self.types)))
        counts.sum_duplicates()
        if self.muted is not None:
            counts.eliminate_zeros()
        return counts


def object_array(words: list[str]) -> NDArray[np.object_]:
    """Words as an array of Python strings: numpy's own strings are all as wide as the longest, and one word can be huge."""
    array = np.empty(len(words), dtype=np.object_)
    array[:] = words
    return array


def tokenise(texts: pl.Series, tokenizer: Tokenizer, *, lowercase: bool, says: str) -> Tokens:
    """Cut texts into tokens. `texts` holds no nulls."""
    import polars as pl

    folded = texts.str.to_lowercase() if lowercase else texts
    lists = folded.str.extract_all(PATTERNS[tokenizer])
    lengths = lists.list.len().to_numpy()
    flat = lists.explode().drop_nulls()
    types = flat.to_frame().unique().to_series().sort()
    numbered = flat.cast(pl.Enum(types)).to_physical().to_numpy().astype(np.int32)
    offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    for shared in (numbered, offsets):
        shared.flags.writeable = False
    return Tokens(numbered, offsets, object_array(types.to_list()), says)


def unsegmented(texts: pl.Series) -> bool:
    """Whether these texts are mostly written without spaces between words: judged on the first 2,000."""
    sample = texts.filter(texts != "").head(2000)
    if not len(sample):
        return False
    letters = int(sample.str.count_matches(r"\w").sum())
    foreign = int(sample.str.count_matches(UNSEGMENTED).sum())
    chunks = sample.str.count_matches(r"\S+")
    few = chunks.median()
    # Thai puts spaces between clauses: long texts have many chunks, but far longer ones than words are.
    long = letters / max(1, int(chunks.sum())) >= LONG_CHUNK
    return foreign > 0.5 * max(1, letters) and (long or (isinstance(few, float) and few <= FEW_CHUNKS))


@provider("cutting texts into words")
def tokens(data: Dataset, columns: Columns, corpus: Corpus, settings: Settings) -> Tokens:
    """Tokenise as configured; by default lower-cased words, or characters where the script has no spaces."""
    wanted = settings.tokens
    if columns.tokens is not None:
        texts = strings(data.table, columns.tokens).fill_null("")
        return tokenise(texts, "whitespace", lowercase=bool(wanted.lowercase), says=f"as they stand in column {columns.tokens!r}")
    lowercase = wanted.lowercase is not False
    folded = "lower-cased " if lowercase else ""
    if wanted.tokenizer is None and unsegmented(corpus.texts):
        return tokenise(
            corpus.texts, "characters", lowercase=lowercase, says="characters, since the script is written without spaces"
        )
    tokenizer = wanted.tokenizer or "words"
    says = {"words": "words", "whitespace": "words between white space", "characters": "characters"}[tokenizer]
    return tokenise(corpus.texts, tokenizer, lowercase=lowercase, says=folded + says)
