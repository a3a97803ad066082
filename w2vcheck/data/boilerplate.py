"""The words that texts begin and end with: headers, greetings, footers that stand on many of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.tokens import Tokens

WIDTH = 4
"""Tokens that two texts must share at their start or end for it to count (RULES, 117)."""
LONGEST = 40
"""Tokens up to which common words are followed."""
KEPT = 0.95
"""Share of the texts that must go on with the same token for it to belong to the common words."""

Side = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Edge:
    """What the largest group of texts has in common at one side.

    `words` are at least `WIDTH` tokens in reading order, or none where no text is long enough; `rows` the first rows of
    the texts that have the first (or last) four of them, ascending; `n` counts all different texts.
    """

    side: Side
    words: tuple[str, ...]
    rows: NDArray[np.int64]
    n: int


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The most frequent start and end among the different texts: copies count once.

    `characters` says that the tokens are characters, not words.
    """

    start: Edge
    end: Edge
    characters: bool


@provider("looking at the starts and ends of texts")
def boilerplate(tokens: Tokens, keys: Keys) -> Boilerplate:
    """Find the most frequent four tokens at either side, and how far the texts that have them agree."""
    rows = np.sort(np.unique(keys.codes, return_index=True)[1].astype(np.int64))
    characters = all(len(word) == 1 for word in tokens.types.tolist())
    return Boilerplate(_edge(tokens, rows, "start"), _edge(tokens, rows, "end"), characters)


def edges(tokens: Tokens, rows: NDArray[np.int64], side: Side) -> NDArray[np.int64]:
    """The first or last four tokens of these texts as one code from 0, shape (rows,); -1 for texts that have no fifth."""
    long_enough = tokens.lengths[rows] > WIDTH
    code = np.zeros(int(long_enough.sum()), np.int64)
    for place in range(WIDTH):
        # Ranked anew at each step, so that codes stay below the number of rows and cannot overflow.
        joined = code * max(1, len(tokens.types)) + _token(tokens, rows[long_enough], side, place)
        code = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    codes = np.full(len(rows), -1, np.int64)
    codes[long_enough] = code
    return codes


def _token(tokens: Tokens, rows: NDArray[np.int64], side: Side, place: int) -> NDArray[np.int64]:
    """The token at this place, counted from 0 from the side; the texts must be that long."""
    at = tokens.offsets[rows] + place if side == "start" else tokens.offsets[rows + 1] - 1 - place
    return tokens.ids[at].astype(np.int64)


def _edge(tokens: Tokens, rows: NDArray[np.int64], side: Side) -> Edge:
    codes = edges(tokens, rows, side)
    if not (codes >= 0).any():
        return Edge(side, (), rows[:0], len(rows))
    members = rows[codes == np.bincount(codes[codes >= 0]).argmax()]
    ids = [int(_token(tokens, members[:1], side, place)[0]) for place in range(WIDTH)]
    left = members
    for place in range(WIDTH, LONGEST):
        left = left[tokens.lengths[left] > place + 1]  # of each text something must remain that is its own
        following = _token(tokens, left, side, place)
        if len(left) < KEPT * len(members):
            break
        common = int(np.bincount(following).argmax())
        left = left[following == common]
        if len(left) < KEPT * len(members):
            break
        ids.append(common)
    words = tokens.types[ids].tolist()
    return Edge(side, tuple(words if side == "start" else words[::-1]), members, len(rows))
