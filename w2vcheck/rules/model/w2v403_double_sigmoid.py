"""
## What it checks
A sigmoid whose result goes into `BCEWithLogitsLoss`, which applies one of its own.

## Why it matters
The loss sees numbers between 0 and 1 as raw scores, that is probabilities between 0.50 and 0.73. On balanced
classes it cannot fall below 0.503, and an output that is cut at 0.5 after a second sigmoid is always positive.

## How it is measured
In a script: the value given to the loss is followed back, through `forward`, `nn.Sequential`, views and casts, to
the last layer with weights. An error when a sigmoid lies between the two; also a softmax, which makes
probabilities just so.

## Fix
Return raw scores to the loss; apply the sigmoid when you predict.

## When to ignore it
Never for a loss that is trained.

## References
- PyTorch documentation of `BCEWithLogitsLoss` (combines a sigmoid layer and the BCE loss).
"""

import ast
from collections.abc import Iterator

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import Losses, unresolved
from w2vcheck.code.mending import unwrapped
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V403",
    name="double-sigmoid",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="A sigmoid before BCEWithLogitsLoss",
    why="BCEWithLogitsLoss applies a sigmoid itself; after two of them no probability is below 0.50 or above 0.73.",
    fix="Return raw scores, and apply the sigmoid only where you want probabilities.",
)


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
