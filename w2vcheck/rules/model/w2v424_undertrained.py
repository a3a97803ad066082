"""
## What it checks
Training that stops while the loss still falls, where more epochs would be more accurate.

## Why it matters
The accuracy that is reported is then that of a model in the middle of its training, and any comparison with
it is a comparison of patience.

## How it is measured
Mean training loss by epoch. When it fell by more than 5 % over the last quarter of the epochs (by any
amount, where there are fewer than four), the network is trained four times as long, and for at least 20
epochs, under the same seed; where that wins a point on the test rows, the two are compared under fresh
seeds, and a warning follows when more than a point of accuracy is lost by the whole 95 % interval,
bootstrapped over four fresh seeds and the test rows, by stopping early.

## Fix
More epochs, a higher learning rate, or early stopping on validation rows.

## When to ignore it
When stopping early is meant as regularisation.

## References
- 5 % by window: Ben Braiek and Khomh, TheDeepChecker.
- Google, Deep Learning Tuning Playbook (curves that still improve at the last step).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.experiment.remedies import trained_for
from w2vcheck.experiment.trial import Trial
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V424",
    name="undertrained",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Training stops while the loss still falls, and accuracy is lost by it",
    why="A model in the middle of its training says little about what it could do.",
    fix="Train for more epochs, or with a higher learning rate.",
)
LONGER = 4
ENOUGH = 20
"""Epochs that are tried at least, since four times one epoch is still next to nothing."""


@dataclass(frozen=True)
class Options:
    """Cuts on the fall of the loss over the last quarter, and on the accuracy lost, as shares."""

    suspect_above: float = 0.05
    warn_above: float = 0.01


@RULE.check
def check(trial: Trial, rematch: Rematch, settings: Settings, options: Options) -> Iterator[Result]:
    """Look at the curve; where it still falls, train longer and compare."""
    if trial.one_batch:
        raise Unavailable("a batch says nothing about the number of epochs")
    if not len(trial.test.inputs) or trial.test.codes is None:
        raise Unavailable("there are no classes, or no test rows, to score on")
    written = rematch.first()
    losses = written.losses
    before = losses[min(len(losses) - 1, len(losses) * 3 // 4 - 1)] if len(losses) > 3 else losses[0]
    fall = (before - losses[-1]) / abs(before) if before and isfinite(before) and isfinite(losses[-1]) else 0.0
    measure = Measure.exact("fall of the loss over the last quarter", fall, "share", len(losses), scope="epochs")
    yield measure
    if len(losses) > 3 and fall <= options.suspect_above:
        return
    from w2vcheck.experiment.cost import remedy_of
    from w2vcheck.experiment.mending import epochs

    factor = max(LONGER, ENOUGH // trial.epochs)
    longer = rematch.once(epochs(factor))
    if longer.right.mean() - written.right.mean() < options.warn_above:
        return
    compared = rematch.worth(epochs(factor))
    if compared is None:
        return
    yield compared.difference
    if compared.loses(options.warn_above):
        remedy = trained_for(factor * trial.epochs)
        yield RULE.finding(
            f"The training stops too early: {factor} times as many epochs win {compared.lost}.",
            measure=compared.difference,
            locations=settings.place("classifier.epochs") or settings.place("classifier.loss"),
            evidence=(Evidence(f"the loss fell by {fall * 100:.1f} % over the last quarter"), Evidence(compared.says)),
            remedy=remedy_of(trial, remedy.says, epochs(factor), remedy),
        )
