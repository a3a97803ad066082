"""
## What it checks
Raw scores that go into `BCELoss`, which wants probabilities, or into `NLLLoss`, which wants log-probabilities.

## Why it matters
BCELoss stops with an error, or takes logarithms of numbers that are no probabilities. NLLLoss on raw scores has no
lower bound: it falls for ever while the network learns nothing but large numbers. On a softmax without the
logarithm it falls to -1 and hardly corrects what is wrong.

## How it is measured
In a script: the value given to the loss is followed back to the last layer with weights. An error when nothing
lies between the two, or another activation than the sigmoid or softmax (BCELoss) or log-softmax (NLLLoss) that the
loss is made for.

## Fix
Use `BCEWithLogitsLoss` instead of `BCELoss`, `CrossEntropyLoss` instead of `NLLLoss`; both take raw scores.

## When to ignore it
Never.

## References
- PyTorch documentation of `BCELoss` and `NLLLoss` (inputs).
"""

import ast
from collections.abc import Iterator

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import CLASSES, Losses, unresolved
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V404",
    name="missing-activation",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="Raw scores where the loss wants probabilities",
    why="The loss takes the numbers for probabilities; on raw scores it stops, or falls without end while nothing is learnt.",
    fix="Use BCEWithLogitsLoss or CrossEntropyLoss, which take raw scores.",
)
WANTED = {"bce": ("sigmoid", "softmax"), "nll": ("log_softmax", "logsigmoid")}
INSTEAD = {"bce": "BCEWithLogitsLoss", "nll": "CrossEntropyLoss"}


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
