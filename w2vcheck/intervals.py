"""Intervals for shares: plain formulas without any dependency, so that results can carry them everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Z95 = NormalDist().inv_cdf(0.975)


def wilson(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval for a share in [0, 1] seen in `n` independent rows (`n` may be fractional, > 0).

    Source: E. B. Wilson, JASA 22 (1927); recommended for small n by Brown, Cai and DasGupta,
    Statistical Science 16 (2001). The bounds lie in [0, 1].
    """
    denominator = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / denominator
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / denominator
    return (0.0 if share == 0 else max(0.0, centre - half)), (1.0 if share == 1 else min(1.0, centre + half))


def wilson_width(share: float, n: float) -> float:
    """Width in [0, 1] of the 95 % Wilson interval at this share and sample size."""
    low, high = wilson(share, n)
    return high - low


def kish(sizes: Iterable[int]) -> float:
    """Effective sample size of rows that come in groups of equal texts: (sum m)^2 / sum m^2.

    Source: L. Kish, Survey Sampling (1965), with full correlation inside a group. Equals the number of rows
    when every group has one row.
    """
    total = squares = 0
    for size in sizes:
        total += size
        squares += size * size
    return total * total / squares if squares else 0.0


def effective_rows(groups: NDArray[np.integer]) -> float:
    """`kish` of rows given by the code of their group, one entry a row; a negative code is a row without a group."""
    import numpy as np  # here, so that results can be told without it

    _, sizes = np.unique(groups[groups >= 0], return_counts=True)
    alone = len(groups) - int(sizes.sum())
    squares = int((sizes.astype(np.int64) ** 2).sum()) + alone
    return len(groups) ** 2 / squares if squares else 0.0


def permutation_p(observed: float, nulls: Iterable[float]) -> float:
    """How often a shuffle does at least as well as what was observed, which counts as one of the shuffles: never zero.

    Source: B. Phipson and G. Smyth, Statistical Applications in Genetics and Molecular Biology 9 (2010), article 39.
    """
    as_good = [null >= observed for null in nulls]
    return (1 + sum(as_good)) / (1 + len(as_good))
