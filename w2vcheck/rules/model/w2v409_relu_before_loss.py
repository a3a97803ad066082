"""
## What it checks
A ReLU on the outputs of a classifier, directly before the loss.

## Why it matters
A ReLU cuts off every score below zero: the network cannot say no, and a row whose scores are all cut off
has no gradient at all. With `BCEWithLogitsLoss` no probability gets below 0.5.

## How it is measured
The pairing is read from the graph of one forward pass; the share of rows whose outputs are all zero is
measured with its Wilson interval. An error when the same network with the pair mended, from the same seeds
and on the same rows, is measurably more accurate: the 95 % interval of the difference, bootstrapped over
seeds and rows, lies below zero. Else a warning when the lower end of the share of rows without a gradient
is above 5 %, else a note. Silent where the targets are no classes: amounts that cannot be negative may well
end in a ReLU.

In a script: the value given to a classification loss (cross-entropy, NLL, BCE with logits or without) is followed
back to the last layer with weights. An error when the last thing on that way, a softmax or sigmoid aside, is a ReLU.
Squared error is left out, since its targets may be amounts that are never negative.

## Fix
Remove the last ReLU; put one between the layers only.

## When to ignore it
When scores below zero are meant to count as zero.

## References
- Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2 (output units).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import CLASSES, Losses, unresolved
from w2vcheck.code.mending import unwrapped
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.raw_comparison import RawComparison
    from w2vcheck.experiment.trial import Trial

RULE = Rule(
    code="W2V409",
    name="relu-before-loss",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The scores of a classifier pass a ReLU before the loss",
    why="A ReLU cuts off all scores below zero, and rows whose scores are all cut off teach the network nothing.",
    fix="Remove the ReLU after the last layer.",
    silences=("W2V404", "W2V410", "W2V412", "W2V413", "W2V414", "W2V415", "W2V416", "W2V417", "W2V418", "W2V424", "W2V501"),
)
JUDGED = ("cross_entropy", "bce_with_logits", "nll", "bce")


@dataclass(frozen=True)
class Options:
    """Cut on the share of rows without a gradient."""

    warn_above_off: float = 0.05


@RULE.check
def check(trial: Trial, probe: Probe, against: RawComparison | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Look at the pairing, then at the rows, then at what it costs."""
    from w2vcheck.experiment.cost import told
    from w2vcheck.experiment.raw_comparison import with_raw_scores

    pairing = probe.pairing
    if not pairing.resolved:
        raise Unavailable(f"loss and output: {pairing.says}")
    ours = pairing.activation == "relu" and trial.train.codes is not None and pairing.loss != "bce"
    off = Measure.share("rows whose outputs are all zero", probe.off if ours else 0, probe.rows, scope="training rows")
    yield off
    if not ours:
        return
    places = settings.place("classifier.output_activation")
    message = f"A ReLU stands between the last layer and the {pairing.loss} loss"
    evidence = (Evidence(f"at the start {figure(off)} of the rows have all outputs at zero and no gradient"),)
    compared = None if against is None else against.compared
    otherwise = Severity.WARNING if off.low > options.warn_above_off else Severity.NOTE
    remedy = with_raw_scores(trial, pairing)
    yield from told(RULE, message, compared, off, otherwise=otherwise, locations=places, evidence=evidence, remedy=remedy)


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Look for a ReLU as the last step."""
    reason = unresolved(script, losses)
    if reason is not None:
        raise Unavailable(reason)
    told: set[ast.AST | None] = set()
    for use in losses.uses:
        last = next((name for name in use.end.activations if name not in ("softmax", "log_softmax", "sigmoid")), None)
        if use.name not in JUDGED or last != "relu" or use.end.layer is None:
            continue
        node = use.end.nodes[use.end.activations.index("relu")]
        if node in told:
            continue
        told.add(node)
        yield RULE.finding(
            f"The output of a ReLU goes into {CLASSES[use.name]}.",
            confidence=Confidence.HIGH if use.trains else Confidence.MEDIUM,
            locations=script.places(node, use.node, use.made),
            mending=unwrapped(script, node, "remove the ReLU"),
        )
