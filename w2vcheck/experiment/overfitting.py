"""How much better the network knows its training rows than new ones, and whether a shorter training would be better."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes, Target
from w2vcheck.experiment.as_written import Inputs, trained
from w2vcheck.experiment.differences import gained, newcombe, scored
from w2vcheck.experiment.folds import MOST_SEEDED_WORK, NETWORK_SEEDS, Folds
from w2vcheck.experiment.scores import accuracy_of
from w2vcheck.fits import Fits
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.results import Measure
from w2vcheck.settings import Settings

SHORTER = 4
"""The training is tried again for one part in this many of the epochs."""


@dataclass(frozen=True, slots=True)
class Overfitting:
    """`gap` is accuracy on the training rows minus accuracy on the test rows; `training` and `test` are the two.

    `shorter` is what `epochs` instead of the `configured` ones score more on the test rows, over rows and seeds.
    """

    training: Measure
    test: Measure
    gap: Measure
    shorter: Measure
    epochs: int
    configured: int


@provider("comparing with a shorter training")
def overfitting(
    config: ModelConfig,
    inputs: Inputs,
    target: Target,
    targets: LossTargets,
    classes: Classes,
    keys: Keys,
    split: Split,
    folds: Folds,
    fits: Fits,
    settings: Settings,
) -> Overfitting:
    """Train the network as configured and for a quarter of the epochs, under three seeds.

    Unavailable for models without epochs, for too few of them, and where that would take long.
    """
    if not config.is_network:
        raise Unavailable(f"a {config.says} is not trained in epochs")
    if config.epochs < SHORTER:
        raise Unavailable("the network is trained for too few epochs to shorten them")
    if config.work(len(split.train)) > MOST_SEEDED_WORK:
        raise Unavailable("training the network under several seeds would take minutes")

    def right(model: ModelConfig) -> NDArray[np.bool_]:
        answers = [
            trained(model, inputs, target, targets, classes, split.train, fits, settings.seed + number).predicted
            for number in range(NETWORK_SEEDS)
        ]
        return np.stack([one == classes.codes for one in answers if one is not None])

    epochs = config.epochs // SHORTER
    whole, short = right(config), right(replace(config, epochs=epochs))
    training, test = (accuracy_of(whole[0, rows], keys.codes[rows]) for rows in (split.train, split.test))
    low, high = newcombe(test, training)
    before, after = (scored(folds, (hits[:, split.test],), keys.codes) for hits in (whole, short))
    return Overfitting(
        replace(training, scope="training rows"),
        test,
        Measure(
            "accuracy on training rows above test rows", training.value - test.value, low, high, "points", test.n, "test rows"
        ),
        replace(gained(before, after, settings.seed), name="accuracy gained by a quarter of the epochs"),
        epochs,
        config.epochs,
    )
