"""
## What it checks
A learning rate at which the weights hardly move, or jump, and at which accuracy is lost.

## Why it matters
Too small, and training ends long before the network has learnt; too large, and it oscillates or diverges.
No range of rates is right for all: 0.1 is normal for SGD and far too much for Adam.

## How it is measured
log10 of mean |change| over mean |weight| of each weight matrix, averaged over the first ten steps with the
optimiser as it is; the interval is the range over the matrices. Beyond -1 for all of them steps are
suspiciously long, below -4 for all of them suspiciously short. Only then are rates of 1/1000 to 10,000 times
the written one tried, the one with the lowest training loss is taken, and a warning follows when more than
a point of accuracy is lost by the whole 95 % interval, bootstrapped over four fresh seeds and the test rows
with the written rate.

## Fix
Use about the rate that is printed.

## When to ignore it
When a schedule changes the rate later on.

## References
- The ratio and its range: Ben Braiek and Khomh, TheDeepChecker, ACM TOSEM 2023; Karpathy, CS231n notes
  (about 1e-3 is healthy).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.experiment.remedies import trained_at
from w2vcheck.experiment.trial import Trial
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V412",
    name="learning-rate",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The learning rate is so far off that accuracy is lost",
    why="The weights hardly move, or jump past every answer.",
    fix="Change the learning rate as the evidence says.",
    silences=("W2V414", "W2V415", "W2V416", "W2V417", "W2V424"),
)
FACTORS = (0.001, 0.01, 0.1, 10.0, 100.0, 1e3, 1e4)


@dataclass(frozen=True)
class Options:
    """Ends of the healthy range of log10(|change| / |weight|), and the cut on the accuracy lost, as a share."""

    fast_above: float = -1.0
    slow_below: float = -4.0
    warn_above: float = 0.01


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch, settings: Settings, options: Options) -> Iterator[Result]:
    """Measure the updates; where they are suspicious, try other rates."""
    if not trial.optimizer_given:
        raise Unavailable("no optimizer was given")
    if not probe.update:
        raise Unavailable(f"the updates cannot be measured: {probe.refused or 'nothing is trained'}")
    steps = probe.update
    measure = Measure(
        "size of a step, log10 of |change| by |weight|",
        sum(steps) / len(steps),
        min(steps),
        max(steps),
        "powers of ten",
        len(steps),
        "matrices",
    )
    yield measure
    if options.slow_below <= measure.high and measure.low <= options.fast_above:
        return
    from w2vcheck.experiment.cost import remedy_of
    from w2vcheck.experiment.mending import rate

    named = {f"{factor:g}": rate(factor) for factor in FACTORS}
    better = rematch.best(named)
    if not better:
        return
    compared = rematch.worth(named[better])
    if compared is None:
        return
    yield compared.difference
    if not compared.loses(options.warn_above):
        return
    fast = measure.low > options.fast_above
    remedy = trained_at(float(better))
    yield RULE.finding(
        f"The learning rate is too {'high' if fast else 'low'}: at {better} times the rate {compared.lost} are won.",
        measure=compared.difference,
        locations=settings.place("classifier.learning_rate") or settings.place("classifier.optimizer"),
        evidence=(
            Evidence(f"{trial.optimizer_says}: the first steps change the weights by 10^{measure.value:.1f} of their size"),
            Evidence(compared.says),
        ),
        fix=f"Multiply the learning rate by {better}.",
        remedy=remedy_of(trial, remedy.says, named[better], remedy),
    )
