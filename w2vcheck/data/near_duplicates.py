"""Texts that are almost the same: pairs whose word shingles overlap, found by MinHash and then verified exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.shingles import Hashes, Shingles, bitmaps, bits_apart, folded, shingles, text_hashes
from w2vcheck.data.tokens import Tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SIMILARITY = 0.8
"""Jaccard similarity of the shingle sets from which two texts are near duplicates (RULES, 109)."""
FEWEST_TOKENS = 5
"""Shorter texts are compared by their key only: one word is too much of them (RULES, 109)."""
FEWEST_SHINGLES = 4
"""Different shingles that the smaller text of a pair must have."""
SHORT = 50
"""Tokens up to which a text is cut into shingles of 3, above into shingles of 5. The shorter text of a pair decides."""
SHORT_WIDTH, LONG_WIDTH = 3, 5
NEIGHBOURS = 4
"""In a bucket, texts are sorted by their next band and each is compared with the four that follow: every pair in a
bucket of up to five texts, the likeliest ones in a larger one. That keeps the cost linear where all texts are alike."""
ENOUGH = 8
"""Two texts that have as many twins each are not compared any more."""
SHOWN = 3
"""How many pairs a finding shows."""
CHUNK = 1 << 16
"""Pairs that are compared at once."""


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """Pairs of different texts whose sets of shingles have a Jaccard similarity of at least .8.

    Texts that agree in all tokens, copies among them, are one unit. `units` has one entry a row, -1 for texts of fewer than
    five tokens; there are `n_units`. `pairs` has shape (pairs, 2), units in ascending order; `jaccard`, shape (pairs,), lies in
    [.8, 1]. Pairs are not closed transitively: that A is like B and B like C does not make A like C. In large groups of like
    texts not every pair is looked at, but every text with a few that are like it.
    """

    units: NDArray[np.int64]
    n_units: int
    pairs: NDArray[np.int64]
    jaccard: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Twins:
    """The most similar other text of each row: its row, shape (rows,), -1 where there is none, and their Jaccard, else 0."""

    rows: NDArray[np.int64]
    jaccard: NDArray[np.float64]


@provider("looking for near duplicates")
def near_duplicates(tokens: Tokens, keys: Keys) -> NearDuplicates:
    """Compare the texts by the shingles of their tokens, regardless of case."""
    words = folded(tokens)
    _, first, of_row = np.unique(keys.codes, return_index=True, return_inverse=True)
    first = first.astype(np.int64)
    unit_of_key = np.full(len(first), -1, np.int64)
    long_enough = np.flatnonzero(tokens.lengths[first] >= FEWEST_TOKENS)
    hashes = text_hashes(tokens, words)[first[long_enough]]
    _, rows, unit_of_text = np.unique(hashes, return_index=True, return_inverse=True)
    rows = first[long_enough][rows]
    unit_of_key[long_enough] = np.argsort(np.argsort(rows))[unit_of_text]  # numbered by their first row
    rows = np.sort(rows)
    lengths = tokens.lengths[rows]
    near, nearness = [], []
    reach = reach_of(int(lengths[lengths <= SHORT].max(initial=0)))
    for width, members in ((SHORT_WIDTH, lengths <= reach), (LONG_WIDTH, lengths > SHORT)):
        own = np.flatnonzero(members)
        pairs, jaccard = _similar(shingles(tokens, words, rows[own], width))
        pairs = own[pairs]
        mine = (lengths[pairs].min(axis=1) > SHORT) == (width == LONG_WIDTH)
        near.append(pairs[mine])
        nearness.append(jaccard[mine])
    return NearDuplicates(unit_of_key[of_row], len(rows), np.concatenate(near), np.concatenate(nearness))


def reach_of(length: int) -> int:
    """Tokens up to which a text can be the near duplicate of a short one: it has 1/.8 times the shingles at most."""
    return int((length - SHORT_WIDTH + 1) / SIMILARITY) + SHORT_WIDTH - 1 if length >= SHORT_WIDTH else 0


def twins(near: NearDuplicates, keys: Keys, among: NDArray[np.int64]) -> Twins:
    """For every row the most similar row `among` these whose key is another one; copies are no twins here."""
    some, other = _representatives(near, keys, among)
    units, rows = near.units, np.arange(len(near.units))
    known = units >= 0
    row_of = np.full(len(units), -1, np.int64)
    jaccard = np.zeros(len(units))
    # Of the near units, the nearest one that has a row among these.
    ends = np.concatenate([near.pairs, near.pairs[:, ::-1]])
    both = np.concatenate([near.jaccard, near.jaccard])
    usable = some[ends[:, 1]] >= 0
    ends, both = ends[usable], both[usable]
    order = np.lexsort((-ends[:, 1], both, ends[:, 0]))
    best, nearness = np.full(near.n_units, -1, np.int64), np.zeros(near.n_units)
    best[ends[order, 0]] = some[ends[order, 1]]  # the last one written is the nearest
    nearness[ends[order, 0]] = both[order]
    row_of[known], jaccard[known] = best[units[known]], nearness[units[known]]
    # Rows of the same tokens and another key are nearer still.
    for candidate in (other, some):
        own = np.where(known, candidate[units], -1)
        same = (own >= 0) & (keys.codes[own] != keys.codes[rows])
        row_of[same], jaccard[same] = own[same], 1.0
    return Twins(row_of, jaccard)


def shown(found: Twins, rows: NDArray[np.int64]) -> list[int]:
    """Which of these rows to show beside their twins: one in the middle, and the two where the case is weakest."""
    ranked = rows[np.argsort(found.jaccard[rows], kind="stable")].tolist()
    picked: dict[frozenset[int], int] = {}
    for row in [ranked[len(ranked) // 2], *ranked]:
        picked.setdefault(frozenset((row, int(found.rows[row]))), row)  # A beside B is B beside A
        if len(picked) == SHOWN:
            break
    return list(picked.values())


def _representatives(near: NearDuplicates, keys: Keys, among: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each unit its first row among these, and the first of another key; -1 where there is none. Shape (units,) each."""
    some, other = np.full(near.n_units + 1, -1, np.int64), np.full(near.n_units + 1, -1, np.int64)
    rows = np.sort(among[near.units[among] >= 0])[::-1]
    some[near.units[rows]] = rows  # the last one written is the first row
    rows = rows[keys.codes[rows] != keys.codes[some[near.units[rows]]]]
    other[near.units[rows]] = rows
    return some, other


def _similar(found: Shingles) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of texts with similar sets of shingles, shape (pairs, 2), and their Jaccard similarity."""
    n = found.bands.shape[1]
    candidates = _candidates(found)
    texts = _texts_of(candidates, n)
    sets, sizes = _sets(found.hashes, found.bounds, texts)
    place = np.zeros(n, np.int64)
    place[texts] = np.arange(len(texts))
    twins, known = np.zeros(n, np.int64), np.zeros(0, np.int64)
    near, nearness = [np.zeros(0, np.int64)], [np.zeros(0)]
    for candidate in candidates:
        left, right = np.divmod(candidate, max(1, n))
        open_pairs = candidate[(np.minimum(twins[left], twins[right]) < ENOUGH) & ~_among(candidate, known)]
        jaccard = _jaccard(sets, sizes, *(place[end] for end in np.divmod(open_pairs, max(1, n))))
        similar = jaccard >= SIMILARITY
        near.append(open_pairs[similar])
        nearness.append(jaccard[similar])
        known = np.sort(np.concatenate([known, near[-1]]))
        twins += np.bincount(np.concatenate(np.divmod(near[-1], max(1, n))), minlength=n)
    return np.stack(np.divmod(np.concatenate(near), max(1, n)), axis=1), np.concatenate(nearness)


def _candidates(found: Shingles) -> list[NDArray[np.int64]]:
    """For each band the pairs that agree in it and could be similar, as smaller * texts + larger, ascending."""
    n = found.bands.shape[1]
    neighbours = []
    for own, following in zip(found.bands, np.roll(found.bands, -1, axis=0), strict=True):
        neighbours.append(_neighbours(own, _buckets(own, following)))
    texts = _texts_of(neighbours, n)
    place = np.zeros(n, np.int64)
    place[texts] = np.arange(len(texts))
    bits, counts = bitmaps(found, texts), np.diff(found.bounds)
    kept = []
    for pairs in neighbours:
        left, right = np.divmod(pairs, max(1, n))
        apart = bits_apart(bits, place[left], place[right])
        # Of sets with s elements in all of which d are in one only, (s - d) / 2 are common and the Jaccard is (s - d) / (s + d).
        # Bits differ in d places at most, and repeated shingles make s too large: both err on the safe side.
        kept.append(pairs[(1 + SIMILARITY) * apart <= (1 - SIMILARITY) * (counts[left] + counts[right]) + 1e-6])
    return kept


def _texts_of(several: list[NDArray[np.int64]], n: int) -> NDArray[np.int64]:
    """The texts in these pairs, ascending."""
    seen = np.zeros(n, bool)
    for pairs in several:
        for end in np.divmod(pairs, max(1, n)):
            seen[end] = True
    return np.flatnonzero(seen)


def _among(pairs: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these pairs are among the known ones; both ascending."""
    if not len(known):
        return np.zeros(len(pairs), bool)
    return np.asarray(known[np.searchsorted(known, pairs).clip(max=len(known) - 1)] == pairs)


def _buckets(own: Hashes, following: Hashes) -> NDArray[np.int64]:
    """The texts that share this band with another text: bucket by bucket, within a bucket by the next band."""
    order = np.argsort(own)
    equal = own[order][1:] == own[order][:-1]
    members = np.sort(order[np.append(equal, False) | np.append(False, equal)]) if len(order) else order
    return members[np.lexsort((following[members], own[members]))]


def _neighbours(own: Hashes, members: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs of texts that stand close to each other in a bucket, as smaller * texts + larger, ascending."""
    found = [np.zeros(0, np.int64)]
    for step in range(1, NEIGHBOURS + 1):
        one, two = members[:-step], members[step:]
        same = own[one] == own[two]
        found.append(np.minimum(one, two)[same] * len(own) + np.maximum(one, two)[same])
    return np.sort(np.concatenate(found))


def _sets(hashes: Hashes, bounds: NDArray[np.int64], texts: NDArray[np.int64]) -> tuple[csr_matrix, NDArray[np.int64]]:
    """The sets of shingles of these texts, one row each of zeros and ones, and how many shingles each has."""
    from scipy.sparse import csr_matrix

    lengths = bounds[texts + 1] - bounds[texts]
    own_bounds = np.concatenate([[0], np.cumsum(lengths)])
    own = hashes[np.repeat(bounds[texts] - own_bounds[:-1], lengths) + np.arange(own_bounds[-1])]
    # A hash is its own column: only non-zeros take space.
    columns = (own >> np.uint64(2)).astype(np.int64)
    sets = csr_matrix((np.ones(len(own), np.int32), columns, own_bounds), shape=(len(texts), 1 << 62))
    sets.sum_duplicates()
    sets.data[:] = 1
    return sets, np.diff(sets.indptr).astype(np.int64)


def _jaccard(
    sets: csr_matrix, sizes: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Shingles that two texts have in common by those of either; 0 where one has too few to tell."""
    common = np.zeros(len(left), np.int64)
    for begin in range(0, len(left), CHUNK):
        part = slice(begin, begin + CHUNK)
        common[part] = np.asarray(sets[left[part]].multiply(sets[right[part]]).sum(axis=1)).ravel()
    jaccard: NDArray[np.float64] = common / (sizes[left] + sizes[right] - common)
    return np.where(np.minimum(sizes[left], sizes[right]) >= FEWEST_SHINGLES, jaccard, 0.0)
