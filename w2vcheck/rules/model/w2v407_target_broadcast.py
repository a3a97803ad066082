"""
## What it checks
Outputs and targets of different shapes, such as (N, 1) and (N,), in a loss that compares them number by
number.

## Why it matters
torch stretches both to N x N and compares every output with every target. The best answer to that is the
mean target for every row, and the loss settles at the variance of the labels instead of falling.

## How it is measured
The numbers that autograd kept for the backward pass of the loss, against the outputs of the batch, exactly,
for losses that work number by number (squared and absolute error, Huber, BCE); how many targets each output
is compared with is the measure. An error when the same network with targets of the right shape, from the
same start and on the same rows, is measurably more accurate: the 95 % interval of the difference,
bootstrapped over seeds and rows, lies below zero. An error also where torch refuses the shapes; else a
warning. A configuration cannot make this mistake, so the rule looks at live modules only.

## Fix
`outputs.squeeze(1)`, or `targets.unsqueeze(1)`.

## When to ignore it
When a table of pairs is meant.

## References
- PyTorch's own warning for `MSELoss`, which many scripts print once and lose.
"""

from collections.abc import Iterator
from math import prod

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.experiment.trial import Trial
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule

RULE = Rule(
    code="W2V407",
    name="target-broadcast",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="Outputs and targets have different shapes, so every output is compared with every target",
    why="Compared with all targets at once, the best an output can do is their mean, whatever the input.",
    fix="Give both one shape: outputs.squeeze(1) or targets.unsqueeze(1).",
    silences=("W2V401", "W2V404", "W2V406", "W2V412", "W2V413", "W2V414", "W2V415", "W2V417", "W2V418", "W2V424", "W2V425"),
)
BY_NUMBER = ("mse", "l1", "smooth_l1", "huber", "bce", "bce_with_logits")


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch | None) -> Iterator[Result]:
    """Compare the shapes."""
    if trial.origin == "configuration":
        raise Unavailable("a configured network has no targets of another shape; this rule looks at live modules")
    if not probe.outputs:
        raise Unavailable(f"the module gives no outputs: {probe.refused}")
    if not probe.pairing.loss:
        raise Unavailable(f"loss and output: {probe.pairing.says}")
    size = prod(probe.outputs)
    stretched = probe.compared > size
    wrong = probe.pairing.loss in BY_NUMBER and (stretched or (bool(probe.refused) and probe.outputs != probe.targets))
    times = probe.compared / size if stretched and wrong else 1.0
    measure = Measure.exact("targets that each output is compared with", times, "targets", probe.rows, scope="rows of the batch")
    yield measure
    if not wrong:
        return
    shapes = (
        f"Outputs of shape {probe.outputs} meet targets of {'another' if probe.outputs == probe.targets else probe.targets} shape"
    )
    if probe.refused:
        yield RULE.finding(
            f"{shapes}: torch refuses them.", measure=measure, evidence=(Evidence(f"torch says: {probe.refused}"),)
        )
        return
    compared = None
    if rematch is not None:
        from w2vcheck.experiment.mending import same_shape

        compared = rematch.worth(same_shape(probe.pairing.loss))
    message = f"{shapes}: every output is compared with {times:,.0f} targets"
    if compared is None or not compared.loses():
        yield RULE.finding(f"{message}.", severity=Severity.WARNING, measure=measure)
        return
    yield compared.difference
    yield RULE.finding(
        f"{message}; that loses {compared.lost}.", measure=compared.difference, evidence=(Evidence(compared.says),)
    )
