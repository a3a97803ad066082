"""Remedies of the model: functions from a trial to a changed trial, each of which undoes one fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.rematch import Mending
from w2vcheck.experiment.trial import Trial

Built = tuple[nn.Module, torch.optim.Optimizer]
BENDS = (nn.Sigmoid, nn.Tanh, nn.Hardtanh, nn.Softsign)
RECTIFIERS = (nn.ReLU,)


def _built(trial: Trial, change: Callable[[nn.Module, torch.optim.Optimizer], None]) -> Trial:
    """The trial with `change` applied to every model it builds."""

    def build() -> Built:
        module, optimizer = trial.build()
        change(module, optimizer)
        return module, optimizer

    return replace(trial, build=build)


class RawScores(nn.Module):
    """A module that returns what its last linear layer gives, whatever it does with it afterwards."""

    def __init__(self, inner: nn.Module, name: str) -> None:
        super().__init__()
        self.inner = inner
        self.kept: list[Tensor] = []
        inner.get_submodule(name).register_forward_hook(lambda _, __, result: self.kept.append(result))

    def forward(self, rows: Tensor) -> Tensor:
        """Raw scores, in the shape of the outputs."""
        self.kept.clear()
        outputs: Tensor = self.inner(rows)
        return self.kept[-1].reshape(outputs.shape)


def last_linear(module: nn.Module, rows: Tensor) -> str | None:
    """The name of the last linear layer that gives as many numbers as there are outputs, by running it."""
    called: list[tuple[str, int]] = []

    def note(name: str) -> Callable[[nn.Module, Any, Tensor], None]:
        return lambda _, __, result: called.append((name, result.numel()))

    handles = [each.register_forward_hook(note(name)) for name, each in module.named_modules() if isinstance(each, nn.Linear)]
    try:
        with torch.no_grad():
            outputs = module(rows)
    finally:
        for handle in handles:
            handle.remove()
    found = [name for name, size in called if size == outputs.numel()]
    return found[-1] if found and called[-1][0] == found[-1] else None


def raw_scores(*, keep_loss: bool) -> Mending:
    """Raw scores into the loss: into the one there is, if it takes them, else into cross-entropy or BCE with logits."""

    def mend(trial: Trial) -> Trial:
        few = trial.train.inputs[:2]
        name = last_linear(trial.build()[0].eval(), few)
        if name is None or trial.train.codes is None:
            raise Unavailable("no last linear layer whose scores could be used, or no classes")

        def build() -> Built:
            module, optimizer = trial.build()
            return RawScores(module, name), optimizer

        with torch.no_grad():
            shape = trial.build()[0].eval()(few).shape
        several = len(shape) > 1 and shape[1] > 1
        middle = 0.0

        def decide(outputs: Tensor) -> Any:
            flat = outputs.reshape(len(outputs), -1)
            return (flat.argmax(dim=1) if several else (flat[:, 0] > middle)).numpy().astype(np.int32)

        if keep_loss:
            return replace(trial, build=build, decide=decide)
        ids = torch.as_tensor(trial.train.codes, dtype=torch.int64)
        targets = ids if several else ids.to(torch.float32).reshape(-1, *shape[1:])
        loss: nn.Module = nn.CrossEntropyLoss() if several else nn.BCEWithLogitsLoss()
        return replace(trial, build=build, decide=decide, loss=loss, train=replace(trial.train, targets=targets))

    return mend


def rate(factor: float) -> Mending:
    """The learning rate times a factor."""

    def change(_: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        for group in optimizer.param_groups:
            group["lr"] *= factor

    return lambda trial: _built(trial, change)


def epochs(factor: int) -> Mending:
    """Times as many epochs."""
    return lambda trial: replace(trial, epochs=trial.epochs * factor)


def standardised(trial: Trial) -> Trial:
    """Every column shifted and scaled to mean 0 and deviation 1, by the training rows."""
    rows = trial.train.inputs
    if not rows.is_floating_point() or rows.dim() != 2:
        raise Unavailable("the inputs are no rows of numbers")
    mean, deviation = rows.mean(dim=0), rows.std(dim=0)
    deviation = torch.where(deviation > 0, deviation, torch.ones_like(deviation))
    return replace(
        trial,
        train=replace(trial.train, inputs=(rows - mean) / deviation),
        test=replace(trial.test, inputs=(trial.test.inputs - mean) / deviation),
    )


def _hooked(kinds: tuple[type[nn.Module], ...], function: Callable[[Tensor], Tensor]) -> Mending:
    """Modules of these kinds give `function` of their input instead of their own result, the last of all modules excepted."""

    def change(module: nn.Module, _: torch.optim.Optimizer) -> None:
        for each in inner_modules(module, kinds):
            each.register_forward_hook(lambda _, given, __: function(given[0]))

    return lambda trial: _built(trial, change)


def inner_modules(module: nn.Module, kinds: tuple[type[nn.Module], ...]) -> list[nn.Module]:
    """Modules of these kinds that have a linear layer after them."""
    leaves = [each for each in module.modules() if not list(each.children())]
    layers = [place for place, each in enumerate(leaves) if isinstance(each, nn.Linear)]
    last = layers[-1] if layers else -1
    return [each for each in leaves[: max(0, last)] if isinstance(each, kinds)]


leaky = _hooked(RECTIFIERS, nn.functional.leaky_relu)
"""Hidden ReLU units that let a little through below zero, so that none of them can die."""


def rectified(trial: Trial) -> Trial:
    """ReLU instead of hidden sigmoid and tanh units, and weights that start as He et al. (ICCV 2015) draw them for ReLU."""

    def change(module: nn.Module, _: torch.optim.Optimizer) -> None:
        for each in [one for one in module.modules() if isinstance(one, nn.Linear)][:-1]:
            nn.init.kaiming_uniform_(each.weight, nonlinearity="relu")

    return _built(_hooked(BENDS, torch.relu)(trial), change)


def bent(trial: Trial) -> Trial:
    """A ReLU after every hidden linear layer."""

    def change(module: nn.Module, _: torch.optim.Optimizer) -> None:
        for each in [one for one in module.modules() if isinstance(one, nn.Linear)][:-1]:
            each.register_forward_hook(lambda _, __, result: torch.relu(result))

    return _built(trial, change)


def clipped(trial: Trial) -> Trial:
    """Gradients scaled down to a norm of at most 1."""

    def change(module: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        optimizer.register_step_pre_hook(lambda *_: void(nn.utils.clip_grad_norm_(module.parameters(), 1.0)))

    return _built(trial, change)


def void(_: object) -> None:
    """Nothing: torch takes what a hook returns for new arguments."""


def calm(trial: Trial) -> Trial:
    """Fresh weights in all layers and none in the last, so that the first outputs are zero and all classes as likely."""

    def change(module: nn.Module, _: torch.optim.Optimizer) -> None:
        for each in module.modules():
            if isinstance(each, nn.Linear | nn.Embedding | nn.EmbeddingBag | nn.BatchNorm1d | nn.LayerNorm):
                each.reset_parameters()
        layers = [each for each in module.modules() if isinstance(each, nn.Linear)]
        if layers:
            nn.init.zeros_(layers[-1].weight)
            if layers[-1].bias is not None:
                nn.init.zeros_(layers[-1].bias)

    return _built(trial, change)


def all_trained(trial: Trial) -> Trial:
    """Every parameter in the optimiser, and none of them frozen."""

    def change(module: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        held = {id(each) for group in optimizer.param_groups for each in group["params"]}
        module.requires_grad_(requires_grad=True)
        optimizer.param_groups[0]["params"].extend(each for each in module.parameters() if id(each) not in held)

    return _built(trial, change)


BY_NUMBER: dict[str, type[nn.Module]] = {
    "mse": nn.MSELoss,
    "l1": nn.L1Loss,
    "smooth_l1": nn.SmoothL1Loss,
    "huber": nn.HuberLoss,
    "bce": nn.BCELoss,
    "bce_with_logits": nn.BCEWithLogitsLoss,
}
"""Losses that compare number by number."""


def same_shape(loss: str) -> Mending:
    """Targets in the shape of the outputs; where they have it already, torch's own loss, which does not change it."""

    def mend(trial: Trial) -> Trial:
        with torch.no_grad():
            shape = trial.build()[0].eval()(trial.train.inputs[:2]).shape
        train = trial.train
        if train.targets.shape[1:] == shape[1:]:
            return replace(trial, loss=BY_NUMBER[loss]())
        return replace(trial, train=replace(train, targets=train.targets.reshape(len(train.targets), *shape[1:])))

    return mend


def within_reach(loss: str) -> Mending:
    """Zeros and ones for targets, under torch's own loss of this name: what a probability can reach."""

    def mend(trial: Trial) -> Trial:
        train = trial.train
        if train.codes is None:
            raise Unavailable("the targets are no classes")
        with torch.no_grad():
            shape = trial.build()[0].eval()(train.inputs[:2]).shape
        several = len(shape) > 1 and shape[1] > 1
        if not several and trial.k != 2:
            raise Unavailable("one output for several classes")
        ids = torch.as_tensor(train.codes, dtype=torch.int64)
        targets = nn.functional.one_hot(ids, shape[1]).float() if several else ids.float().reshape(-1, *shape[1:])

        def decide(outputs: Tensor) -> Any:
            flat = outputs.reshape(len(outputs), -1)
            return (flat.argmax(dim=1) if several else (flat[:, 0] > 0.5)).numpy().astype(np.int32)

        return replace(trial, loss=BY_NUMBER[loss](), decide=decide, train=replace(train, targets=targets))

    return mend


def permuted(trial: Trial) -> Trial:
    """Labels dealt out anew among the training rows, which are then scored: what is right is learnt by heart."""
    order = np.random.default_rng(trial.seed).permutation(len(trial.train.inputs))
    codes = None if trial.train.codes is None else trial.train.codes[order]
    train = replace(trial.train, targets=trial.train.targets[torch.as_tensor(order)], codes=codes)
    return replace(trial, train=train, test=train)


def plain_linear(trial: Trial) -> Trial:
    """One linear layer on standardised inputs with cross-entropy and Adam, for as many epochs."""
    trial = standardised(trial)
    if trial.train.codes is None:
        raise Unavailable("the targets are no classes")
    width, k = trial.train.inputs.shape[1], trial.k

    def build() -> Built:
        layer = nn.Linear(width, k)
        return layer, torch.optim.Adam(layer.parameters(), lr=0.01)

    def decide(outputs: Tensor) -> Any:
        return outputs.argmax(dim=1).numpy().astype(np.int32)

    targets = torch.as_tensor(trial.train.codes, dtype=torch.int64)
    return replace(trial, build=build, loss=nn.CrossEntropyLoss(), decide=decide, train=replace(trial.train, targets=targets))
