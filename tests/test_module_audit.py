import random
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import torch
from torch import Tensor, nn
from typer.testing import CliRunner

import w2vcheck
from w2vcheck import FindingsError, W2vcheckError
from w2vcheck.cli.app import app
from w2vcheck.model.isolation import isolated, preserved

Batch = tuple[Tensor, Tensor]


@pytest.fixture
def batch() -> Batch:
    """Eighty rows of three classes that a plane divides."""
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(80, 10, generator=generator)
    return inputs, inputs[:, :3].argmax(dim=1)


def mlp(*end: nn.Module) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(10, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 3), *end)


def everything(module: nn.Module) -> list[object]:
    """All that a training loop could notice of a module and of the random states."""
    state = [(name, value.clone()) for name, value in module.state_dict(keep_vars=True).items()]
    gradients = [None if each.grad is None else each.grad.clone() for each in module.parameters()]
    flags = [(each.training, dict(each._forward_hooks), dict(each._backward_hooks)) for each in module.modules()]
    _, numbers, place, *_ = np.random.get_state(legacy=True)  # noqa: NPY002 - the state a script would notice
    return [
        [(name, value.detach().numpy().tobytes()) for name, value in state],
        [None if each is None else each.numpy().tobytes() for each in gradients],
        [each.requires_grad for each in module.parameters()],
        flags,
        torch.get_rng_state().numpy().tobytes(),
        (np.asarray(numbers).tobytes(), place),
        random.getstate(),
        torch.get_num_threads(),
        torch.is_grad_enabled(),
    ]


class Broken(nn.Module):
    """Fails in the middle of its forward pass."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(10, 3)

    def forward(self, rows: Tensor) -> Tensor:
        torch.rand(len(rows))
        self.train(not self.training)
        raise RuntimeError("no such layer")


@pytest.mark.parametrize("look", [w2vcheck.probe, w2vcheck.audit_model])
@pytest.mark.parametrize("make", [mlp, lambda: mlp(nn.Softmax(dim=1)), Broken])
def test_everything_is_as_it_was(look: Callable[..., object], make: Callable[[], nn.Module], batch: Batch) -> None:
    module = make().eval()
    module.get_submodule("first" if isinstance(module, Broken) else "0").register_forward_hook(lambda *_: None)
    first = next(module.parameters())
    first.grad = torch.full_like(first, 0.5)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.01)
    before, of_optimizer = everything(module), str(optimizer.state_dict())

    look(module, nn.CrossEntropyLoss(), batch, optimizer)

    assert everything(module) == before
    assert str(optimizer.state_dict()) == of_optimizer


def test_a_loss_that_reaches_for_the_original_leaves_no_gradient_behind(batch: Batch) -> None:
    module = mlp()

    def loss(outputs: Tensor, targets: Tensor) -> Tensor:
        penalty = torch.stack([each.pow(2).sum() for each in module.parameters()]).sum()
        return nn.functional.cross_entropy(outputs, targets) + 0.001 * penalty

    w2vcheck.probe(module, loss, batch)

    assert all(each.grad is None for each in module.parameters())


def test_isolation_and_preservation_hold_when_something_fails() -> None:
    module = mlp()
    before = everything(module)

    def disturb() -> None:
        with isolated(3), preserved(module):
            torch.rand(3)
            np.random.rand(3)  # noqa: NPY002 - the state that must come back
            random.random()  # noqa: S311 - the same
            module.eval().requires_grad_(requires_grad=False)
            module[0].register_forward_hook(lambda *_: None)
            nn.init.zeros_(next(module.parameters()).data)
            module[4].weight.grad = torch.ones(3, 16)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        disturb()

    assert everything(module) == before


def test_a_sound_model_says_nothing_and_a_test_goes_on(batch: Batch) -> None:
    module = mlp()
    optimizer = torch.optim.Adam(module.parameters(), lr=0.01)

    report = w2vcheck.audit_model(module, nn.CrossEntropyLoss(), batch, optimizer)

    assert report.raise_for_findings("note") is report
    assert not report.findings
    assert ("loss and output", "raw scores → cross_entropy") in report.subject.facts
    assert {"W2V402", "W2V415", "W2V418"} <= {entry.code for entry in report.measures}


def test_a_finding_makes_a_test_fail_with_its_sentence(batch: Batch) -> None:
    module = nn.Linear(10, 3)

    report = w2vcheck.probe(module, nn.NLLLoss(), batch)

    assert [finding.code for finding in report.findings] == ["W2V404"]
    with pytest.raises(FindingsError, match=r"W2V404 missing-activation \(warning\): NLLLoss needs log-probabilities"):
        report.raise_for_findings("warning")
    assert report.raise_for_findings() is report  # no error without the training that would prove one


def test_equal_input_gives_an_equal_report(batch: Batch) -> None:
    reports = [w2vcheck.audit_model(mlp(nn.Softmax(dim=1)), nn.CrossEntropyLoss(), batch, seed=3) for _ in range(2)]

    assert reports[0] == reports[1]


def test_the_quick_probe_trains_nothing_and_says_so(batch: Batch) -> None:
    report = w2vcheck.probe(mlp(), nn.CrossEntropyLoss(), batch)

    assert "it trains copies of the model; audit_model does that, probe does not" in {
        entry.reason for entry in report.skipped if entry.code == "W2V415"
    }


def test_warnings_of_the_module_are_kept_and_not_printed(batch: Batch) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        report = w2vcheck.probe(nn.Sequential(nn.Linear(10, 3), nn.LogSoftmax()), nn.NLLLoss(), batch)

    assert not caught
    assert any("Implicit dimension choice" in said for said in report.warnings)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"module": "a module"}, "expected a torch.nn.Module, found str"),
        ({"loss": 3}, "expected a loss that is called with outputs and targets, found int"),
        ({"batch": torch.ones(3)}, r"expected a batch of two tensors, \(inputs, targets\), found Tensor"),
        ({"batch": (torch.ones(3, 10), torch.ones(4))}, "expected inputs and targets with as many rows"),
        ({"batch": (torch.ones(1, 10), torch.ones(1))}, "expected a batch of at least two rows, found 1"),
        ({"batch": (torch.full((3, 10), torch.nan), torch.ones(3))}, "expected finite inputs and targets"),
        ({"optimizer": "adam"}, "expected a torch.optim.Optimizer, found str"),
    ],
)
def test_what_is_no_model_is_refused_in_a_sentence(given: dict[str, object], says: str, batch: Batch) -> None:
    arguments: dict[str, object] = {"module": nn.Linear(10, 3), "loss": nn.CrossEntropyLoss(), "batch": batch} | given

    with pytest.raises(W2vcheckError, match=f"(?i){says}"):
        w2vcheck.probe(**arguments)  # type: ignore[arg-type]  # wrong on purpose


def test_a_module_that_cannot_be_copied_is_refused_in_a_sentence(batch: Batch) -> None:
    module = nn.Linear(10, 3)
    module.kept = module(batch[0])

    with pytest.raises(W2vcheckError, match=r"a module that copy\.deepcopy can copy"):
        w2vcheck.probe(module, nn.CrossEntropyLoss(), batch)


MODELS = """
from torch import nn

def sound(width, classes):
    return nn.Linear(width, classes)

def squashed(width, classes):
    return nn.Sequential(nn.Linear(width, classes), nn.Softmax(dim=1)), nn.CrossEntropyLoss()

def fixed():
    return nn.Linear(99, 2)

def fails(width, classes):
    raise ValueError("not today")

def nothing():
    return 3

number = 3
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of features and a Python file with models."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 5))
    frame = pl.DataFrame({f"f{column}": x[:, column] for column in range(5)} | {"label": np.where(x[:, 0] > 0, "yes", "no")})
    frame.write_csv("data.csv")
    (tmp_path / "models_of_a_user.py").write_text(MODELS)
    (tmp_path / "w2vcheck.toml").write_text("")
    monkeypatch.delitem(__import__("sys").modules, "models_of_a_user", raising=False)
    return tmp_path


def run(factory: str) -> tuple[int, str]:
    arguments = ["audit", "data.csv", "--features", "f0:f4", "--target", "label", "--no-ladder", "--select", "W2V4"]
    result = CliRunner().invoke(app, [*arguments, "--model", factory])
    return result.exit_code, result.output if result.exception is None else result.output + str(result.exception)


@pytest.mark.usefixtures("folder")
def test_a_module_is_audited_on_a_table_and_that_it_ran_code_is_said() -> None:
    code, said = run("models_of_a_user:squashed")

    assert "W2V402" in said
    assert "imported and called: this ran your code" in " ".join(said.split())
    assert code in (0, 1)
    assert run("models_of_a_user:fixed")[0] == 1  # too wide: W2V408
    assert "W2V408" in run("models_of_a_user:fixed")[1]


@pytest.mark.parametrize(
    ("factory", "says"),
    [
        ("models_of_a_user", "package.module:factory"),
        ("no_such_module:make", "No module"),
        ("models_of_a_user:no_such_name", "has no attribute"),
        ("models_of_a_user:number", "a function"),
        ("models_of_a_user:fails", "not today"),
        ("models_of_a_user:nothing", "found int"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_factory_that_is_none_is_refused_in_a_sentence(factory: str, says: str) -> None:
    with pytest.raises(W2vcheckError, match=f"(?i){says}"):
        w2vcheck.audit("data.csv", features="f0:f4", target="label", select=["W2V402"], ladder=False, model=factory)


@pytest.mark.usefixtures("folder")
def test_a_function_will_do_for_a_model() -> None:
    report = w2vcheck.audit(
        "data.csv",
        features="f0:f4",
        target="label",
        select=["W2V402", "W2V409"],
        ladder=False,
        model=nn.Linear,
    )

    assert not report.findings
    assert {entry.code for entry in report.measures} == {"W2V402", "W2V409"}
    assert not report.crashed
