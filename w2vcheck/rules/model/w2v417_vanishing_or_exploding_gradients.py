"""
## What it checks
Gradients that hardly reach the first layer, or that blow up, where that costs accuracy.

## Why it matters
Through each sigmoid a gradient loses at least three quarters. After a few layers the first one stands
still, and the network learns on random features. Exploding gradients throw the weights about until the loss
is no number.

## How it is measured
Root mean square of the gradient of the first weight matrix by that of the last, and of each by its weights,
on one batch. A ratio below 1e-3 (or a gradient above 1000 times its weights) is a suspicion. For the first,
hidden sigmoid and tanh units are replaced by ReLU, or the weights are drawn afresh; for the second, the
gradient is clipped to a norm of 1, or the weights are drawn afresh; the change with the lowest training
loss is compared, and a warning follows when more than a point of accuracy is lost by the whole 95 %
interval, bootstrapped over four fresh seeds and the test rows as written. Gradients that are no finite
numbers at the first step are an error.

## Fix
ReLU instead of sigmoid or tanh between the layers, fewer layers, torch's own start; clip gradients that
explode.

## When to ignore it
When the first layers are meant to learn slowly.

## References
- Glorot and Bengio, AISTATS 2010; Bengio, Simard and Frasconi, IEEE TNN 1994.
- 1e-3: Zhang et al., AUTOTRAINER, ICSE 2021.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, log10

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.experiment.trial import Trial
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V417",
    name="vanishing-or-exploding-gradients",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Gradients vanish or explode on their way to the first layer, and accuracy is lost",
    why="The first layer stands still while the last one learns, or the weights are thrown about.",
    fix="Use ReLU between the layers, fewer layers and torch's own start; clip gradients that explode.",
    silences=("W2V415", "W2V424"),
)


@dataclass(frozen=True)
class Options:
    """Cuts on the gradient of the first layer by that of the last, on gradient by weight, and on the accuracy lost."""

    vanish_below: float = 1e-3
    explode_above: float = 1e3
    warn_above: float = 0.01


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Measure the gradients; where they are suspicious, mend and compare."""
    matrices = [each for each in probe.weights if each.matrix and each.reached]
    if not matrices:
        raise Unavailable(f"there are no gradients to look at: {probe.refused or 'no matrix of weights gets one'}")
    places = settings.place("classifier.activation") or settings.place("classifier.layers")
    if not all(isfinite(each.gradient) for each in probe.weights):
        lost = [each.name for each in probe.weights if not isfinite(each.gradient)]
        measure = Measure.exact("parameters with gradients that are no numbers", len(lost), "parameters", len(probe.weights))
        yield measure
        yield RULE.finding(
            f"The first gradients of {len(lost)} of {len(probe.weights)} parameters are no finite numbers.",
            measure=measure,
            locations=places,
        )
        return
    first, last = matrices[0].gradient, matrices[-1].gradient
    ratio = log10(first / last) if first > 0 and last > 0 else (-12.0 if last > 0 else 0.0)
    blown = max((log10(each.gradient / each.value) for each in matrices if each.value > 0 and each.gradient > 0), default=0.0)
    yield Measure.exact("gradient of the first layer by that of the last", ratio, "powers of ten", probe.rows)
    yield Measure.exact("largest gradient by its weights", blown, "powers of ten", probe.rows)
    vanishes, explodes = ratio < log10(options.vanish_below), blown > log10(options.explode_above)
    if rematch is None or not (vanishes or explodes):
        return
    from w2vcheck.experiment.cost import remedy_of
    from w2vcheck.experiment.mending import calm, clipped, rectified

    named = {"ReLU units": rectified, "fresh weights": calm} if vanishes else {"clipping": clipped, "fresh weights": calm}
    better = rematch.best(named)
    compared = rematch.worth(named[better]) if better else None
    if compared is None:
        return
    yield compared.difference
    if compared.loses(options.warn_above):
        what = f"reach the first layer at 10^{ratio:.1f} of the last" if vanishes else f"are 10^{blown:.1f} times their weights"
        yield RULE.finding(
            f"Gradients {what}; {better} would win {compared.lost}.",
            severity=Severity.WARNING,
            measure=compared.difference,
            locations=places,
            evidence=(Evidence(compared.says),),
            remedy=remedy_of(trial, f"with {better}", named[better]),
        )
