"""
## What it checks
A given split whose two sides differ: in the shares of the classes, or in the words of the texts.

## Why it matters
A test that differs from the training rows measures something else than the model was trained for. That may be
intended (later rows, other authors); otherwise the score is too low, or too high, for a reason that has
nothing to do with the model.

## How it is measured
Labels: Cramér's V of class and side, corrected for bias, with the interval that inverts the noncentral
chi-squared distribution; classes with fewer than five expected rows are pooled. It fires at p < .001 when the
lower end of V is at least .15 (a note) or .3 (a warning). In a balanced pair of classes, half of the rows
testing, V is the difference of the shares: .15 is 15 points.

Texts: naive Bayes on which of the 2,000 most frequent words a text holds tells test texts from training texts;
the measure is the area under its ROC curve over four folds, with Hanley and McNeil's interval, on at most 2,000
different texts a side. It fires when no shuffle of the sides in 99 does as well and the lower end is at least
.65 (a note) or .9 (a warning). Below 300 texts a side nothing is said: equal halves of 30 rows fool a fixed cut
in one case of five. Public sets with sides that look alike measured .52 to .57, one with test questions from
elsewhere .69, sets split by time .71 to .73, one whose test has other authors .82; a warning therefore means
that the sides come from different sources or were prepared differently. Where the labels differ, the texts
must, and only the labels are told about.

A split made at random here is not judged.

## Fix
Draw both sides from the same rows, shuffled and stratified; or say that the test is meant to differ.

## When to ignore it
When the split is by time, author or source on purpose: such a test is harder, and more honest.

## References
- W. Bergsma, Journal of the Korean Statistical Society 42, 2013 (bias-corrected V); deepchecks (its cut at .15).
- S. Rabanser et al., Failing Loudly, NeurIPS 2019 (domain classifiers); evidently, text content drift.
- J. A. Hanley and B. J. McNeil, Radiology 143, 1982.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.data.association import cramers_v
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.data.text_drift import TextDrift, is_given
from w2vcheck.results import Confidence, Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, percent

RULE = Rule(
    code="W2V311",
    name="split-drift",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Test rows differ from training rows in their labels or words",
    why="A test that differs from the training rows measures something else than what the model was trained for.",
    fix="Draw both sides from the same rows, shuffled and stratified, unless the test is meant to differ.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the lower ends of Cramér's V and of the area under the ROC curve, and on p."""

    note_v_from: float = 0.15
    warn_v_from: float = 0.3
    v_p_below: float = 0.001
    note_area_from: float = 0.65
    warn_area_from: float = 0.9
    area_p_below: float = 0.011


@RULE.check
def check(classes: Classes, split: Split, texts: TextDrift | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Compare the labels of both sides; where they agree, the texts."""
    sides = np.stack([np.bincount(classes.codes[rows], minlength=classes.k) for rows in (split.train, split.test)])
    labels = cramers_v(sides)
    measure = Measure("Cramér's V of class and side", labels.v, labels.low, labels.high, "", labels.n, "labelled rows")
    yield measure
    words = None
    if texts is not None:
        area = "area under the ROC curve that tells test from training texts"
        words = Measure(area, texts.area, texts.low, texts.high, "", texts.n, "texts")
        yield words
    if not is_given(split):
        return
    place = settings.place("split.column") or settings.place("data.test")
    if labels.p < options.v_p_below and measure.low >= options.note_v_from:
        train, test = (side / max(1, side.sum()) for side in sides)
        most = int(np.abs(test - train).argmax())
        yield RULE.finding(
            f"The classes are shared out differently: {classes.names[most]!r} has {percent(train[most])} of the training "
            f"rows and {percent(test[most])} of the test rows ({measure.name} {figure(measure)}).",
            severity=Severity.WARNING if measure.low >= options.warn_v_from else Severity.NOTE,
            measure=measure,
            locations=place,
            evidence=tuple(
                Evidence(
                    f"{percent(train[code])} of the training rows and {percent(test[code])} of the test rows are of class",
                    (Quote(classes.names[code], is_name=True),),
                )
                for code in np.argsort(-np.abs(test - train), kind="stable")[:3].tolist()
            ),
        )
    elif texts is not None and words is not None and texts.p < options.area_p_below and words.low >= options.note_area_from:
        yield RULE.finding(
            f"Test texts can be told from training texts by their words: the area under the ROC curve is {figure(words)}, "
            f"where equal sides have 0.5.",
            severity=Severity.WARNING if words.low >= options.warn_area_from else Severity.NOTE,
            confidence=Confidence.HIGH if words.low >= options.warn_area_from else Confidence.MEDIUM,
            measure=words,
            locations=place,
            evidence=(
                Evidence(f"the largest area among 99 shuffles of the sides was {texts.null:.2f}"),
                *(
                    Evidence(f"{percent(train)} of the training texts and {percent(test)} of the test texts hold", (Quote(word),))
                    for word, train, test in (*texts.of_train[:2], *texts.of_test[:2])
                ),
            ),
        )
