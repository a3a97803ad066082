"""How strongly two groupings of the same rows go together, and how sure that is."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

LEAST_EXPECTED = 5
"""Expected count below which a column of the table is pooled (W. G. Cochran, Biometrics 10, 1954)."""


@dataclass(frozen=True, slots=True)
class Association:
    """Cramér's V of a table of counts, corrected for bias, in [0, 1].

    `low` and `high` bound its 95 % interval, `p` is that of the chi-squared test, `n` the sum of the table.
    """

    v: float
    low: float
    high: float
    p: float
    n: int


def cramers_v(table: NDArray[np.int64]) -> Association:
    """Cramér's V of a contingency table, shape (2, columns), of counts.

    Columns with an expected count below five are pooled into one. The bias correction is that of W. Bergsma, Journal of the
    Korean Statistical Society 42 (2013); the interval inverts the noncentral chi-squared distribution (M. Smithson, Confidence
    Intervals, 2003). A table with fewer than two columns or an empty row has V = 0 with the interval [0, 1].
    """
    from scipy.special import chdtrc, chndtr  # the functions behind scipy.stats, which takes half a second to import

    n = int(table.sum())
    pooled = _pooled(table)
    if pooled.shape[1] < 2 or not pooled.sum(axis=1).all():
        return Association(0.0, 0.0, 1.0, 1.0, n)
    expected = np.outer(pooled.sum(axis=1), pooled.sum(axis=0)) / n
    statistic = float(((pooled - expected) ** 2 / expected).sum())
    width = pooled.shape[1]
    freedom = width - 1
    # Of two rows and k columns, the smaller corrected side is the rows: 2 - 1 / (n - 1), less 1.
    most = min(1 - 1 / (n - 1), freedom - freedom**2 / (n - 1))

    def strength(noncentrality: float) -> float:
        return min(1.0, sqrt(max(0.0, noncentrality) / n / most)) if most > 0 else 0.0

    v = strength(statistic - freedom * n / (n - 1))
    low = strength(_root(lambda centre: float(chndtr(statistic, freedom, centre)) - 0.975, statistic))
    high = strength(_root(lambda centre: float(chndtr(statistic, freedom, centre)) - 0.025, statistic))
    return Association(v, min(low, v), max(high, v), float(chdtrc(freedom, statistic)), n)


def _pooled(table: NDArray[np.int64]) -> NDArray[np.int64]:
    """The table with its rare columns added up, and without empty ones."""
    own = table[:, table.sum(axis=0) > 0]
    n = max(1, int(own.sum()))
    rare = own.sum(axis=0) * own.sum(axis=1).min(initial=n) < LEAST_EXPECTED * n
    if not rare.any():
        return own
    return np.column_stack([own[:, ~rare], own[:, rare].sum(axis=1)])


def _root(function: Callable[[float], float], statistic: float) -> float:
    """Where a function that falls from `function(0)` crosses zero; 0 where it starts below."""
    from scipy.optimize import brentq

    if function(1e-9) <= 0:
        return 0.0
    top = statistic + 10
    while function(top) > 0:
        top *= 2
    return float(brentq(function, 1e-9, top, xtol=1e-6))
