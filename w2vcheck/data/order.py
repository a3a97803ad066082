"""Whether labels stand in random order: the runs test."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray


def runs_test(labels: NDArray[np.int32]) -> tuple[int, float, float]:
    """Runs of equal labels, their expected number in random order, and z.

    Sources: Wald and Wolfowitz, Annals of Mathematical Statistics 11 (1940), for two classes; Barton and David,
    Biometrika 44 (1957), for several.
    """
    n = len(labels)
    runs = 1 + int((labels[1:] != labels[:-1]).sum())
    sizes = np.bincount(labels).astype(np.float64)
    squares, cubes = float((sizes**2).sum()), float((sizes**3).sum())
    expected = n + 1 - squares / n
    variance = (squares * (squares + n * (n + 1)) - 2 * n * cubes - n**3) / (n * n * (n - 1)) if n > 1 else 0.0
    return runs, expected, (runs - expected) / sqrt(variance) if variance > 0 else 0.0
