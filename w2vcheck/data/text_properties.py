"""What texts look like, whatever they say: their length, signs, start and end; and whether that tells the label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.boilerplate import Side, edges
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.leaks import FOLDS, ColumnGain, gain_of, quantile_bins
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    import polars as pl

FEWEST, RAREST = 10, 0.01
"""Texts, and share of the texts, that must begin or end alike for it to be a property."""
URL = r"https?://|www\."
SIGNS = (r"[0-9]", r"\p{Lu}", r"[^\w\s]", r"\n")
"""Digits, upper-case letters, punctuation and ends of lines."""
_FIELD = 15
"""Bits for each of these counts: four of them share one number."""
_TEXTS_AT_ONCE = 2048
UPPER_CASE, PUNCTUATION, LINES = "the share of upper-case letters", "the share of punctuation", "the number of lines"


@dataclass(frozen=True, slots=True)
class PropertyGains:
    """The gain of each property of the texts alone, strongest first; `column` is the property in words.

    `hidden` names those that do not survive the cutting into tokens, so that a model on word vectors cannot see them.
    """

    gains: tuple[ColumnGain, ...]
    hidden: frozenset[str]


@provider("testing how texts look against the label")
def property_gains(corpus: Corpus, tokens: Tokens, classes: Classes, settings: Settings) -> PropertyGains:
    """Cross-validate the label on each property alone, as `column_gains` does for columns."""
    rows = classes.labelled
    truth = classes.codes[rows].astype(np.int64)
    rng = np.random.default_rng(settings.seed)
    fold = rng.permutation(len(rows)) % FOLDS
    gains = [gain_of(name, bins, truth, fold, rng) for name, bins in _properties(corpus.texts, tokens, rows)]
    return PropertyGains(tuple(sorted(gains, key=lambda one: -one.gain)), _hidden(tokens))


def _hidden(tokens: Tokens) -> frozenset[str]:
    """The properties of which no trace is left in the tokens."""
    hidden = {LINES}
    if all(word == word.lower() for word in tokens.types.tolist()):
        hidden.add(UPPER_CASE)
    if all(word.isalnum() for word in tokens.types.tolist() if "_" not in word):
        hidden.add(PUNCTUATION)
    return frozenset(hidden)


def _properties(texts: pl.Series, tokens: Tokens, rows: NDArray[np.int64]) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Each property in words and its codes, from 0, for these rows."""
    own = texts.gather(rows)
    length = own.str.len_chars().to_numpy().astype(np.float64)
    figures = {"the number of characters": length, "the number of words": tokens.lengths[rows].astype(np.float64)}
    signs = counted_signs(own)
    for name, counts in zip(("the share of digits", UPPER_CASE, PUNCTUATION), signs, strict=False):
        figures[name] = counts / np.maximum(1, length)
    figures["the number of links"] = own.str.count_matches(URL).to_numpy().astype(np.float64)
    figures[LINES] = signs[-1].astype(np.float64)
    for name, values in figures.items():
        yield name, quantile_bins(values)
    yield "the first four words", _common(tokens, rows, "start")
    yield "the last four words", _common(tokens, rows, "end")


def counted_signs(texts: pl.Series) -> NDArray[np.int64]:
    """How often each of `SIGNS` occurs in each text, shape (4, texts).

    Texts of ASCII are counted by looking each byte up, ten times faster than by a regular expression.
    """
    import polars as pl

    counts = np.zeros((len(SIGNS), len(texts)), np.int64)
    sizes = texts.str.len_bytes().to_numpy().astype(np.int64)
    ascii_only = sizes == texts.str.len_chars().to_numpy()
    others = np.flatnonzero(~ascii_only | (sizes >= 1 << _FIELD))
    for own, pattern in zip(counts, SIGNS, strict=True):
        own[others] = texts.gather(others).str.count_matches(pattern).to_numpy()
    every = pl.Series([chr(byte) for byte in range(128)])
    weights = sum(
        every.str.contains(pattern).to_numpy().astype(np.int64) << (_FIELD * place) for place, pattern in enumerate(SIGNS)
    )
    # Short enough for each count to fit into its part of a number; and empty texts have no byte to begin with.
    plain = np.flatnonzero(ascii_only & (sizes > 0) & (sizes < 1 << _FIELD))
    for begin in range(0, len(plain), _TEXTS_AT_ONCE):
        part = plain[begin : begin + _TEXTS_AT_ONCE]
        data = np.frombuffer("".join(texts.gather(part).to_list()).encode(), np.uint8)
        packed = np.add.reduceat(np.asarray(weights)[data], np.cumsum(sizes[part]) - sizes[part])
        for place, own in enumerate(counts):
            own[part] = (packed >> (_FIELD * place)) & ((1 << _FIELD) - 1)
    return counts


def _common(tokens: Tokens, rows: NDArray[np.int64], side: Side) -> NDArray[np.int64]:
    """Codes of the four words at one side, where enough texts share them; 0 elsewhere."""
    codes = edges(tokens, rows, side) + 1
    counts = np.bincount(codes)
    kept = counts >= max(FEWEST, RAREST * len(rows))
    kept[0] = False
    return np.where(kept, np.cumsum(kept), 0)[codes]
