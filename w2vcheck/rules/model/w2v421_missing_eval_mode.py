"""
## What it checks
Networks with dropout or batch normalisation that are evaluated while they are in training mode.

## Why it matters
Dropout then drops units at random, and batch normalisation uses the statistics of the test batch and changes those it
keeps. The score is worse than the model, differs from run to run, and depends on the batch size.

## How it is measured
In a script: calls of `train()` and `eval()` are followed in the order in which they happen, through functions. A
warning when a network of the script that has such layers is applied without gradients, or to test rows, after it was
trained, and its last mode is training.

## Fix
`model.eval()` before the evaluation, `model.train()` before training goes on.

## When to ignore it
When the randomness is meant, as in Monte Carlo dropout.

## References
- PyTorch documentation, "Autograd mechanics: evaluation mode".
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.evaluations import Evaluations
from w2vcheck.code.script import Script
from w2vcheck.code.training import applications, backwards, modal_layers, modes, modules, without_gradient
from w2vcheck.code.values import Value
from w2vcheck.results import Evidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V421",
    name="missing-eval-mode",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Dropout or batch normalisation is active while the network is evaluated",
    why="The outputs are random, or depend on the other rows of the batch; the score is not that of the model.",
    fix="Call model.eval() before the evaluation, and model.train() before training goes on.",
)


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Follow the mode of every network to where it is evaluated."""
    first = min((event.order for event in backwards(script)), default=None)
    if first is None:
        return
    switches = {event.order: (network, trains) for event, network, trains in modes(script)}
    training: dict[int, bool] = {}
    told: set[ast.AST | None] = set()
    used = dict(_used(script))
    for event in script.events:
        if event.order in switches:
            switched, trains = switches[event.order]
            training.update({id(one): trains for one in modules(switched)})
        network = used.get(event.order)
        if (
            network is None
            or not event.called
            or event.order < first
            or not training.get(id(network), True)
            or event.value.node in told
        ):
            continue
        rows = evaluations.lineage.rows(event.value.args[0])
        held_out = bool(rows) and all(one.is_held_out for one in rows)
        layer = next(modal_layers(network), None)
        if layer is None or not (without_gradient(event) or held_out):
            continue
        told.add(event.value.node)
        yield RULE.finding(
            "The network is evaluated in training mode.",
            locations=script.places(event.value.node, layer.node),
            evidence=(Evidence(f"{layer.name.rpartition('.')[2]} in {script.line_of(layer.node)}"),),
        )


def _used(script: Script) -> Iterator[tuple[int, Value]]:
    for event, network in applications(script):
        yield event.order, network
