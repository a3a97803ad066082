"""Texts that were cut at a fixed length, in the middle of a word."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.corpus import Corpus, Keys
from w2vcheck.data.tokens import Tokens

_ENDS_IN_A_WORD = r"\s\p{L}+$"
"""The last piece is letters only: the end of a web address or a number is unique in any case."""


@dataclass(frozen=True, slots=True)
class Truncation:
    """What happens at the greatest length.

    Counted are different texts, `n` of them. `limit` is the greatest length in characters, `at_limit` how many texts have
    it and end in a word, `broken` the rows of those whose last word is a beginning: of a longer word in the data, and itself
    nowhere but at the end of texts. `others` and `others_broken` are the same two figures for shorter texts: how often
    that happens without a cut.
    """

    n: int
    limit: int
    at_limit: int
    broken: NDArray[np.int64]
    others: int
    others_broken: int


@provider("looking at the ends of the texts")
def truncation(corpus: Corpus, keys: Keys, tokens: Tokens) -> Truncation:
    """Compare the last words of the longest texts with those of all others."""
    lengths = corpus.texts.str.len_chars().to_numpy()
    limit = int(lengths.max(initial=0))
    first = np.zeros(len(lengths), bool)
    first[np.unique(keys.codes, return_index=True)[1]] = True
    worded = tokens.lengths > 0
    last = np.zeros(len(lengths), np.int64)
    last[worded] = tokens.ids[tokens.offsets[1:][worded] - 1]
    ends = first & worded & corpus.texts.str.contains(_ENDS_IN_A_WORD).to_numpy()
    beginning = np.zeros(len(lengths), bool)
    beginning[ends] = _beginnings(tokens, last[worded])[last[ends]]
    longest = ends & (lengths == limit)
    return Truncation(
        n=int(first.sum()),
        limit=limit,
        at_limit=int(longest.sum()),
        broken=np.flatnonzero(longest & beginning),
        others=int((ends & ~longest).sum()),
        others_broken=int((beginning & ~longest).sum()),
    )


def _beginnings(tokens: Tokens, last: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which types of two characters or more begin a longer one and occur only among these last words; shape (types,)."""
    within = tokens.counts() - np.bincount(last, minlength=len(tokens.types))
    types: list[str] = tokens.types.tolist()
    # In alphabetical order the longer words come next.
    begins = np.array([len(word) > 1 and longer.startswith(word) for word, longer in pairwise([*types, ""])], bool)
    return np.asarray(begins & (within == 0), dtype=np.bool_)
