"""
## What it checks
A softmax whose result goes into `CrossEntropyLoss`, which applies one of its own.

## Why it matters
The second softmax sees numbers between 0 and 1, so no class can get more than e / (e + C - 1). The loss cannot
fall below ln(1 + (C - 1) / e), 0.55 for three classes, and at the start every gradient is 1/C of what it should
be.

## How it is measured
In a script: the value given to the loss is followed back, through `forward`, `nn.Sequential`, views and casts, to
the last layer with weights. An error when a softmax lies between the two. A second log-softmax changes nothing,
since it is its own fixed point: a note. What cannot be followed to a layer or an activation is not judged.

## Fix
Return raw scores; apply the softmax where probabilities are wanted, outside the loss.

## When to ignore it
Never for a loss that is trained.

## References
- PyTorch documentation of `CrossEntropyLoss` (input: unnormalised logits).
- Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.3.
"""

import ast
from collections.abc import Iterator
from math import e, log

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import Losses, unresolved
from w2vcheck.code.mending import unwrapped
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Evidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V402",
    name="double-softmax",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="A softmax before CrossEntropyLoss",
    why="CrossEntropyLoss applies a softmax itself; two of them keep the loss high and the gradients small.",
    fix="Return raw scores, and apply the softmax only where you want probabilities.",
)


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
