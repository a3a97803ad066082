from pathlib import Path

import numpy as np
import pytest
from gensim.test.utils import datapath
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from w2vcheck.embedding.budget import Word2VecConfig, effective_tokens, updates_per_word
from w2vcheck.embedding.geometry import mean_cosine, participation_ratio, spectrum
from w2vcheck.embedding.reference import FEWEST_EPOCHS, FEWEST_WORDS, MOST_EPOCHS, MOST_WORDS, TRAINED_WORDS, ReferencePlan, plan
from w2vcheck.embedding.training import train

NEWS = [line.split() for line in Path(datapath("lee_background.cor")).read_text(encoding="utf-8").splitlines()]


def zipf(types: int, tokens: int) -> NDArray[np.int64]:
    """Counts that fall with the rank, as those of words do."""
    weights = 1 / np.arange(1, types + 1)
    return np.asarray(np.maximum(1, np.round(tokens * weights / weights.sum())), np.int64)


def kept_by(found: ReferencePlan, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return counts[counts >= found.config.min_count]


def test_a_middling_corpus_gets_as_many_epochs_as_it_needs() -> None:
    counts = zipf(12_000, 300_000)
    found = plan(counts, seed=0)

    kept = kept_by(found, counts)
    effective = effective_tokens(kept, 1e-3)
    assert found.config.min_count == 5
    assert (found.vocabulary, found.share) == (len(kept), 1.0)
    assert found.updates == pytest.approx(effective * found.config.epochs / len(kept))
    assert 300 <= found.updates < 300 + effective / len(kept)  # one epoch less would not be enough
    assert effective * found.config.epochs <= TRAINED_WORDS


def test_a_small_corpus_takes_in_words_that_occur_twice() -> None:
    counts = zipf(3000, 12_000)

    assert (counts >= 5).sum() < FEWEST_WORDS
    assert plan(counts, seed=0).config.min_count == 2
    assert plan(zipf(12_000, 300_000), seed=0).config.min_count == 5


def test_a_rich_corpus_is_read_ten_times_all_the_same() -> None:
    counts = np.full(1200, 150)

    found = plan(counts, seed=0)

    assert found.config.epochs == 10
    assert found.updates > 300


def test_a_large_vocabulary_loses_its_rarest_words() -> None:
    counts = zipf(60_000, 3_000_000)
    found = plan(counts, seed=0)

    assert (counts >= 5).sum() > MOST_WORDS
    assert found.vocabulary == len(kept_by(found, counts)) <= MOST_WORDS
    assert (counts >= found.config.min_count - 1).sum() > MOST_WORDS  # no more were lost than had to be


def test_of_ten_thousand_words_that_are_equally_frequent_none_is_lost() -> None:
    counts = np.full(30_000, 7)
    found = plan(counts, seed=0)

    assert (found.config.min_count, found.vocabulary) == (7, 30_000)
    assert found.updates > 0
    assert effective_tokens(counts, 1e-3) * found.share * found.config.epochs <= TRAINED_WORDS * (1 + 1e-9)
    assert plan(np.concatenate([np.full(20_000, 7), np.full(1_500, 9)]), seed=0).vocabulary == 1_500


def test_of_a_very_large_corpus_a_share_is_trained_three_times() -> None:
    counts = zipf(60_000, 40_000_000)
    found = plan(counts, seed=0)

    effective = effective_tokens(kept_by(found, counts), 1e-3)
    assert found.config.epochs == FEWEST_EPOCHS
    assert 0 < found.share < 1
    assert effective * found.share * FEWEST_EPOCHS == pytest.approx(TRAINED_WORDS)
    assert found.updates == pytest.approx(TRAINED_WORDS / found.vocabulary)


def test_a_tiny_corpus_is_not_read_for_ever() -> None:
    found = plan(np.full(300, 2), seed=0)

    assert found.config.epochs == MOST_EPOCHS
    assert found.updates == pytest.approx(effective_tokens(np.full(300, 2), 1e-3) * MOST_EPOCHS / 300)
    assert found.updates < 300


@pytest.mark.parametrize("counts", [np.zeros(0, np.int64), np.ones(50, np.int64)])
def test_without_a_word_that_occurs_twice_there_is_nothing_to_train(counts: NDArray[np.int64]) -> None:
    found = plan(counts, seed=0)

    assert (found.vocabulary, found.updates, found.share) == (0, 0.0, 1.0)


@settings(deadline=None)
@given(st.integers(1, 40_000), st.integers(1, 8_000_000), st.integers(300_000, 3_000_000))
def test_no_plan_costs_more_than_it_may(types: int, tokens: int, trained_words: int) -> None:
    counts = zipf(types, tokens)
    found = plan(counts, 0, trained_words)

    effective = effective_tokens(kept_by(found, counts), 1e-3) * found.share
    assert effective * found.config.epochs <= trained_words * (1 + 1e-9)
    assert FEWEST_EPOCHS <= found.config.epochs <= MOST_EPOCHS
    assert found.vocabulary <= MOST_WORDS
    assert found.updates == pytest.approx(updates_per_word(effective, found.vocabulary, found.config))


def test_the_seed_of_the_vectors_follows_the_seed_of_the_run() -> None:
    assert plan(zipf(100, 1000), seed=0).config.seed == 1
    assert plan(zipf(100, 1000), seed=41).config.seed == 42
    assert plan(zipf(100, 1000), seed=0).config.sg == 1


# --- which texts ----------------------------------------------------------------------------------------------------------


def test_all_texts_or_a_share_of_them_always_the_same() -> None:
    rows = np.arange(100, 300)
    config = Word2VecConfig(seed=7)

    assert ReferencePlan(config, 10, 300, 1.0).some_of(rows) is rows
    some = ReferencePlan(config, 10, 300, 0.25).some_of(rows)
    assert len(some) == 50
    assert sorted(set(some.tolist())) == some.tolist()
    assert set(some.tolist()) <= set(rows.tolist())
    assert np.array_equal(some, ReferencePlan(config, 10, 300, 0.25).some_of(rows))
    assert not np.array_equal(some, ReferencePlan(Word2VecConfig(seed=8), 10, 300, 0.25).some_of(rows))


def test_the_plan_in_words() -> None:
    config = Word2VecConfig(sg=1, min_count=5, epochs=12)

    assert (
        ReferencePlan(config, 10, 1234.5, 1.0).says
        == "skip-gram, 100 dimensions, min_count 5, 12 epochs, which makes 1,234 training updates per word"
    )
    assert ReferencePlan(config, 10, 99.6, 0.254).says == (
        "skip-gram, 100 dimensions, min_count 5, 12 epochs, on 25% of the texts, which makes 100 training updates per word"
    )


# --- what comes of it -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_plan_makes_healthy_vectors_of_news() -> None:
    words = sorted({word for text in NEWS for word in text})
    counts = np.bincount([words.index(word) for text in NEWS for word in text])

    trained = train(NEWS, plan(counts, seed=0).config)

    assert trained is not None
    assert participation_ratio(spectrum(trained.matrix)) > 8
    assert mean_cosine(trained.matrix) < 0.6
