"""
## What it checks
Two linear layers with nothing between them that bends.

## Why it matters
A linear layer of a linear layer is one linear layer: the hidden units cost time and memory and add nothing.
The network is a linear classifier, whatever its size.

## How it is measured
Linear layers that are fed the result of another one, through nothing but changes of shape and dropout,
counted in the graph of one forward pass. A note, since a linear bottleneck can be meant. A warning when a
ReLU between the layers helps: more than a point of accuracy is lost by the whole 95 % interval,
bootstrapped over four fresh seeds and the test rows.

In a script: the output of the network is followed back from the loss. A warning for each pair of linear layers
with no activation between them, dropout and views counting as nothing. A layer that makes the width smaller on
purpose (both neighbours are wider) is a bottleneck, a factorised matrix, and is left alone; so are layers of
different modules.

## Fix
Put an activation between the layers, or drop the hidden layer.

## When to ignore it
When a low-rank linear map is meant.

## References
- Goodfellow, Bengio and Courville, Deep Learning, section 6.1.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.activations import activation
from w2vcheck.code.losses import Losses, passed_through
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, is_constant, whole
from w2vcheck.results import Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.rematch import Rematch
    from w2vcheck.experiment.trial import Trial

RULE = Rule(
    code="W2V410",
    name="no-nonlinearity",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Two linear layers follow each other with no activation between",
    why="Linear layers in a row are one linear layer: the hidden units add nothing.",
    fix="Put a ReLU between the layers, or drop the hidden one.",
)


@dataclass(frozen=True)
class Options:
    """Cut on the accuracy lost, as a share."""

    warn_above: float = 0.01


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Count, then compare."""
    if not probe.weights:
        raise Unavailable(f"the loss cannot be computed: {probe.refused or 'nothing is trained'}")
    measure = Measure.exact("layers fed by a layer with nothing between", probe.stuck_layers, "layers", 1, scope="networks")
    yield measure
    if not probe.stuck_layers:
        return
    places = settings.place("classifier.activation") or settings.place("classifier.layers")
    message = f"{count(probe.stuck_layers + 1, 'linear layers')} follow each other with no activation between: they are one"
    from w2vcheck.experiment.cost import remedy_of
    from w2vcheck.experiment.mending import bent

    compared = None if rematch is None else rematch.worth(bent)
    if compared is not None:
        yield compared.difference
    if compared is None or not compared.loses(options.warn_above):
        evidence = () if compared is None else (Evidence(f"with a ReLU between: {compared.says}"),)
        yield RULE.finding(f"{message}.", severity=Severity.NOTE, measure=measure, locations=places, evidence=evidence)
        return
    yield RULE.finding(
        f"{message}; a ReLU between them wins {compared.lost}.",
        measure=compared.difference,
        locations=places,
        evidence=(Evidence(compared.says),),
        remedy=remedy_of(trial, "with a ReLU between the linear layers", bent),
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
            if None not in (*widths, after) and widths[1] < min(widths[0], after):  # type: ignore[operator,type-var]  # none is None
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
