"""What it costs to leave features unscaled: the same classifier with and without standardising."""

from dataclasses import dataclass

import numpy as np

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.embedding.text_vectors import TextVectors
from w2vcheck.experiment import classifiers, scores
from w2vcheck.results import Measure
from w2vcheck.settings import Settings

WORTH_A_LOOK = 0.05
"""Mean deviation of the columns above which leaving them unscaled never cost anything."""


@dataclass(frozen=True, slots=True)
class ScalingGain:
    """Accuracy of logistic regression on texts as vectors, unscaled and standardised, and their paired difference."""

    unscaled: Measure
    scaled: Measure
    gain: Measure


@provider("comparing scaled with unscaled features")
def scaling_gain(texts: TextVectors, classes: Classes, keys: Keys, split: Split, settings: Settings) -> ScalingGain:
    """Train both. Unavailable where the columns vary enough, and where there is nothing to score."""
    if texts.deviation >= WORTH_A_LOOK:
        raise Unavailable("the features vary enough as they are")
    train, test = split.train, split.test
    if not len(test) or len(np.unique(classes.codes[train])) < 2:
        raise Unavailable("the split has no test rows, or trains one class only")
    labels, truth, groups = classes.codes[train], classes.codes[test], keys.codes[test]
    plain = classifiers.configured("logistic-regression", None, texts.train, labels, texts.test)
    standardised = classifiers.logistic_on_vectors(texts.train, labels, texts.test)
    gain = scores.paired_difference(
        "accuracy gained by standardising", standardised == truth, plain == truth, groups, settings.seed
    )
    return ScalingGain(scores.accuracy(truth, plain, groups), scores.accuracy(truth, standardised, groups), gain)
