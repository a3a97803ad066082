"""
## What it checks
Evaluations that build the graph for gradients which nobody asks for.

## Why it matters
Every intermediate result is kept until the output is forgotten. It costs memory and time; where outputs or losses are
collected, memory grows with every batch.

## How it is measured
In a script: a network that was switched to `eval()` is applied in a loop outside `torch.no_grad()` and `inference_mode()`, and
no `backward()` reaches the result. A note.

## Fix
`with torch.no_grad():` around the evaluation.

## When to ignore it
When the data are small; the results are the same.

## References
- PyTorch documentation, "Autograd mechanics: locally disabling gradient computation".
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.script import Script
from w2vcheck.code.training import applications, backwards, modes, modules, without_gradient
from w2vcheck.code.values import ancestors
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V422",
    name="missing-no-grad",
    severity=Severity.NOTE,
    since="0.2.0",
    summary="Gradients are prepared in an evaluation",
    why="torch keeps every intermediate result for a backward() that never comes.",
    fix="Put the evaluation under torch.no_grad().",
)


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Follow the mode of every network to where it is evaluated."""
    switches = {event.order: (network, trains) for event, network, trains in modes(script)}
    reached = {id(one) for event in backwards(script) for one in ancestors(event.value)}
    used = {event.order: network for event, network in applications(script)}
    evaluating: set[int] = set()
    told: set[ast.AST | None] = set()
    for event in script.events:
        if event.order in switches:
            network, trains = switches[event.order]
            inner = {id(one) for one in modules(network)}
            evaluating = evaluating - inner if trains else evaluating | inner
        network_used = used.get(event.order)
        if network_used is None or not event.loops or event.value.node in told or without_gradient(event):
            continue
        if id(network_used) not in evaluating:
            continue
        result = (event.value.attributes or {}).get("result", event.value)
        if id(result) in reached or id(event.value) in reached:
            continue
        told.add(event.value.node)
        yield RULE.finding("The network is evaluated with gradients switched on.", locations=script.places(event.value.node))
