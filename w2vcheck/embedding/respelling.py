"""Words without a vector that would have one if they were spelt as the vectors spell them."""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.embedding.coverage import LookedUp

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_TAG = re.compile(r"<[^<>]*>")


def _bare(word: str) -> str:
    return _EDGES.sub("", word)


def _unescaped(word: str) -> str:
    return _TAG.sub("", html.unescape(word))


RESPELLINGS: dict[str, Callable[[str], str]] = {
    "lower-casing": str.lower,
    "stripping punctuation": _bare,
    "unescaping HTML": _unescaped,
    "Unicode normalisation (NFKC)": lambda word: unicodedata.normalize("NFKC", word),
    "lower-casing and stripping punctuation": lambda word: _bare(word.lower()),
    "unescaping HTML, lower-casing and stripping punctuation": lambda word: _bare(_unescaped(word).lower()),
}
"""What may be done to a token before it is looked up, simplest first."""
KEEPING_CASE = "keeping capitals"
"""The other way round: the vectors have capitals, and the tokens were lower-cased."""


@dataclass(frozen=True, slots=True)
class Respelt:
    """`how` in words; `types` are those that have no vector as they stand and one when respelt, shape (types,).

    `kept` is the share of the words with a vector that are not spelt that way themselves: 0 where the vectors know one
    spelling only, and more where they were trained on text that was cut just like this.
    """

    how: str
    types: NDArray[np.bool_]
    kept: float


def best_respelling(looked: LookedUp) -> Respelt | None:
    """The respelling that makes most tokens known, the simplest of equals; None where all words have a vector."""
    types = looked.tokens.types
    unknown = np.flatnonzero(~looked.known)
    if not len(unknown):
        return None
    counts = looked.tokens.counts(looked.rows)
    tried = {how: {word for word in types[unknown] if respell(word) in looked.words} for how, respell in RESPELLINGS.items()}
    folded = {word.lower() for word in looked.words if not word.islower()}
    tried[KEEPING_CASE] = {word for word in types[unknown] if word in folded}
    best: tuple[str, NDArray[np.bool_]] | None = None
    most = -1
    for how, words in tried.items():
        found = np.zeros(len(types), bool)
        found[[position for position in unknown.tolist() if types[position] in words]] = True
        if (recovered := int(counts[found].sum())) > most:
            best, most = (how, found), recovered
    if best is None:
        return None
    how, found = best
    respell = RESPELLINGS.get(how)
    kept = 0.0 if respell is None else sum(respell(word) != word for word in looked.words) / len(looked.words)
    return Respelt(how, found, kept)
