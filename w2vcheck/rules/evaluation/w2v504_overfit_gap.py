"""
## What it checks
Whether the configured network was trained past the point at which it does best on rows it has not seen.

## Why it matters
From some epoch on, the network learns its training rows by heart: the loss goes on falling, and on new rows it
gets worse.

## How it is measured
Accuracy on the training rows minus accuracy on the test rows, with the two Wilson intervals combined
(Newcombe). A gap alone proves nothing: a linear model on TF-IDF is right on nearly every training row and the
best on the test rows all the same. So the same network is trained again under the same seeds for a quarter of
the epochs. A warning when the lower end of the gap is at least max(.03, a tenth of the training accuracy)
(skore's cut) *and* the shorter training scores more on the test rows, the whole paired interval over rows and
seeds lying above zero.

## Fix
Train for fewer epochs: stop when the accuracy on held-out rows stops rising. Dropout and weight decay help as
well.

## When to ignore it
Never; the figure is a gain that costs nothing. Choose the number of epochs on rows that are not the test rows.

## References
- L. Prechelt, Early Stopping, in Neural Networks: Tricks of the Trade, 1998.
- R. Newcombe, Statistics in Medicine 17, 1998, method 10; skore, check of overfitting.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.experiment.overfitting import Overfitting
from w2vcheck.experiment.remedies import trained_for
from w2vcheck.results import Evidence, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, figure, gained

RULE = Rule(
    code="W2V504",
    name="overfit-gap",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The network was trained past its best: fewer epochs score more on new rows",
    why="From some epoch on a network learns its training rows by heart, and gets worse on rows it has not seen.",
    fix="Train for fewer epochs: stop when the accuracy on held-out rows stops rising.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the lower end of the gap: absolute, and as a part of the training accuracy."""

    gap_from: float = 0.03
    gap_from_part: float = 0.1


@RULE.check
def check(fit: Overfitting, settings: Settings, options: Options) -> Iterator[Result]:
    """Look at the gap, then at what a shorter training would score."""
    yield fit.gap
    yield fit.shorter
    if fit.gap.low < max(options.gap_from, options.gap_from_part * fit.training.value) or fit.shorter.low <= 0:
        return
    yield RULE.finding(
        f"The network is right on {figure(fit.training)} of its training rows and {figure(fit.test)} of the test rows; "
        f"{count(fit.epochs, 'epochs')} instead of {fit.configured:,} score more.",
        measure=fit.gap,
        locations=settings.place("classifier.epochs"),
        evidence=(Evidence(f"with {count(fit.epochs, 'epochs')}, same seeds, same test rows: {gained(fit.shorter)}"),),
        remedy=trained_for(fit.epochs),
    )
