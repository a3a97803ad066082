import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

import w2vcheck
from w2vcheck.artefacts import Store, Unavailable, provider
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.split import Split
from w2vcheck.data.table import from_frame
from w2vcheck.data.target import Classes
from w2vcheck.experiment.approach import Approach
from w2vcheck.experiment.as_written import AsWritten
from w2vcheck.experiment.own import Own, in_place
from w2vcheck.results import Report, Severity
from w2vcheck.settings import Settings, override

NAMES = tuple(f"f{column}" for column in range(5))


@pytest.fixture
def frame() -> pl.DataFrame:
    """Six hundred rows that a plane divides, of features that a network without bias can use."""
    x = np.random.default_rng(0).normal(size=(600, 5))
    return pl.DataFrame(dict(zip(NAMES, x.T, strict=True)) | {"label": np.where(x[:, 0] + x[:, 1] > 0, "yes", "no")})


def store(frame: pl.DataFrame) -> Store:
    settings = override(Settings(), {"data.features": NAMES, "data.target": "label"})
    table = from_frame(frame)
    return Store({Dataset: Dataset(table, table, None), Settings: settings})


def audit(frame: pl.DataFrame, model: Callable[..., object], *select: str, **more: object) -> Report:
    return w2vcheck.audit(frame, features=NAMES, target="label", model=model, ladder=False, select=select, options=more)


def linear(width: int, classes: int) -> tuple[nn.Module, nn.Module, torch.optim.Optimizer]:
    layer = nn.Linear(width, classes)
    return layer, nn.CrossEntropyLoss(), torch.optim.SGD(layer.parameters(), lr=0.1)


def test_what_is_given_is_the_approach_and_the_experiment_as_written(frame: pl.DataFrame) -> None:
    asked: list[int] = []

    @provider("")
    def always_the_first(split: Split, classes: Classes) -> Own:
        def answer(seed: int) -> NDArray[np.int32]:
            asked.append(seed)
            return np.full(len(classes.codes), classes.codes[split.train[0]], np.int32)

        return Own("a constant", "a constant on nothing", answer, seeds=2)

    given = in_place(store(frame), always_the_first)
    classes, split = given.get(Classes), given.get(Split)
    approach, written = given.get(Approach), given.get(AsWritten)

    assert approach.title == "a constant"
    assert approach.predicted.shape == (2, 600)
    assert asked == [0, 1, 0]
    assert written.outcome.accuracy is not None
    expected = np.mean(classes.codes[split.test] == classes.codes[split.train[0]])
    assert written.outcome.accuracy.value == pytest.approx(expected)
    assert written.outcome.how.startswith("a constant on nothing; ")


def test_a_model_that_cannot_be_trained_is_skipped_and_nothing_stands_in(frame: pl.DataFrame) -> None:
    @provider("")
    def broken() -> Own:
        def answer(_: int) -> NDArray[np.int32]:
            raise Unavailable("it does not fit")

        return Own("broken", "broken", answer)

    given = in_place(store(frame), broken)

    for kind in (Approach, AsWritten):
        with pytest.raises(Unavailable, match="it does not fit"):
            given.get(kind)


def test_without_one_there_is_none(frame: pl.DataFrame) -> None:
    assert store(frame).find(Own) is None


def test_a_module_scores_what_the_same_loop_by_hand_scores(frame: pl.DataFrame) -> None:
    report = audit(frame, linear, "W2V4", **{"classifier.epochs": 4, "classifier.batch_size": 50})

    held = store(frame)
    split, codes = held.get(Split), held.get(Classes).codes
    inputs = torch.as_tensor(frame.select(NAMES).to_numpy(), dtype=torch.float32)
    torch.manual_seed(0)
    layer, loss, optimizer = linear(5, 2)
    shuffle = torch.Generator().manual_seed(0)
    for _ in range(4):
        for batch in torch.split(torch.randperm(len(split.train), generator=shuffle), 50):
            rows = split.train[batch.numpy()]
            optimizer.zero_grad()
            torch.autograd.backward(loss(layer(inputs[rows]), torch.as_tensor(codes[rows], dtype=torch.int64)))
            optimizer.step()
    by_hand = float(np.mean(layer(inputs).argmax(dim=1).numpy()[split.test] == codes[split.test]))

    (outcome,) = report.experiments
    assert outcome.accuracy is not None
    assert outcome.accuracy.value == pytest.approx(by_hand)
    assert "SGD with a rate of 0.1, 4 epochs in batches of 50, on 5 feature columns" in outcome.how
    assert report.waterfall[0].sentence.startswith("As written, linear scores ")
    assert report.waterfall[0].accuracy.value == pytest.approx(by_hand)


def test_a_column_that_tells_the_label_is_worth_what_the_module_loses_without_it(frame: pl.DataFrame) -> None:
    given = frame.with_columns(f4=(pl.col("label") == "yes").cast(pl.Float64) * 5, f0=pl.lit(0.5), f1=pl.lit(0.5))

    report = audit(given, linear, "W2V304", "W2V305")

    (finding,) = report.findings
    assert finding.impact is not None
    assert finding.impact.accuracy_before.value > 0.95
    assert finding.impact.difference.high < -0.3


def test_a_module_of_another_width_leaves_the_experiment_skipped(frame: pl.DataFrame) -> None:
    report = audit(frame, lambda: nn.Linear(99, 2), "W2V408")

    assert report.experiments == ()
    assert report.waterfall == ()
    reasons = {entry.name: entry.reason for entry in report.skipped}
    assert "torch cannot train it" in reasons["as-written"]
    assert [finding.code for finding in report.findings] == ["W2V408"]


@dataclass
class Drawing:
    """A factory that disturbs all random states, and keeps the module it made."""

    made: nn.Module | None = None

    def __call__(self, width: int, classes: int) -> nn.Module:
        random.seed(5)
        torch.manual_seed(5)
        self.made = self.made or nn.Linear(width, classes)
        return self.made


def test_the_module_and_the_random_states_are_as_they_were(frame: pl.DataFrame) -> None:
    factory = Drawing()
    factory(5, 2)
    assert factory.made is not None
    before = [each.detach().clone() for each in factory.made.parameters()]
    states = random.getstate(), torch.get_rng_state()

    report = audit(frame, factory, "W2V4")

    assert report.waterfall
    pairs = zip(before, factory.made.parameters(), strict=True)
    assert all(torch.equal(one, Tensor(other.detach())) for one, other in pairs)
    assert random.getstate() == states[0]
    assert torch.equal(torch.get_rng_state(), states[1])


def test_the_script_of_the_honest_experiment_is_not_written_for_a_module(frame: pl.DataFrame) -> None:
    report = audit(frame, linear, "W2V4", pipeline=True)

    assert report.pipeline == ""
    assert "a model of yours was given" in {entry.name: entry.reason for entry in report.skipped}["pipeline"]


def slow(width: int, classes: int) -> tuple[nn.Module, nn.Module, torch.optim.Optimizer]:
    layer = nn.Linear(width, classes)
    return layer, nn.CrossEntropyLoss(), torch.optim.SGD(layer.parameters(), lr=1e-6)


def hasty(width: int, classes: int) -> tuple[nn.Module, nn.Module, torch.optim.Optimizer]:
    layer = nn.Linear(width, classes)
    nn.init.constant_(layer.weight, 0.0)
    with torch.no_grad():
        layer.weight[0] = -0.3
    return layer, nn.CrossEntropyLoss(), torch.optim.SGD(layer.parameters(), lr=0.006)


def saturated(width: int, classes: int) -> tuple[nn.Module, nn.Module, torch.optim.Optimizer]:
    layer = nn.Linear(width, classes)
    nn.init.constant_(layer.weight, 0.0)
    with torch.no_grad():
        layer.weight[0] = -30.0
        layer.bias.fill_(0.0)
    return nn.Sequential(layer, nn.Softmax(dim=1)), nn.CrossEntropyLoss(), torch.optim.SGD(layer.parameters(), lr=0.1)


def broadcast(width: int, _: int) -> tuple[nn.Module, Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    layer = nn.Linear(width, 1)

    def loss(outputs: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.mse_loss(outputs, targets.reshape(1, -1).expand(len(outputs), -1))

    return layer, loss, torch.optim.SGD(layer.parameters(), lr=0.01)


class Half(nn.Module):
    """Two layers, of which the optimiser will know the second."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(width, 8), nn.Linear(8, classes)
        nn.init.constant_(self.first.weight, 0.1)

    def forward(self, rows: Tensor) -> Tensor:
        outputs: Tensor = self.last(torch.tanh(self.first(rows)))
        return outputs


def forgetful(width: int, classes: int) -> tuple[nn.Module, nn.Module, torch.optim.Optimizer]:
    module = Half(width, classes)
    return module, nn.CrossEntropyLoss(), torch.optim.Adam(module.last.parameters(), lr=0.01)


@pytest.mark.parametrize(
    ("factory", "code", "says"),
    [
        (slow, "W2V412", "times the learning rate"),
        (hasty, "W2V424", "epochs"),
        (saturated, "W2V402", "With raw scores into the loss"),
        (broadcast, "W2V407", "With targets in the shape of the outputs"),
        (forgetful, "W2V419", "With every parameter in the optimizer"),
    ],
)
def test_a_fault_of_a_module_has_a_step_that_leads_to_what_the_mended_module_scores(
    frame: pl.DataFrame, factory: Callable[..., object], code: str, says: str
) -> None:
    report = audit(frame, factory, code)

    (finding,) = report.findings
    assert finding.impact is not None, [entry.reason for entry in report.skipped]
    assert finding.impact.difference.low > 0
    _, step, honest = report.waterfall
    assert step.code == code
    assert says in step.sentence
    assert honest.accuracy.value == step.accuracy.value > report.waterfall[0].accuracy.value


def test_targets_out_of_reach_that_cost_nothing_are_no_error(frame: pl.DataFrame) -> None:
    def shifted(outputs: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.mse_loss(outputs, 2 * targets.reshape(outputs.shape) - 1)

    module = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
    optimizer = torch.optim.SGD(module.parameters(), lr=0.5)

    apart = frame.with_columns(f0=pl.when(pl.col("label") == "yes").then(3.0).otherwise(-3.0))  # whatever the target, this tells

    (finding,) = audit(apart, lambda: (module, shifted, optimizer), "W2V406").findings

    assert finding.severity is Severity.WARNING
    assert finding.impact is not None
    assert finding.impact.difference.low <= 0 <= finding.impact.difference.high


def test_targets_out_of_reach_that_put_every_row_into_one_class_are_an_error() -> None:
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(80, 5, generator=generator)
    targets = inputs[:, :1].sign()
    module = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())

    report = w2vcheck.audit_model(module, nn.MSELoss(), (inputs, targets), select=["W2V406"])

    (finding,) = report.findings  # a threshold of zero, as targets of -1 and 1 have it, is below every probability
    assert finding.severity is Severity.ERROR
    assert "that loses" in finding.message
