"""The seed that vectors began with, found in their numbers."""

from pathlib import Path

import numpy as np
import pytest
from gensim.models import Word2Vec
from gensim.test.utils import datapath

from w2vcheck.embedding.budget import Word2VecConfig
from w2vcheck.embedding.provenance import SEEDS, Provenance, find_seed
from w2vcheck.embedding.training import initial_vectors, random_rows

NEWS = [line.split() for line in Path(datapath("lee_background.cor")).read_text(encoding="utf-8").splitlines()]


def test_the_first_rows_do_not_depend_on_how_many_words_there_are() -> None:
    assert np.array_equal(random_rows(5, 30, 42), initial_vectors(1000, Word2VecConfig(vector_size=30, seed=42))[:5])


@pytest.mark.parametrize("seed", [1, 42, 1234])
def test_untrained_vectors_betray_their_seed(seed: int) -> None:
    model = Word2Vec(seed=seed, min_count=20)
    model.build_vocab(NEWS)

    assert find_seed(model.wv.vectors) == Provenance(seed, pytest.approx(1.0))  # type: ignore[arg-type]
    found = find_seed(model.wv.vectors)
    assert found is not None
    assert found.says == f"gensim 4, seed {seed}, untouched by training (median cosine to the random start 1.00)"


def test_trained_vectors_betray_their_seed_too() -> None:
    model = Word2Vec(NEWS, seed=42, epochs=20, workers=1)

    found = find_seed(model.wv.vectors)

    assert found is not None
    assert found.seed == 42
    assert found.cosine < 0.3
    assert " trained (" in found.says
    # What an independent reckoning says: the correlation with the right start stands out, all others are noise.
    correlations = {
        seed: np.corrcoef(model.wv.vectors.ravel(), random_rows(len(model.wv), 100, seed).ravel())[0, 1] for seed in (1, 42, 43)
    }
    noise = 1 / np.sqrt(model.wv.vectors.size)
    assert correlations[42] > 6 * noise
    assert max(abs(correlations[1]), abs(correlations[43])) < 4 * noise


def test_barely_trained_vectors_are_called_so() -> None:
    assert "barely trained" in Provenance(1, 0.6).says


def test_numbers_of_another_origin_have_no_seed() -> None:
    rng = np.random.default_rng(987654321)

    for _ in range(10):
        assert find_seed(rng.uniform(-0.01, 0.01, size=(300, 100)).astype(np.float32)) is None
    model = Word2Vec(NEWS, seed=42, epochs=1, workers=1, min_count=20)
    assert find_seed(model.wv.vectors[rng.permutation(len(model.wv))]) is None


@pytest.mark.parametrize(
    "matrix",
    [np.full((50, 20), np.nan), np.ones((50, 20)), np.ones((2, 3)), np.zeros((300, 2))],
    ids=["not finite", "all equal", "tiny", "two dimensions"],
)
def test_some_matrices_have_nothing_to_compare(matrix: np.ndarray) -> None:
    assert find_seed(matrix.astype(np.float32)) is None


def test_every_seed_is_tried_once() -> None:
    assert len(set(SEEDS)) == len(SEEDS)
    assert SEEDS[0] == 1
