"""
## What it checks
A sigmoid or softmax output trained with mean squared error on class labels.

## Why it matters
The gradient of the squared error is multiplied by q(1 - q), q being the probability given to the true class:
the more wrong the network, the less it learns. Against cross-entropy the gradient is 2 q (1 - q) times as
large, never more than half, and 0.013 times at a logit of -5. It is a proper loss all the same (the Brier
score), and with Adam on balanced classes it does no harm. So this rule asks for evidence.

## How it is measured
A note when only the structure is there. A warning when, with plain SGD, the gradient of the last layer at the
first step is less than a tenth of that of cross-entropy on the raw scores of the same network; or when more
than 10 % of the training rows of the smallest class are still given q < 1/3 after training (the region in
which the loss is concave), by the lower end of the interval, and cross-entropy leaves fewer. An error only
when the same network, trained from the same five seeds on the same rows with either loss, loses accuracy: the
95 % interval of the difference, bootstrapped over seeds and test rows, lies below zero.

Of a live module the pairing is read from the graph of one forward pass, and the comparison is made on the batch or,
with a table, on its test rows.

In a script: the value given to a squared error that is trained is followed back to the last layer. A sigmoid or
softmax on that way is a note, and a warning where the script itself treats the outputs as classes: it encodes
labels, thresholds or rounds the output, or counts hits. Targets that the network was given (an autoencoder), that
another model makes (distillation) or that are quotients (shares) are left alone.

Silent on continuous targets between 0 and 1 that are no labels (shares, similarities, soft labels, another
model's probabilities), on targets that are the inputs (autoencoders), on linear outputs with squared error, and
on anything that is not the last activation.

## Fix
Return raw scores and use `BCEWithLogitsLoss` (or `CrossEntropyLoss`); apply the sigmoid only when you need
probabilities.

## When to ignore it
When squared error is meant: calibration, robust training, distillation.

## References
- Goodfellow, Bengio and Courville, Deep Learning, sections 6.2.1 and 6.2.2; Golik, Doetsch and Ney,
  Interspeech 2013.
- Hui and Belkin, ICLR 2021, arXiv 2006.07322 (squared error on raw outputs is fine).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import Losses
from w2vcheck.code.script import Script
from w2vcheck.code.targets import are_amounts, are_classes, is_reconstruction
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, percent

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.data.target import Classes, Target
    from w2vcheck.experiment.loss_comparison import LossComparison
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.raw_comparison import RawComparison
    from w2vcheck.experiment.rematch import Rematch
    from w2vcheck.experiment.trial import Trial
    from w2vcheck.model.config import ModelConfig

RULE = Rule(
    code="W2V401",
    name="sigmoid-mse",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Squared error on a sigmoid or softmax output",
    why="The gradient of this pair shrinks the more wrong the network is; cross-entropy's grows.",
    fix="Return raw scores and use BCEWithLogitsLoss (CrossEntropyLoss for several classes).",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the gradient ratio and on the share of rows that are stuck."""

    warn_below_ratio: float = 0.1
    warn_above_stuck: float = 0.1


@RULE.check
def check(
    config: ModelConfig,
    target: Target,
    classes: Classes | None,
    compared: LossComparison | None,
    settings: Settings,
    options: Options,
) -> Iterator[Result]:
    """Climb the ladder of evidence as far as it carries."""
    from w2vcheck.experiment.loss_comparison import SQUASHED
    from w2vcheck.experiment.remedies import fitting_loss

    pair = config.is_network and config.loss == "mse" and config.output_activation in SQUASHED
    yield Measure.exact("squared error on a squashed output", int(pair), "pairs", 1, scope="losses")
    if not pair:
        return
    if classes is None and target.numbers is not None and not ((target.numbers < 0) | (target.numbers > 1)).any():
        return
    places = settings.place("classifier.loss") or settings.place("classifier.output_activation")
    structure = f"a {config.output_activation} output is trained with squared error"
    if compared is None:
        yield RULE.finding(
            f"{structure.capitalize()}, a proper loss with weak gradients.", severity=Severity.NOTE, locations=places
        )
        return
    ratio = Measure.exact(
        "gradient against that of cross-entropy", compared.gradient_ratio, "times", compared.batch, scope="training rows"
    )
    yield from (compared.difference, ratio, compared.stuck, compared.stuck_fitting)
    evidence = (
        Evidence(
            f"same network, same 5 seeds: {percent(compared.configured)} with this loss, "
            f"{percent(compared.fitting)} with cross-entropy"
        ),
        Evidence(f"the first gradient is {compared.gradient_ratio:.2g} times that of cross-entropy"),
        Evidence(
            f"{figure(compared.stuck)} of the training rows of the smallest class end with less than 1/3 on their own class; "
            f"with cross-entropy {figure(compared.stuck_fitting)}"
        ),
    )
    lost = compared.difference
    if lost.high < -1e-9:  # zero, but for rounding
        yield RULE.finding(
            f"{structure.capitalize()} and loses {-lost.value * 100:.1f} points of accuracy "
            f"({-lost.high * 100:.1f} to {-lost.low * 100:.1f}) "
            "against cross-entropy.",
            measure=lost,
            locations=places,
            evidence=evidence,
            remedy=fitting_loss(),
        )
        return
    slow = config.optimizer == "sgd" and compared.gradient_ratio < options.warn_below_ratio
    stuck = compared.stuck.low > max(options.warn_above_stuck, compared.stuck_fitting.high)
    effect = "a proper loss, and no loss of accuracy can be shown here"
    if slow or stuck:
        effect = "its gradients are weak here" if slow else "rows of the smallest class stay stuck that cross-entropy frees"
    yield RULE.finding(
        f"{structure.capitalize()}: {effect}.",
        severity=Severity.WARNING if slow or stuck else Severity.NOTE,
        measure=compared.stuck if stuck and not slow else ratio,
        locations=places,
        evidence=evidence,
        remedy=fitting_loss(),
    )


@RULE.check
def check_module(
    trial: Trial, probe: Probe, rematch: Rematch | None, against: RawComparison | None, options: Options
) -> Iterator[Result]:
    """The same ladder for a live module."""
    from w2vcheck.experiment.loss_comparison import SQUASHED
    from w2vcheck.experiment.raw_comparison import with_raw_scores
    from w2vcheck.experiment.rematch import stuck

    if trial.origin == "configuration":
        raise Unavailable("the configuration is judged with its table")
    pairing = probe.pairing
    if not pairing.resolved:
        raise Unavailable(f"loss and output: {pairing.says}")
    pair = pairing.loss == "mse" and pairing.activation in SQUASHED and trial.train.codes is not None and probe.outside == 0
    yield Measure.exact("squared error on a squashed output", int(pair), "pairs", 1, scope="losses")
    if not pair:
        return
    structure = f"A {pairing.activation} output is trained with squared error"
    ratio = Measure.exact(
        "gradient against that of cross-entropy", probe.gradient_ratio or 0.0, "times", probe.rows, scope="training rows"
    )
    yield ratio
    if rematch is None or against is None:
        yield RULE.finding(f"{structure}, a proper loss with weak gradients.", severity=Severity.NOTE, measure=ratio)
        return
    end = stuck(trial, rematch.first(), "rows of the smallest class given less than 1/3 as written")
    yield from (against.compared.difference, end)
    evidence = (
        Evidence(f"the first gradient is {ratio.value:.2g} times that of cross-entropy"),
        Evidence(f"{figure(end)} of the rows of the smallest class end with less than 1/3 on their own class"),
        Evidence(against.compared.says),
    )
    if against.compared.loses():
        yield RULE.finding(
            f"{structure} and loses {against.compared.lost} against cross-entropy.",
            measure=against.compared.difference,
            evidence=evidence,
            remedy=with_raw_scores(trial, pairing),
        )
        return
    slow = trial.optimizer_says.startswith(("SGD", "sgd")) and ratio.value < options.warn_below_ratio
    yield RULE.finding(
        f"{structure}: {'its gradients are weak here' if slow else 'a proper loss, and no loss of accuracy can be shown here'}.",
        severity=Severity.WARNING if slow else Severity.NOTE,
        measure=ratio,
        evidence=evidence,
        remedy=with_raw_scores(trial, pairing),
    )


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Look at the last activation before every squared error that is trained."""
    told: set[object] = set()
    for use in losses.training:
        if use.name != "mse" or use.end.activation not in ("sigmoid", "softmax") or id(use.end.layer) in told:
            continue
        if is_reconstruction(use) or are_amounts(use):
            continue
        told.add(id(use.end.layer))
        classes = are_classes(script, use)
        yield RULE.finding(
            f"A {use.end.activation} output is trained with squared error: a proper loss with weak gradients"
            + (", on classes." if classes else "."),
            severity=Severity.WARNING if classes else Severity.NOTE,
            confidence=Confidence.HIGH if classes else Confidence.MEDIUM,
            locations=script.places(use.made or use.node, use.node, use.end.nodes[0]),
        )
