"""
## What it checks
Whether the first layer takes as many numbers as there are features.

## Why it matters
torch stops with a shape error; or, where columns are dropped to make it fit, the model does not see what you
think it sees.

## How it is measured
Width of the first layer against the number of feature columns, or the vector size of the configured word
vectors, exactly. There is no step in the waterfall: what cannot be run scores nothing as written.

In a script: the width of every linear layer against the width of what it is given, where both are written:
columns of a table, the vector size, the layer before.

## Fix
Set the first layer to the number printed.

## When to ignore it
Never.

## References
- PyTorch documentation of `Linear` (`in_features`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.script import Script
from w2vcheck.code.shapes import shape
from w2vcheck.code.values import Value, whole
from w2vcheck.results import Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.trial import Trial
    from w2vcheck.model.config import ModelConfig

RULE = Rule(
    code="W2V408",
    name="input-width",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The first layer does not fit the features",
    why="torch cannot multiply the two, so the network cannot be trained as written.",
    fix="Set the first layer to the number of features.",
)


@RULE.check
def check(config: ModelConfig, settings: Settings) -> Iterator[Result]:
    """Compare the first layer with the features."""
    if not config.is_network:
        raise Unavailable(f"a {config.says} has no layers")
    measure = Measure.exact("inputs of the first layer", config.layers[0], "inputs", config.inputs, scope="features")
    yield measure
    if config.layers[0] != config.inputs:
        yield RULE.finding(
            f"The first layer takes {count(config.layers[0], 'numbers')}, there are {count(config.inputs, 'features')}.",
            measure=measure,
            locations=settings.place("classifier.layers"),
            fix=f"Set the first layer to {config.inputs}.",
        )


@RULE.check
def check_module(trial: Trial, probe: Probe) -> Iterator[Result]:
    """The first layer of a live module against the inputs of the batch."""
    if trial.origin == "configuration":
        raise Unavailable("the configuration is judged with its table")
    if probe.width is None or probe.wanted_width is None:
        raise Unavailable("the module does not begin with a linear layer")
    measure = Measure.exact("inputs of the first layer", probe.wanted_width, "inputs", probe.width, scope="features")
    yield measure
    if probe.wanted_width != probe.width and probe.refused:
        yield RULE.finding(
            f"The first layer takes {count(probe.wanted_width, 'numbers')}, the inputs have {probe.width:,}.",
            measure=measure,
            fix=f"Set the first layer to {probe.width}.",
        )


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Compare the width of each linear layer with what it is given."""
    told: set[object] = set()
    for event in script.applications():
        match event.value:
            case Value(kind="apply", owner=Value(kind="call", name="torch.nn.Linear") as layer, args=[data, *_]):
                width = whole(layer.argument(0, "in_features"))
                if width is None or layer.node in told:
                    continue
                given = shape(data)
                if not given or given[-1] in (None, width):
                    continue
                told.add(layer.node)
                yield RULE.finding(
                    f"This layer takes {count(width, 'numbers')} and is given {count(given[-1] or 0, 'numbers')}.",
                    locations=script.places(layer.node, event.value.node),
                    fix=f"Make it nn.Linear({given[-1]}, ...).",
                )
