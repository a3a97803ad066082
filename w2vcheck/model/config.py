"""The classifier of the experiment, as configured and completed by what torch would do."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.features import Features
from w2vcheck.data.target import Classes, Target
from w2vcheck.embedding.budget import configured
from w2vcheck.embedding.loading import VectorFile
from w2vcheck.model.live import Factory
from w2vcheck.settings import Settings
from w2vcheck.wording import count

DEFAULT_RATE = {"sgd": 0.001, "adam": 0.001, "adamw": 0.001}
DEFAULT_DECAY = {"sgd": 0.0, "adam": 0.0, "adamw": 0.01}
"""torch's own defaults."""
DEFAULT_EPOCHS = 10

Targets = Literal["class ids", "numbers", "one-hot"]


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A classifier with every setting decided.

    `layers` are the widths from input to output; `inputs` is the width of the features there really are. Losses and
    activations bear the names of the configuration. `batch_size` None means all rows in one batch.
    """

    kind: str
    inputs: int
    layers: tuple[int, ...]
    activation: str
    output_activation: str
    loss: str
    optimizer: str
    learning_rate: float
    epochs: int
    batch_size: int | None
    dropout: float
    weight_decay: float
    class_weight: str | None

    @property
    def outputs(self) -> int:
        """Units of the last layer."""
        return self.layers[-1]

    @property
    def is_network(self) -> bool:
        """Whether it is trained by torch, by gradient descent on a loss."""
        return self.kind == "mlp"

    def work(self, rows: int) -> float:
        """Multiplications of one training on this many rows: forward, backward, and the weights' own gradients."""
        return 6.0 * rows * self.epochs * sum(wide * narrow for wide, narrow in pairwise(self.layers))

    @property
    def says(self) -> str:
        """The model in words."""
        if not self.is_network:
            return self.kind.replace("-", " ")
        output = "" if self.output_activation == "none" else f", {self.output_activation} output"
        rate = f"{self.optimizer.upper() if self.optimizer == 'sgd' else self.optimizer.title()} {self.learning_rate:g}"
        return f"{'-'.join(map(str, self.layers))} network{output}, {self.loss} loss, {rate}, {count(self.epochs, 'epochs')}"


@dataclass(frozen=True, slots=True)
class LossTargets:
    """What the loss compares the outputs with, one entry a row, NaN without a label.

    `kind` says how they are written: class ids (an index), numbers (a float per row), one-hot rows (values are the ids).
    """

    kind: Targets
    values: NDArray[np.float64]


@provider("reading the model configuration")
def model_config(
    factory: Factory | None, features: Features | None, classes: Classes | None, file: VectorFile | None, settings: Settings
) -> ModelConfig:
    """Complete the `[classifier]` table; unavailable where there is none, and where a module takes its place."""
    if factory is not None:
        raise Unavailable("a module is audited, given with --model, instead of a configured classifier")
    if not settings.has("classifier"):
        raise Unavailable(settings.unresolved.get("classifier", "no [classifier] is configured"))
    given = settings.classifier
    if features is not None:
        inputs = len(features.names)
    else:
        inputs = configured(settings.word2vec).vector_size if file is None else file.vectors.matrix.shape[1]
    loss = given.loss or (
        "cross_entropy" if classes is None or classes.k > 2 or (given.layers and given.layers[-1] > 1) else "bce_with_logits"
    )
    one_unit = loss in ("bce", "bce_with_logits") or (loss == "mse" and (classes is None or classes.k <= 2))
    optimizer = given.optimizer or "sgd"
    return ModelConfig(
        kind=given.kind or "mlp",
        inputs=inputs,
        layers=given.layers or (inputs, 1 if one_unit or classes is None else classes.k),
        activation=given.activation or "relu",
        output_activation=given.output_activation or "none",
        loss=loss,
        optimizer=optimizer,
        learning_rate=DEFAULT_RATE[optimizer] if given.learning_rate is None else given.learning_rate,
        epochs=given.epochs or DEFAULT_EPOCHS,
        batch_size=given.batch_size,
        dropout=given.dropout or 0.0,
        weight_decay=DEFAULT_DECAY[optimizer] if given.weight_decay is None else given.weight_decay,
        class_weight=given.class_weight,
    )


@provider("reading the model configuration")
def loss_targets(config: ModelConfig, target: Target, classes: Classes | None) -> LossTargets:
    """What the configured loss would be given for these labels.

    Cross-entropy and NLL get class ids. Other losses get one-hot rows where there is an output a class, else the labels as
    the numbers they are, or as class ids where they are words.
    """
    if classes is None:
        if target.numbers is None:
            raise Unavailable(f"the labels in {target.column!r} are neither classes nor numbers")
        return LossTargets("numbers", target.numbers)
    codes = np.where(classes.codes >= 0, classes.codes, np.nan).astype(np.float64)
    if config.loss in ("cross_entropy", "nll"):
        return LossTargets("class ids", codes)
    if config.outputs == classes.k > 1:
        return LossTargets("one-hot", codes)
    return LossTargets("numbers", codes if target.numbers is None else target.numbers)
