"""
## What it checks
Hidden ReLU units that give zero for every row, where that costs accuracy.

## Why it matters
A dead unit has no gradient and never comes back. A few are normal; when most are dead, the network is
smaller than it looks or cannot learn at all.

## How it is measured
Share of hidden ReLU units that are zero on all of up to 512 training rows, before training and after it,
with its Wilson interval. Only when the lower end is above one half is the network trained again, once with
units that leak a little below zero and once from fresh weights; the one with the lower training loss is
compared, and a warning follows when more than a point of accuracy is lost by the whole 95 % interval,
bootstrapped over four fresh seeds and the test rows as written. The share alone is no finding: a rule that
judges it raises dozens of false alarms on healthy networks.

## Fix
A lower learning rate, torch's own start, standardised inputs, or `LeakyReLU`.

## When to ignore it
When the network is pruned on purpose.

## References
- Maas, Hannun and Ng, ICML 2013 workshop (leaky units).
- The false alarms: logs of DeepDiagnosis, ICSE 2022, on normal models.
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
from w2vcheck.wording import figure

RULE = Rule(
    code="W2V416",
    name="dead-units",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Most hidden units are dead, and accuracy is lost by it",
    why="A ReLU that is zero for every row has no gradient and never comes back.",
    fix="Lower the learning rate, keep torch's own start, standardise the inputs, or use LeakyReLU.",
    silences=("W2V414", "W2V415", "W2V417", "W2V424"),
)


@dataclass(frozen=True)
class Options:
    """Cuts on the share of dead units and on the accuracy lost."""

    suspect_above: float = 0.5
    warn_above: float = 0.01


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch, settings: Settings, options: Options) -> Iterator[Result]:
    """Count; where most are dead, revive them and compare."""
    if not probe.weights:
        raise Unavailable(f"the loss cannot be computed: {probe.refused or 'nothing is trained'}")
    if not probe.units:
        yield Measure.exact("dead hidden units", 0, "units", 0, scope="hidden ReLU units")
        return
    from w2vcheck.experiment.cost import remedy_of
    from w2vcheck.experiment.first_step import dead_after
    from w2vcheck.experiment.mending import calm, leaky

    units, dead = dead_after(trial, rematch.first().module)
    start = Measure.share("hidden units dead at the start", probe.dead, probe.units, scope="hidden ReLU units")
    end = Measure.share("hidden units dead after training", dead, units, scope="hidden ReLU units")
    yield from (start, end)
    worse = max(start, end, key=lambda measure: measure.low)
    if worse.low <= options.suspect_above:
        return
    named = {"leaky units": leaky, "fresh weights": calm}
    better = rematch.best(named)
    compared = rematch.worth(named[better]) if better else None
    if compared is None:
        return
    yield compared.difference
    if compared.loses(options.warn_above):
        yield RULE.finding(
            f"{figure(worse)} of the {worse.n} hidden units are dead; {better} win {compared.lost}.",
            measure=compared.difference,
            locations=settings.place("classifier.activation") or settings.place("classifier.layers"),
            evidence=(Evidence(compared.says),),
            remedy=remedy_of(trial, f"with {better}", named[better]),
        )
