from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.utils.class_weight import compute_class_weight
from torch import Tensor, nn

from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.model.network import Network, as_tensor, decide, fit, gradient_norm, loss_function

Floats = NDArray[np.float32]
ROWS, WIDTH = 60, 5
MATRIX: Floats = np.random.default_rng(0).standard_normal((ROWS, WIDTH)).astype(np.float32)
IDS = (MATRIX[:, 0] + MATRIX[:, 1] > 0).astype(np.float64) + (MATRIX[:, 2] > 1)
TRAIN = np.arange(0, ROWS, 2)

BINARY = LossTargets("numbers", np.minimum(IDS, 1))
CLASSES = LossTargets("class ids", IDS)
ONE_HOT = LossTargets("one-hot", IDS)

MLP = ModelConfig(
    kind="mlp",
    inputs=WIDTH,
    layers=(WIDTH, 8, 1),
    activation="relu",
    output_activation="none",
    loss="bce_with_logits",
    optimizer="sgd",
    learning_rate=0.1,
    epochs=7,
    batch_size=None,
    dropout=0.0,
    weight_decay=0.0,
    class_weight=None,
)


def by_hand(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: nn.Module,
    answers: Tensor,
    *,
    epochs: int,
    batches: int | None,
    seed: int,
) -> tuple[Floats, float]:
    """The loop that everybody writes; `answers` for all rows."""
    rows, inputs = torch.as_tensor(MATRIX), torch.as_tensor(MATRIX[TRAIN])
    wanted = answers[torch.as_tensor(TRAIN)]
    shuffler = torch.Generator().manual_seed(seed)
    network.train()
    for _ in range(epochs):
        order = torch.arange(len(TRAIN)) if batches is None else torch.randperm(len(TRAIN), generator=shuffler)
        for batch in torch.split(order, batches or len(TRAIN)):
            optimizer.zero_grad()
            loss(network(inputs[batch]), wanted[batch]).backward()
            optimizer.step()
    network.eval()
    with torch.no_grad():
        outputs = network(rows)
        return outputs.numpy(), float(loss(outputs[torch.as_tensor(TRAIN)], wanted))


@pytest.fixture
def _own_random_numbers() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        yield
    torch.set_num_threads(threads)


# --- training -------------------------------------------------------------------------------------------------------------


def sgd(network: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(network.parameters(), lr=0.1)


def column(targets: LossTargets) -> Tensor:
    return torch.as_tensor(targets.values, dtype=torch.float32).reshape(-1, 1)


@pytest.mark.usefixtures("_own_random_numbers")
@pytest.mark.parametrize("batches", [None, 8, 30, 64])
def test_one_logit_by_sgd(batches: int | None) -> None:
    torch.manual_seed(3)
    network = nn.Sequential(nn.Linear(WIDTH, 8), nn.ReLU(), nn.Linear(8, 1))
    shuffled = batches if batches is not None and batches < len(TRAIN) else None
    outputs, loss = by_hand(network, sgd(network), nn.BCEWithLogitsLoss(), column(BINARY), epochs=7, batches=shuffled, seed=3)

    fitted = fit(replace(MLP, batch_size=batches), MATRIX, BINARY, TRAIN, seed=3)

    assert np.array_equal(fitted.outputs, outputs)
    assert fitted.training_loss == loss


@pytest.mark.usefixtures("_own_random_numbers")
def test_three_classes_by_adam_in_batches_with_dropout() -> None:
    torch.manual_seed(5)
    network = nn.Sequential(
        nn.Linear(WIDTH, 8), nn.Tanh(), nn.Dropout(0.3), nn.Linear(8, 6), nn.Tanh(), nn.Dropout(0.3), nn.Linear(6, 3)
    )
    adam = torch.optim.Adam(network.parameters(), lr=0.01, weight_decay=0.001)
    outputs, loss = by_hand(
        network, adam, nn.CrossEntropyLoss(), torch.as_tensor(IDS, dtype=torch.int64), epochs=4, batches=7, seed=5
    )

    config = replace(
        MLP, layers=(WIDTH, 8, 6, 3), activation="tanh", loss="cross_entropy", optimizer="adam", learning_rate=0.01,
        weight_decay=0.001, dropout=0.3, epochs=4, batch_size=7,
    )  # fmt: skip
    fitted = fit(config, MATRIX, CLASSES, TRAIN, seed=5)

    assert np.array_equal(fitted.outputs, outputs)
    assert fitted.training_loss == loss


class Squashed(nn.Module):
    """A network that ends in an activation, as beginners write it."""

    def __init__(self, body: nn.Module, squash: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.body, self.squash = body, squash

    def forward(self, rows: Tensor) -> Tensor:
        return self.squash(self.body(rows))


@pytest.mark.usefixtures("_own_random_numbers")
def test_squared_error_on_a_sigmoid_by_sgd() -> None:
    torch.manual_seed(0)
    network = Squashed(nn.Sequential(nn.Linear(WIDTH, 8), nn.Sigmoid(), nn.Linear(8, 1)), torch.sigmoid)
    outputs, loss = by_hand(network, sgd(network), nn.MSELoss(), column(BINARY), epochs=7, batches=None, seed=0)

    fitted = fit(replace(MLP, activation="sigmoid", output_activation="sigmoid", loss="mse"), MATRIX, BINARY, TRAIN, seed=0)

    assert np.array_equal(fitted.outputs, outputs)
    assert fitted.training_loss == loss
    assert (fitted.outputs > 0).all()
    assert (fitted.outputs < 1).all()


@pytest.mark.usefixtures("_own_random_numbers")
def test_squared_error_on_a_softmax_with_one_hot_rows_by_adamw() -> None:
    torch.manual_seed(1)
    network = Squashed(nn.Sequential(nn.Linear(WIDTH, 3)), nn.Softmax(dim=1))
    adamw = torch.optim.AdamW(network.parameters(), lr=0.05, weight_decay=0.01)
    outputs, loss = by_hand(
        network, adamw, nn.MSELoss(), torch.as_tensor(np.eye(3, dtype=np.float32)[IDS.astype(int)]), epochs=5, batches=16, seed=1
    )

    config = replace(
        MLP, layers=(WIDTH, 3), output_activation="softmax", loss="mse", optimizer="adamw", learning_rate=0.05,
        weight_decay=0.01, epochs=5, batch_size=16,
    )  # fmt: skip
    fitted = fit(config, MATRIX, ONE_HOT, TRAIN, seed=1)

    assert np.array_equal(fitted.outputs, outputs)
    assert fitted.training_loss == loss
    assert fitted.outputs.sum(axis=1) == pytest.approx(np.ones(ROWS), abs=1e-6)


@pytest.mark.parametrize(
    ("output", "loss", "squash", "function"),
    [
        ("log_softmax", "nll", lambda scores: torch.log_softmax(scores, dim=1), nn.NLLLoss()),
        ("relu", "cross_entropy", torch.relu, nn.CrossEntropyLoss()),
        ("tanh", "cross_entropy", torch.tanh, nn.CrossEntropyLoss()),
    ],
)
@pytest.mark.usefixtures("_own_random_numbers")
def test_other_outputs_without_a_hidden_activation(
    output: str, loss: str, squash: Callable[[Tensor], Tensor], function: nn.Module
) -> None:
    torch.manual_seed(2)
    network = Squashed(nn.Sequential(nn.Linear(WIDTH, 4), nn.Linear(4, 3)), squash)
    outputs, final = by_hand(
        network, sgd(network), function, torch.as_tensor(IDS, dtype=torch.int64), epochs=7, batches=None, seed=2
    )

    config = replace(MLP, layers=(WIDTH, 4, 3), activation="none", output_activation=output, loss=loss)
    fitted = fit(config, MATRIX, CLASSES, TRAIN, seed=2)

    assert np.array_equal(fitted.outputs, outputs)
    assert fitted.training_loss == final


def test_the_global_random_numbers_are_left_as_they_were() -> None:
    before = torch.random.get_rng_state()

    fit(replace(MLP, dropout=0.5, batch_size=8), MATRIX, BINARY, TRAIN, seed=3)
    gradient_norm(MLP, MATRIX, BINARY, TRAIN, seed=3)

    assert torch.equal(torch.random.get_rng_state(), before)


def test_the_global_random_numbers_play_no_part() -> None:
    config = replace(MLP, dropout=0.5, batch_size=8)

    first = fit(config, MATRIX, BINARY, TRAIN, seed=3)
    torch.rand(17)
    second, other = (fit(config, MATRIX, BINARY, TRAIN, seed=seed) for seed in (3, 4))

    assert np.array_equal(first.outputs, second.outputs)
    assert not np.array_equal(first.outputs, other.outputs)


def test_rows_that_do_not_train_change_nothing_even_without_a_label() -> None:
    changed = np.where(np.isin(np.arange(ROWS), TRAIN), BINARY.values, np.nan)
    matrix = np.where(np.isin(np.arange(ROWS), TRAIN)[:, None], MATRIX, 0).astype(np.float32)

    one, other = (
        fit(MLP, rows, LossTargets("numbers", values), TRAIN, 0) for rows, values in ((MATRIX, BINARY.values), (matrix, changed))
    )

    assert np.array_equal(one.outputs[TRAIN], other.outputs[TRAIN])
    assert one.training_loss == other.training_loss


@pytest.fixture
def _two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("_two_threads")
def test_one_thread_trains_and_the_others_are_given_back() -> None:
    told: list[int] = []

    fit(replace(MLP, epochs=1), MATRIX, BINARY, TRAIN, 0, lambda _: told.append(torch.get_num_threads()))
    with pytest.raises(RuntimeError):
        fit(replace(MLP, layers=(WIDTH + 1, 1)), MATRIX, BINARY, TRAIN, 0)

    assert told == [1]
    assert torch.get_num_threads() == 2


def test_progress_is_told_after_each_epoch() -> None:
    told: list[float] = []

    fit(replace(MLP, epochs=4), MATRIX, BINARY, TRAIN, 0, told.append)

    assert told == [0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize(
    ("config", "targets"),
    [
        (replace(MLP, layers=(WIDTH + 1, 1)), BINARY),
        (replace(MLP, layers=(WIDTH, 2), loss="cross_entropy"), CLASSES),  # a third class for two outputs
        (replace(MLP, output_activation="none", loss="bce", learning_rate=1e6), BINARY),  # no probabilities
    ],
)
def test_what_torch_refuses_is_an_error(config: ModelConfig, targets: LossTargets) -> None:
    with pytest.raises((RuntimeError, IndexError)):
        fit(config, MATRIX, targets, TRAIN, 0)


# --- losses and targets ---------------------------------------------------------------------------------------------------


def test_balanced_weights_of_cross_entropy_are_scikit_learn_s() -> None:
    loss = loss_function(replace(MLP, loss="cross_entropy", class_weight="balanced"), CLASSES, TRAIN)

    ids = IDS[TRAIN].astype(int)
    expected = compute_class_weight("balanced", classes=np.unique(ids), y=ids)
    assert isinstance(loss, nn.CrossEntropyLoss)
    assert loss.weight is not None
    assert loss.weight.numpy() == pytest.approx(expected)
    nll = loss_function(replace(MLP, loss="nll", class_weight="balanced"), CLASSES, TRAIN)
    assert isinstance(nll, nn.NLLLoss)
    assert nll.weight is not None
    assert torch.equal(nll.weight, loss.weight)


def test_balanced_weights_of_one_logit_are_the_ratio_of_the_classes() -> None:
    loss = loss_function(replace(MLP, class_weight="balanced"), BINARY, TRAIN)

    ones = BINARY.values[TRAIN].sum()
    assert isinstance(loss, nn.BCEWithLogitsLoss)
    assert loss.pos_weight is not None
    assert float(loss.pos_weight) == pytest.approx((len(TRAIN) - ones) / ones)


def test_without_class_weights_and_for_squared_error_all_rows_weigh_the_same() -> None:
    assert loss_function(replace(MLP, loss="cross_entropy"), CLASSES, TRAIN).weight is None
    assert isinstance(loss_function(replace(MLP, loss="mse", class_weight="balanced"), BINARY, TRAIN), nn.MSELoss)


def test_targets_in_the_shape_that_the_loss_compares() -> None:
    values = np.array([1.0, np.nan, 2.0])

    assert as_tensor(LossTargets("class ids", values), MLP).tolist() == [1, 0, 2]
    assert as_tensor(LossTargets("one-hot", values), replace(MLP, layers=(5, 3))).tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert as_tensor(LossTargets("numbers", values), MLP).tolist() == [[1], [0], [2]]
    assert as_tensor(LossTargets("numbers", values), replace(MLP, layers=(5, 2))).tolist() == [[1, 1], [0, 0], [2, 2]]


def test_dropout_only_works_while_training() -> None:
    network = Network(replace(MLP, dropout=0.9))
    rows = torch.as_tensor(MATRIX)

    assert not torch.equal(network(rows), network(rows))
    network.eval()
    assert torch.equal(network(rows), network(rows))


# --- from outputs to classes ----------------------------------------------------------------------------------------------


def decided(config: ModelConfig, outputs: list[list[float]], values: list[float]) -> list[int]:
    return [int(code) for code in decide(config, np.array(outputs, np.float32), np.array(values))]


def test_the_largest_of_several_outputs_wins() -> None:
    assert decided(replace(MLP, loss="cross_entropy"), [[0.1, 3, -1], [-5, -7, -6], [0, 0, 1e-6]], [0, 1, 2]) == [1, 0, 2]


def test_a_logit_is_cut_at_zero_and_a_probability_at_a_half() -> None:
    assert decided(MLP, [[-0.01], [0.01], [-1e9], [1e9]], [0, 1]) == [0, 1, 0, 1]
    assert decided(replace(MLP, loss="bce", output_activation="sigmoid"), [[0.49], [0.51], [0], [1]], [0, 1]) == [0, 1, 0, 1]


def test_a_number_becomes_the_nearest_target() -> None:
    squared = replace(MLP, loss="mse")

    assert decided(squared, [[-3], [0.9], [1.6], [2.4], [99]], [1, 2, 3]) == [0, 0, 1, 1, 2]
    assert decided(squared, [[-0.2], [0.2]], [-1, 1]) == [0, 1]


# --- gradients ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["bce_with_logits", "mse"])
def test_the_gradient_of_the_last_layer_by_hand(loss: str) -> None:
    config = replace(MLP, loss=loss, output_activation="sigmoid" if loss == "mse" else "none", dropout=0.5)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        hidden, last = nn.Linear(WIDTH, 8), nn.Linear(8, 1)
    inner = np.maximum(MATRIX[TRAIN] @ hidden.weight.detach().numpy().T + hidden.bias.detach().numpy(), 0).astype(np.float64)
    p = 1 / (1 + np.exp(-(inner @ last.weight.detach().numpy().T + last.bias.detach().numpy())))
    y = BINARY.values[TRAIN][:, None]
    slope = p - y if loss == "bce_with_logits" else 2 * (p - y) * p * (1 - p)

    found = gradient_norm(config, MATRIX, BINARY, TRAIN, seed=4)

    assert found == pytest.approx(float(np.linalg.norm((slope * inner).mean(axis=0))), rel=1e-4)


def test_squared_error_on_a_saturated_sigmoid_has_no_gradient_where_cross_entropy_has() -> None:
    far = (MATRIX * 1000).astype(np.float32)  # features that nobody scaled
    sick = gradient_norm(replace(MLP, layers=(WIDTH, 1), loss="mse", output_activation="sigmoid"), far, BINARY, TRAIN, 0)
    healthy = gradient_norm(replace(MLP, layers=(WIDTH, 1)), far, BINARY, TRAIN, 0)

    assert sick < 0.05 * healthy
