import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from w2vcheck.experiment.differences import Scored, gained, scored
from w2vcheck.experiment.folds import Folds
from w2vcheck.experiment.scores import over_folds
from w2vcheck.intervals import wilson

Rows = NDArray[np.int64]
Hits = NDArray[np.bool_]
TRAIN, TEST = np.arange(100), np.arange(100, 500)
ALONE = np.arange(500)


def one(right: Hits, test: Rows = TEST, train: Rows = TRAIN, groups: Rows = ALONE) -> Scored:
    return scored(Folds(((train, test),), "", given=True), (np.atleast_2d(right),), groups)


def hits(n: int, share: float, seed: int = 0) -> Hits:
    return np.random.default_rng(seed).random(n) < share


def test_the_same_rows_are_compared_row_by_row() -> None:
    before = hits(400, 0.6)
    after = before.copy()
    after[:20] = ~after[:20]
    found = gained(one(before), one(after), 0)

    change = after.astype(float) - before
    half = norm.ppf(0.975) * change.std() / np.sqrt(len(change))
    assert found.value == pytest.approx(change.mean())
    assert found.low == pytest.approx(change.mean() - half, abs=0.006)
    assert found.high == pytest.approx(change.mean() + half, abs=0.006)


def test_copies_widen_the_interval() -> None:
    before = np.repeat(hits(100, 0.6), 4)
    after = np.repeat(hits(100, 0.7, seed=1), 4)
    copies = np.concatenate([TRAIN, np.repeat(np.arange(100, 200), 4)])

    narrow = gained(one(before), one(after), 0)
    wide = gained(one(before, groups=copies), one(after, groups=copies), 0)

    assert wide.high - wide.low == pytest.approx(2 * (narrow.high - narrow.low), rel=0.15)


def test_seeds_that_disagree_widen_the_interval() -> None:
    before = np.stack([hits(400, 0.6)] * 3)
    after = np.stack([hits(400, share, seed=1) for share in (0.5, 0.6, 0.7)])

    steady = gained(one(before), one(np.stack([after[1]] * 3)), 0)
    found = gained(one(before), one(after), 0)

    assert found.high - found.low > 1.3 * (steady.high - steady.low)


def test_models_that_never_differ_get_the_rule_of_three() -> None:
    same = hits(400, 0.6)
    found = gained(one(same), one(same), 0)

    assert (found.value, found.low, found.high) == pytest.approx((0.0, -3 / 400, 3 / 400))


def test_fewer_of_the_same_rows_are_resampled_jointly() -> None:
    right = hits(400, 0.7)
    right[:40] = True  # the copies, all answered from memory
    kept = TEST[40:]
    found = gained(one(right), one(right[40:], test=kept), 0)

    rng = np.random.default_rng(1)
    drawn = []
    for _ in range(2000):
        rows = rng.integers(0, 400, 400)
        drawn.append(right[rows][rows >= 40].mean() - right[rows].mean())
    assert found.value == pytest.approx(right[40:].mean() - right.mean())
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.004)


def test_other_rows_combine_the_two_intervals() -> None:
    before, after = hits(400, 0.9), hits(300, 0.6)
    other = one(after, test=np.concatenate([np.arange(100), np.arange(300, 500)]), train=np.arange(100, 300))
    found = gained(one(before), other, 0)

    p1, p2 = before.mean(), after.mean()
    (l1, u1), (l2, u2) = wilson(p1, 400), wilson(p2, 300)
    assert found.low == pytest.approx(p2 - p1 - np.hypot(p2 - l2, u1 - p1))
    assert found.high == pytest.approx(p2 - p1 + np.hypot(u2 - p2, p1 - l1))


def test_over_the_same_folds_the_folds_are_the_sample() -> None:
    folds = tuple((np.setdiff1d(np.arange(500), test), test) for test in np.split(np.arange(500), 5))
    before = tuple(hits(100, 0.6, seed=number)[None, :] for number in range(5))
    after = tuple(hits(100, 0.7, seed=number + 9)[None, :] for number in range(5))
    both = Folds(folds, "", given=False)

    found = gained(scored(both, before, ALONE), scored(both, after, ALONE), 0)

    differences = [float(after[fold].mean() - before[fold].mean()) for fold in range(5)]
    expected = over_folds("", differences, 0.2, 500, unit="points")
    assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))


def test_the_accuracy_is_that_of_the_first_seed() -> None:
    found = one(np.stack([hits(400, 0.9), hits(400, 0.1, seed=1)]))

    assert found.accuracy.value == hits(400, 0.9).mean()
