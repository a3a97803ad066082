"""A training loop of one's own: the first batch is looked at, then training goes on as if nothing had been.

from w2vcheck.integrations.torch import probe_first_batch

batches = probe_first_batch(loader, model, loss, optimizer)  # once, before the first epoch
for epoch in range(10):
    for inputs, targets in batches:
        ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from w2vcheck.integrations.first_batch import Then, act, check_choices
from w2vcheck.results import Report, Severity

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

B = TypeVar("B")
Unpack = Callable[[Any], tuple[Any, Any]]


def as_pair(batch: Any) -> tuple[Any, Any]:
    """The inputs and targets of a batch that is a pair of them."""
    inputs, targets = batch
    return inputs, targets


@dataclass(slots=True)
class ProbedBatches(Generic[B]):
    """The batches, as often as they are asked for; `report` is that on the first of them, None until it has been taken."""

    batches: Iterable[B]
    look: Callable[[B], Report] = field(repr=False)
    report: Report | None = None

    def __iter__(self) -> Iterator[B]:
        for batch in self.batches:
            if self.report is None:
                self.report = self.look(batch)
            yield batch

    def __len__(self) -> int:
        """How many batches there are. Raises TypeError where the batches do not say."""
        return len(cast("Sized", self.batches))


def probe_first_batch(
    batches: Iterable[B],
    model: nn.Module,
    loss: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer | None = None,
    *,
    then: Then = "log",
    severity: Severity | str = Severity.WARNING,
    unpack: Unpack = as_pair,
    select: tuple[str, ...] | list[str] = ("W2V4",),
    ignore: tuple[str, ...] | list[str] = (),
    seed: int = 0,
) -> ProbedBatches[B]:
    """The same batches; the first one is probed, once, before it is handed on.

    The model, the optimiser and all random states are bit for bit as they were: training goes the way it would have gone.

    Args:
        batches: A loader, or any iterable of batches.
        model: The module, as it is just before the first step.
        loss: Called with outputs and targets; returns one number.
        optimizer: As the training loop uses it. Without it, what depends on it is not judged.
        then: "log" the report as a warning of the logger "w2vcheck", or "raise" a `FindingsError`, which stops the training.
        severity: The mildest finding that matters. What one batch shows are mostly warnings: what they cost takes training.
        unpack: Turns a batch into (inputs, targets); by default it is such a pair.
        select: Codes of rules, or prefixes.
        ignore: Codes of rules to leave out, or prefixes.
        seed: Of everything random in the probe.

    Raises:
        W2vcheckError: For choices there are not; and, with the first batch, where it cannot be worked with.
        FindingsError: With the first batch, where something is found and `then` is "raise".
    """
    check_choices(then, severity)

    def look(batch: B) -> Report:
        from w2vcheck.experiment.module_audit import probe

        report = probe(model, loss, unpack(batch), optimizer, select=select, ignore=ignore, seed=seed)
        act(report, then, severity)
        return report

    return ProbedBatches(batches, look)
