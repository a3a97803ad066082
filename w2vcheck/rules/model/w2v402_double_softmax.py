"""
## What it checks
A softmax (or sigmoid, or tanh) on the outputs that go into cross-entropy, which applies a softmax of its
own.

## Why it matters
The scores that cross-entropy sees then lie between 0 and 1, so it can never be satisfied: with C classes
the loss does not fall below ln(1 + (C - 1)/e), and the gradient at the start is 1/C of what it should be.
The network learns slowly and is never sure.

## How it is measured
The graph that autograd records on one forward pass is walked from the loss to the last layer; a configured
network is built and run once. The gradient of the last layer is measured on the same rows with and without
the activation. An error when the same network with the pair mended, from the same seeds and on the same
rows, is measurably more accurate: the 95 % interval of the difference, bootstrapped over seeds and rows,
lies below zero. Else a warning, with the floor of the loss and the measured gradient. A log-softmax before
cross-entropy changes nothing, since it is idempotent: a note.

In a script: the value given to the loss is followed back, through `forward`, `nn.Sequential`, views and casts, to
the last layer with weights. An error when a softmax lies between the two, a note when a log-softmax does. What
cannot be followed to a layer or an activation is not judged.

## Fix
Return raw scores; `CrossEntropyLoss` applies the softmax. Apply one yourself only where you need
probabilities.

## When to ignore it
When the flattened loss is meant, as a temperature.

## References
- PyTorch documentation of `CrossEntropyLoss` (it takes unnormalised logits); pytorch issue 55902.
- The floor: the best scores are 1 for the true class and 0 for the others, hence -ln(e/(e + C - 1)).
- Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.3 (softmax units).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import e, exp, log
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
    code="W2V402",
    name="double-softmax",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="A softmax or sigmoid goes into cross-entropy, which applies its own softmax",
    why="Scores squeezed between 0 and 1 can never satisfy cross-entropy, and its gradients shrink.",
    fix="Return raw scores and let CrossEntropyLoss apply the softmax.",
    silences=("W2V410", "W2V412", "W2V413", "W2V414", "W2V415", "W2V417", "W2V424", "W2V501"),
)
SPANS = {"softmax": 1.0, "sigmoid": 1.0, "tanh": 2.0, "hardtanh": 2.0}
"""How far apart two scores can be after the activation."""


@RULE.check
def check(trial: Trial, probe: Probe, against: RawComparison | None, settings: Settings) -> Iterator[Result]:
    """Look at the pairing, then at what it costs."""
    from w2vcheck.experiment.cost import told
    from w2vcheck.experiment.raw_comparison import with_raw_scores

    pairing = probe.pairing
    if not pairing.resolved:
        raise Unavailable(f"loss and output: {pairing.says}")
    ours = pairing.loss in ("cross_entropy", "soft_cross_entropy") and len(probe.outputs) > 1 and probe.outputs[1] > 1
    ratio = probe.gradient_ratio if ours and probe.gradient_ratio is not None else 1.0
    measure = Measure.exact("gradient against that on raw scores", ratio, "times", probe.rows, scope="training rows")
    yield measure
    places = settings.place("classifier.output_activation") or settings.place("classifier.loss")
    if ours and pairing.activation == "log_softmax":
        yield RULE.finding(
            "A log-softmax goes into cross-entropy: redundant and harmless, since applying it twice changes nothing.",
            severity=Severity.NOTE,
            measure=measure,
            locations=places,
            why="It costs a little time and misleads whoever reads the outputs as scores.",
        )
    if not ours or pairing.activation not in SPANS:
        return
    floor = log(1 + (probe.outputs[1] - 1) * exp(-SPANS[pairing.activation]))
    message = (
        f"A {pairing.activation} goes into cross-entropy: with {probe.outputs[1]} classes the loss cannot fall below {floor:.3f}"
    )
    evidence = (Evidence(f"the first gradient of the last layer is {ratio:.2g} times that on raw scores"),)
    compared = None if against is None else against.compared
    remedy = with_raw_scores(trial, pairing)
    yield from told(RULE, message, compared, measure, locations=places, evidence=evidence, remedy=remedy)


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Look between the last layer and every cross-entropy."""
    reason = unresolved(script, losses)
    if reason is not None:
        raise Unavailable(reason)
    told: set[ast.AST | None] = set()
    for use in losses.uses:
        end = use.end
        if use.name != "cross_entropy" or end.activation not in ("softmax", "log_softmax") or end.nodes[0] in told:
            continue
        told.add(end.nodes[0])
        where = script.places(end.nodes[0], use.node, use.made)
        mending = unwrapped(script, end.nodes[0], f"remove the {end.activation.replace('_', '-')}")
        if end.activation == "log_softmax" and end.activations[1:2] != ("softmax",):
            yield RULE.finding(
                "A log-softmax goes into a cross-entropy loss, which takes the same log-softmax again: redundant, and harmless.",
                severity=Severity.NOTE,
                why="The log-softmax of a log-softmax is the same numbers again.",
                locations=where,
                fix="Leave one of them out, or use NLLLoss.",
                mending=mending,
            )
            continue
        floor = "" if end.width is None or end.width < 2 else f" The loss cannot fall below {log(1 + (end.width - 1) / e):.2f}."
        yield RULE.finding(
            "The output of a softmax goes into a cross-entropy loss, which applies a second one.",
            confidence=Confidence.HIGH if use.trains else Confidence.MEDIUM,
            locations=where,
            evidence=(Evidence(f"{end.width} classes:{floor.lower().rstrip('.')}"),) if floor else (),
            mending=mending,
        )
