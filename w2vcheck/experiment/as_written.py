"""The experiment as the user wrote it, trained as it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Progress, Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.features import Features
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes, Target
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.pooling import columns_of, pool
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment import classifiers, scores
from w2vcheck.fits import Fits, of_arrays
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.results import Measure, Outcome
from w2vcheck.settings import Settings

MOST_WORK = 2e14
"""Multiplications of one training beyond which it is not tried: several hours on one core."""
MOST_SCORES = 1.25e8
"""Rows times classes, or outputs, beyond which their scores fill the memory: a gigabyte of them."""
PASSES = {"logistic-regression": 100, "linear-svm": 300, "naive-bayes": 1}
"""How often scikit-learn's classifiers go through the rows, roughly."""
MOST_STEPS = 1.5e11
"""Rows times classes times features times passes beyond which they are not tried: some minutes on one core."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the configured classifier is fed, shape (rows, width), float32, and where it comes from."""

    matrix: NDArray[np.float32]
    says: str


@dataclass(frozen=True, slots=True)
class AsWritten:
    """The outcome as written; `predicted` holds the class of each test row, or None where there are no classes."""

    outcome: Outcome
    predicted: NDArray[np.int32] | None


@dataclass(frozen=True, slots=True)
class Trained:
    """One training as written: the class that each row of the table is given, shape (rows,), or None without classes.

    `loss` is that of the training rows at the end, `loss_of_mean` what always predicting their mean would give.
    """

    predicted: NDArray[np.int32] | None
    loss: float | None
    loss_of_mean: float | None


@provider("turning texts into vectors as configured")
def inputs(features: Features | None, tokens: Tokens | None, vectors: Vectors | None, split: Split, settings: Settings) -> Inputs:
    """The features as they are, or the configured vectors pooled as configured."""
    if features is not None:
        return Inputs(features.matrix.astype(np.float32), f"{len(features.names)} feature columns")
    if tokens is None or vectors is None:
        raise Unavailable("a classifier on texts needs word vectors, from a [word2vec] table that can be trained or loaded")
    if not np.isfinite(vectors.matrix).all():
        raise Unavailable("the word vectors hold entries that are no finite numbers")
    here, there = columns_of(vectors.words, tokens.types)
    pooling = settings.tokens.pooling or "mean"
    pooled = pool(tokens.matrix()[:, there], vectors.matrix[here], pooling, split.train)
    return Inputs(pooled, f"{'averaged' if pooling == 'mean' else pooling + '-pooled'} word vectors")


STAGE = "training the experiment as written"


@provider(STAGE)
def as_written(
    config: ModelConfig,
    inputs: Inputs,
    target: Target,
    targets: LossTargets,
    classes: Classes | None,
    split: Split,
    keys: Keys,
    fits: Fits,
    settings: Settings,
    progress: Progress,
) -> AsWritten:
    """Train the configured classifier on the configured features and split.

    Unavailable, with the reason, where it cannot be trained as it stands.
    """
    begin = perf_counter()
    done = trained(config, inputs, target, targets, classes, split.train, fits, settings.seed, lambda done: progress(STAGE, done))
    seconds = perf_counter() - begin
    how = f"{config.says}, on {inputs.says}; {split.says}"
    if classes is None or done.predicted is None:
        return AsWritten(_without_classes(how, done, target, seconds), None)
    return outcome_of(done, how, seconds, classes, split, keys, settings)


def trained(
    config: ModelConfig,
    inputs: Inputs,
    target: Target,
    targets: LossTargets,
    classes: Classes | None,
    train: NDArray[np.int64],
    fits: Fits,
    seed: int,
    tell: Callable[[float], None] = float,  # type: ignore[assignment]  # the cheapest function that takes a number
) -> Trained:
    """Train the configured classifier on these rows, or take it from those that have been trained.

    Unavailable, with the reason, where it cannot be trained as it stands.
    """
    if classes is not None and len(np.unique(classes.codes[train])) < 2:
        raise Unavailable("the training rows hold only one class")
    if config.is_network:
        return _network(config, inputs, targets, classes, train, fits, seed, tell)
    if classes is None:
        raise Unavailable(f"a {config.says} needs classes, and the label {target.column!r} is a continuous number")
    _check_size(config, inputs, train, classes.k)
    labels = classes.codes[train]
    key = ("classifier", config.kind, config.class_weight, of_arrays(inputs.matrix, train, labels))
    return fits.once(
        key,
        lambda: Trained(
            classifiers.configured(config.kind, config.class_weight, inputs.matrix[train], labels, inputs.matrix), None, None
        ),
    )


def _check_size(config: ModelConfig, inputs: Inputs, train: NDArray[np.int64], k: int) -> None:
    """Raise `Unavailable` where a classifier of scikit-learn would take hours, or more memory than there is."""
    rows, width = inputs.matrix.shape  # it answers every row
    trains = rows if config.kind == "naive-bayes" else len(train)
    if rows * k > MOST_SCORES or trains * k * (width + 1) * PASSES[config.kind] > MOST_STEPS:
        raise Unavailable(f"a {config.says} of {k:,} classes on {rows:,} rows and {width:,} features would take too long")


def _network(
    config: ModelConfig,
    inputs: Inputs,
    targets: LossTargets,
    classes: Classes | None,
    train: NDArray[np.int64],
    fits: Fits,
    seed: int,
    tell: Callable[[float], None],
) -> Trained:
    width = inputs.matrix.shape[1]
    if config.layers[0] != width:
        raise Unavailable(f"the first layer takes {config.layers[0]:,} numbers, there are {width:,} features (W2V408)")
    if config.work(len(train)) > MOST_WORK:
        raise Unavailable(f"{config.epochs:,} epochs over {len(train):,} rows would take hours")
    if len(inputs.matrix) * config.outputs > MOST_SCORES:
        raise Unavailable(f"{config.outputs:,} outputs for {len(inputs.matrix):,} rows would fill the memory")
    if config.class_weight is not None and (
        config.loss in ("mse", "bce") or (config.loss == "bce_with_logits" and config.outputs > 1)
    ):
        raise Unavailable(f"torch's {config.loss} loss on {config.outputs} outputs has no class weights: leave out class_weight")
    from w2vcheck.model.network import Fitted, decide, fit

    def train_now() -> Fitted:
        try:
            return fit(config, inputs.matrix, targets, train, seed, tell)
        except (RuntimeError, IndexError, ValueError) as error:
            raise Unavailable(f"torch cannot train it as written: {next(iter(str(error).splitlines()), '')}") from error

    content = of_arrays(inputs.matrix, targets.values, train)
    fitted = fits.once(("network", config, targets.kind, content, seed), train_now)
    mean = None
    if config.loss == "mse" and targets.kind == "numbers":
        wanted = targets.values[train]
        mean = float(np.mean((wanted - wanted.mean()) ** 2))
    if classes is None:
        return Trained(None, fitted.training_loss, mean)
    # One value a class, in their order: "1" and "1.0" are two classes and one number.
    first = classes.labelled[np.unique(classes.codes[classes.labelled], return_index=True)[1]]
    return Trained(decide(config, fitted.outputs, targets.values[first]), fitted.training_loss, mean)


def _without_classes(how: str, done: Trained, target: Target, seconds: float) -> Outcome:
    loss, loss_of_mean = done.loss or 0.0, done.loss_of_mean
    says = f"No accuracy to have: the label {target.column!r} is a continuous number. {loss_in_words(loss, loss_of_mean)}"
    return Outcome("as-written", "as written", how, says, None, None, loss, loss_of_mean, seconds)


def loss_in_words(loss: float, loss_of_mean: float | None) -> str:
    """A training loss beside the loss of always predicting the mean label, and what that comparison says."""
    says = f"Training loss {loss:.3g}"
    if not isfinite(loss):
        return f"{says}: the training diverged, try a lower learning rate."
    if loss_of_mean is None:
        return f"{says}."
    times = loss / loss_of_mean if loss_of_mean > 0 else float("inf")
    says += f"; always predicting the mean label gives {loss_of_mean:.3g}"
    if times >= 2:
        return f"{says}, {times:,.0f} times less: the network learnt nothing."
    return f"{says}, about the same: the network learnt nothing." if times >= 0.9 else f"{says}."


def outcome_of(
    done: Trained, how: str, seconds: float, classes: Classes, split: Split, keys: Keys, settings: Settings
) -> AsWritten:
    """What a training that gave classes scores on the test rows; `how` says what was trained and on what."""
    if done.predicted is None:
        raise ValueError("there are no classes to score")
    predicted, truth = done.predicted[split.test], classes.codes[split.test]
    accuracy: Measure = scores.accuracy(truth, predicted, keys.codes[split.test])
    f1 = scores.macro_f1(truth, predicted, classes.k, settings.seed)
    says = how[0].upper() + how[1:]
    if done.loss is not None and not isfinite(done.loss):
        says = f"The training diverged (loss {done.loss:.3g}), every row is given the first class: {how}"
    outcome = Outcome("as-written", "as written", how, says, accuracy, f1, done.loss, done.loss_of_mean, seconds)
    return AsWritten(outcome, predicted)
