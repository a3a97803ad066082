"""
## What it checks
Outputs of shape (N, 1) compared with targets of shape (N,), or the other way round, in a squared or absolute error, or in
a binary cross-entropy.

## Why it matters
torch stretches both to N by N and compares every output with every target. What minimises that is the mean of the
targets for every row: the loss falls to their variance and stays there. BCELoss and BCEWithLogitsLoss stop with an error.

## How it is measured
In a script: the shapes of output and target are followed from the layers, views, squeezes and columns that make
them. An error when both are known and differ in this way. Nothing is said where one of them is not known.

## Fix
`output.squeeze(1)`, or `target.view(-1, 1)`.

## When to ignore it
Never.

## References
- PyTorch documentation, "Broadcasting semantics", and the warning of `mse_loss` about target sizes.
"""

from collections.abc import Iterator

from w2vcheck.code.losses import CLASSES, Losses
from w2vcheck.code.script import Script
from w2vcheck.code.shapes import shape
from w2vcheck.results import Confidence, Evidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V407",
    name="target-broadcast",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="Output and target have different shapes and are stretched to N by N",
    why="Every output is compared with every target; the best that can be learnt is to predict their mean.",
    fix="Give both the same shape: output.squeeze(1), or target.view(-1, 1).",
)
STRETCHING = ("mse", "l1", "smooth_l1", "huber")
REFUSING = ("bce", "bce_with_logits")
"""Losses that stop with an error where the shapes differ."""


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
