"""Trials, comparisons and probes against independent computations, on healthy and on sick models."""

import numpy as np
import pytest
import torch
from torch import nn

from w2vcheck.artefacts import Unavailable, silent
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment import mending
from w2vcheck.experiment.as_written import Inputs
from w2vcheck.experiment.first_step import look
from w2vcheck.experiment.one_batch import overfit
from w2vcheck.experiment.rematch import Rematch, over_seeds_and_rows, train
from w2vcheck.experiment.trial import Candidate, Trial, trial
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.model.live import Factory, LiveModule
from w2vcheck.model.network import decide, fit
from w2vcheck.settings import Settings

ROWS = 160
RNG = np.random.default_rng(0)
MATRIX = RNG.normal(size=(ROWS, 6)).astype(np.float32)
CODES = MATRIX[:, :3].argmax(axis=1).astype(np.int32)
SPLIT = Split(np.arange(120), np.arange(120, ROWS), "configured", "", shuffled=True)
CLASSES = Classes(("a", "b", "c"), CODES, np.bincount(CODES))
TARGETS = LossTargets("class ids", CODES.astype(np.float64))
KEYS = Keys(np.arange(ROWS), ROWS, "rows")


def config(**changed: object) -> ModelConfig:
    given: dict[str, object] = {
        "kind": "mlp",
        "inputs": 6,
        "layers": (6, 8, 3),
        "activation": "relu",
        "output_activation": "none",
        "loss": "cross_entropy",
        "optimizer": "adam",
        "learning_rate": 0.01,
        "epochs": 5,
        "batch_size": 16,
        "dropout": 0.2,
        "weight_decay": 0.0,
        "class_weight": None,
    }
    return ModelConfig(**(given | changed))  # type: ignore[arg-type]  # by name


def configured(**changed: object) -> Trial:
    return trial(Candidate(config(**changed)), Inputs(MATRIX, ""), TARGETS, CLASSES, SPLIT, KEYS, Settings())


def of_batch(module: nn.Module, loss: nn.Module, targets: torch.Tensor | None = None, rate: float = 0.1) -> Trial:
    wanted = torch.as_tensor(CODES, dtype=torch.int64) if targets is None else targets
    optimizer = torch.optim.SGD(module.parameters(), lr=rate)
    live = LiveModule(module, loss, optimizer, (torch.as_tensor(MATRIX), wanted), "a module")
    return trial(Candidate(live), None, None, None, None, None, Settings())


@pytest.mark.parametrize("seed", [0, 7])
def test_a_configured_trial_is_trained_bit_for_bit_as_the_experiment_is(seed: int) -> None:
    fitted = fit(config(), MATRIX, TARGETS, SPLIT.train, seed)
    expected = decide(config(), fitted.outputs[SPLIT.test], np.arange(3.0)) == CODES[SPLIT.test]

    trained = train(configured(), seed)

    assert trained.right.tolist() == expected.tolist()
    assert len(trained.losses) == 5
    assert train(configured(), seed).losses == trained.losses


def test_the_interval_agrees_with_the_closed_form_for_independent_rows() -> None:
    gain = np.random.default_rng(1).choice([-1.0, 0.0, 1.0], size=(1, 900), p=[0.3, 0.6, 0.1])

    measure = over_seeds_and_rows(gain, np.arange(900), 0, "test rows")

    half = 1.96 * gain.std() / np.sqrt(900)
    assert measure.value == pytest.approx(gain.mean())
    assert (measure.low, measure.high) == pytest.approx((gain.mean() - half, gain.mean() + half), abs=0.01)
    wider = over_seeds_and_rows(gain, np.repeat(np.arange(300), 3), 0, "test rows")
    assert over_seeds_and_rows(np.sort(gain), np.repeat(np.arange(90), 10), 0, "").high > wider.high


def test_nothing_seen_is_not_nothing_possible() -> None:
    measure = over_seeds_and_rows(np.zeros((4, 30)), np.arange(30), 0, "test rows")

    assert (measure.low, measure.value, measure.high) == pytest.approx((-0.1, 0.0, 0.1))


def test_a_remedy_that_helps_is_told_from_one_that_changes_nothing() -> None:
    slow = Rematch(configured(learning_rate=1e-6, epochs=20, dropout=0.0), silent)

    assert slow.against(mending.rate(1e4)).loses(0.2)
    assert not slow.against(mending.rate(1.0)).loses()
    assert slow.against(mending.rate(1.0)).difference.value == 0
    assert slow.best({"same": mending.rate(1.0)}) == ""
    assert slow.best({"more": mending.rate(1e4), "less": mending.rate(0.1)}) == "more"


def test_comparisons_that_would_take_hours_are_not_begun() -> None:
    with pytest.raises(Unavailable, match="too long"):
        Rematch(configured(epochs=10**7), silent).against(mending.standardised)


@pytest.mark.parametrize("k", [2, 3, 10])
def test_a_softmax_too_many_takes_all_but_one_in_k_of_the_gradient_at_uniform_outputs(k: int) -> None:
    layer = nn.Linear(6, k)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    module = nn.Sequential(layer, nn.Softmax(dim=1))

    seen = look(of_batch(module, nn.CrossEntropyLoss(), torch.as_tensor(CODES % k, dtype=torch.int64)))

    assert seen.pairing.says == "softmax → cross_entropy"
    assert seen.gradient_ratio == pytest.approx(1 / k, rel=1e-4)


@pytest.mark.parametrize("bias", [0.0, -3.0, -5.0])
def test_squared_error_on_a_sigmoid_has_the_gradient_of_the_formula(bias: float) -> None:
    layer = nn.Linear(6, 1)
    nn.init.zeros_(layer.weight)
    nn.init.constant_(layer.bias, bias)
    module = nn.Sequential(layer, nn.Sigmoid())
    ones = torch.ones(ROWS, 1)
    ones[0] = 0.0  # two classes; all but one row have q = sigmoid(bias)
    q = 1 / (1 + np.exp(-bias))

    assert look(of_batch(module, nn.MSELoss(), ones)).gradient_ratio == pytest.approx(2 * q * (1 - q), rel=0.1)


def test_the_first_steps_are_measured_as_the_optimizer_makes_them() -> None:
    torch.manual_seed(0)
    module = nn.Linear(6, 3)
    weight, bias, rows = module.weight.detach().clone(), module.bias.detach().clone(), torch.as_tensor(MATRIX)
    codes = torch.as_tensor(CODES, dtype=torch.int64)
    ratios = []
    for _ in range(10):
        error = ((rows @ weight.T + bias).softmax(dim=1) - nn.functional.one_hot(codes, 3)) / ROWS
        step = 0.1 * (error.T @ rows)
        ratios.append(float(torch.log10(step.abs().mean() / weight.abs().mean())))
        weight, bias = weight - step, bias - 0.1 * error.sum(dim=0)

    (seen,) = look(of_batch(module, nn.CrossEntropyLoss())).update

    assert seen == pytest.approx(np.mean(ratios), abs=1e-4)


def test_entropy_and_spread_agree_with_their_formulas() -> None:
    torch.manual_seed(0)
    module = nn.Linear(6, 3)
    shares = np.bincount(CODES) / ROWS

    seen = look(of_batch(module, nn.CrossEntropyLoss()))

    assert seen.entropy == pytest.approx(-(shares * np.log(shares)).sum())
    with torch.no_grad():
        assert seen.spread == pytest.approx(float(module(torch.as_tensor(MATRIX)).std(dim=0).mean()), rel=1e-5)
    assert (seen.moved, seen.changed) == (ROWS, ROWS)


@pytest.mark.parametrize("end", [(), (nn.Softmax(dim=1),), (nn.Sigmoid(),)])
def test_a_linear_classifier_learns_a_batch_by_heart_whatever_the_floor_of_its_loss(end: tuple[nn.Module, ...]) -> None:
    torch.manual_seed(0)
    tried = of_batch(nn.Sequential(nn.Linear(6, 3), *end), nn.CrossEntropyLoss())

    found = overfit(tried, look(tried))

    assert found.right == found.rows
    assert 5 <= found.rows <= 7  # as many as a plane in six dimensions can divide in every way


def test_a_model_without_eyes_learns_nothing_by_heart() -> None:
    module = nn.Sequential(nn.Linear(6, 3))
    module[0].register_forward_pre_hook(lambda _, given: (torch.zeros_like(given[0]),))
    tried = of_batch(module, nn.CrossEntropyLoss())
    seen = look(tried)

    assert (seen.moved, seen.changed) == (ROWS, 0)
    assert overfit(tried, seen).right < overfit(tried, seen).rows


def test_a_factory_is_tried_on_the_rows_of_the_table() -> None:
    made = trial(Candidate(Factory(nn.Linear, "linear")), Inputs(MATRIX, ""), TARGETS, CLASSES, SPLIT, KEYS, Settings())

    assert (len(made.train.inputs), len(made.test.inputs), made.scope) == (120, 40, "test rows")
    assert made.origin == "module"
    assert made.k == 3


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"layers": (5, 3)}, "W2V408"),
        ({"layers": (6, 2)}, "W2V405"),
        ({"loss": "mse", "class_weight": "balanced"}, "no class weights"),
    ],
)
def test_what_cannot_be_trained_says_why(changed: dict[str, object], says: str) -> None:
    with pytest.raises(Unavailable, match=says):
        configured(**changed)
