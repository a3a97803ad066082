"""
## What it checks
A sigmoid (or another squashing activation) on the output that goes into `BCEWithLogitsLoss`, which applies
a sigmoid of its own.

## Why it matters
The loss then sees probabilities between 0.5 and 0.731 only. Its floor is 0.313 for rows of class 1 and
0.693 for rows of class 0, on balanced labels 0.503; whoever thresholds the second sigmoid at 0.5 gets class
1 for every row.

## How it is measured
The pairing is read from the graph of one forward pass, and the gradient of the last layer is measured with
and without the activation. An error when the same network with the pair mended, from the same seeds and on
the same rows, is measurably more accurate: the 95 % interval of the difference, bootstrapped over seeds and
rows, lies below zero. For a configured network, outputs are read as the loss reads them. Else a warning.

In a script: the value given to the loss is followed back, through `forward`, `nn.Sequential`, views and casts, to
the last layer with weights. An error when a sigmoid lies between the two; also a softmax, which makes
probabilities just so.

## Fix
Return raw scores and keep `BCEWithLogitsLoss`; or keep the sigmoid and use `BCELoss`.

## When to ignore it
Never.

## References
- PyTorch documentation of `BCEWithLogitsLoss`.
- The floors: -ln(sigmoid(1)) and -ln(1 - sigmoid(0)).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import Losses, unresolved
from w2vcheck.code.mending import unwrapped
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.raw_comparison import RawComparison
    from w2vcheck.experiment.trial import Trial

RULE = Rule(
    code="W2V403",
    name="double-sigmoid",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="A sigmoid goes into BCEWithLogitsLoss, which applies its own sigmoid",
    why="The loss sees probabilities between 0.5 and 0.731 only: it cannot fall far, and class 0 can never be sure.",
    fix="Return raw scores to BCEWithLogitsLoss, or keep the sigmoid and use BCELoss.",
    silences=("W2V410", "W2V412", "W2V413", "W2V414", "W2V415", "W2V417", "W2V424", "W2V501"),
)
SQUASHED = ("sigmoid", "softmax", "tanh", "hardtanh", "log_softmax", "log_sigmoid")


@RULE.check
def check(trial: Trial, probe: Probe, against: RawComparison | None, settings: Settings) -> Iterator[Result]:
    """Look at the pairing, then at what it costs."""
    from w2vcheck.experiment.cost import told
    from w2vcheck.experiment.raw_comparison import with_raw_scores

    pairing = probe.pairing
    if not pairing.resolved:
        raise Unavailable(f"loss and output: {pairing.says}")
    ours = pairing.loss == "bce_with_logits" and pairing.activation in SQUASHED
    ratio = probe.gradient_ratio if ours and probe.gradient_ratio is not None else 1.0
    measure = Measure.exact("gradient against that on raw scores", ratio, "times", probe.rows, scope="training rows")
    yield measure
    if not ours:
        return
    places = settings.place("classifier.output_activation") or settings.place("classifier.loss")
    name = pairing.activation.replace("_", "-")
    message = f"A {name} goes into BCEWithLogitsLoss, which applies a sigmoid itself"
    if pairing.activation in ("sigmoid", "softmax"):
        message += ": the loss sees probabilities from 0.5 to 0.731 only"
    evidence = (Evidence(f"the first gradient of the last layer is {ratio:.2g} times that on raw scores"),)
    compared = None if against is None else against.compared
    remedy = with_raw_scores(trial, pairing)
    yield from told(RULE, message, compared, measure, locations=places, evidence=evidence, remedy=remedy)


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Look between the last layer and every BCE with logits."""
    reason = unresolved(script, losses)
    if reason is not None:
        raise Unavailable(reason)
    told: set[ast.AST | None] = set()
    for use in losses.uses:
        if use.name == "bce_with_logits" and use.end.activation in ("sigmoid", "softmax") and use.end.nodes[0] not in told:
            told.add(use.end.nodes[0])
            yield RULE.finding(
                f"The output of a {use.end.activation} goes into a BCE loss with logits, which applies a sigmoid itself.",
                confidence=Confidence.HIGH if use.trains else Confidence.MEDIUM,
                locations=script.places(use.end.nodes[0], use.node, use.made),
                mending=unwrapped(script, use.end.nodes[0], f"remove the {use.end.activation}"),
            )
