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

## Fix
Put an activation between the layers, or drop the hidden layer.

## When to ignore it
When a low-rank linear map is meant.

## References
- Goodfellow, Bengio and Courville, Deep Learning, section 6.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

RULE = Rule(
    code="W2V410",
    name="no-nonlinearity",
    severity=Severity.WARNING,
    since="0.2.0",
    summary="Two linear layers follow each other with no activation between",
    why="Linear layers in a row are one linear layer: the hidden units add nothing.",
    fix="Put a ReLU between the layers, or drop the hidden one.",
)


@dataclass(frozen=True)
class Options:
    """Cut on the accuracy lost, as a share."""

    warn_above: float = 0.01


@RULE.check
def check(probe: Probe, rematch: Rematch | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Count, then compare."""
    if not probe.weights:
        raise Unavailable(f"the loss cannot be computed: {probe.refused or 'nothing is trained'}")
    measure = Measure.exact("layers fed by a layer with nothing between", probe.stuck_layers, "layers", 1, scope="networks")
    yield measure
    if not probe.stuck_layers:
        return
    places = settings.place("classifier.activation") or settings.place("classifier.layers")
    message = f"{count(probe.stuck_layers + 1, 'linear layers')} follow each other with no activation between: they are one"
    compared = None
    if rematch is not None:
        from w2vcheck.experiment.mending import bent

        compared = rematch.worth(bent)
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
    )
