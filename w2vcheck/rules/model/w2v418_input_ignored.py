"""
## What it checks
Outputs that do not depend on the inputs.

## Why it matters
A model that gives every text the same answer has learnt nothing, however well the loss falls: it learns the
label shares.

## How it is measured
Each input of a batch is exchanged for another one that differs; the share of rows whose output then
changes, after ten steps of training, with its Wilson interval. Two outputs that agree to 1e-7 of the
largest are the same. An error when not a single one changes. A last layer that starts at zero is sound,
hence the ten steps.

## Fix
Look for what cuts the inputs off: weights of zero, units that are all dead, a mask, a mean over the wrong
dimension, a softmax over one output.

## When to ignore it
Never.

## References
- Karpathy, A Recipe for Training Neural Networks, 2019 (the input-independent baseline).
"""

from collections.abc import Iterator

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule

RULE = Rule(
    code="W2V418",
    name="input-ignored",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The outputs are the same whatever the input",
    why="A model that gives every row the same answer can only learn the label shares.",
    fix="Find what cuts the inputs off: weights of zero, dead units, a mask, a mean over the wrong dimension.",
    silences=("W2V412", "W2V413", "W2V414", "W2V415", "W2V416", "W2V417", "W2V424", "W2V501"),
)


@RULE.check
def check(probe: Probe) -> Iterator[Result]:
    """Exchange the inputs."""
    if not probe.moved:
        raise Unavailable(f"inputs cannot be exchanged here: {probe.refused or 'all are equal, or the outputs are no numbers'}")
    measure = Measure.share("rows whose output changes with their input", probe.changed, probe.moved, scope="rows of a batch")
    yield measure
    if probe.changed:
        return
    evidence = (Evidence(f"{probe.dead} of {probe.units} hidden ReLU units are zero for every row"),) if probe.dead else ()
    yield RULE.finding(
        f"None of {probe.moved} rows gets another output when its input is exchanged for another.",
        measure=measure,
        evidence=evidence,
    )
