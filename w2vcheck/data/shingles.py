"""Texts as sets of hashed shingles: their MinHash bands, and bitmaps that bound how much two of them have in common.

All of it is reckoned a chunk of texts at a time, so that a chunk stays in the cache of a core, and chunks on two threads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from w2vcheck.data.tokens import Tokens

BANDS, HASHES = 20, 5
"""A pair of similarity .8 agrees in one band of five hashes at least with probability 1 - (1 - .8**5)**20 = .9996."""
SEED = 20
CHUNK = 1 << 16
"""Tokens that are worked on at once: they fit into the cache."""
BITMAP_WORDS = 8
"""Numbers of 64 bits in a bitmap."""
BITMAP_BITS = 64 * BITMAP_WORDS
BITMAP_TEXTS = 1024
"""Bitmaps that are made at once."""
THREADS = 2

Hashes = NDArray[np.uint64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of some texts, end to end.

    Text i owns `hashes[bounds[i]:bounds[i + 1]]`, repeated shingles included. `bands`, shape (20, texts), is its MinHash
    signature, each band of five minima folded into one number.
    """

    hashes: Hashes
    bounds: NDArray[np.int64]
    bands: Hashes


def folded(tokens: Tokens) -> NDArray[np.int64]:
    """A number for each type, shape (types,), equal for words that differ in case only."""
    words: list[str] = tokens.types.tolist()
    lower = [word.casefold() for word in words]
    if lower == words:
        return np.arange(len(words))
    # Not by numpy's own strings, which are all as wide as the longest: one word can be huge.
    seen: dict[str, int] = {}
    return np.fromiter((seen.setdefault(word, len(seen)) for word in lower), np.int64, len(lower))


def mixed(values: Hashes) -> Hashes:
    """Values scattered over all 64 bits (the finaliser of SplitMix64, Steele, Lea and Flood, OOPSLA 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def text_hashes(tokens: Tokens, words: NDArray[np.int64]) -> Hashes:
    """A hash of each text's sequence of words, shape (texts,). `words` numbers the types, equal ones alike."""
    of_word = mixed(words.astype(np.uint64))

    def of_chunk(begin: int, end: int) -> Hashes:
        offsets = tokens.offsets[begin : end + 1]
        place = np.arange(offsets[0], offsets[-1]) - np.repeat(offsets[:-1], np.diff(offsets))
        own = mixed(of_word[tokens.ids[offsets[0] : offsets[-1]]] + place.astype(np.uint64))
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(own)])
        hashes: Hashes = sums[offsets[1:] - offsets[0]] - sums[offsets[:-1] - offsets[0]]
        return hashes

    return np.concatenate([np.zeros(0, np.uint64), *_in_chunks(of_chunk, tokens.offsets)])


def shingles(tokens: Tokens, words: NDArray[np.int64], rows: NDArray[np.int64], width: int) -> Shingles:
    """All runs of `width` words of these rows, each of which has as many at least."""
    of_word = mixed(words.astype(np.uint64) + np.uint64(1))
    lengths = tokens.lengths[rows]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    factors = np.random.default_rng(SEED).integers(1 << 63, size=(BANDS, HASHES), dtype=np.uint64) * np.uint64(2) + np.uint64(1)

    def of_chunk(begin: int, end: int) -> tuple[Hashes, Hashes]:
        own = offsets[begin : end + 1] - offsets[begin]
        place = np.arange(own[-1]) - np.repeat(own[:-1], lengths[begin:end])
        ids = tokens.ids[place + np.repeat(tokens.offsets[rows[begin:end]], lengths[begin:end])]
        hashes = _runs(of_word[ids], width)
        starts = place < np.repeat(lengths[begin:end] - width + 1, lengths[begin:end])
        hashes = mixed(hashes[starts[: len(hashes)]])
        return hashes, _bands(hashes, own[:-1] - np.arange(end - begin) * (width - 1), factors)

    parts = _in_chunks(of_chunk, offsets)
    return Shingles(
        np.concatenate([np.zeros(0, np.uint64), *(hashes for hashes, _ in parts)]),
        np.concatenate([[0], np.cumsum(lengths - width + 1)]),
        np.concatenate([np.zeros((BANDS, 0), np.uint64), *(bands for _, bands in parts)], axis=1),
    )


def _runs(words: Hashes, width: int) -> Hashes:
    """A hash of every run of `width` words, also of those that reach into the next text: slices are cheaper than picking."""
    n = max(0, len(words) - width + 1)
    hashes = np.zeros(n, np.uint64)
    for step in range(width):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + words[step : step + n]
    return hashes


def _bands(hashes: Hashes, places: NDArray[np.int64], factors: Hashes) -> Hashes:
    bands = np.zeros((BANDS, len(places)), np.uint64)
    for band, own in zip(bands, factors, strict=True):
        for factor in own:
            band[:] = mixed(band ^ np.minimum.reduceat(hashes * factor, places))
    return bands


def _in_chunks(function: Callable[[int, int], T], offsets: NDArray[np.int64]) -> list[T]:
    """`function` of the first and last-but-one text of each chunk, in order."""
    cuts = np.unique(np.searchsorted(offsets, np.arange(0, offsets[-1] + CHUNK, CHUNK)).clip(max=len(offsets) - 1))
    cuts[-1] = len(offsets) - 1  # texts without tokens at the end
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(function, *zip(*pairwise(cuts.tolist()), strict=True))) if len(cuts) > 1 else []


def bitmaps(found: Shingles, texts: NDArray[np.int64]) -> Hashes:
    """For each of these texts 512 bits, shape (texts, 8): one is set where a shingle falls on it."""
    bits = np.zeros((len(texts), BITMAP_WORDS), np.uint64)
    for begin in range(0, len(texts), BITMAP_TEXTS):
        own = texts[begin : begin + BITMAP_TEXTS]
        lengths = found.bounds[own + 1] - found.bounds[own]
        at = np.repeat(found.bounds[own] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        bit = (found.hashes[at] % np.uint64(BITMAP_BITS)).astype(np.int64)
        dense = np.zeros((len(own), BITMAP_BITS), bool)
        dense[np.repeat(np.arange(len(own)), lengths), bit] = True
        bits[begin : begin + BITMAP_TEXTS] = np.packbits(dense, axis=1).view(np.uint64)
    return bits


def bits_apart(bits: Hashes, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """In how many bits the two of each pair differ, shape (pairs,): at most as many shingles as one has and the other has not."""
    apart = np.empty(len(left), np.int64)
    for begin in range(0, len(left), BITMAP_TEXTS):
        part = slice(begin, begin + BITMAP_TEXTS)
        apart[part] = _set_bits(bits[left[part]] ^ bits[right[part]]).sum(axis=1)
    return apart


def _set_bits(numbers: Hashes) -> NDArray[np.int64]:
    """How many bits of each number are set, added up in parallel (H. Warren, Hacker's Delight, 5-1)."""
    numbers = numbers - ((numbers >> np.uint64(1)) & np.uint64(0x5555555555555555))
    numbers = (numbers & np.uint64(0x3333333333333333)) + ((numbers >> np.uint64(2)) & np.uint64(0x3333333333333333))
    numbers = (numbers + (numbers >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return ((numbers * np.uint64(0x0101010101010101)) >> np.uint64(56)).astype(np.int64)
