"""Building and training the configured network with torch: exactly as configured, nothing repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from w2vcheck.model.config import LossTargets, ModelConfig

ACTIVATIONS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}
OUTPUTS = {
    "sigmoid": torch.sigmoid,
    "softmax": lambda scores: torch.softmax(scores, dim=-1),
    "log_softmax": lambda scores: torch.log_softmax(scores, dim=-1),
    "relu": torch.relu,
    "tanh": torch.tanh,
}
LOSSES: dict[str, type[nn.Module]] = {
    "mse": nn.MSELoss,
    "bce": nn.BCELoss,
    "bce_with_logits": nn.BCEWithLogitsLoss,
    "cross_entropy": nn.CrossEntropyLoss,
    "nll": nn.NLLLoss,
}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained network: its outputs for all rows, shape (rows, units), float32, and the loss on the training rows at the end."""

    outputs: NDArray[np.float32]
    training_loss: float


class Network(nn.Module):
    """Linear layers with an activation and dropout between them, and the configured output activation."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        steps: list[nn.Module] = []
        for position, (wide, narrow) in enumerate(zip(config.layers, config.layers[1:], strict=False)):
            if position and config.activation != "none":
                steps.append(ACTIVATIONS[config.activation]())
            if position and config.dropout:
                steps.append(nn.Dropout(config.dropout))
            steps.append(nn.Linear(wide, narrow))
        self.body = nn.Sequential(*steps)
        self.output_activation = config.output_activation

    def forward(self, rows: Tensor) -> Tensor:
        """Outputs for rows of shape (n, inputs): shape (n, units)."""
        scores: Tensor = self.body(rows)
        return OUTPUTS[self.output_activation](scores) if self.output_activation in OUTPUTS else scores


def loss_function(config: ModelConfig, targets: LossTargets, rows: NDArray[np.int64]) -> nn.Module:
    """The configured loss; with class weights "balanced" as scikit-learn reckons them from the training rows."""
    if config.class_weight is None or config.loss in ("mse", "bce"):
        return LOSSES[config.loss]()
    ids = targets.values[rows].astype(np.int64)
    counts = np.bincount(ids)
    if config.loss == "bce_with_logits":
        return nn.BCEWithLogitsLoss(pos_weight=torch.tensor(float(counts[0] / max(1, counts[-1]))))
    weights = torch.tensor(len(ids) / (len(counts) * np.maximum(counts, 1)), dtype=torch.float32)
    return LOSSES[config.loss](weight=weights)


def as_tensor(targets: LossTargets, config: ModelConfig) -> Tensor:
    """Targets in the shape the loss compares with the outputs: (n,) ids, or (n, units) floats."""
    values = np.nan_to_num(targets.values)
    if targets.kind == "class ids":
        return torch.as_tensor(values, dtype=torch.int64)
    if targets.kind == "one-hot":
        return nn.functional.one_hot(torch.as_tensor(values, dtype=torch.int64), config.outputs).to(torch.float32)
    return torch.as_tensor(values, dtype=torch.float32).reshape(-1, 1).expand(-1, config.outputs)


@contextmanager
def _undisturbed(seed: int) -> Iterator[None]:
    """Random numbers that begin with `seed`, and one thread: more could change the last bits and only slow small networks.

    Both are as they were afterwards. The limit that an audit puts on BLAS does not reach torch, which is imported later.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


def fit(
    config: ModelConfig,
    features: NDArray[np.float32],
    targets: LossTargets,
    train: NDArray[np.int64],
    seed: int,
    tell: Callable[[float], object] = float,
) -> Fitted:
    """Train on these rows from the start that `seed` gives; batches are reshuffled every epoch.

    `tell` is called after every epoch with the share that is done.

    Raises RuntimeError or IndexError where torch refuses the shapes or the targets.
    """
    generator = torch.Generator().manual_seed(seed)
    with _undisturbed(seed):
        network = Network(config)
        rows, wanted = torch.as_tensor(features, dtype=torch.float32), as_tensor(targets, config)
        chosen = torch.as_tensor(train)
        inputs, answers = rows[chosen], wanted[chosen]
        loss = loss_function(config, targets, train)
        optimizer = optimizer_for(config, network)
        size = config.batch_size or len(train)
        network.train()
        for epoch in range(config.epochs):
            order = torch.randperm(len(train), generator=generator) if size < len(train) else torch.arange(len(train))
            for begin in range(0, len(train), size):
                batch = order[begin : begin + size]
                optimizer.zero_grad()
                loss(network(inputs[batch]), answers[batch]).backward()
                optimizer.step()
            tell((epoch + 1) / config.epochs)
        network.eval()
        with torch.no_grad():
            outputs = network(rows)
            return Fitted(outputs.numpy(), float(loss(outputs[chosen], answers)))


def optimizer_for(config: ModelConfig, network: nn.Module) -> torch.optim.Optimizer:
    """The configured optimiser over all parameters of the network."""
    kinds: dict[str, type[torch.optim.Optimizer]] = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
    make = kinds[config.optimizer]
    rate, decay = config.learning_rate, config.weight_decay
    return make(network.parameters(), lr=rate, weight_decay=decay)  # type: ignore[call-arg]  # the base class has no lr


def decide(config: ModelConfig, outputs: NDArray[np.float32], values: NDArray[np.float64]) -> NDArray[np.int32]:
    """The class a row is given, as a position in the sorted targets `values` (length K).

    Several outputs: the largest. One output: the target nearest to it, a logit first being turned into a probability.
    """
    if outputs.shape[1] > 1:
        return np.asarray(outputs.argmax(axis=1), dtype=np.int32)
    single = outputs[:, 0].astype(np.float64)
    if config.loss == "bce_with_logits":
        single = 1 / (1 + np.exp(-np.clip(single, -60, 60)))
    return np.asarray(np.abs(single[:, None] - values[None, :]).argmin(axis=1), dtype=np.int32)


def gradient_norm(
    config: ModelConfig, features: NDArray[np.float32], targets: LossTargets, rows: NDArray[np.int64], seed: int
) -> float:
    """Norm of the gradient of the last layer's weights at the start, on these rows."""
    with _undisturbed(seed):
        network = Network(config)
        network.eval()
        outputs = network(torch.as_tensor(features[rows], dtype=torch.float32))
        LOSSES[config.loss]()(outputs, as_tensor(targets, config)[torch.as_tensor(rows)]).backward()
        last = [module for module in network.body if isinstance(module, nn.Linear)][-1]
        return float(torch.linalg.vector_norm(last.weight.grad)) if last.weight.grad is not None else 0.0
