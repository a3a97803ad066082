"""The first batch of a training loop: it is looked at, and the training goes as it would have gone."""

import logging
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from w2vcheck import FindingsError, W2vcheckError
from w2vcheck.integrations.torch import probe_first_batch

Batch = tuple[Tensor, Tensor]


def loader(*, twice: bool = False) -> DataLoader[tuple[Tensor, ...]]:
    """Shuffled batches of three classes; `twice` gives the inputs with the targets as a dictionary would."""
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn(256, 8, generator=generator)
    parts = (inputs, inputs[:, :3].argmax(dim=1)) + ((inputs,) if twice else ())
    return DataLoader(TensorDataset(*parts), batch_size=64, shuffle=True)


def sound() -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3))


def squashed() -> nn.Sequential:
    return nn.Sequential(sound(), nn.Softmax(dim=1))


def trained(*, probed: bool) -> dict[str, bytes]:
    """All weights and statistics after two epochs, and the next random number."""
    torch.manual_seed(3)
    model, loss = sound(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    data = loader()
    batches = probe_first_batch(data, model, loss, optimizer) if probed else data
    for _ in range(2):
        for inputs, targets in batches:
            optimizer.zero_grad()
            loss(model(inputs), targets).backward()
            optimizer.step()
    state = {name: value.numpy().tobytes() for name, value in model.state_dict().items()}
    return state | {"next": torch.rand(3).numpy().tobytes()}


def test_training_is_the_same_bit_for_bit() -> None:
    assert trained(probed=True) == trained(probed=False)


def test_only_the_first_batch_is_looked_at_and_all_are_handed_on() -> None:
    batches = probe_first_batch(loader(), sound(), nn.CrossEntropyLoss())

    before = batches.report
    rows = [len(inputs) for _ in range(2) for inputs, _ in batches]
    report = batches.report

    assert before is None
    assert len(batches) == 4
    assert rows == [64] * 8
    assert report is not None
    assert report.subject.rows == 64
    assert list(batches)
    assert batches.report is report


def test_a_finding_stops_the_training_before_the_first_step() -> None:
    model = squashed()
    before = [each.clone() for each in model.parameters()]

    with pytest.raises(FindingsError, match="W2V402 double-softmax"):
        next(iter(probe_first_batch(loader(), model, nn.CrossEntropyLoss(), then="raise")))

    assert all(torch.equal(one, other) for one, other in zip(before, model.parameters(), strict=True))


def test_a_finding_may_be_logged_instead(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "w2vcheck"):
        healthy = list(probe_first_batch(loader(), sound(), nn.CrossEntropyLoss()))
        nothing = caplog.text
        sick = list(probe_first_batch(loader(), squashed(), nn.CrossEntropyLoss()))

    assert len(healthy) == len(sick) == 4
    assert nothing == ""
    assert "W2V402 double-softmax" in caplog.text
    assert caplog.records[0].name == "w2vcheck"


def test_rules_and_severity_can_be_chosen() -> None:
    def batches(**named: object) -> Iterator[object]:
        return iter(probe_first_batch(loader(), squashed(), nn.CrossEntropyLoss(), then="raise", **named))  # type: ignore[arg-type]

    assert next(batches(ignore=["W2V402"]))
    assert next(batches(severity="error"))
    with pytest.raises(FindingsError):
        next(batches(select=["W2V402"]))


def test_batches_of_another_shape_are_unpacked() -> None:
    batches = probe_first_batch(
        loader(twice=True), sound(), nn.CrossEntropyLoss(), unpack=lambda batch: (batch[0], batch[1]), select=["W2V402"]
    )

    assert len(next(iter(batches))) == 3


@pytest.mark.parametrize(
    ("named", "says"), [({"then": "cry"}, "raise or log"), ({"severity": "fatal"}, "error, warning, note as severity")], ids=str
)
def test_choices_there_are_not_are_refused_before_training(named: dict[str, str], says: str) -> None:
    with pytest.raises(W2vcheckError, match=says):
        probe_first_batch(loader(), sound(), nn.CrossEntropyLoss(), **named)  # type: ignore[arg-type]
