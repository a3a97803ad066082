"""What the configured word vectors are worth: averaged, with logistic regression, beside random vectors of the same words."""

from dataclasses import dataclass

import numpy as np

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.pooling import columns_of, pool
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment import classifiers, scores
from w2vcheck.experiment.evaluation import MOST_WORK
from w2vcheck.results import Measure


@dataclass(frozen=True, slots=True)
class ConfiguredVectors:
    """Accuracy with the configured vectors, and with the random numbers they started from."""

    accuracy: Measure
    random: Measure


@provider("scoring the configured vectors")
def configured_vectors(vectors: Vectors, tokens: Tokens, classes: Classes, keys: Keys, split: Split) -> ConfiguredVectors:
    """Score both on the split as written, whose test rows the vectors have not seen.

    Unavailable where no word of the data has a vector, where there are no test rows, where one class trains alone, and where
    there are so many classes that no baseline would be trained either.
    """
    train, test = split.train, split.test
    if not len(test) or len(np.unique(classes.codes[train])) < 2:
        raise Unavailable("the split has no test rows, or trains one class only")
    if len(train) * classes.k > MOST_WORK:
        raise Unavailable(f"{classes.k:,} classes on {len(train):,} rows would take hours to train")
    here, there = columns_of(vectors.words, tokens.types)
    if not len(here):
        raise Unavailable("no word of the data has a vector")
    counts = tokens.matrix()[:, there]
    truth, groups = classes.codes[test], keys.codes[test]
    measured = []
    for matrix in (vectors.matrix, vectors.initial):
        texts = pool(counts, matrix[here], "mean", train)
        predicted = classifiers.logistic_on_vectors(texts[train], classes.codes[train], texts[test])
        measured.append(scores.accuracy(truth, predicted, groups))
    return ConfiguredVectors(measured[0], measured[1])
