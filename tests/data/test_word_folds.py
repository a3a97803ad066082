import numpy as np
import pytest
from scipy.sparse import csc_matrix

from w2vcheck.data.word_folds import FOLDS, PERMUTATIONS, counts_by_fold, permuted, rows_with


@pytest.fixture
def words() -> tuple[csc_matrix, np.ndarray, np.ndarray]:
    """Forty rows, three words, three classes; the first word stands in the rows of class 0."""
    rng = np.random.default_rng(0)
    truth, fold = rng.integers(0, 3, 40), np.arange(40) % FOLDS
    table = rng.random((40, 3)) < 0.4
    table[:, 0] = truth == 0
    return csc_matrix(table.astype(np.int32)), truth, fold


def test_words_are_counted_by_fold_and_class(words: tuple[csc_matrix, np.ndarray, np.ndarray]) -> None:
    present, truth, fold = words
    table = present.toarray()

    counts = counts_by_fold(present, truth, fold, 3)

    for word in range(3):
        assert rows_with(present, word).tolist() == np.flatnonzero(table[:, word]).tolist()
        for held in range(FOLDS):
            for code in range(3):
                assert counts[word, held, code] == table[(fold == held) & (truth == code), word].sum()


def test_what_no_shuffle_reaches_has_the_smallest_p_and_what_all_reach_the_largest(
    words: tuple[csc_matrix, np.ndarray, np.ndarray],
) -> None:
    present, truth, fold = words

    def told_apart(some: csc_matrix, labels: np.ndarray, _: np.ndarray) -> float:
        return float(np.mean((some[:, [0]].toarray()[:, 0] > 0) == (labels == 0)))

    p, null = permuted(told_apart, present, truth, fold, 1000, np.random.default_rng(0))
    assert p == 1 / (1 + PERMUTATIONS)
    assert null < 1
    assert permuted(lambda *_: 0.5, present, truth, fold, 1000, np.random.default_rng(0))[0] == 1.0


def test_many_rows_are_sampled(words: tuple[csc_matrix, np.ndarray, np.ndarray]) -> None:
    seen: list[tuple[int, int, int]] = []

    def note(some: csc_matrix, labels: np.ndarray, folds: np.ndarray) -> float:
        seen.append((some.shape[0], len(labels), len(folds)))
        return 0.5

    permuted(note, *words, 25, np.random.default_rng(0))

    assert set(seen) == {(25, 25, 25)}
    assert len(seen) == 1 + PERMUTATIONS
