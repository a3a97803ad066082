"""
## What it checks
A ReLU on the outputs of a classifier, directly before the loss.

## Why it matters
A ReLU cuts off every score below zero: the network cannot say no, and a row whose scores are all cut off
has no gradient at all. With `BCEWithLogitsLoss` no probability gets below 0.5.

## How it is measured
The pairing is read from the graph of one forward pass; the share of rows whose outputs are all zero is
measured with its Wilson interval. An error when the same network with the pair mended, from the same seeds
and on the same rows, is measurably more accurate: the 95 % interval of the difference, bootstrapped over
seeds and rows, lies below zero. Else a warning when the lower end of the share of rows without a gradient
is above 5 %, else a note. Silent where the targets are no classes: amounts that cannot be negative may well
end in a ReLU.

## Fix
Remove the last ReLU; put one between the layers only.

## When to ignore it
When scores below zero are meant to count as zero.

## References
- Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2 (output units).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.raw_comparison import RawComparison
from w2vcheck.experiment.trial import Trial
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure

RULE = Rule(
    code="W2V409",
    name="relu-before-loss",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="The scores of a classifier pass a ReLU before the loss",
    why="A ReLU cuts off all scores below zero, and rows whose scores are all cut off teach the network nothing.",
    fix="Remove the ReLU after the last layer.",
    silences=("W2V410", "W2V412", "W2V413", "W2V414", "W2V415", "W2V416", "W2V417", "W2V418", "W2V424", "W2V501"),
)


@dataclass(frozen=True)
class Options:
    """Cut on the share of rows without a gradient."""

    warn_above_off: float = 0.05


@RULE.check
def check(trial: Trial, probe: Probe, against: RawComparison | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Look at the pairing, then at the rows, then at what it costs."""
    pairing = probe.pairing
    if not pairing.resolved:
        raise Unavailable(f"loss and output: {pairing.says}")
    ours = pairing.activation == "relu" and trial.train.codes is not None and pairing.loss != "bce"
    off = Measure.share("rows whose outputs are all zero", probe.off if ours else 0, probe.rows, scope="training rows")
    yield off
    if not ours:
        return
    places = settings.place("classifier.output_activation")
    message = f"A ReLU stands between the last layer and the {pairing.loss} loss"
    evidence: tuple[Evidence, ...] = (
        Evidence(f"at the start {figure(off)} of the rows have all outputs at zero and no gradient"),
    )
    if against is None or not against.compared.loses():
        if against is not None:
            yield against.compared.difference
            evidence = (*evidence, Evidence(against.compared.says))
        severity = Severity.WARNING if off.low > options.warn_above_off else Severity.NOTE
        yield RULE.finding(f"{message}.", severity=severity, measure=off, locations=places, evidence=evidence)
        return
    yield against.compared.difference
    yield RULE.finding(
        f"{message}; that loses {against.compared.lost}.",
        measure=against.compared.difference,
        locations=places,
        evidence=(*evidence, Evidence(against.compared.says)),
    )
