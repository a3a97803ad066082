"""
## What it checks
A ReLU after the last layer, right before the loss.

## Why it matters
The network can only say zero or more. Scores below zero, half of all at the start, become zero and get no
gradient; a class whose scores are all below zero is never learnt.

## How it is measured
In a script: the value given to a classification loss (cross-entropy, BCE with logits, NLL) is followed back to the
last layer with weights. An error when the last thing on that way is a ReLU. Squared error is left out, since its
targets may be amounts that are never negative.

## Fix
End the network with the linear layer.

## When to ignore it
Never with these losses.

## References
- Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2 (output units).
"""

import ast
from collections.abc import Iterator

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import CLASSES, Losses, unresolved
from w2vcheck.code.mending import unwrapped
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V409",
    name="relu-before-loss",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="The network ends with a ReLU",
    why="Scores below zero are cut to zero and get no gradient, so a class that starts below zero is never learnt.",
    fix="End the network with the linear layer.",
    silences=("W2V404",),
)
JUDGED = ("cross_entropy", "bce_with_logits", "nll", "bce")


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
