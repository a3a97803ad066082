"""Words that would be known in another spelling, and the share of tokens, against loops."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import bootstrap

from w2vcheck.data.tokens import tokenise
from w2vcheck.embedding.coverage import LookedUp, share_of_tokens
from w2vcheck.embedding.respelling import KEEPING_CASE, best_respelling


def looked_up(texts: list[str], words: set[str]) -> LookedUp:
    tokens = tokenise(pl.Series(texts), "whitespace", lowercase=False, says="")
    known = np.array([word in words for word in tokens.types])
    return LookedUp(tokens, np.arange(len(texts)), known, frozenset(words), "tokens", assumed=False)


@pytest.mark.parametrize(
    ("texts", "words", "how", "recovered", "kept"),
    [
        (["The Cat", "the dog"], {"the", "cat"}, "lower-casing", ["Cat", "The"], 0),
        (["the cat, the", "(dog)"], {"the", "cat", "dog"}, "stripping punctuation", ["(dog)", "cat,"], 0),
        (["fish &amp; chips"], {"fish", "&"}, "unescaping HTML", ["&amp;"], 0),
        (["<b>fish</b> chips"], {"fish"}, "unescaping HTML", ["<b>fish</b>"], 0),
        (["ﬁsh chips"], {"fish"}, "Unicode normalisation (NFKC)", ["ﬁsh"], 0),
        (["The cat, cat dog"], {"the", "cat"}, "lower-casing and stripping punctuation", ["The", "cat,"], 0),
        (["paris rain"], {"Paris", "Rain", "sun"}, KEEPING_CASE, ["paris", "rain"], 0),
        (["Cat dog"], {"cat", "Dog", "The", "a"}, "lower-casing", ["Cat"], 0.5),
    ],
)
def test_the_simplest_of_the_best_respellings_is_taken(
    texts: list[str], words: set[str], how: str, recovered: list[str], kept: float
) -> None:
    looked = looked_up(texts, words)

    found = best_respelling(looked)

    assert found is not None
    assert (found.how, found.kept) == (how, kept)
    assert looked.tokens.types[found.types].tolist() == recovered


def test_where_all_is_known_there_is_nothing_to_respell() -> None:
    assert best_respelling(looked_up(["a b"], {"a", "b"})) is None


def test_unknown_in_any_spelling() -> None:
    found = best_respelling(looked_up(["zzz yyy"], {"a"}))

    assert found is not None
    assert not found.types.any()


def test_tokens_of_a_kind_are_counted_text_by_text() -> None:
    looked = looked_up(["a b a", "", "b c", "a"], {"a"})

    assert looked.per_text(looked.known).tolist() == [2, 0, 0, 1]


def test_the_interval_of_a_share_of_tokens_is_that_of_a_bootstrap_over_texts() -> None:
    rng = np.random.default_rng(0)
    whole = rng.integers(1, 40, size=300)
    part = rng.binomial(whole, rng.beta(4, 2, size=300))

    found = share_of_tokens("s", part, whole, "tokens")

    resampled = bootstrap(
        (part, whole),
        lambda a, b, axis: a.sum(axis=axis) / b.sum(axis=axis),
        paired=True,
        n_resamples=4000,
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert found.value == part.sum() / whole.sum()
    assert (found.low, found.high) == pytest.approx((resampled.low, resampled.high), abs=0.006)
    assert share_of_tokens("s", part[:0], whole[:0], "tokens").value == 0
