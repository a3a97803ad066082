import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

from w2vcheck.embedding.pooling import Pooling, columns_of, pool

TEXTS = [["good", "food", "good"], ["bad"], [], ["food", "bad", "slow"], ["good", "slow", "slow"]]
TYPES = ["bad", "food", "good", "slow"]
COUNTS = csr_matrix(np.array([[text.count(word) for word in TYPES] for text in TEXTS], np.float32))
VECTORS = np.random.default_rng(0).standard_normal((4, 6)).astype(np.float32)
ALL = np.arange(len(TEXTS))


def loop(weights: dict[str, float], *, average: bool) -> NDArray[np.float64]:
    """Word by word, in double precision."""
    rows = np.zeros((len(TEXTS), 6))
    for row, text in enumerate(TEXTS):
        for word in text:
            rows[row] += weights[word] * VECTORS[TYPES.index(word)].astype(np.float64)
        if text and average:
            rows[row] /= sum(weights[word] for word in text)
    return rows


def test_the_mean_and_the_sum_word_by_word() -> None:
    ones = dict.fromkeys(TYPES, 1.0)

    assert pool(COUNTS, VECTORS, "mean", ALL) == pytest.approx(loop(ones, average=True), abs=1e-6)
    assert pool(COUNTS, VECTORS, "sum", ALL) == pytest.approx(loop(ones, average=False), abs=1e-6)


@pytest.mark.parametrize("fit_rows", [ALL, np.array([0, 1]), np.array([2])])
def test_idf_is_scikit_learn_s_of_the_rows_it_may_see(fit_rows: NDArray[np.int64]) -> None:
    idf = TfidfTransformer().fit(COUNTS[fit_rows]).idf_
    weights = dict(zip(TYPES, idf.tolist(), strict=True))

    assert pool(COUNTS, VECTORS, "idf", fit_rows) == pytest.approx(loop(weights, average=True), abs=1e-6)


def test_the_rows_that_test_do_not_weigh_the_words() -> None:
    few, many = np.array([0, 1]), ALL

    assert np.abs(pool(COUNTS, VECTORS, "idf", few) - pool(COUNTS, VECTORS, "idf", many)).max() > 1e-3
    for pooling in ("mean", "sum"):
        assert np.array_equal(pool(COUNTS, VECTORS, pooling, few), pool(COUNTS, VECTORS, pooling, many))


@pytest.mark.parametrize("pooling", ["mean", "idf", "sum"])
def test_a_text_without_a_known_word_is_a_row_of_zeros(pooling: Pooling) -> None:
    pooled = pool(COUNTS, VECTORS, pooling, ALL)

    assert pooled[2].tolist() == [0] * 6
    assert pooled.shape == (5, 6)
    assert pooled.dtype == np.float32
    assert np.isfinite(pooled).all()


def test_no_known_word_in_any_text() -> None:
    nothing = pool(csr_matrix((5, 0), dtype=np.float32), np.zeros((0, 6), np.float32), "mean", ALL)

    assert nothing.tolist() == np.zeros((5, 6)).tolist()


# --- words and their columns ----------------------------------------------------------------------------------------------


def test_where_words_stand() -> None:
    here, there = columns_of(["slow", "zebra", "bad", "aardvark", "good"], np.array(TYPES))

    assert here.tolist() == [0, 2, 4]
    assert there.tolist() == [3, 0, 2]


WORD = st.text("abcä字", min_size=1, max_size=3)


@settings(deadline=None)
@given(st.lists(WORD, unique=True, max_size=12), st.sets(WORD, max_size=12).map(sorted))
def test_where_words_stand_is_where_they_are_found(words: list[str], types: list[str]) -> None:
    here, there = columns_of(words, np.array(types, dtype=np.str_))

    assert here.tolist() == [place for place, word in enumerate(words) if word in types]
    assert [types[column] for column in there] == [words[place] for place in here]
