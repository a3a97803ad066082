"""
## What it checks
Outputs and targets of different shapes, such as (N, 1) and (N,), in a loss that compares them number by
number.

## Why it matters
torch stretches both to N x N and compares every output with every target. The best answer to that is the
mean target for every row, and the loss settles at the variance of the labels instead of falling.

## How it is measured
The numbers that autograd kept for the backward pass of the loss, against the outputs of the batch, exactly,
for losses that work number by number (squared and absolute error, Huber, BCE); how many targets each output
is compared with is the measure. An error when the same network with targets of the right shape, from the
same start and on the same rows, is measurably more accurate: the 95 % interval of the difference,
bootstrapped over seeds and rows, lies below zero. An error also where torch refuses the shapes; else a
warning. A configuration cannot make this mistake, so the rule looks at live modules and at scripts.

In a script: the shapes of output and target are followed from the layers, views, squeezes and columns that make
them. An error when both are known and differ in this way. Nothing is said where one of them is not known.

## Fix
`outputs.squeeze(1)`, or `targets.unsqueeze(1)`.

## When to ignore it
When a table of pairs is meant.

## References
- PyTorch's own warning for `MSELoss`, which many scripts print once and lose.
- PyTorch documentation, "Broadcasting semantics".
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import CLASSES, Losses
from w2vcheck.code.script import Script
from w2vcheck.code.shapes import shape
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.rematch import Rematch
    from w2vcheck.experiment.trial import Trial

RULE = Rule(
    code="W2V407",
    name="target-broadcast",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Outputs and targets have different shapes, so every output is compared with every target",
    why="Compared with all targets at once, the best an output can do is their mean, whatever the input.",
    fix="Give both one shape: outputs.squeeze(1) or targets.unsqueeze(1).",
    silences=("W2V401", "W2V404", "W2V406", "W2V412", "W2V413", "W2V414", "W2V415", "W2V417", "W2V418", "W2V424", "W2V425"),
)
STRETCHING = ("mse", "l1", "smooth_l1", "huber")
REFUSING = ("bce", "bce_with_logits")
"""Losses that stop with an error where the shapes differ."""
BY_NUMBER = (*STRETCHING, *REFUSING)


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch | None) -> Iterator[Result]:
    """Compare the shapes."""
    if trial.origin == "configuration":
        raise Unavailable("a configured network has no targets of another shape; this rule looks at live modules")
    if not probe.outputs:
        raise Unavailable(f"the module gives no outputs: {probe.refused}")
    if not probe.pairing.loss:
        raise Unavailable(f"loss and output: {probe.pairing.says}")
    size = prod(probe.outputs)
    stretched = probe.compared > size
    wrong = probe.pairing.loss in BY_NUMBER and (stretched or (bool(probe.refused) and probe.outputs != probe.targets))
    times = probe.compared / size if stretched and wrong else 1.0
    measure = Measure.exact("targets that each output is compared with", times, "targets", probe.rows, scope="rows of the batch")
    yield measure
    if not wrong:
        return
    shapes = (
        f"Outputs of shape {probe.outputs} meet targets of {'another' if probe.outputs == probe.targets else probe.targets} shape"
    )
    if probe.refused:
        yield RULE.finding(
            f"{shapes}: torch refuses them.", measure=measure, evidence=(Evidence(f"torch says: {probe.refused}"),)
        )
        return
    from w2vcheck.experiment.cost import remedy_of, told
    from w2vcheck.experiment.mending import same_shape

    mending = same_shape(probe.pairing.loss)
    compared = None if rematch is None else rematch.worth(mending)
    message = f"{shapes}: every output is compared with {times:,.0f} targets"
    yield from told(
        RULE, message, compared, measure, remedy=remedy_of(trial, "with targets in the shape of the outputs", mending)
    )


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Compare the shapes that the script gives away."""
    for use in losses.uses:
        if use.name not in (*STRETCHING, *REFUSING):
            continue
        shapes = shape(use.output), shape(use.target)
        if sorted(shapes, key=lambda one: len(one or ())) != [(None,), (None, 1)]:
            continue
        refuses = use.name in REFUSING
        words = ["(N, 1)" if one == (None, 1) else "(N,)" for one in shapes]
        yield RULE.finding(
            f"{CLASSES[use.name]} compares outputs {words[0]} with targets {words[1]}: "
            + ("it stops with an error." if refuses else "every row with every row."),
            confidence=Confidence.HIGH if use.trains else Confidence.MEDIUM,
            locations=script.places(use.node),
            why="torch asks for targets of the same shape as the outputs here." if refuses else None,
            evidence=() if refuses else (Evidence(f"output {words[0]}, target {words[1]}, compared as (N, N)"),),
        )
