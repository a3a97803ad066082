"""The callback, in a training of Lightning."""

import importlib
import logging
import random
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from w2vcheck import FindingsError, W2vcheckError

lightning = pytest.importorskip("pytorch_lightning", reason="the extra 'integrations' is not installed")
pytestmark = [
    pytest.mark.slow,
    # What Lightning says about itself: no workers for so few rows, no logger, and a training shorter than its logging interval.
    pytest.mark.filterwarnings("ignore"),
]
logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)


class Classifier(lightning.LightningModule):  # type: ignore[misc, name-defined]  # it may not be installed
    def __init__(self, *end: nn.Module, attribute: str | None = "loss") -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3), *end)
        self.own = nn.CrossEntropyLoss()
        if attribute is not None:
            setattr(self, attribute, nn.CrossEntropyLoss())

    def forward(self, rows: Tensor) -> Tensor:
        scores: Tensor = self.body(rows)
        return scores

    def training_step(self, batch: tuple[Tensor, Tensor], _: int) -> Tensor:
        inputs, targets = batch
        loss: Tensor = self.own(self(inputs), targets)
        self.log("loss_of_step", loss)
        return loss

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.parameters(), lr=0.01)


def loader() -> DataLoader[tuple[Tensor, ...]]:
    inputs = torch.randn(256, 8, generator=torch.Generator().manual_seed(1))
    return DataLoader(TensorDataset(inputs, inputs[:, :3].argmax(dim=1)), batch_size=64, shuffle=True)


def fit(module: Any, folder: Path, *callbacks: Any) -> None:
    trainer = lightning.Trainer(
        max_epochs=2,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=folder,
        callbacks=list(callbacks),
    )
    trainer.fit(module, loader())


def callback(*given: Any, **named: Any) -> Any:
    from w2vcheck.integrations.lightning import ProbeFirstBatch

    return ProbeFirstBatch(*given, **named)


def after(folder: Path, *callbacks: Any) -> tuple[dict[str, bytes], bytes, float, object]:
    """All weights and statistics after two epochs, and the next random numbers."""
    torch.manual_seed(3)
    random.seed(3)
    np.random.seed(3)  # noqa: NPY002 - the state that must not move
    module = Classifier()
    fit(module, folder, *callbacks)
    state = {name: value.numpy().tobytes() for name, value in module.state_dict().items()}
    return state, torch.rand(3).numpy().tobytes(), random.random(), np.random.rand()  # noqa: S311, NPY002 - as above


def test_training_is_the_same_bit_for_bit(tmp_path: Path) -> None:
    watching = callback()

    assert after(tmp_path, watching) == after(tmp_path)
    assert watching.report is not None
    assert watching.report.subject.rows == 64
    assert ("optimizer", "Adam with a rate of 0.01") in watching.report.subject.facts


def test_a_finding_stops_the_training(tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match="W2V402 double-softmax"):
        fit(Classifier(nn.Softmax(dim=1)), tmp_path, callback(then="raise"))


def test_a_finding_may_be_logged_instead(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "w2vcheck"):
        fit(Classifier(nn.Softmax(dim=1)), tmp_path, callback())

    assert caplog.text.count("W2V402 double-softmax") == 1


@pytest.mark.parametrize("attribute", ["loss_fn", "criterion"])
def test_the_loss_is_found_where_modules_keep_it(tmp_path: Path, attribute: str) -> None:
    watching = callback(select=["W2V402"])

    fit(Classifier(attribute=attribute), tmp_path, watching)

    assert watching.report is not None


def test_a_loss_that_is_nowhere_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(W2vcheckError, match=r"give one: ProbeFirstBatch\(loss=...\)"):
        fit(Classifier(attribute=None), tmp_path, callback())

    watching = callback(nn.CrossEntropyLoss(), select=["W2V402"])
    fit(Classifier(attribute=None), tmp_path, watching)
    assert watching.report is not None


def test_choices_there_are_not_are_refused() -> None:
    with pytest.raises(W2vcheckError, match="raise or log"):
        callback(then="cry")


def test_without_lightning_a_sentence_says_what_to_install() -> None:
    code = (
        "import sys\n"
        "sys.modules['lightning'] = sys.modules['lightning.pytorch'] = sys.modules['pytorch_lightning'] = None\n"
        "import w2vcheck.integrations.lightning\n"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].endswith("found neither lightning nor pytorch_lightning; pip install lightning.")


def test_a_package_that_is_broken_inside_says_so_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = importlib.import_module("w2vcheck.integrations.lightning")

    def broken(_: str) -> Any:
        raise ModuleNotFoundError("No module named 'fsspec'", name="fsspec")

    monkeypatch.setattr(module, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="fsspec"):
        module._callback()
