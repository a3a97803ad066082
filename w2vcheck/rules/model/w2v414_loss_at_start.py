"""
## What it checks
A loss that starts far above the entropy of the labels, and stays a burden.

## Why it matters
A network that knows nothing should be undecided: its loss is then about the entropy of the label
distribution. Far above it, it is sure of wrong answers, and the first epochs are spent on unlearning them.

## How it is measured
Loss of the first forward pass minus the entropy of the labels of the same rows (not ln C, which is wrong
for unequal classes), for cross-entropy, NLL and BCE. Above one nat and twice the entropy, the model is
trained with fresh weights and a last layer that starts at zero, and a warning follows when more than a
point of accuracy is lost by the whole 95 % interval, bootstrapped over four fresh seeds and the test rows
by starting as written. Without that, a loss that is a sum or weighted would already be an alarm.

## Fix
Start the last layer near zero; do not scale weights up; standardise the inputs.

## When to ignore it
When the model starts from weights trained on another task.

## References
- Karpathy, A Recipe for Training Neural Networks, 2019 (verify the loss at the start).
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
    code="W2V414",
    name="loss-at-start",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The network starts sure of wrong answers, and pays for it",
    why="A network that begins sure of wrong answers spends its first epochs on unlearning them.",
    fix="Keep torch's own start, or let the last layer begin at zero.",
    silences=("W2V415", "W2V417", "W2V424"),
)
LOSSES = ("cross_entropy", "soft_cross_entropy", "nll", "bce", "bce_with_logits")


@dataclass(frozen=True)
class Options:
    """Cuts on the loss above the entropy, in nats and as a multiple, and on the accuracy lost, as a share."""

    suspect_above: float = 1.0
    suspect_times: float = 2.0
    warn_above: float = 0.01


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch, settings: Settings, options: Options) -> Iterator[Result]:
    """Measure the first loss; where it is suspicious, start afresh and compare."""
    if probe.entropy is None or probe.pairing.loss not in LOSSES or probe.refused:
        raise Unavailable("the loss is no cross-entropy of classes")
    measure = Measure.exact("loss at the start above the entropy of the labels", probe.loss - probe.entropy, "nats", probe.rows)
    yield measure
    if probe.loss <= max(probe.entropy + options.suspect_above, options.suspect_times * probe.entropy):
        return
    from w2vcheck.experiment.cost import remedy_of
    from w2vcheck.experiment.mending import calm

    compared = rematch.worth(calm)
    if compared is None:
        return
    yield compared.difference
    if not compared.loses(options.warn_above):
        return
    yield RULE.finding(
        f"The loss starts at {probe.loss:.3g}, the labels hold {probe.entropy:.3g} nats: a calm start wins {compared.lost}.",
        measure=compared.difference,
        locations=settings.place("classifier.layers"),
        evidence=(Evidence(compared.says),),
        remedy=remedy_of(trial, "with fresh weights, none in the last layer", calm),
    )
