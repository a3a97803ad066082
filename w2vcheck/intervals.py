"""Intervals for shares: plain formulas without any dependency, so that results can carry them everywhere."""

from collections.abc import Iterable
from math import sqrt
from statistics import NormalDist

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
