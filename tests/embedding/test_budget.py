from dataclasses import asdict, replace
from math import ceil, sqrt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from gensim.models import Word2Vec
from gensim.test.utils import datapath
from numpy.typing import NDArray

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.vocabulary import TrainingText, Vocabulary
from w2vcheck.embedding.budget import (
    Budget,
    Word2VecConfig,
    configured,
    effective_tokens,
    keep_probability,
    updates_per_word,
)
from w2vcheck.sections import Word2VecSettings
from w2vcheck.settings import Settings, override

NEWS = [line.split() for line in Path(datapath("lee_background.cor")).read_text(encoding="utf-8").splitlines()]


def built(sentences: list[list[str]], **parameters: float) -> tuple[Word2Vec, NDArray[np.int64]]:
    """A model of gensim that has counted its words, and these counts."""
    model = Word2Vec(workers=1, **parameters)
    model.build_vocab(sentences)
    return model, np.array([model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key], np.int64)


# --- down-sampling --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", [1e-3, 1e-5, 0.1, 0, 1, 10, 100])
@pytest.mark.parametrize("min_count", [1, 5])
def test_the_chance_of_a_token_is_what_gensim_keeps(sample: float, min_count: int) -> None:
    model, counts = built(NEWS, sample=sample, min_count=min_count)
    kept = np.array([model.wv.get_vecattr(word, "sample_int") for word in model.wv.index_to_key], np.float64) / 2**32

    assert keep_probability(counts, sample) == pytest.approx(kept, abs=1e-8)


def test_the_expected_tokens_are_what_gensim_reports() -> None:
    model, counts = built(NEWS, sample=1e-3, min_count=5)
    kept = np.array([model.wv.get_vecattr(word, "sample_int") for word in model.wv.index_to_key], np.float64) / 2**32

    assert effective_tokens(counts, 1e-3) == pytest.approx(float(kept @ counts), rel=1e-6)
    assert effective_tokens(counts, 0) == counts.sum()


def test_the_tokens_that_gensim_really_trains_on() -> None:
    model, counts = built(NEWS, min_count=5)
    trained, _ = model.train(NEWS, total_examples=len(NEWS), epochs=5)

    assert trained / 5 == pytest.approx(effective_tokens(counts, 1e-3), rel=0.01)


def test_the_published_figures_of_one_sentence_of_seven_words() -> None:
    counts = np.ones(7, np.int64)
    config = Word2VecConfig(min_count=1)

    kept = keep_probability(counts, config.sample)
    assert kept == pytest.approx([0.0907] * 7, abs=5e-5)
    effective = effective_tokens(counts, config.sample)
    assert effective == pytest.approx(0.635, abs=5e-4)
    assert updates_per_word(effective, 7, config) == pytest.approx(0.453, abs=1e-3)


def test_the_chance_by_hand() -> None:
    # A word that is a hundredth of a text, thinned out from a thousandth on: (sqrt 10 + 1) / 10.
    assert keep_probability(np.array([10, 990]), 1e-3)[0] == pytest.approx((sqrt(10) + 1) / 10)
    assert keep_probability(np.array([1, 999_999]), 1e-3)[0] == 1.0


def test_a_sample_of_zero_thins_nothing_out_and_neither_do_words_that_do_not_occur() -> None:
    assert keep_probability(np.array([1, 1000]), 0).tolist() == [1, 1]
    assert keep_probability(np.array([0, 1000]), 1e-3)[0] == 1
    assert effective_tokens(np.zeros(0, np.int64), 1e-3) == 0


# --- updates per word -----------------------------------------------------------------------------------------------------


def test_updates_per_word_by_hand() -> None:
    assert updates_per_word(10_000, 500, Word2VecConfig(epochs=5)) == pytest.approx(100)
    assert updates_per_word(10_000, 500, Word2VecConfig(epochs=20)) == pytest.approx(400)
    assert updates_per_word(10_000, 500, Word2VecConfig(alpha=0.05, min_alpha=0.0002)) == pytest.approx(200)
    assert updates_per_word(10_000, 500, Word2VecConfig(alpha=0, min_alpha=0)) == 0
    assert updates_per_word(0, 0, Word2VecConfig()) == 0


def test_what_is_not_written_is_gensim_s_default() -> None:
    model = Word2Vec(workers=1)
    ours = asdict(Word2VecConfig())

    of_gensim = {name: getattr(model, name) for name in ours.keys() - {"shrink_windows", "max_vocab_size"}}
    assert {name: ours[name] for name in of_gensim} == of_gensim
    assert (ours["shrink_windows"], ours["max_vocab_size"]) == (model.shrink_windows, model.max_vocab_size) == (True, None)


def test_what_is_written_counts_even_where_it_is_zero() -> None:
    assert configured(Word2VecSettings()) == Word2VecConfig()
    assert configured(Word2VecSettings(alpha=0.0, sg=0, min_count=0, epochs=9, workers=4)) == replace(
        Word2VecConfig(), alpha=0.0, min_count=0, epochs=9
    )


def test_skip_gram_needs_less() -> None:
    assert (Word2VecConfig().enough, Word2VecConfig().architecture) == (500, "CBOW")
    assert (Word2VecConfig(sg=1).enough, Word2VecConfig(sg=1).architecture) == (300, "skip-gram")


# --- the budget of an audit -----------------------------------------------------------------------------------------------


def store(options: dict[str, object]) -> Store:
    frame = pl.DataFrame({"text": [" ".join(words) for words in NEWS], "label": ["a", "b"] * (len(NEWS) // 2)})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: override(Settings(), options)})


def test_the_budget_of_news_at_gensim_s_defaults_is_far_too_small() -> None:
    shop = store({"word2vec.vector_size": 100})
    found, text, vocabulary = shop.get(Budget), shop.get(TrainingText), shop.get(Vocabulary)

    kept = text.counts[text.counts >= 5]
    share = kept / kept.sum()
    effective = (kept * np.minimum(1, (np.sqrt(share / 1e-3) + 1) * 1e-3 / share)).sum()
    assert found.vocabulary == vocabulary.size == len(kept)
    assert found.effective == pytest.approx(effective)
    assert found.updates == pytest.approx(effective * 5 / len(kept))
    assert found.updates < 150
    assert found.epochs_needed == ceil(500 * len(kept) / effective)


def test_the_epochs_needed_are_enough_and_one_less_is_not() -> None:
    needed = store({"word2vec.sg": 1}).get(Budget).epochs_needed

    assert store({"word2vec.sg": 1, "word2vec.epochs": needed}).get(Budget).updates >= 300
    assert store({"word2vec.sg": 1, "word2vec.epochs": needed - 1}).get(Budget).updates < 300


@pytest.mark.parametrize("options", [{"word2vec.alpha": 0.0, "word2vec.min_alpha": 0.0}, {"word2vec.min_count": 10_000}])
def test_where_nothing_is_trained_no_number_of_epochs_helps(options: dict[str, object]) -> None:
    found = store(options).get(Budget)

    assert (found.updates, found.epochs_needed) == (0, 0)


def test_without_word2vec_there_is_no_budget() -> None:
    with pytest.raises(Unavailable, match=r"no \[word2vec\] settings are given"):
        store({}).get(Budget)
