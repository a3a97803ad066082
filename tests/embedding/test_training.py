import logging
import os
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from gensim.models import Word2Vec
from gensim.test.utils import datapath
from numpy.typing import NDArray

from w2vcheck.artefacts import Progress, Store, Unavailable, silent
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.split import Split
from w2vcheck.data.table import from_frame
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.budget import Word2VecConfig
from w2vcheck.embedding.geometry import cosine_to_start, mean_cosine, participation_ratio, spectrum, top_component
from w2vcheck.embedding.training import WordVectors, initial_vectors, train
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.settings import Settings, override

NEWS = [line.split() for line in Path(datapath("lee_background.cor")).read_text(encoding="utf-8").splitlines()]
FEW = [text[:60] for text in NEWS[:40]]


def trained(sentences: list[list[str]], config: Word2VecConfig) -> WordVectors:
    vectors = train(sentences, config)
    assert vectors is not None
    return vectors


@cache
def of_news(config: Word2VecConfig) -> WordVectors:
    return trained(NEWS, config)


# --- the start ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "config", [Word2VecConfig(), Word2VecConfig(sg=1, seed=7, vector_size=33), Word2VecConfig(hs=1, negative=0, min_count=1)]
)
def test_the_start_is_that_of_a_gensim_model_that_nobody_trained(config: Word2VecConfig) -> None:
    model = Word2Vec(workers=1, **asdict(config))
    model.build_vocab(FEW)

    start = initial_vectors(len(model.wv), config)

    assert start.dtype == np.float32
    assert np.array_equal(start, model.wv.vectors)
    assert np.array_equal(trained(FEW, config).initial, model.wv.vectors)


def test_the_start_fills_its_range_evenly() -> None:
    start = initial_vectors(2000, Word2VecConfig(vector_size=50))

    assert np.abs(start).max() <= 1 / 50
    assert start.mean() == pytest.approx(0, abs=2e-4)
    assert start.std() == pytest.approx(1 / 50 / np.sqrt(3), rel=0.01)


# --- training -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "config",
    [
        Word2VecConfig(min_count=2, epochs=3),
        Word2VecConfig(min_count=1, epochs=2, sg=1, window=2, sample=0, seed=5, alpha=0.05, vector_size=20),
        Word2VecConfig(min_count=2, hs=1, negative=0, cbow_mean=0, shrink_windows=False, ns_exponent=0.5),
        Word2VecConfig(min_count=1, max_final_vocab=50),
    ],
)
def test_the_vectors_are_those_that_gensim_gives_with_one_worker(config: Word2VecConfig) -> None:
    model = Word2Vec(FEW, workers=1, **asdict(config))

    vectors = trained(FEW, config)

    assert list(vectors.words) == model.wv.index_to_key
    assert np.array_equal(vectors.matrix, model.wv.vectors)
    assert vectors.counts.tolist() == [model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key]
    assert vectors.matrix.shape == vectors.initial.shape == (len(vectors.words), config.vector_size)


def test_training_twice_gives_the_same_bits() -> None:
    config = Word2VecConfig(min_count=2, sg=1)

    first, second = trained(FEW, config), trained(FEW, config)

    assert first.words == second.words
    assert np.array_equal(first.matrix, second.matrix)
    assert not np.array_equal(trained(FEW, Word2VecConfig(min_count=2, sg=1, seed=2)).matrix, first.matrix)


def test_progress_is_told_after_each_epoch() -> None:
    told: list[float] = []

    vectors = train(FEW, Word2VecConfig(min_count=2, epochs=4), told.append)

    assert told == [0.25, 0.5, 0.75, 1.0]
    assert vectors is not None
    assert np.array_equal(vectors.matrix, trained(FEW, Word2VecConfig(min_count=2, epochs=4)).matrix)


PRINT_DIGEST = """
from hashlib import sha256
from w2vcheck.embedding.budget import Word2VecConfig
from w2vcheck.embedding.training import train

words = [f"w{n}" for n in range(60)]
vectors = train([[words[(a * b) % 60] for a in range(20)] for b in range(50)], Word2VecConfig(min_count=1, vector_size=16))
print(sha256(vectors.matrix.tobytes() + vectors.initial.tobytes() + " ".join(vectors.words).encode()).hexdigest())
"""


def test_the_hash_seed_of_python_plays_no_part() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    }

    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


@pytest.mark.parametrize("sentences", [[], [[]], [["once", "upon", "a", "time"]]])
def test_where_no_word_occurs_often_enough_there_are_no_vectors(sentences: list[list[str]]) -> None:
    assert train(sentences, Word2VecConfig()) is None


def test_what_gensim_says_is_kept_and_not_printed(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    strange = Word2VecConfig(min_count=1, hs=1, negative=5)
    logger = logging.getLogger("gensim")
    before = (list(logger.handlers), logger.propagate)

    with caplog.at_level(logging.WARNING):
        vectors = trained(FEW, strange)
        healthy = trained(NEWS, Word2VecConfig())

    (said,) = vectors.said  # without the one about "jobs per worker", which says nothing about these data
    assert said.startswith("Both hierarchical softmax and negative sampling are activated.")
    assert healthy.said == ()
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert (list(logger.handlers), logger.propagate) == before


# --- sick and healthy -----------------------------------------------------------------------------------------------------


def median_cosine_to_start(vectors: WordVectors) -> float:
    return float(np.median(cosine_to_start(vectors.matrix, vectors.initial)))


def test_gensim_s_defaults_on_three_hundred_articles_collapse() -> None:
    vectors = of_news(Word2VecConfig())
    variances = spectrum(vectors.matrix)

    assert top_component(variances) >= 0.5
    assert participation_ratio(variances) < 3
    assert mean_cosine(vectors.matrix) > 0.9
    assert median_cosine_to_start(vectors) < 0.2  # they did leave their start, all to the same place


def test_skip_gram_with_enough_epochs_on_the_same_articles_is_healthy() -> None:
    vectors = of_news(Word2VecConfig(sg=1, epochs=20))
    variances = spectrum(vectors.matrix)

    assert top_component(variances) < 0.3
    assert participation_ratio(variances) > 8
    assert mean_cosine(vectors.matrix) < 0.6
    assert median_cosine_to_start(vectors) < 0.2


@pytest.mark.parametrize("alpha", [0.0, 1e-6])
def test_without_a_learning_rate_nothing_moves_and_the_geometry_looks_fine(alpha: float) -> None:
    vectors = of_news(Word2VecConfig(alpha=alpha, min_alpha=alpha))
    expected = 100 * (len(vectors.words) - 1) / (100 + len(vectors.words) - 1)

    assert median_cosine_to_start(vectors) > 0.999
    assert participation_ratio(spectrum(vectors.matrix)) == pytest.approx(expected, rel=0.05)
    assert abs(mean_cosine(vectors.matrix)) < 0.02


def test_one_sentence_of_seven_words_mostly_stays_where_it_is() -> None:
    sentence = ["our", "little", "boat", "sailed", "quietly", "past", "midnight"]

    unmoved = sum(
        bool(np.array_equal(vectors.matrix, vectors.initial))
        for seed in range(60)
        if (vectors := trained([sentence], Word2VecConfig(min_count=1, seed=seed + 1)))
    )

    # Fewer than two words are left in an epoch with probability .873, so nothing happens in five with .873 ** 5 = .507.
    assert 60 * 0.507 - 3 * np.sqrt(60 * 0.25) < unmoved < 60 * 0.507 + 3 * np.sqrt(60 * 0.25)


# --- the vectors of an audit ----------------------------------------------------------------------------------------------


def store(options: dict[str, object]) -> Store:
    frame = pl.DataFrame({"text": [" ".join(text) for text in FEW], "label": ["a", "b"] * (len(FEW) // 2)})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: override(Settings(), options), Progress: silent})


def test_the_configured_vectors_are_trained_on_the_training_rows() -> None:
    shop = store({"word2vec.min_count": 2, "word2vec.vector_size": 30, "word2vec.epochs": 2})
    found = shop.get(Vectors)

    assert found.config is not None
    by_hand = trained(shop.get(Tokens).sentences(shop.get(Split).train), found.config)
    assert np.array_equal(found.matrix, by_hand.matrix)
    assert found.words == by_hand.words
    assert (found.size, found.source) == (30, "trained on the training rows")
    assert found.config == Word2VecConfig(min_count=2, vector_size=30, epochs=2)


def test_without_a_word_there_are_no_configured_vectors() -> None:
    with pytest.raises(Unavailable, match="no word occurs 5000 times in the training rows"):
        store({"word2vec.min_count": 5000}).get(Vectors)


def total_variance(matrix: NDArray[np.float32]) -> float:
    return float(matrix.var(axis=0).sum())


def test_a_higher_rate_goes_further() -> None:
    slow, fast = (trained(FEW, Word2VecConfig(min_count=2, alpha=alpha)) for alpha in (0.025, 0.2))

    assert total_variance(fast.matrix) > 2 * total_variance(slow.matrix)
    assert median_cosine_to_start(fast) < median_cosine_to_start(slow)
