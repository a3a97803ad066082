"""
## What it checks
Two linear layers with nothing between them that bends.

## Why it matters
A linear layer of a linear layer is one linear layer: the hidden units cost time and memory and add nothing that
logistic regression could not do.

## How it is measured
In a script: the output of the network is followed back from the loss. A warning for each pair of linear layers with
no activation between them, dropout and views counting as nothing. A layer that makes the width smaller on purpose
(both neighbours are wider) is a bottleneck, a factorised matrix, and is left alone; so are layers of different
modules.

## Fix
Put `nn.ReLU()` between them, or leave the first one out.

## When to ignore it
When a low-rank map is meant, as in matrix factorisation.

## References
- Goodfellow, Bengio and Courville, Deep Learning, section 6.1.
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.activations import activation
from w2vcheck.code.losses import Losses, passed_through
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, is_constant, whole
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V410",
    name="no-nonlinearity",
    severity=Severity.WARNING,
    since="0.2.0",
    summary="Two linear layers with no activation between them",
    why="Two linear layers in a row can do no more than one.",
    fix="Put an activation such as nn.ReLU() between them, or leave one out.",
)


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Walk back through the layers of every network that is trained."""
    seen: set[ast.AST | None] = set()
    bodies = {id(event.value): event.functions[-1:] for event in script.applications()}
    for use in losses.training:
        for one, other in _pairs(use.output):
            first, second = one.owner, other.owner
            if first is None or second is None or second.node in seen or bodies.get(id(one)) != bodies.get(id(other)):
                continue
            seen.add(second.node)
            if is_constant(first.argument(2, "bias"), wanted=False) and is_constant(second.argument(2, "bias"), wanted=False):
                continue  # a matrix in two factors
            widths = (whole(first.argument(0, "in_features")), whole(first.argument(1, "out_features")))
            after = whole(second.argument(1, "out_features"))
            if None not in (*widths, after) and widths[1] < min(widths[0], after):  # type: ignore[operator,type-var]
                continue
            yield RULE.finding(
                "Two linear layers follow each other with no activation between them.",
                locations=script.places(second.node, first.node),
            )


def _pairs(output: Value) -> Iterator[tuple[Value, Value]]:
    """Applications of linear layers that follow each other directly, as (first, second)."""
    value: Value | None = output
    after: Value | None = None
    while value is not None:
        match value:
            case Value(kind="apply", owner=Value(kind="call", name="torch.nn.Linear") as layer, args=[data, *_]):
                if after is not None and layer is not after.owner:
                    yield value, after
                after, value = value, data
            case _:
                bent = activation(value)
                if bent is not None:
                    after, value = None, bent.input
                else:
                    value = passed_through(value)
