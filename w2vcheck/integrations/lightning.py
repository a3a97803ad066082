"""Lightning: a callback that looks at the first batch of the training.

    from w2vcheck.integrations.lightning import ProbeFirstBatch

    Trainer(callbacks=[ProbeFirstBatch()])

Works with `lightning` and with `pytorch_lightning`, whichever is there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from w2vcheck.errors import ConfigError
from w2vcheck.integrations.first_batch import Then, act, check_choices
from w2vcheck.integrations.torch import Unpack, as_pair
from w2vcheck.results import Report, Severity

HOMES = ("lightning.pytorch", "pytorch_lightning")
LOSSES = ("loss", "loss_fn", "loss_function", "criterion")
"""Attributes under which a module usually keeps its loss."""


def _callback() -> Any:
    """The class that callbacks derive from: of the package that is imported already, else of the first that is installed.

    Raises:
        ConfigError: Where neither is installed.
    """
    for name in sorted(HOMES, key=lambda home: home not in sys.modules):
        try:
            return import_module(name).Callback
        except ModuleNotFoundError as error:
            if not name.startswith(str(error.name)):
                raise
    raise ConfigError("Lightning to be installed", "neither lightning nor pytorch_lightning", "pip install lightning")


class ProbeFirstBatch(_callback()):  # type: ignore[misc]  # known only when Lightning is
    """Probe the first batch of a training, on copies: weights, gradients, optimiser, mode and random states stay as they are.

    `report` is the report on it, None until there is one. A training that is resumed is probed where it goes on.
    """

    def __init__(
        self,
        loss: Callable[[Any, Any], Any] | None = None,
        *,
        then: Then = "log",
        severity: Severity | str = Severity.WARNING,
        unpack: Unpack = as_pair,
        select: tuple[str, ...] | list[str] = ("W2V4",),
        ignore: tuple[str, ...] | list[str] = (),
        seed: int = 0,
    ) -> None:
        """Decide what is looked at and what happens then.

        Args:
            loss: Called with outputs and targets; by default what the module has as `loss`, `loss_fn`, `loss_function` or
                `criterion`.
            then: "log" the report as a warning of the logger "w2vcheck", or "raise" a `FindingsError`, which stops the training.
            severity: The mildest finding that matters. What one batch shows are mostly warnings: what they cost takes training.
            unpack: Turns a batch into (inputs, targets); by default it is such a pair.
            select: Codes of rules, or prefixes.
            ignore: Codes of rules to leave out, or prefixes.
            seed: Of everything random in the probe.

        Raises:
            ConfigError: For choices there are not.
        """
        super().__init__()
        check_choices(then, severity)
        self.loss = loss
        self.then: Then = then
        self.severity = severity
        self.unpack = unpack
        self.chosen: dict[str, Any] = {"select": select, "ignore": ignore, "seed": seed}
        self.report: Report | None = None

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        """Look at the batch if it is the first. Raises `FindingsError` where something is found and `then` is "raise"."""
        del batch_idx  # of a training that is resumed it is not 0
        if self.report is not None:
            return
        from w2vcheck.experiment.module_audit import probe

        optimizers = trainer.optimizers
        optimizer = optimizers[0] if len(optimizers) == 1 else None  # which of several trains what is not known
        self.report = probe(pl_module, self._loss_of(pl_module), self.unpack(batch), optimizer, **self.chosen)
        act(self.report, self.then, self.severity)

    def _loss_of(self, module: Any) -> Callable[[Any, Any], Any]:
        found = (getattr(module, name, None) for name in LOSSES)
        loss = self.loss or next((one for one in found if callable(one)), None)
        if loss is None:
            advice = "give one: ProbeFirstBatch(loss=...)"
            raise ConfigError(f"a loss at {type(module).__name__}.{LOSSES[0]} or {LOSSES[-1]}", "none", advice)
        return loss
