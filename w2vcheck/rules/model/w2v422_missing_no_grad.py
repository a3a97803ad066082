"""
## What it checks
Evaluations that build the graph for gradients which nobody asks for.

## Why it matters
Every intermediate result is kept until the output is forgotten. It costs memory and time; where outputs or losses are
collected, memory grows with every batch.

## How it is measured
In a script: a network is applied outside `torch.no_grad()` and `inference_mode()`, no `backward()` reaches the result,
and it is an evaluation: of test rows after training, or in a loop of a network that is switched to `eval()`. A note.

## Fix
`with torch.no_grad():` around the evaluation.

## When to ignore it
When the data are small; the results are the same.

## References
- PyTorch documentation, "Autograd mechanics: locally disabling gradient computation".
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.evaluations import Evaluations
from w2vcheck.code.script import Script
from w2vcheck.code.training import applications, backwards, modes, modules, without_gradient
from w2vcheck.code.values import Value, ancestors
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V422",
    name="missing-no-grad",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="Gradients are prepared in an evaluation",
    why="torch keeps every intermediate result for a backward() that never comes.",
    fix="Put the evaluation under torch.no_grad().",
)


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Look for applications after the first training step that no backward() reaches."""
    asked = backwards(script)
    first = min((event.order for event in asked), default=None)
    switched = {id(one) for event, network, trains in modes(script) if not trains for one in modules(network)}
    reached = {id(one) for event in asked for one in ancestors(event.value)}
    told: set[ast.AST | None] = set()
    for event, network in applications(script):
        if event.value.node in told or without_gradient(event):
            continue
        rows = evaluations.lineage.rows(event.value.args[0])
        held_out = bool(rows) and all(one.is_held_out for one in rows)
        trained = first is not None and event.order > first
        if not (trained and held_out) and not (id(network) in switched and event.loops):
            continue
        result = (event.value.attributes or {}).get("result", event.value)
        if any(id(one) in reached for one in (event.value, *_parts(result))):
            continue
        told.add(event.value.node)
        yield RULE.finding("The network is evaluated with gradients switched on.", locations=script.places(event.value.node))


def _parts(value: Value) -> Iterator[Value]:
    """What a network gives back, and what it is made of where it gives back several things."""
    yield value
    if value.kind in ("tuple", "list", "dict", "either"):
        for one in value.args:
            yield from _parts(one)
