"""Neighbours, and what the text says of them, against gensim, loops, and closed forms."""

from itertools import combinations
from math import log, sqrt
from statistics import mean

import numpy as np
import pytest
from gensim.models import KeyedVectors
from scipy.stats import bootstrap

from w2vcheck.embedding.geometry import column_correlation
from w2vcheck.embedding.neighbours import (
    RANKS,
    co_occurrences,
    coherence,
    mean_of,
    nearest,
    overlap,
    ppmi,
    ratio,
    similarity_in_text,
)

RNG = np.random.default_rng(3)
TEXTS = [RNG.integers(0, 12, size=length).tolist() for length in (0, 1, 7, 30, 55)]
IDS = np.array([word for text in TEXTS for word in text], np.int64)
LINES = np.array([number for number, text in enumerate(TEXTS) for _ in text], np.int64)


def test_neighbours_are_those_of_gensim() -> None:
    matrix = RNG.normal(size=(60, 8)).astype(np.float32)
    vectors = KeyedVectors(8)
    vectors.add_vectors([str(row) for row in range(60)], matrix)

    found = nearest(matrix, np.array([0, 17, 59]))

    for row, neighbours in zip((0, 17, 59), found.tolist(), strict=True):
        assert neighbours == [int(word) for word, _ in vectors.most_similar(str(row), topn=10)]


def test_a_row_of_zeros_has_neighbours_too() -> None:
    matrix = RNG.normal(size=(30, 4))
    matrix[5] = 0

    assert nearest(matrix, np.array([5])).shape == (1, 10)
    assert 5 not in nearest(matrix, np.array([5]))


def test_the_overlap_counts_common_neighbours_in_any_order() -> None:
    one = np.array([[0, 1, 2, 3], [0, 1, 2, 3]])
    other = np.array([[3, 2, 1, 0], [9, 8, 0, 7]])

    assert overlap(one, other).tolist() == [1.0, 0.25]


def naive_counts() -> dict[tuple[int, int], int]:
    counts: dict[tuple[int, int], int] = {}
    for text in TEXTS:
        for left, right in combinations(range(len(text)), 2):
            if right - left <= 5:
                for pair in ((text[left], text[right]), (text[right], text[left])):
                    counts[pair] = counts.get(pair, 0) + 1
    return counts


def test_words_within_five_of_each_other_in_one_text_are_counted() -> None:
    found = co_occurrences(IDS, LINES, 12).toarray()

    expected = np.zeros((12, 12))
    for (left, right), times in naive_counts().items():
        expected[left, right] = times
    assert np.array_equal(found, expected)
    assert np.array_equal(found, found.T)


def test_ppmi_is_the_logarithm_of_more_than_chance() -> None:
    counts = naive_counts()
    total = sum(counts.values())
    sums = {word: sum(times for (left, _), times in counts.items() if left == word) for word in range(12)}

    found = ppmi(co_occurrences(IDS, LINES, 12)).toarray()

    for left in range(12):
        for right in range(12):
            together = counts.get((left, right), 0) / total
            chance = sums[left] / total * sums[right] / total
            assert found[left, right] == pytest.approx(max(0.0, log(together / chance)) if together else 0.0)


def test_similarity_is_the_cosine_of_ppmi_rows() -> None:
    information = ppmi(co_occurrences(IDS, LINES, 12))
    dense = information.toarray()

    found = similarity_in_text(information, np.array([2, 7]))

    for row, word in enumerate((2, 7)):
        for other in range(12):
            norms = sqrt(sum(dense[word] ** 2)) * sqrt(sum(dense[other] ** 2))
            assert found[row, other] == pytest.approx(sum(dense[word] * dense[other]) / norms)


def test_neighbours_are_compared_with_words_of_their_frequency() -> None:
    words, queries = 300, np.array([0, 40, 299])
    similar = RNG.random((3, words))
    neighbours = np.array([RNG.choice(words, 10, replace=False) for _ in queries])

    above, below = coherence(similar, neighbours, queries)

    for row, query in enumerate(queries.tolist()):
        assert above[row] == pytest.approx(mean(similar[row, other] for other in neighbours[row]))
        matched = [
            mean(similar[row, near] for near in range(max(0, other - RANKS), min(words, other + RANKS + 1)) if near != query)
            for other in neighbours[row]
        ]
        assert below[row] == pytest.approx(mean(matched))


def test_neighbours_by_chance_are_no_more_alike_than_others() -> None:
    similar = RNG.random((400, 2000))
    neighbours = RNG.integers(0, 2000, size=(400, 10))

    found = ratio("likeness", *coherence(similar, neighbours, np.arange(400)), "times", "words")

    assert found.low < 1 < found.high
    assert found.value == pytest.approx(1, abs=0.05)


def test_the_interval_of_a_ratio_is_that_of_a_bootstrap() -> None:
    below = RNG.gamma(5, size=400)
    above = 1.7 * below + RNG.normal(size=400)
    found = ratio("r", above, below, "times", "words")

    resampled = bootstrap(
        (above, below),
        lambda a, b, axis: a.sum(axis=axis) / b.sum(axis=axis),
        paired=True,
        n_resamples=4000,
        rng=np.random.default_rng(0),
    ).confidence_interval
    assert found.value == pytest.approx(above.sum() / below.sum())
    assert (found.low, found.high) == pytest.approx((resampled.low, resampled.high), abs=0.01)


def test_the_interval_of_a_mean() -> None:
    found = mean_of("m", np.array([0.0, 1.0, 1.0, 0.0, 1.0]), "share", "words")

    assert found.value == pytest.approx(0.6)
    assert found.high - found.value == pytest.approx(1.959964 * sqrt(0.3 / 5))


def test_the_correlation_of_columns_tells_random_from_whitened_numbers() -> None:
    random = RNG.normal(size=(2000, 40))
    left, _, _ = np.linalg.svd(random - random.mean(axis=0), full_matrices=False)
    mixed = random @ RNG.normal(size=(40, 40))

    assert column_correlation(random) == pytest.approx(1, abs=0.1)
    assert column_correlation(left) < 1e-6
    assert column_correlation(mixed) > 3
    expected = np.median(np.abs(np.asarray(np.corrcoef(mixed.T))[np.triu_indices(40, 1)])) * sqrt(1999) / 0.6745
    assert column_correlation(mixed) == pytest.approx(expected)
    assert column_correlation(random[:, :1]) == 0
