"""
## What it checks
Training loops that switch the network to `eval()` and never back to `train()`.

## Why it matters
From the second round on, dropout does nothing and batch normalisation no longer learns its statistics: the network is
trained without what it was built with.

## How it is measured
In a script: a loop in which a network is trained and `eval()` is called on it, with no `train()` in the same loop. A
warning where the network has dropout or batch normalisation; nothing where it has not.

## Fix
`model.train()` at the beginning of each round.

## When to ignore it
When the statistics are frozen on purpose, as in fine-tuning.

## References
- PyTorch documentation of `Module.train` and `Module.eval`.
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.evaluations import Evaluations
from w2vcheck.code.script import Script
from w2vcheck.code.training import is_inside, modal_layers, modes
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V423",
    name="stuck-in-eval",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The network stays in evaluation mode when training goes on",
    why="From the second round on, dropout and batch normalisation are switched off in training.",
    fix="Call model.train() at the beginning of each round.",
)


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Look for loops with eval() and training and without train()."""
    switches = list(modes(script))
    made = {id(event.value): event.loops for event in script.events if event.value.kind in ("instance", "call")}
    told: set[ast.AST | None] = set()
    for event, network, trains in switches:
        if trains or not event.loops or event.value.node in told or next(modal_layers(network), None) is None:
            continue
        for loop in event.loops:
            back = any(again and other is network and is_inside(one, loop) for one, other, again in switches)
            learns = any(is_inside(fit.event, loop) for fit in evaluations.fits_of(network))
            if learns and not back and not any(one is loop for one in made.get(id(network), ())):
                told.add(event.value.node)
                yield RULE.finding(
                    "eval() is called in the training loop, and train() is not.", locations=script.places(event.value.node)
                )
                break
