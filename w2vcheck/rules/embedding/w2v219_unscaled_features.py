"""
## What it checks
Whether texts as vectors vary so little that a classifier which penalises large weights cannot use them.

## Why it matters
Logistic regression and every model with weight decay pay for large weights, and features that are hundreds of times
smaller than 1 need weights hundreds of times larger. On untrained vectors (deviation .0017) logistic regression scored
.500 on MR as they were and .596 standardised, .333 and .652 on TREC.

## How it is measured
The standard deviation of each column of the text vectors over the training texts, averaged over the columns, an exact
figure. Healthy vectors give .07 to .24, collapsed ones .03 to .05, untrained ones .0015 to .0019. Below .01 logistic
regression is trained on both, as they are and standardised on the training rows, and scored on the test rows. A warning
where standardising gains accuracy, the 95 % interval of the paired difference (bootstrap over groups of equal texts) being
above 0, or where there is nothing to score; a note where it does not. Naive Bayes does not mind the scale: not looked at.
Vectors of documents out of a file are judged by their deviation alone.

## Fix
Put `StandardScaler()` before the classifier, fitted on the training rows: `make_pipeline(StandardScaler(), model)`.

## When to ignore it
When your code standardises the features, or uses a model that does not mind their scale (trees).

## References
- Figures: mean vectors with scikit-learn's `LogisticRegression` at C = 1, with and without `StandardScaler`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.artefacts import Unavailable
from w2vcheck.embedding.documents import DocumentVectors
from w2vcheck.embedding.text_vectors import TextVectors, column_deviation
from w2vcheck.experiment.scaling import ScalingGain
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, gained, number

RULE = Rule(
    code="W2V219",
    name="unscaled-features",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Texts as vectors vary too little for a classifier that penalises large weights",
    why="Features far smaller than 1 need large weights, which logistic regression and weight decay do not allow.",
    fix="Put StandardScaler() before the classifier, fitted on the training rows: make_pipeline(StandardScaler(), model).",
)


@dataclass(frozen=True)
class Options:
    """Cut on the mean standard deviation of a column."""

    warn_below: float = 0.01


@RULE.check
def check(texts: TextVectors, gain: ScalingGain | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Measure the deviation, then what it costs."""
    if settings.classifier.kind == "naive-bayes":
        raise Unavailable("naive Bayes does not mind the scale of its features")
    measure = _deviation(texts.deviation, len(texts.train), "training texts")
    yield measure
    if measure.value >= options.warn_below:
        return
    costly = gain is None or gain.gain.low > 0
    evidence = []
    if gain is not None:
        evidence.append(
            Evidence(
                f"logistic regression: {figure(gain.unscaled)} as they are, {figure(gain.scaled)} standardised, "
                f"{gained(gain.gain)}"
            )
        )
    yield RULE.finding(
        f"Averaged over a text, word vectors vary by {number(measure.value)} a column, where trained ones vary by 0.07 and more.",
        severity=Severity.WARNING if costly else Severity.NOTE,
        confidence=Confidence.MEDIUM if gain is None else Confidence.HIGH,
        measure=measure,
        locations=settings.place("classifier"),
        evidence=tuple(evidence),
    )


@RULE.check
def check_documents(documents: DocumentVectors, settings: Settings, options: Options) -> Iterator[Result]:
    """Measure the deviation of vectors of documents."""
    finite = documents.matrix[np.isfinite(documents.matrix).all(axis=1)]
    if len(finite) < 2:
        raise Unavailable("less than two documents have vectors of finite numbers")
    measure = _deviation(column_deviation(finite), len(finite), "documents")
    yield measure
    if measure.value < options.warn_below:
        yield RULE.finding(
            f"The document vectors vary by {number(measure.value)} a column, where trained ones vary by 0.07 and more.",
            confidence=Confidence.MEDIUM,
            measure=measure,
            locations=settings.place("word2vec.vectors"),
        )


def _deviation(value: float, n: int, scope: str) -> Measure:
    return Measure.exact("standard deviation of a column, on average", value, "", n, scope=scope)
