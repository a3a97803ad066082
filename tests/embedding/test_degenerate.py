"""Rows of zeros, copies, constant columns and broken numbers, against numpy."""

import numpy as np
import pytest

from w2vcheck.embedding.text_vectors import column_deviation
from w2vcheck.rules.embedding.w2v209_non_finite_vectors import broken_rows
from w2vcheck.rules.embedding.w2v210_degenerate_rows import degenerate


@pytest.mark.parametrize("seed", range(5))
def test_copies_and_zeros_are_those_of_numpy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-1, 2, size=(200, 4)).astype(np.float32)
    matrix[matrix == 0] *= rng.choice([-1, 1], size=int((matrix == 0).sum()))  # zeros with either sign are equal

    found = degenerate(matrix)

    filled = matrix[matrix.any(axis=1)]
    assert len(found.zeros) == (~matrix.any(axis=1)).sum()
    assert len(found.copies) == len(filled) - len(np.unique(filled, axis=0))


def test_columns_of_one_value() -> None:
    matrix = np.random.default_rng(0).normal(size=(50, 6)).astype(np.float32)
    matrix[:, [1, 4]] = (0, 7)

    assert degenerate(matrix).columns.tolist() == [1, 4]
    assert degenerate(matrix[:1]).columns.tolist() == []


def test_broken_numbers() -> None:
    matrix = np.ones((5, 3), np.float32)
    matrix[1, 2], matrix[4, 0], matrix[3, 1] = np.nan, np.inf, -np.inf

    assert broken_rows(matrix).tolist() == [1, 3, 4]


def test_the_deviation_of_columns() -> None:
    matrix = (np.random.default_rng(0).normal(size=(50, 6)) * np.arange(1, 7)).astype(np.float32)

    assert column_deviation(matrix) == pytest.approx(np.mean([np.std(matrix[:, column]) for column in range(6)]), rel=1e-6)
