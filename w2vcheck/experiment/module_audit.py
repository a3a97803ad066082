"""The audit of a torch module on one batch: in a test, in a notebook, or as one line of a training script."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Progress, Store, silent
from w2vcheck.data.dataset import Dataset
from w2vcheck.experiment.one_batch import Overfit
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.experiment.trial import Trial
from w2vcheck.model.live import LiveModule, from_arguments
from w2vcheck.results import Report, Subject
from w2vcheck.rule import load_rules
from w2vcheck.runner import run, selected
from w2vcheck.settings import Settings, as_dict, check_rules, override
from w2vcheck.verdict import verdict
from w2vcheck.wording import count

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

NO_TABLE = "it needs a table; this is a module and one batch"
QUICK = "it trains copies of the model; audit_model does that, probe does not"


def audit_model(
    module: nn.Module,
    loss: Callable[[Tensor, Tensor], Tensor],
    batch: tuple[Tensor, Tensor],
    optimizer: torch.optim.Optimizer | None = None,
    *,
    select: tuple[str, ...] | list[str] = ("W2V4",),
    ignore: tuple[str, ...] | list[str] = (),
    seed: int = 0,
    progress: Progress = silent,
) -> Report:
    """Check a module, its loss and its optimiser on one batch, and train copies of it to see what a finding costs.

    The module, its gradients, its mode, its hooks and all random states are bit for bit as they were afterwards, also where
    an exception is raised. Takes seconds.

    What a finding costs stands in its measure, from the rows of the batch. There is no waterfall: accuracy as written and the
    honest one need rows that were held out, and `audit(data, model=...)` has them.

    Args:
        module: As it is just before training; called with the inputs.
        loss: Called with outputs and targets; returns one number.
        batch: (inputs, targets), n rows each, as the training loop sees them. 64 rows or more say most.
        optimizer: As the training loop uses it. Without it, Adam stands in, and what depends on it is not judged.
        select: Codes of rules, or prefixes.
        ignore: Codes of rules to leave out, or prefixes.
        seed: Of everything random.
        progress: Called with the name of each stage as it begins.

    Returns:
        The report. `report.raise_for_findings()` makes it an assertion.

    Raises:
        W2vcheckError: Where these are no module, loss and batch, or the module cannot be copied.
    """
    return _audit(from_arguments(module, loss, batch, optimizer), select, ignore, seed, progress, quick=False)


def probe(
    module: nn.Module,
    loss: Callable[[Tensor, Tensor], Tensor],
    batch: tuple[Tensor, Tensor],
    optimizer: torch.optim.Optimizer | None = None,
    *,
    select: tuple[str, ...] | list[str] = ("W2V4",),
    ignore: tuple[str, ...] | list[str] = (),
    seed: int = 0,
) -> Report:
    """Check what one forward and backward pass shows: milliseconds, for one line in a training script or test.

        w2vcheck.probe(model, loss, (inputs, targets), optimizer).raise_for_findings()

    Nothing is trained but ten steps of a copy, so that what is wrong is named and what it costs is not. Arguments, result and
    promises are those of `audit_model`.
    """
    return _audit(from_arguments(module, loss, batch, optimizer), select, ignore, seed, silent, quick=True)


def _audit(
    live: LiveModule,
    select: tuple[str, ...] | list[str],
    ignore: tuple[str, ...] | list[str],
    seed: int,
    progress: Progress,
    *,
    quick: bool,
) -> Report:
    from w2vcheck.model.isolation import isolated, preserved

    settings = override(Settings(), {"rules.select": tuple(select), "rules.ignore": tuple(ignore), "seed": seed})
    check_rules(settings, {one.rule.code: one.options for one in load_rules()})
    store = Store({Settings: settings, LiveModule: live, Progress: progress}, progress)
    store.withhold(Dataset, NO_TABLE)
    if quick:
        store.withhold(Rematch, QUICK)
        store.withhold(Overfit, QUICK)
    with isolated(seed), preserved(live.module), warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        said = run(store, settings)
        trial, seen = store.find(Trial), store.find(Probe)
    return Report(
        subject=_subject(live, trial, seen),
        verdict=verdict(said, None, ()),
        findings=tuple(said.found),
        measures=tuple(said.measured),
        skipped=tuple(said.skipped),
        crashed=tuple(said.crashed),
        ladder=(),
        ladder_note="",
        experiments=(),
        warnings=seen.warnings if seen is not None else (),
        settings=as_dict(settings),
        checked=tuple(one.rule.code for one in selected(settings)),
    )


def _subject(live: LiveModule, trial: Trial | None, seen: Probe | None) -> Subject:
    inputs, targets = live.batch or (None, None)
    facts = [(name, _shape(part)) for name, part in (("inputs", inputs), ("targets", targets)) if part is not None]
    if trial is not None:
        facts.append(("classes", str(trial.k) if trial.k else "none: the targets are no class labels"))
        facts.append(("optimizer", trial.optimizer_says))
    if seen is not None:
        facts.append(("parameters", f"{seen.parameters:,} trained"))
        facts.append(("loss and output", seen.pairing.says))
    return Subject(f"module {live.says}", 0 if inputs is None else len(inputs), tuple(facts))


def _shape(tensor: Tensor) -> str:
    kind = str(tensor.dtype).removeprefix("torch.")
    return f"{' × '.join(f'{size:,}' for size in tensor.shape)} {kind}, {count(len(tensor), 'rows')}"
