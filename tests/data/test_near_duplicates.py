"""Near duplicates against brute force: every pair that counts is found, and no other."""

from itertools import combinations
from random import Random

import numpy as np
import polars as pl
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from w2vcheck.data.corpus import Corpus, Keys, keys
from w2vcheck.data.near_duplicates import NearDuplicates, near_duplicates, shown, twins
from w2vcheck.data.tokens import Tokens, tokenise
from w2vcheck.demo.tickets import tickets


def cut(texts: list[str], *, lowercase: bool = True) -> tuple[Tokens, Keys]:
    series = pl.Series(texts, dtype=pl.String)
    return tokenise(series, "words", lowercase=lowercase, says="words"), keys(Corpus("text", series), None)


def compared(texts: list[str]) -> NearDuplicates:
    return near_duplicates(*cut(texts))


def pairs_of(texts: list[str]) -> dict[tuple[int, int], float]:
    """The pairs found, as first rows of their units."""
    near = compared(texts)
    first = [int(np.flatnonzero(near.units == unit)[0]) for unit in range(near.n_units)]
    return {
        (first[one], first[two]): float(similarity)
        for (one, two), similarity in zip(near.pairs.tolist(), near.jaccard, strict=True)
    }


def by_brute_force(texts: list[str]) -> dict[tuple[int, int], float]:
    """Every pair of different token sequences, by the products of scikit-learn's shingle counts."""
    tokens, _ = cut(texts)
    sentences = [tuple(sentence) for sentence in tokens.sentences(np.arange(len(texts)))]
    first: dict[tuple[str, ...], int] = {}
    for row, sentence in enumerate(sentences):
        if len(sentence) >= 5:
            first.setdefault(sentence, row)
    rows = np.array(sorted(first.values()))
    lengths = tokens.lengths[rows]
    wide = np.minimum(lengths[:, None], lengths[None, :]) > 50
    jaccard, smaller = np.zeros(wide.shape), np.zeros(wide.shape)
    for width, own in ((3, ~wide), (5, wide)):
        vectorizer = CountVectorizer(token_pattern=r"\w+", ngram_range=(width, width), binary=True)  # noqa: S106 - a pattern
        sets = vectorizer.fit_transform([texts[row] for row in rows]).astype(np.int64)
        common = (sets @ sets.T).toarray()
        sizes = common.diagonal()
        with np.errstate(invalid="ignore"):
            jaccard[own] = (common / (sizes[:, None] + sizes[None, :] - common))[own]
        smaller[own] = np.minimum(sizes[:, None], sizes[None, :])[own]
    found = np.argwhere(np.triu((jaccard >= 0.8) & (smaller >= 4), 1))
    return {(int(rows[one]), int(rows[two])): float(jaccard[one, two]) for one, two in found}


def edited(text: str, how: str, rng: Random) -> str:
    words = text.split()
    at = rng.randrange(len(words))
    match how:
        case "swap":
            words[at] = "other"
        case "insertion":
            words.insert(at, "really")
        case "case":
            words = [word.upper() for word in words]
        case "punctuation":
            words = [f"{word}," for word in words]
        case _:
            words = words[: -max(1, len(words) // 12)]
    return " ".join(words)


EDITS = ("swap", "insertion", "case", "punctuation", "truncation")


def corpus(how: str, n: int = 200, parts: int = 1) -> list[str]:
    """Messages, and each of a part of them again with one edit; `parts` messages make one text."""
    rng = Random(7)  # noqa: S311 - edits, not secrets
    messages = [text for text, _ in tickets(n * parts, seed=3)]
    texts = [" ".join(messages[at : at + parts]) for at in range(0, len(messages), parts)]
    texts += [edited(text, how, rng) for text in texts[: n // 4]]
    rng.shuffle(texts)
    return texts


@pytest.mark.parametrize("parts", [1, 2, 5])
@pytest.mark.parametrize("how", EDITS)
def test_nearly_all_pairs_are_found_and_no_other(how: str, parts: int) -> None:
    texts = corpus(how, 800, parts) if parts < 5 else corpus(how, 200, parts)
    expected, found = by_brute_force(texts), pairs_of(texts)

    assert found.keys() <= expected.keys()
    assert len(found) >= 0.98 * len(expected)
    for pair, similarity in found.items():
        assert similarity == pytest.approx(expected[pair])
    if how in ("swap", "insertion", "truncation") and parts == 5:
        assert len(expected) >= 45


@pytest.mark.parametrize("how", ["case", "punctuation"])
def test_texts_of_the_same_words_are_one_unit(how: str) -> None:
    texts = corpus(how, 100)
    tokens, groups = cut(texts)
    near = near_duplicates(tokens, groups)
    sentences = [tuple(sentence) for sentence in tokens.sentences(np.arange(len(texts)))]

    assert near.n_units == len(set(sentences))
    for one, two in combinations(range(len(texts)), 2):
        assert (near.units[one] == near.units[two]) == (sentences[one] == sentences[two])


def test_the_border_between_shingles_of_three_and_of_five() -> None:
    words = [f"word{place}" for place in range(60)]
    texts = [" ".join(words[:length]) for length in (49, 50, 51, 52, 60)]

    assert pairs_of(texts) == pytest.approx(by_brute_force(texts))
    assert (1, 4) in pairs_of(texts)  # 48 of 58 shingles of three


def test_long_texts_are_not_compared_by_shingles_of_three() -> None:
    words = [f"word{place}" for place in range(52)]
    other = [*words[:20], "two", "others", *words[22:]]

    assert pairs_of([" ".join(words), " ".join(other)]) == {}  # 42 of 54; by shingles of three it would be 46 of 54
    assert list(pairs_of([" ".join(words[:50]), " ".join(other[:50])])) == [(0, 1)]


def test_texts_that_are_too_short_take_no_part() -> None:
    near = compared(["one two three four", "one two three four!", "", "a a a a a a a", "a a a a a a a a"])

    assert near.units.tolist() == [-1, -1, -1, 0, 1]
    assert near.pairs.shape == (0, 2)  # one shingle, the same: too few to tell


def test_one_word_in_a_short_text_makes_another_text() -> None:
    base = "turn the light in the kitchen on please"

    assert pairs_of([base, base.replace("on", "off"), base.replace("kitchen", "garden")]) == {}


def test_case_counts_for_nothing_even_where_tokens_keep_it() -> None:
    series = ["The parcel came on the wrong day", "the PARCEL came on the wrong day!", "nothing like it at all today"]
    near = near_duplicates(*cut(series, lowercase=False))

    assert near.units.tolist() == [0, 0, 1]


def test_nothing_to_compare() -> None:
    near = compared(["a", "b c"])

    assert near.n_units == 0
    assert near.pairs.shape == (0, 2)
    assert twins(near, cut(["a", "b c"])[1], np.arange(2)).rows.tolist() == [-1, -1]


def test_pairs_are_no_chains() -> None:
    words = [f"word{place}" for place in range(30)]
    chain = [" ".join(words[start : start + 20]) for start in (0, 2, 4)]

    assert pairs_of(chain).keys() == {(0, 1), (1, 2)}


def test_many_like_texts_each_find_some_of_their_like() -> None:
    words = [f"word{place}" for place in range(40)]
    texts = [" ".join([*words, f"number{row}"]) for row in range(1500)]
    near = compared(texts)
    found = twins(near, cut(texts)[1], np.arange(len(texts)))

    assert (found.rows >= 0).all()
    assert len(near.pairs) < 20 * len(texts)  # of more than a million: the cost stays linear


# --- twins ----------------------------------------------------------------------------------------------------------------

TEXTS = [
    "the parcel came on the wrong day and it was wet",  # 0
    "the parcel came on the wrong day and it was wet",  # 1: a copy
    "The parcel came on the wrong day, and it was wet.",  # 2: the same words
    "the parcel came on the wrong day and it was wet again",  # 3: a word more
    "nobody has answered my three letters since the first of May",  # 4
]


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        ([0, 1, 2, 3, 4], [2, 2, 0, 0, -1]),
        ([3, 4], [3, 3, 3, -1, -1]),
        ([0, 1], [-1, -1, 0, 0, -1]),
        ([1, 2], [2, 2, 1, 1, -1]),
        ([4], [-1, -1, -1, -1, -1]),
        ([], [-1, -1, -1, -1, -1]),
    ],
)
def test_the_nearest_text_that_is_no_copy(among: list[int], expected: list[int]) -> None:
    tokens, groups = cut(TEXTS)
    found = twins(near_duplicates(tokens, groups), groups, np.array(among, np.int64))

    assert found.rows.tolist() == expected
    jaccard = {-1: 0.0, 3: 9 / 10}
    for row, other in enumerate(expected):
        assert found.jaccard[row] == pytest.approx(9 / 10 if row == 3 and other >= 0 else jaccard.get(other, 1.0))


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1)])
def test_of_several_twins_the_nearest(order: tuple[int, ...]) -> None:
    base = " ".join(f"word{place}" for place in range(20))
    texts = [base, f"{base} more", f"{base} and yet"]
    tokens, groups = cut([texts[place] for place in order])
    found = twins(near_duplicates(tokens, groups), groups, np.arange(3))

    assert found.rows[0] == order.index(1)
    assert found.jaccard[0] == pytest.approx(18 / 19)


def test_twins_against_brute_force() -> None:
    texts = corpus("swap") + corpus("punctuation")
    tokens, groups = cut(texts)
    near = near_duplicates(tokens, groups)
    among = np.arange(0, len(texts), 3)
    similarity = {unit: {unit: 1.0} for unit in range(near.n_units)}
    for (one, two), jaccard in zip(near.pairs.tolist(), near.jaccard.tolist(), strict=True):
        similarity[one][two] = similarity[two][one] = jaccard
    found = twins(near, groups, among)

    for row, unit in enumerate(near.units.tolist()):
        best = max(
            (similarity[unit].get(int(near.units[other]), 0.0) for other in among if groups.codes[other] != groups.codes[row]),
            default=0.0,
        )
        assert found.jaccard[row] == best
        other = found.rows[row]
        assert (other >= 0) == (best > 0)
        if other >= 0:
            assert other in among
            assert groups.codes[other] != groups.codes[row]
            assert similarity[unit][int(near.units[other])] == best


def test_the_weakest_cases_are_shown_and_no_pair_twice() -> None:
    tokens, groups = cut(TEXTS)
    found = twins(near_duplicates(tokens, groups), groups, np.arange(5))
    rows = shown(found, np.array([0, 1, 2, 3]))

    assert 3 in rows
    assert len({frozenset((row, int(found.rows[row]))) for row in rows}) == len(rows) == 3
