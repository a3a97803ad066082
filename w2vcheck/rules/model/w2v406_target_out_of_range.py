"""
## What it checks
Targets that the last activation can never produce, or that the loss is not defined for.

## Why it matters
A sigmoid cannot output -0.005 or -1: the loss pulls the output against its wall for ever. BCE on targets
outside [0, 1] is unbounded below. Class numbers 0, 1, 2 under squared error say that class 2 is twice class
1.

## How it is measured
Share of labelled rows whose target lies outside the range of the output activation (sigmoid and softmax [0,
1], tanh [-1, 1], ReLU [0, inf), log-softmax (-inf, 0]) or, for the BCE losses, outside [0, 1], with a Wilson
interval. Any such row fires: a target is a property of the experiment, not a sample. For squared error on one
output and more than two classes every row counts; a warning where the labels are numbers, which may be meant
as amounts.

Of a module, whose loss may shift the targets on the way, a sigmoid or softmax under a regression loss is trained
again with zeros and ones: an error when that is measurably more accurate, else a warning, since the two classes
may still be told apart. Where nothing can be compared it is an error.

In a script: the numbers that it writes for its labels (`map({...})`, `np.where`), against the range of the last
activation and of the loss.

## Fix
Encode classes as 0 and 1 (or as class ids under cross-entropy); give regression a linear output.

## When to ignore it
When the targets are re-coded between this table and the loss.

## References
- PyTorch documentation of `BCELoss` (targets between 0 and 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import CLASSES, Losses
from w2vcheck.code.script import Script
from w2vcheck.code.targets import written_numbers
from w2vcheck.model.activations import RANGES
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.data.dataset import Dataset
    from w2vcheck.data.target import Classes, Target
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.rematch import Rematch
    from w2vcheck.experiment.trial import Trial
    from w2vcheck.model.config import LossTargets, ModelConfig

RULE = Rule(
    code="W2V406",
    name="target-out-of-range",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Targets that the output can never reach",
    why="The loss pulls the output against the wall of its range for ever; it can fall, but never to where it should.",
    fix="Encode two classes as 0 and 1, several as class ids under cross-entropy; to predict numbers, use a linear output.",
    silences=("W2V401", "W2V415"),
)
_JUDGED = ("bce", "bce_with_logits", "mse", "cross_entropy", "nll")
NAME = "rows whose target the output cannot reach"


PROBABILITIES = ("sigmoid", "softmax")
REGRESSIONS = ("mse", "l1", "smooth_l1", "huber")


@RULE.check
def check(
    data: Dataset, config: ModelConfig, target: Target, targets: LossTargets, classes: Classes | None, settings: Settings
) -> Iterator[Result]:
    """Compare the targets with what the output can be."""
    import numpy as np

    from w2vcheck.experiment.remedies import fitting_loss, linear_output

    if not config.is_network:
        raise Unavailable(f"a {config.says} has no output activation")
    if targets.kind != "numbers":
        yield Measure.share(NAME, 0, int(np.isfinite(targets.values).sum()))
        return
    values = targets.values[np.isfinite(targets.values)]
    low, high = RANGES.get(config.output_activation, (-np.inf, np.inf))
    if config.loss in ("bce", "bce_with_logits"):
        low, high = max(low, 0.0), min(high, 1.0)
    outside = (values < low) | (values > high)
    ordered = classes is not None and classes.k > 2 and config.loss == "mse" and config.outputs == 1
    if ordered:
        outside[:] = True
    measure = Measure.share(NAME, int(outside.sum()), len(values))
    yield measure
    if not outside.any():
        return
    reach = f"the {config.output_activation} output" if config.output_activation in RANGES else f"the {config.loss} loss"
    message = (
        f"Squared error on one output treats {classes.k} classes as amounts: class {classes.names[-1]!r} counts "
        f"as far from {classes.names[0]!r}."
        if ordered and classes is not None
        else f"{figure(measure)} of the targets lie outside {low:g} to {high:g}, the range of {reach}."
    )
    amounts = ordered and target.numbers is not None
    yield RULE.finding(
        message,
        severity=Severity.WARNING if amounts else Severity.ERROR,
        confidence=Confidence.MEDIUM if amounts else Confidence.HIGH,
        why="A class is no amount: the loss pulls every output towards the middle of the scale." if ordered else None,
        fix="Give each class an output and use cross-entropy; if the labels are amounts, report the error instead of an accuracy."
        if ordered
        else None,
        measure=measure,
        locations=settings.place("classifier.output_activation") or settings.place("classifier.loss"),
        evidence=(
            Evidence(f"targets lie between {values.min():.4g} and {values.max():.4g}"),
            *(Evidence("for example", quotes) for quotes in [_first(data, targets, low, high)] if quotes),
        ),
        remedy=linear_output() if classes is None else fitting_loss(),
    )


def _first(data: Dataset, targets: LossTargets, low: float, high: float) -> tuple[Quote, ...]:
    import numpy as np

    rows = np.flatnonzero((targets.values < low) | (targets.values > high))[:3]
    return tuple(data.quote(f"{targets.values[row]:.6g}", int(row)) for row in rows)


@RULE.check
def check_module(trial: Trial, probe: Probe, rematch: Rematch | None) -> Iterator[Result]:
    """The targets of one batch against what a live module can answer, and what that costs."""
    if trial.origin == "configuration":
        raise Unavailable("the configuration is judged with its table")
    if not probe.entries or not probe.pairing.loss:
        raise Unavailable(f"loss and output: {probe.refused or probe.pairing.says}")
    measure = Measure.share("targets that the output cannot reach", probe.outside, probe.entries, scope="targets of a batch")
    yield measure
    if not probe.outside:
        return
    from w2vcheck.experiment.cost import remedy_of, told
    from w2vcheck.experiment.mending import within_reach

    reach = probe.pairing.activation if probe.pairing.activation in RANGES else probe.pairing.loss
    message = f"{figure(measure)} of the targets lie outside what {reach.replace('_', '-')} allows"
    compared, remedy = None, None
    if probe.pairing.loss in REGRESSIONS and probe.pairing.activation in PROBABILITIES and rematch is not None:
        mending = within_reach(probe.pairing.loss)
        compared, remedy = rematch.worth(mending), remedy_of(trial, "with zeros and ones for targets", mending)
    otherwise = Severity.ERROR if compared is None else Severity.WARNING
    yield from told(RULE, message, compared, measure, otherwise=otherwise, remedy=remedy)


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Compare the numbers that the script writes for its labels with what the output can be."""
    for use in losses.training:
        found = written_numbers(use.target)
        if found is None:
            continue
        values, node = found
        low, high = RANGES.get(use.end.activation, (-inf, inf))
        if use.name in ("bce", "bce_with_logits"):
            low, high = max(low, 0.0), min(high, 1.0)
        elif use.name in ("cross_entropy", "nll"):
            low, high = 0.0, inf  # class ids
        if use.name not in _JUDGED or low <= values[0] <= values[-1] <= high:
            continue
        squashed = use.end.activation in RANGES and use.name not in ("cross_entropy", "nll")
        reach = f"the {use.end.activation} output" if squashed else CLASSES[use.name]
        yield RULE.finding(
            f"The labels are written as {', '.join(f'{one:g}' for one in values[:5])}; {reach} wants {low:g} to {high:g}.",
            locations=script.places(node, use.node),
        )
