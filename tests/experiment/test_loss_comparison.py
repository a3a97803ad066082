from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment.as_written import Inputs
from w2vcheck.experiment.loss_comparison import SEEDS, LossComparison, _difference, _probability, fitting, loss_comparison
from w2vcheck.intervals import wilson
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.model.network import fit, gradient_norm
from w2vcheck.settings import Settings

Floats = NDArray[np.float32]

SIGMOID_MSE = ModelConfig(
    kind="mlp",
    inputs=4,
    layers=(4, 1),
    activation="relu",
    output_activation="sigmoid",
    loss="mse",
    optimizer="sgd",
    learning_rate=0.1,
    epochs=20,
    batch_size=None,
    dropout=0.0,
    weight_decay=0.0,
    class_weight=None,
)
CODES = np.array([row % 2 for row in range(240)], np.int32)
HEALTHY = (np.random.default_rng(0).standard_normal((240, 4)) + 1.5 * (2 * CODES[:, None] - 1)).astype(np.float32)


def classes_of(codes: NDArray[np.int32]) -> Classes:
    k = int(codes.max()) + 1
    return Classes(tuple("abc"[:k]), codes, np.bincount(codes, minlength=k))


def compared(
    config: ModelConfig,
    matrix: Floats = HEALTHY,
    codes: NDArray[np.int32] = CODES,
    targets: LossTargets | None = None,
) -> LossComparison:
    rows = np.arange(len(codes))
    split = Split(rows[rows % 8 > 1], rows[rows % 8 < 2], "column", "as we say", shuffled=None)
    wanted = LossTargets("numbers", codes.astype(np.float64)) if targets is None else targets
    return loss_comparison(config, Inputs(matrix, "features"), wanted, classes_of(codes), split, Settings())


# --- sick and healthy -----------------------------------------------------------------------------------------------------


def test_a_badly_scaled_start_with_plain_sgd_loses_accuracy_to_squared_error() -> None:
    # Features that nobody scaled, one of thirty with the answer in it: the sigmoid begins saturated at a random place, and
    # squared error cannot move it.
    matrix = np.random.default_rng(0).standard_normal((240, 30)).astype(np.float32)
    matrix[:, 0] += 4 * (2 * CODES - 1)

    found = compared(replace(SIGMOID_MSE, layers=(30, 1), learning_rate=0.01, epochs=50), 1000 * matrix)

    assert found.difference.high < 0
    assert found.configured < found.fitting
    assert found.gradient_ratio < 0.1
    assert found.stuck.low > 0.1


def test_with_adam_on_balanced_data_squared_error_does_no_harm() -> None:
    found = compared(replace(SIGMOID_MSE, optimizer="adam", learning_rate=0.05, epochs=60))

    assert found.difference.low <= 0 <= found.difference.high
    assert found.configured > 0.9
    assert found.fitting > 0.9
    assert found.gradient_ratio > 0.1
    assert found.stuck.high < 0.1


# --- the figures ----------------------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_ten_trainings() -> None:
    rows = np.arange(240)
    train, test = rows[rows % 8 > 1], rows[rows % 8 < 2]
    targets = LossTargets("numbers", CODES.astype(np.float64))
    logits = replace(SIGMOID_MSE, output_activation="none", loss="bce_with_logits")
    squared = [fit(SIGMOID_MSE, HEALTHY, targets, train, seed).outputs[:, 0] for seed in range(SEEDS)]
    crossed = [fit(logits, HEALTHY, targets, train, seed).outputs[:, 0] for seed in range(SEEDS)]

    found = compared(SIGMOID_MSE)

    right = [((one[test] > 0.5) == CODES[test]).mean() for one in squared]
    also_right = [((one[test] > 0) == CODES[test]).mean() for one in crossed]
    assert found.configured == pytest.approx(np.mean(right))
    assert found.fitting == pytest.approx(np.mean(also_right))
    assert found.difference.value == pytest.approx(np.mean(right) - np.mean(also_right))
    of_smallest = train[CODES[train] == 0]  # of two equal classes the first
    unlikely = sum(int((1 - one[of_smallest] < 1 / 3).sum()) for one in squared)
    assert found.stuck.value == pytest.approx(unlikely / (SEEDS * len(of_smallest)))
    assert (found.stuck.low, found.stuck.high) == pytest.approx(wilson(found.stuck.value, len(of_smallest)))
    assert found.gradient_ratio == pytest.approx(
        gradient_norm(SIGMOID_MSE, HEALTHY, targets, train, 0) / gradient_norm(logits, HEALTHY, targets, train, 0)
    )


def test_the_smallest_class_is_the_one_that_is_watched() -> None:
    codes = np.array([row % 8 == 7 for row in range(240)], np.int32)  # a rare second class that cannot be told apart
    noise = np.random.default_rng(1).standard_normal((240, 4)).astype(np.float32)

    found = compared(replace(SIGMOID_MSE, epochs=200, learning_rate=1.0), noise, codes)

    assert found.stuck.value > 0.9
    assert found.stuck.n == SEEDS * 30


def test_several_outputs_are_compared_with_one_hot_rows() -> None:
    codes = np.array([row % 3 for row in range(240)], np.int32)
    matrix = (np.random.default_rng(0).standard_normal((240, 4)) + 3 * np.eye(3, 4)[codes]).astype(np.float32)
    targets = LossTargets("one-hot", codes.astype(np.float64))
    config = replace(SIGMOID_MSE, layers=(4, 3), optimizer="adam", learning_rate=0.05, epochs=80)

    for output in ("softmax", "sigmoid"):
        found = compared(replace(config, output_activation=output), matrix, codes, targets)
        assert found.configured > 0.85
        assert found.fitting > 0.85
        assert found.difference.low <= 0 <= found.difference.high


def test_the_difference_resamples_seeds_and_rows() -> None:
    rng = np.random.default_rng(0)
    gain = rng.choice([-1.0, 0, 1], (SEEDS, 80), p=[0.2, 0.5, 0.3]) + np.array([[0], [0.1], [-0.1], [0.2], [0]])
    draws = [gain[np.ix_(rng.integers(0, SEEDS, SEEDS), rng.integers(0, 80, 80))].mean() for _ in range(2000)]
    low, high = np.quantile(draws, [0.025, 0.975])

    found = _difference(gain, seed=0)

    assert found.value == pytest.approx(gain.mean())
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.1 * (high - low))
    assert (found.unit, found.n) == ("points", 80)
    nothing = _difference(np.zeros((SEEDS, 80)), seed=0)
    assert (nothing.low, nothing.value, nothing.high) == (0, 0, 0)


# --- the loss that fits ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "output", "loss"),
    [
        ((4, 1), "sigmoid", "bce_with_logits"),
        ((4, 1), "softmax", "bce_with_logits"),
        ((4, 3), "sigmoid", "bce_with_logits"),
        ((4, 3), "softmax", "cross_entropy"),
    ],
)
def test_the_loss_that_fits_the_outputs(layers: tuple[int, ...], output: str, loss: str) -> None:
    config = replace(SIGMOID_MSE, layers=layers, output_activation=output)

    assert fitting(config) == replace(config, output_activation="none", loss=loss)


def test_the_probability_of_a_class() -> None:
    one = np.array([[0.2], [0.9]], np.float32)
    three = np.array([[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]], np.float32)
    scores = np.array([[-1.0, 0.0, 2.0], [200.0, -200.0, 0.0]], np.float32)
    softmax = replace(SIGMOID_MSE, layers=(4, 3), output_activation="softmax")

    assert _probability(SIGMOID_MSE, one, 1) == pytest.approx([0.2, 0.9])
    assert _probability(SIGMOID_MSE, one, 0) == pytest.approx([0.8, 0.1])
    assert _probability(fitting(SIGMOID_MSE), scores[:, :1], 1) == pytest.approx([1 / (1 + np.exp(1.0)), 1])
    assert _probability(softmax, three, 2) == pytest.approx([0.7, 0.2])
    powers = np.exp([-1.0, 0.0, 2.0])
    assert _probability(fitting(softmax), scores, 2) == pytest.approx([powers[2] / powers.sum(), 0])
    each = fitting(replace(softmax, output_activation="sigmoid"))
    assert _probability(each, scores, 2) == pytest.approx([1 / (1 + np.exp(-2.0)), 0.5])


# --- where there is nothing to compare ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        (replace(SIGMOID_MSE, loss="bce"), "the loss is not squared error on a sigmoid or softmax output"),
        (replace(SIGMOID_MSE, output_activation="none"), "the loss is not squared error on a sigmoid or softmax output"),
        (replace(SIGMOID_MSE, layers=(5, 1)), "the network cannot be trained as written"),
        (replace(SIGMOID_MSE, epochs=10**12), "training it ten times would take hours"),
    ],
)
def test_another_network(config: ModelConfig, reason: str) -> None:
    with pytest.raises(Unavailable, match=rf"^{reason}$"):
        compared(config)


@pytest.mark.parametrize("values", [CODES + 1.0, CODES * 2.0 - 1, CODES * 255.0])
def test_targets_that_are_no_probabilities(values: NDArray[np.float64]) -> None:
    with pytest.raises(Unavailable, match=r"^the targets are no probabilities$"):
        compared(SIGMOID_MSE, targets=LossTargets("numbers", values))


def test_three_classes_on_one_output() -> None:
    with pytest.raises(Unavailable, match=r"^the targets are no probabilities$"):
        compared(SIGMOID_MSE, codes=np.array([row % 3 for row in range(240)], np.int32))
    with pytest.raises(Unavailable, match=r"^the network cannot be trained as written$"):
        compared(SIGMOID_MSE, targets=LossTargets("class ids", CODES.astype(np.float64)))
