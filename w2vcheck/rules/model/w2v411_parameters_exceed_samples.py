"""
## What it checks
More parameters than training rows, in a network that really learns by heart.

## Why it matters
A network that can fit any labels may fit noise. Many do no harm: gradient descent tends to simple answers
first. So the number alone is no finding.

## How it is measured
Trained parameters per training row. Where there are more parameters than rows, the network is trained as
written on permuted labels, from which nothing can be learnt but by heart: a note when the lower end of its
gain over the majority class on those is above one half. A warning when, besides, a plain linear layer
trained for as many epochs is more accurate on the test rows: more than a point of accuracy is lost by the
whole 95 % interval, bootstrapped over four fresh seeds and the test rows.

## Fix
Fewer hidden units, weight decay, dropout, fewer epochs, or more rows.

## When to ignore it
When the note comes without a gap between training and test accuracy.

## References
- Zhang, Bengio, Hardt, Recht and Vinyals, ICLR 2017, arXiv 1611.03530 (random labels can be fitted).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.experiment.trial import Trial
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V411",
    name="parameters-exceed-samples",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The network has more parameters than there are rows, and learns by heart",
    why="What can be learnt by heart says nothing about new texts.",
    fix="Use fewer hidden units, weight decay or dropout, stop earlier, or get more rows.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the gain on permuted labels, and on the accuracy lost, as shares."""

    note_above_gain: float = 0.5
    warn_above: float = 0.01


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch, settings: Settings, options: Options) -> Iterator[Result]:
    """Count, then learn nonsense, then compare."""
    if trial.one_batch:
        raise Unavailable("a batch does not say how many training rows there are")
    rows = len(trial.train.inputs)
    ratio = Measure.exact(
        "parameters per training row", probe.parameters / rows, "parameters per row", rows, scope="training rows"
    )
    yield ratio
    codes = trial.train.codes
    if probe.parameters <= rows or codes is None:
        return
    from w2vcheck.experiment.mending import permuted, plain_linear

    nonsense = rematch.once(permuted)
    majority = float((codes == _most(codes)).mean())
    gain = Measure.gain("gain on permuted labels", float(nonsense.right.mean()), majority, rows, scope="training rows")
    yield gain
    if gain.low <= options.note_above_gain:
        return
    places = settings.place("classifier.layers")
    message = (
        f"{probe.parameters:,} parameters for {rows:,} training rows fit permuted labels to {nonsense.right.mean() * 100:.0f} %"
    )
    compared = rematch.worth(plain_linear)
    if compared is not None:
        yield compared.difference
    if compared is None or not compared.loses(options.warn_above):
        yield RULE.finding(f"{message}.", severity=Severity.NOTE, measure=gain, locations=places)
        return
    yield RULE.finding(
        f"{message}; a plain linear layer wins {compared.lost}.",
        measure=compared.difference,
        locations=places,
        evidence=(Evidence(f"with one linear layer: {compared.says}"),),
    )


def _most(codes: object) -> int:
    import numpy as np

    return int(np.bincount(np.asarray(codes)).argmax())
