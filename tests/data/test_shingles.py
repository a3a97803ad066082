"""The bitmaps bound what two sets have apart, and hashing in chunks changes nothing."""

import numpy as np
import polars as pl
import pytest

from w2vcheck.data import near_duplicates as module
from w2vcheck.data import shingles as hashing
from w2vcheck.data.corpus import Corpus, keys
from w2vcheck.data.near_duplicates import near_duplicates
from w2vcheck.data.shingles import bitmaps, bits_apart, folded, shingles, text_hashes
from w2vcheck.data.tokens import Tokens, tokenise
from w2vcheck.demo.tickets import tickets


def cut(texts: list[str]) -> Tokens:
    return tokenise(pl.Series(texts, dtype=pl.String), "words", lowercase=False, says="words")


@pytest.fixture(scope="module")
def messages() -> Tokens:
    """600 messages, among them empty ones at both ends and some that nearly repeat another."""
    texts = [text for text, _ in tickets(500, seed=5)]
    return cut(["", *texts, *(f"{text} indeed" for text in texts[:98]), ""])


def test_bitmaps_never_say_that_sets_are_further_apart_than_they_are(messages: Tokens) -> None:
    rows = np.flatnonzero(messages.lengths >= 5)
    found = shingles(messages, folded(messages), rows, 3)
    sets = [set(found.hashes[begin:end].tolist()) for begin, end in zip(found.bounds, found.bounds[1:], strict=False)]
    left, right = np.random.default_rng(0).integers(0, len(rows), (2, 3000))

    apart = bits_apart(bitmaps(found, np.arange(len(rows))), left, right)
    exact = np.array([len(sets[one] ^ sets[two]) for one, two in zip(left, right, strict=True)])

    assert (apart <= exact).all()
    assert apart.mean() > 0.9 * exact.mean()  # or it would leave nothing out


def test_bitmaps_leave_out_no_pair(messages: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = keys(Corpus("text", pl.Series([str(row) for row in range(len(messages.lengths))])), None)
    near = near_duplicates(messages, groups)
    monkeypatch.setattr(module, "bits_apart", lambda _, left, right: np.zeros(len(np.broadcast_arrays(left, right)[0]), np.int64))
    every = near_duplicates(messages, groups)

    assert len(near.pairs) > 50
    assert np.array_equal(near.pairs, every.pairs)
    assert np.array_equal(near.jaccard, every.jaccard)


def test_the_size_of_a_chunk_changes_nothing(messages: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.flatnonzero(messages.lengths >= 5)
    words = folded(messages)
    whole, hashes = shingles(messages, words, rows, 3), text_hashes(messages, words)
    monkeypatch.setattr(hashing, "CHUNK", 97)
    small = shingles(messages, words, rows, 3)

    assert np.array_equal(whole.hashes, small.hashes)
    assert np.array_equal(whole.bands, small.bands)
    assert np.array_equal(hashes, text_hashes(messages, words))
    assert len(hashes) == len(messages.lengths)


def test_words_that_differ_in_case_have_one_number() -> None:
    tokens = cut(["Straße STRASSE straße other Other"])

    assert len(set(folded(tokens)[tokens.ids].tolist())) == 2
    assert folded(cut(["all lower already"])).tolist() == [0, 1, 2]
