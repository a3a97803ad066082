"""Faults of the model and its training (W2V4xx)."""

from __future__ import annotations

import numpy as np

from planters.planting import Clean, Planted, planter, table


@planter("W2V406", 1.0, severity="error")
def target_out_of_range(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of rows labelled -1, under a sigmoid."""
    labels = ["-1" if label == clean.classes[0] else "1" for label in clean.labels]
    options: dict[str, object] = {
        "classifier.layers": (100, 1),
        "classifier.output_activation": "sigmoid",
        "classifier.loss": "mse",
    }
    return Planted(table(clean.texts, labels), labels.count("-1") / len(labels), options)


@planter("W2V405", 1.0, severity="error")
def output_width(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Outputs too many."""
    k = len(clean.classes)
    return Planted(
        table(clean.texts, clean.labels), strength, {"classifier.layers": (100, k + 1), "classifier.loss": "cross_entropy"}
    )


@planter("W2V408", 1.0, severity="error")
def input_width(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Inputs missing."""
    return Planted(
        table(clean.texts, clean.labels),
        strength,
        {"classifier.layers": (99, len(clean.classes)), "classifier.loss": "cross_entropy"},
    )


@planter("W2V401", 1.0)
def sigmoid_mse(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Losses of squared error on a sigmoid or softmax output, under plain gradient descent."""
    k = len(clean.classes)
    options: dict[str, object] = {
        "classifier.layers": (100, 1 if k == 2 else k),
        "classifier.output_activation": "sigmoid" if k == 2 else "softmax",
        "classifier.loss": "mse",
        "classifier.optimizer": "sgd",
        "classifier.learning_rate": 0.1,
        "classifier.epochs": 5,
    }
    return Planted(table(clean.texts, clean.labels), strength, options)
