"""
## What it checks
Outputs that lack the activation their loss needs: `BCELoss` on anything but probabilities, `NLLLoss` on
anything but log-probabilities, a softmax over the rows of the batch instead of the classes.

## Why it matters
torch stops when `BCELoss` meets a number outside 0 to 1. `NLLLoss` on raw scores or on probabilities
computes something, and it has no lower end or a wrong one. A softmax over the wrong dimension makes the
answer for a row depend on the rows that happen to be in its batch.

## How it is measured
The pairing is read from the graph of one forward pass, with the dimension that a softmax runs over. An
error when torch refuses the outputs. An error when the same network with the pair mended, from the same
seeds and on the same rows, is measurably more accurate: the 95 % interval of the difference, bootstrapped
over seeds and rows, lies below zero. Else a warning.

In a script: the value given to the loss is followed back to the last layer with weights. An error when nothing
lies between the two, or another activation than the sigmoid or softmax (`BCELoss`) or log-softmax (`NLLLoss`)
that the loss is made for.

## Fix
Use `BCEWithLogitsLoss` or `CrossEntropyLoss` on raw scores. Give a softmax `dim=-1`.

## When to ignore it
Never for BCE and NLL. A softmax over rows can be meant, as attention over a set.

## References
- PyTorch documentation of `BCELoss` and `NLLLoss` (what their inputs must be).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import CLASSES, Losses, unresolved
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.raw_comparison import RawComparison
    from w2vcheck.experiment.trial import Trial

RULE = Rule(
    code="W2V404",
    name="missing-activation",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The loss needs probabilities or log-probabilities and gets something else",
    why="BCELoss is defined for probabilities only, NLLLoss for log-probabilities only.",
    fix="Return raw scores and use BCEWithLogitsLoss (one output) or CrossEntropyLoss (one output a class).",
    silences=("W2V410", "W2V412", "W2V413", "W2V414", "W2V415", "W2V417", "W2V418", "W2V424", "W2V501"),
)
PROBABILITIES = ("sigmoid", "softmax")
LOGARITHMS = ("log_softmax", "log_sigmoid")
WANTED = {"bce": ("sigmoid", "softmax"), "nll": ("log_softmax", "logsigmoid")}
INSTEAD = {"bce": "BCEWithLogitsLoss", "nll": "CrossEntropyLoss"}


@RULE.check
def check(trial: Trial, probe: Probe, against: RawComparison | None, settings: Settings) -> Iterator[Result]:
    """Look at the pairing, then at what it costs."""
    from w2vcheck.experiment.cost import told
    from w2vcheck.experiment.raw_comparison import with_raw_scores

    pairing = probe.pairing
    if not pairing.resolved:
        raise Unavailable(f"loss and output: {pairing.says}")
    wrong = _wrong(probe)
    measure = Measure.exact("outputs without the activation their loss needs", int(bool(wrong)), "outputs", 1, scope="outputs")
    yield measure
    if not wrong:
        return
    places = settings.place("classifier.loss") or settings.place("classifier.output_activation")
    if probe.refused:
        yield RULE.finding(
            f"{wrong}: torch refuses it, so nothing can be trained.",
            measure=measure,
            locations=places,
            evidence=(Evidence(f"torch says: {probe.refused}"),),
        )
        return
    compared = None if against is None else against.compared
    yield from told(RULE, wrong, compared, measure, locations=places, remedy=with_raw_scores(trial, probe.pairing))


def _wrong(probe: Probe) -> str:
    """What is wrong, in words; "" where nothing is."""
    pairing = probe.pairing
    activation = "raw scores" if pairing.activation == "none" else f"a {pairing.activation.replace('_', '-')}"
    over_rows = pairing.dim is not None and len(probe.outputs) == 2 and pairing.dim in (0, -2)
    if over_rows and probe.outputs[0] > 1:
        return (
            f"The softmax before the {pairing.loss} loss runs over the {probe.outputs[0]} rows of the batch, not over the classes"
        )
    if (
        pairing.loss == "bce"
        and pairing.activation not in PROBABILITIES
        and (not probe.refused or "between 0 and 1" in probe.refused)
    ):
        return f"BCELoss needs probabilities and gets {activation}"
    if pairing.loss == "nll" and pairing.activation not in LOGARITHMS:
        end = "and has no lower end" if pairing.activation == "none" else "and its gradients do not grow with the error"
        return f"NLLLoss needs log-probabilities and gets {activation}, {end}"
    return ""


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Look between the last layer and every loss that wants probabilities."""
    reason = unresolved(script, losses)
    if reason is not None:
        raise Unavailable(reason)
    told: set[ast.AST | None] = set()
    for use in losses.uses:
        end = use.end
        if use.name not in WANTED or not end.is_known or end.activation in WANTED[use.name] or use.made in told:
            continue
        if end.activation not in ("none", "relu", "softmax", "sigmoid", "tanh"):
            continue
        told.update({use.made} - {None})
        what = "Raw scores go" if end.activation == "none" else f"The output of a {end.activation} goes"
        kind = "probabilities" if use.name == "bce" else "log-probabilities"
        yield RULE.finding(
            f"{what} into {CLASSES[use.name]}, which wants {kind}.",
            confidence=Confidence.HIGH if use.trains else Confidence.MEDIUM,
            locations=script.places(use.node, use.made, end.nodes[0] if end.nodes else None),
            fix=f"Use {INSTEAD[use.name]} on raw scores.",
        )
