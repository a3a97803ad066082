"""
## What it checks
Training loops in which gradients are never set to zero, not as often as steps are made, or right before a step.

## Why it matters
torch adds every gradient to the ones before. Without `zero_grad` each step follows the sum of all gradients so far;
the loss swings or explodes. Set to zero between `backward` and `step`, no step has anything to follow.

## How it is measured
In a script: for every `step()` of an optimiser in a loop with `backward()`, some `zero_grad()` (of an optimiser or a
network) must lie in that same loop, functions of the script included. Accumulation over several batches is fine: step
and `zero_grad` then stand under the same condition. Nothing is said where the optimiser is handed to code that is not
in the script.

## Fix
`optimizer.zero_grad()` at the beginning of each round.

## When to ignore it
When gradients are meant to add up over all rounds, as a momentum of one's own.

## References
- PyTorch documentation of `Optimizer.zero_grad`.
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.run import Event
from w2vcheck.code.script import Script
from w2vcheck.code.training import backwards, is_inside, steps, zeroings
from w2vcheck.code.values import Value, class_of
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V420",
    name="missing-zero-grad",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Gradients are not set to zero between steps",
    why="torch adds every gradient to the ones before, so each step follows the sum of all rounds so far.",
    fix="Call optimizer.zero_grad() at the beginning of each round.",
)


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Look into the loop around every step."""
    asked, zeroed = backwards(script), zeroings(script)
    told: set[ast.AST | None] = set()
    for event, optimizer in steps(script):
        loop = event.loops[-1]
        inside = [one for one in asked if is_inside(one, loop)]
        if not inside or event.value.node in told or _is_handed_on(script, optimizer, loop):
            continue
        told.add(event.value.node)
        here = [one for one in zeroed if is_inside(one, loop)]
        if not here:
            outer = any(is_inside(one, other) for one in zeroed for other in event.loops[:-1])
            yield RULE.finding(
                "Gradients are set to zero less often than steps are made: they add up over the rounds of the inner loop."
                if outer
                else "Gradients are never set to zero in this loop.",
                locations=script.places(inside[-1].value.node, event.value.node),
            )
        elif (erased := _erased(event, optimizer, here, inside)) is not None:
            yield RULE.finding(
                "Gradients are set to zero between backward() and step(), so the step has nothing to follow.",
                locations=script.places(erased.value.node, event.value.node),
                why="The step then changes nothing, or only what momentum and weight decay are left.",
                fix="Move zero_grad() before backward().",
            )


def _is_handed_on(script: Script, optimizer: Value, loop: ast.AST) -> bool:
    """Whether code outside the script gets the optimiser in this loop; it may set gradients to zero."""
    for event in script.events:
        value = event.value
        if optimizer not in value.args or value.name in ("step", "unscale_"):
            continue
        known = (class_of(value) or "").startswith(("torch.optim", "torch.cuda.amp", "torch.amp"))
        if not known and is_inside(event, loop):
            return True
    return False


def _erased(step: Event, optimizer: Value, zeroed: list[Event], asked: list[Event]) -> Event | None:
    """The zeroing between the last `backward` before a step and the step, all of them unconditional in one loop."""
    before = [one for one in asked if one.order < step.order and one.loops == step.loops]
    if not before:
        return None
    last = before[-1]
    between = [one for one in zeroed if last.order < one.order < step.order and one.value.owner is optimizer]
    return between[0] if between and between[0].branches == last.branches == step.branches else None
