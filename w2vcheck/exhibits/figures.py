"""Exhibits that stand in an artefact already: the learning curve, the spectrum of the vectors, the balance of the classes."""

from __future__ import annotations

import numpy as np

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.counts import ClassCounts, SplitCounts
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.geometry import participation_ratio, spectrum
from w2vcheck.embedding.vectors import FiniteVectors
from w2vcheck.exhibits.values import Balance, ClassRows, Curve, CurvePoint, Spectrum
from w2vcheck.experiment.learning_curve import LearningCurve
from w2vcheck.rules.embedding.w2v205_collapsed_vectors import Options, judged
from w2vcheck.settings import Settings, options_for

AXES = 24
"""Principal axes that are shown; beyond them the shares are hard to see."""
CLASSES = 16
"""Classes that are listed, the largest first."""
HEALTHY_MOST = 65.0
"""The largest participation ratio seen in healthy models (W2V205)."""


def curve(learning: LearningCurve, classes: Classes, tokens: Tokens | None) -> Curve:
    """The learning curve of the plain baseline."""
    points = tuple(CurvePoint(point.rows, point.accuracy) for point in learning.points)
    title = "logistic regression" if tokens is None else "TF-IDF + logistic regression"
    return Curve(points, learning.gain, classes.majority, title)


def vectors_spectrum(finite: FiniteVectors, settings: Settings) -> Spectrum:
    """The spectrum of the words that W2V205 judges, with its cuts."""
    cuts = options_for(settings, "W2V205", Options)
    matrix, _ = judged(finite.vectors)
    words, size = matrix.shape
    if words < 2 or size < 2:
        raise Unavailable(f"{words} vectors of {size} dimensions have no spectrum")
    variances = spectrum(matrix)
    total = float(variances.sum())
    if total <= 0:
        raise Unavailable("all vectors are the same")
    shares = tuple(float(f"{share:.6g}") for share in variances[:AXES] / total)
    healthy = (cuts.healthy_participation, min(HEALTHY_MOST, float(size)))
    independent = (words - 1) * size / (words - 1 + size)  # participation ratio of independent random numbers (W2V204)
    return Spectrum(
        shares,
        words,
        size,
        participation_ratio(variances),
        cuts.collapsed_participation,
        cuts.under_trained_participation,
        healthy,
        independent,
        finite.vectors.source,
    )


def balance(counts: ClassCounts, sides: SplitCounts | None) -> Balance:
    """Rows of the largest classes, on both sides of the split where there is one."""
    order = np.argsort(-counts.rows, kind="stable")
    none = np.zeros(len(counts.rows), np.int64)
    trained, tested = (none, none) if sides is None or not len(sides.trained) else (sides.trained, sides.tested)
    shown = tuple(
        ClassRows(counts.names[code], int(counts.rows[code]), int(trained[code]), int(tested[code]))
        for code in order[:CLASSES].tolist()
    )
    left = order[CLASSES:]
    return Balance(shown, counts.labelled, len(left), int(counts.rows[left].sum()))
