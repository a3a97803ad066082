"""The configured loss against the one that fits it: same network, same seeds, same rows."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment.as_written import MOST_WORK, Inputs
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.results import Measure
from w2vcheck.settings import Settings

SEEDS = 5
RESAMPLES = 1000
MOST_BATCH_ROWS = 4096
UNLIKELY = 1 / 3
"""Probability given to the true class below which the squared error is concave in the logit."""
SQUASHED = ("sigmoid", "softmax")


@dataclass(frozen=True, slots=True)
class LossComparison:
    """What squared error on a squashed output costs against cross-entropy on the raw scores.

    `difference` is accuracy with the configured loss minus accuracy with the fitting one, over test rows and seeds;
    `gradient_ratio` compares their gradients at the first step, on `batch` training rows; `stuck` is, for the smallest
    class, the share of training rows still given a probability below 1/3 at the end, and `stuck_fitting` the same with
    the fitting loss.
    """

    configured: float
    fitting: float
    difference: Measure
    gradient_ratio: float
    batch: int
    stuck: Measure
    stuck_fitting: Measure


def fitting(config: ModelConfig) -> ModelConfig:
    """The same network with the loss that fits its outputs: raw scores and cross-entropy."""
    loss = "bce_with_logits" if config.outputs == 1 or config.output_activation == "sigmoid" else "cross_entropy"
    return replace(config, output_activation="none", loss=loss)


@provider("comparing the loss with the one that fits")
def loss_comparison(
    config: ModelConfig, inputs: Inputs, targets: LossTargets, classes: Classes, split: Split, settings: Settings
) -> LossComparison:
    """Train both under five seeds; unavailable unless a squashed output meets squared error on class labels."""
    if config.loss != "mse" or config.output_activation not in SQUASHED:
        raise Unavailable("the loss is not squared error on a sigmoid or softmax output")
    if config.layers[0] != inputs.matrix.shape[1] or targets.kind == "class ids":
        raise Unavailable("the network cannot be trained as written")
    values = np.arange(classes.k) if targets.kind == "one-hot" else np.unique(targets.values[np.isfinite(targets.values)])
    if targets.kind == "numbers" and (classes.k != 2 or values.min() < 0 or values.max() > 1):
        raise Unavailable("the targets are no probabilities")
    if config.work(len(split.train)) * 2 * SEEDS > MOST_WORK:
        raise Unavailable("training it ten times would take hours")
    return _compare(config, inputs.matrix, targets, classes, split, settings.seed)


def _compare(
    config: ModelConfig, matrix: NDArray[np.float32], targets: LossTargets, classes: Classes, split: Split, seed: int
) -> LossComparison:
    from w2vcheck.model.network import fit, gradient_norm

    other = fitting(config)
    other_targets = LossTargets("class ids", classes.codes.astype(np.float64)) if other.loss == "cross_entropy" else targets
    truth = classes.codes[split.test]
    right = np.empty((2, SEEDS, len(truth)))
    smallest = int(np.argmin(np.bincount(classes.codes[split.train], minlength=classes.k)))
    rare = split.train[classes.codes[split.train] == smallest]
    stuck = [0, 0]
    for number in range(SEEDS):
        for which, (model, wanted) in enumerate(((config, targets), (other, other_targets))):
            outputs = fit(model, matrix, wanted, split.train, seed + number).outputs
            right[which, number] = _classes_of(model, outputs[split.test], classes.k) == truth
            stuck[which] += int((_probability(model, outputs[rare], smallest) < UNLIKELY).sum())
    batch = split.train[:MOST_BATCH_ROWS]
    fitting_norm = gradient_norm(other, matrix, other_targets, batch, seed)
    ratio = gradient_norm(config, matrix, targets, batch, seed) / fitting_norm if fitting_norm > 0 else 1.0
    shares = [
        Measure.share(
            f"rows of the smallest class given less than 1/3 {how}",
            rows,
            len(rare) * SEEDS,
            effective=len(rare),
            scope="training rows",
        )
        for rows, how in zip(stuck, ("as written", "with cross-entropy"), strict=True)
    ]
    return LossComparison(
        configured=float(right[0].mean()),
        fitting=float(right[1].mean()),
        difference=_difference(right[0] - right[1], seed),
        gradient_ratio=ratio,
        batch=len(batch),
        stuck=shares[0],
        stuck_fitting=shares[1],
    )


def _probability(config: ModelConfig, outputs: NDArray[np.float32], code: int) -> NDArray[np.float64]:
    """Probability given to one class; raw scores are squashed first, as their loss does it."""
    scores = outputs.astype(np.float64)
    if config.loss == "bce_with_logits":
        scores = 1 / (1 + np.exp(-np.clip(scores, -60, 60)))
    elif config.loss == "cross_entropy":
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores = powers / powers.sum(axis=1, keepdims=True)
    if scores.shape[1] > 1:
        return scores[:, code]
    return scores[:, 0] if code == 1 else 1 - scores[:, 0]


def _classes_of(config: ModelConfig, outputs: NDArray[np.float32], k: int) -> NDArray[np.int32]:
    from w2vcheck.model.network import decide

    return decide(config, outputs, np.arange(k, dtype=np.float64))


def _difference(gain: NDArray[np.float64], seed: int) -> Measure:
    """Mean of `gain`, shape (seeds, rows), with a bootstrap that resamples seeds and rows together."""
    rng = np.random.default_rng(seed)
    seeds, rows = gain.shape
    drawn = np.empty(RESAMPLES)
    for sample in range(RESAMPLES):
        of_rows = np.bincount(rng.integers(0, rows, rows), minlength=rows) / rows
        drawn[sample] = (gain[rng.integers(0, seeds, seeds)] @ of_rows).mean()
    low, high = np.quantile(drawn, [0.025, 0.975])
    value = float(gain.mean())
    return Measure(
        "accuracy lost to the loss", value, min(value, float(low)), max(value, float(high)), "points", rows, "test rows"
    )
