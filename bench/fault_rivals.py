"""Other tools on the same cases: torchtest2 and torch-audit where they are installed, and rules of thumb as UMLAUT has them."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from fault_cases import Case

Rival = Callable[["Case", Tensor, Tensor, int], set[str]]
"""Says which of our codes a tool's messages amount to; "" for a message that names no cause."""

TORCHTEST2 = {
    "optimizer_coverage": "W2V419",
    "gradient_flow": "W2V419",
    "params_change": "W2V419",
    "initial_loss": "W2V414",
    "input_dependency": "W2V418",
    "output_varies": "W2V418",
    "batch_independence": "W2V404",
    "gradient_magnitude": "W2V417",
    "forward": "W2V408",
}


def rivals(folder: str | None) -> dict[str, Rival]:
    """Those that can run here."""
    found: dict[str, Rival] = {"rules of thumb": thumb}
    if folder is not None:
        sys.path.append(folder)
        found |= {"torchtest2": torchtest2, "torch-audit": torch_audit}
    return found


def torchtest2(case: Case, inputs: Tensor, labels: Tensor, seed: int) -> set[str]:
    """Whatever does not pass."""
    tool = import_module("torchtest2")
    module, loss, optimizer = case.make(seed, inputs.shape[1], int(labels.max()) + 1)
    with _quiet():
        try:
            outputs = module(inputs[:2])
        except RuntimeError:
            outputs = torch.zeros(2, 2)
        report = tool.check_model(
            module, inputs, case.targets(labels, outputs, loss), loss_fn=loss, optimizer=optimizer, overfit_steps=200
        )
    loud = [result for result in report.results if str(result.status) in ("WARN", "FAIL")]
    return {TORCHTEST2.get(result.name, "") for result in loud}


def torch_audit(case: Case, inputs: Tensor, labels: Tensor, seed: int) -> set[str]:
    """Warnings and errors on the module before and after one step."""
    tool = import_module("torch_audit")
    module, loss, optimizer = case.make(seed, inputs.shape[1], int(labels.max()) + 1)
    codes = {"TA104": "W2V419", "TA500": "W2V419", "TA102": "W2V417", "TA105": "W2V416"}
    said: set[str] = set()
    with _quiet():
        try:
            torch.autograd.backward(loss(module(inputs), case.targets(labels, module(inputs[:2]), loss)))
        except (RuntimeError, IndexError, ValueError):
            return {""}
        for phase in ("static", "init", "backward"):
            result = tool.audit(module, phase=phase, batch=inputs, optimizer=optimizer, show_report=False)
            for finding in result.findings:
                if finding.severity in (tool.Severity.WARN, tool.Severity.ERROR, tool.Severity.FATAL):
                    said.add(codes.get(finding.rule_id, ""))
    return said


def thumb(case: Case, inputs: Tensor, labels: Tensor, seed: int) -> set[str]:
    """Fixed ranges and structure alone, after the heuristics that UMLAUT's paper lists."""
    module, _, optimizer = case.make(seed, inputs.shape[1], int(labels.max()) + 1)
    said = set()
    rate = optimizer.param_groups[0]["lr"]
    if rate > 0.01 or rate < 1e-7:
        said.add("W2V412")
    if float(inputs.min()) < -1 or float(inputs.max()) > 1:
        said.add("W2V413")
    steps = list(module) if isinstance(module, nn.Sequential) else []
    if steps and not isinstance(steps[-1], nn.Softmax | nn.LogSoftmax):
        said.add("W2V404")
    if steps and isinstance(steps[-1], nn.ReLU):
        said.add("W2V409")
    return said


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
