"""Whether the model can learn one small batch by heart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.trial import Trial

if TYPE_CHECKING:
    from torch import nn

MOST_ROWS = 32
"""Rows to learn by heart; fewer where a linear model could not separate so many (d + 1 of them in d dimensions)."""
ADAM_STEPS = 200
RATES = (0.03, 0.003)


@dataclass(frozen=True, slots=True)
class Overfit:
    """Rows of a small batch that the model can learn by heart.

    `right` of `rows` at best, where `ceiling` is what anyone could reach (equal inputs with several labels). `how` names the
    optimiser that came furthest.
    """

    right: int
    ceiling: int
    rows: int
    how: str


@provider("learning one batch by heart")
def overfit(trial: Trial, probe: Probe) -> Overfit:
    """Try to learn a batch by heart with L-BFGS, then with Adam at two rates, dropout off.

    The batch is one that a linear model can separate: inputs that with a constant 1 are linearly independent.
    """
    import torch

    from w2vcheck.model.isolation import isolated

    if probe.refused or probe.loss != probe.loss:
        raise Unavailable("the loss cannot be computed")
    codes = trial.train.codes
    if codes is None:
        raise Unavailable("the targets are no classes")
    chosen = _separable(trial)
    if len(chosen) < 2 or len(np.unique(codes[chosen])) < 2:
        raise Unavailable("there is no batch of two classes that a linear model could separate")
    inputs, targets = trial.train.inputs[chosen], trial.train.targets[chosen]
    best, how = -1, ""
    with isolated(trial.seed):
        for name, rate in (("L-BFGS", 1.0), *((f"Adam {rate:g}", rate) for rate in RATES)):
            module = trial.build()[0].train()
            _without_dropout(module)
            parameters = [each for each in module.parameters() if each.requires_grad]
            if not parameters:
                raise Unavailable("nothing is trained (W2V419)")
            try:
                _learn(module, trial, inputs, targets, parameters, name, rate)
                module.eval()
                with torch.no_grad():
                    right = int((trial.decide(module(inputs)) == codes[chosen]).sum())
            except (RuntimeError, IndexError, ValueError):
                continue
            if right > best:
                best, how = right, name
            if best == len(chosen):
                break
    return Overfit(max(best, 0), len(chosen), len(chosen), how or "any optimiser")


def _learn(
    module: nn.Module, trial: Trial, inputs: object, targets: object, parameters: list[nn.Parameter], name: str, rate: float
) -> None:
    import torch

    def closure() -> float:
        optimizer.zero_grad()
        loss = trial.loss(module(inputs), targets)  # type: ignore[arg-type]  # tensors
        torch.autograd.backward(loss)
        return float(loss.detach())

    if name == "L-BFGS":
        optimizer: torch.optim.Optimizer = torch.optim.LBFGS(parameters, lr=rate, max_iter=100, line_search_fn="strong_wolfe")
        optimizer.step(closure)
        return
    optimizer = torch.optim.Adam(parameters, lr=rate)
    for _ in range(ADAM_STEPS):
        closure()
        optimizer.step()


def _separable(trial: Trial) -> list[int]:
    """Rows, taken class by class in turn, whose inputs with a constant 1 are linearly independent."""
    import torch

    rows, codes = trial.train.inputs, trial.train.codes
    if codes is None:
        return []
    order = np.random.default_rng(trial.seed).permutation(len(rows))[:2000]
    place = np.zeros(len(order), np.int64)
    for code in np.unique(codes[order]):
        own = codes[order] == code
        place[own] = np.arange(own.sum())
    order = order[np.argsort(place, kind="stable")]
    if not rows.is_floating_point():
        distinct = {tuple(rows[int(row)].reshape(-1).tolist()): int(row) for row in order[: 4 * MOST_ROWS]}
        return list(distinct.values())[:MOST_ROWS]
    flat = rows[torch.as_tensor(order)].reshape(len(order), -1).double()
    scale = flat.std(dim=0).clamp_min(1e-12)
    scaled = torch.cat([(flat - flat.mean(dim=0)) / scale, torch.ones(len(flat), 1, dtype=torch.float64)], dim=1)
    chosen: list[int] = []
    basis: list[torch.Tensor] = []
    for number, row in enumerate(order):
        rest = scaled[number].clone()
        for each in basis:
            rest -= (rest @ each) * each
        norm = float(rest.norm())
        if norm > 0.05 * float(scaled[number].norm()):  # nearly dependent rows could be separated only by huge weights
            chosen.append(int(row))
            basis.append(rest / norm)
        if len(chosen) == MOST_ROWS:
            break
    return chosen


def _without_dropout(module: nn.Module) -> None:
    from torch import nn

    for each in module.modules():
        if isinstance(each, nn.Dropout):
            each.p = 0.0
