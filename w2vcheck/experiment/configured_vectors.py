"""What the configured word vectors are worth: averaged, with logistic regression, beside random vectors of the same words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.pooling import columns_of, pool
from w2vcheck.embedding.vectors import FiniteVectors
from w2vcheck.experiment import classifiers, scores
from w2vcheck.experiment.evaluation import MOST_WORK, Evaluation
from w2vcheck.experiment.ladder import Ladder
from w2vcheck.results import Measure
from w2vcheck.settings import Settings


@dataclass(frozen=True, slots=True)
class ConfiguredVectors:
    """Accuracy with the configured vectors, and with the random numbers they started from.

    `loss` is what vectors that were trained for long enough (those of the ladder) score more on the same rows, paired; None
    where the ladder was not trained or did not score these rows. `gain` is what the vectors score more than random ones, paired.
    """

    accuracy: Measure
    random: Measure
    gain: Measure
    reference: Measure | None
    loss: Measure | None


@provider("scoring the configured vectors")
def configured_vectors(
    finite: FiniteVectors,
    tokens: Tokens,
    classes: Classes,
    keys: Keys,
    split: Split,
    evaluation: Evaluation | None,
    ladder: Ladder | None,
    settings: Settings,
) -> ConfiguredVectors:
    """Score both on the split as written, whose test rows the vectors have not seen.

    Unavailable where no word of the data has a vector, where there are no test rows, where one class trains alone, and where
    there are so many classes that no baseline would be trained either.
    """
    vectors = finite.vectors
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
    right = []
    for matrix in (vectors.matrix, vectors.initial):
        texts = pool(counts, matrix[here], "mean", train)
        right.append(classifiers.logistic_on_vectors(texts[train], classes.codes[train], texts[test]) == truth)
    of_these, of_random = (scores.accuracy_of(one, groups) for one in right)
    gain = scores.paired_difference("accuracy beyond random vectors", right[0], right[1], groups, settings.seed)
    predicted = _reference(ladder, evaluation, split)
    if predicted is None:
        return ConfiguredVectors(of_these, of_random, gain, None, None)
    good = predicted == truth
    loss = scores.paired_difference("accuracy lost to well trained vectors", good, right[0], groups, settings.seed)
    return ConfiguredVectors(of_these, of_random, gain, scores.accuracy_of(good, groups), loss)


def _reference(ladder: Ladder | None, evaluation: Evaluation | None, split: Split) -> NDArray[np.int32] | None:
    """What the Word2Vec of the ladder predicted for the test rows of the split as written, if it was scored on them."""
    if ladder is None or evaluation is None or "word2vec" not in ladder.predictions or len(evaluation.folds) != 1:
        return None
    train, test = evaluation.folds[0]
    same = np.array_equal(train, split.train) and np.array_equal(test, split.test)
    return ladder.predictions["word2vec"][0] if same else None
