"""Where vectors come from: the random start that gensim 4 draws for a seed, found again in the numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.embedding.geometry import cosine_to_start

SEEDS = (1, 0, 42, 123, 1234, 12345, 1337, 2025, *range(2, 42), *range(43, 101), *range(2010, 2025), *range(2026, 2031))
"""Seeds that are tried: gensim's default, those that people write, and the small ones."""
MOST_NUMBERS = 200_000
"""Numbers that are compared. gensim draws row after row, so the first rows of a matrix are those of a smaller one."""
DEVIATIONS = 6.0
"""Standard deviations of the correlation of unrelated numbers, 1 / sqrt(V d), above which a seed is taken as found."""
FEWEST_DIMENSIONS = 4


@dataclass(frozen=True, slots=True)
class Provenance:
    """The seed of gensim 4's random start, and how far training has moved the vectors from it: their median cosine to it."""

    seed: int
    cosine: float

    @property
    def says(self) -> str:
        """In words."""
        if self.cosine > 0.95:
            state = "untouched by training"
        elif self.cosine > 0.40:
            state = "barely trained"
        else:
            state = "trained"
        return f"gensim 4, seed {self.seed}, {state} (median cosine to the random start {self.cosine:.2f})"


def find_seed(matrix: NDArray[np.float32], seeds: tuple[int, ...] = SEEDS) -> Provenance | None:
    """The seed whose random start these vectors, shape (V, d), in the order in which they were trained, began with, or None.

    Training adds to the start, so that a trace of it stays: the correlation of all numbers with those of the start is that of
    unrelated numbers (0 ± 1 / sqrt(V d)) for every other seed. Vectors that were sorted anew or scaled to length show none.
    """
    from w2vcheck.embedding.training import random_rows

    words, size = matrix.shape
    rows = min(words, max(1, MOST_NUMBERS // size))
    if size < FEWEST_DIMENSIONS or rows * size < MOST_NUMBERS // 400:
        return None
    numbers = np.asarray(matrix[:rows], dtype=np.float64)
    if not np.isfinite(numbers).all() or not numbers.std():
        return None
    flat = ((numbers - numbers.mean()) / numbers.std()).ravel()
    for seed in seeds:
        start = random_rows(rows, size, seed)
        drawn = start.ravel().astype(np.float64)
        correlation = float(flat @ ((drawn - drawn.mean()) / drawn.std())) / len(flat)
        if correlation * np.sqrt(len(flat)) > DEVIATIONS:
            return Provenance(seed, float(np.median(cosine_to_start(numbers, start))))
    return None
