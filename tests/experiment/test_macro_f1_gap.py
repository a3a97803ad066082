import numpy as np
import pytest
from sklearn.metrics import f1_score

from w2vcheck.experiment.scores import accuracy_above_macro_f1

RNG = np.random.default_rng(0)
TRUTH = RNG.choice(3, size=500, p=[0.7, 0.2, 0.1]).astype(np.int32)


def test_it_is_accuracy_minus_the_mean_f1_of_the_classes_there_are() -> None:
    predicted = np.where(RNG.random(500) < 0.7, TRUTH, 3).astype(np.int32)
    found = accuracy_above_macro_f1(TRUTH, predicted, 4, seed=0)

    f1 = f1_score(TRUTH, predicted, labels=[0, 1, 2], average="macro", zero_division=0)
    assert found.value == pytest.approx((predicted == TRUTH).mean() - f1)


def test_a_lost_class_lies_above_zero_and_a_fair_model_around_it() -> None:
    lost = np.where(TRUTH == 2, 0, TRUTH).astype(np.int32)
    fair = np.where(RNG.random(500) < 0.9, TRUTH, (TRUTH + 1) % 3).astype(np.int32)

    assert accuracy_above_macro_f1(TRUTH, lost, 3, seed=0).low > 0.15
    assert accuracy_above_macro_f1(TRUTH, fair, 3, seed=0).low < 0.15


def test_its_interval_is_that_of_resampled_rows() -> None:
    predicted = np.where(RNG.random(500) < 0.8, TRUTH, 0).astype(np.int32)
    found = accuracy_above_macro_f1(TRUTH, predicted, 3, seed=0)
    drawn = []
    for _ in range(1000):
        rows = RNG.integers(0, 500, 500)
        drawn.append((predicted[rows] == TRUTH[rows]).mean() - f1_score(TRUTH[rows], predicted[rows], average="macro"))

    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.012)
