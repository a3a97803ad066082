"""A trial: everything it takes to train one model once and to say which rows it gets right.

A mending of the model is a function from a trial to a changed trial (see `w2vcheck.experiment.mending`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.errors import DataError
from w2vcheck.experiment.as_written import Inputs
from w2vcheck.model.config import DEFAULT_EPOCHS, LossTargets, ModelConfig
from w2vcheck.model.live import Factory, LiveModule, made
from w2vcheck.sections import ClassifierSettings
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

Codes = NDArray[np.int32]
STEPS = 100
"""Steps of a trial on one batch, where no number of epochs is known."""
DEFAULT_BATCH = 32
STANDS_IN = "Adam with a rate of 0.01, since no optimizer was given"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to train or to score on, `inputs` and `targets` as the loop sees them.

    `codes` is the class of each row, None where the targets are no classes; rows of one group (copies of a text) count as one.
    """

    inputs: Tensor
    targets: Tensor
    codes: Codes | None
    groups: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trial:
    """A model that can be trained as often as needed, always from the same start for a seed.

    `build` gives the model at its start under torch's current seed; `decide` turns outputs into classes; `scope` says which
    rows are scored. `origin` is "configuration" or "module"; `optimizer_given` is False where one of ours stands in.
    """

    origin: Literal["configuration", "module"]
    says: str
    build: Callable[[], tuple[nn.Module, torch.optim.Optimizer]]
    loss: Callable[[Tensor, Tensor], Tensor]
    decide: Callable[[Tensor], Codes]
    train: Rows
    test: Rows
    k: int
    scope: str
    epochs: int
    batch_size: int | None
    optimizer_says: str
    optimizer_given: bool
    seed: int

    @property
    def one_batch(self) -> bool:
        """Whether a batch is all there is: no test rows, no number of training rows."""
        return self.scope == "rows of the batch"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Which model is tried: the module that was given, else what makes it, else the configured one."""

    chosen: LiveModule | Factory | ModelConfig


@provider("looking for a model")
def candidate(live: LiveModule | None, factory: Factory | None, config: ModelConfig | None) -> Candidate:
    """Unavailable where there is neither a module nor a configured network."""
    if live is not None:
        return Candidate(live)
    if factory is not None:
        return Candidate(factory)
    if config is None:
        raise Unavailable("no [classifier] is configured and no module was given")
    if not config.is_network:
        raise Unavailable(f"a {config.says} is not trained by torch")
    return Candidate(config)


@provider("preparing the model")
def trial(
    candidate: Candidate,
    inputs: Inputs | None,
    targets: LossTargets | None,
    classes: Classes | None,
    split: Split | None,
    keys: Keys | None,
    settings: Settings,
) -> Trial:
    """Put model, loss and rows together; unavailable, with the reason, where the rows cannot be had."""
    match candidate.chosen:
        case LiveModule(batch=(_, _) as batch) as live:
            return _of_batch(live, batch, settings)
        case Factory() | LiveModule() as source:
            if inputs is None or classes is None or split is None or keys is None:
                raise Unavailable("a module on these data needs classes, and texts with word vectors or feature columns")
            return _of_module(source, inputs, classes, split, keys, settings)
        case ModelConfig() as config:
            if inputs is None or targets is None or split is None or keys is None:
                raise Unavailable("what the network would be fed cannot be had here")
            return _of_config(config, inputs, targets, classes, split, keys, settings)


def _of_config(
    config: ModelConfig,
    inputs: Inputs,
    targets: LossTargets,
    classes: Classes | None,
    split: Split,
    keys: Keys,
    settings: Settings,
) -> Trial:
    import torch

    from w2vcheck.model.network import Network, as_tensor, decide, loss_function, optimizer_for

    if config.layers[0] != inputs.matrix.shape[1]:
        width = inputs.matrix.shape[1]
        raise Unavailable(f"the first layer takes {config.layers[0]:,} numbers, there are {width:,} features (W2V408)")
    k = classes.k if classes is not None else 0
    if classes is not None and config.outputs > 1 and config.outputs < k:
        raise Unavailable(f"there are {config.outputs} outputs for {k} classes (W2V405)")
    if len(np.unique(targets.values[split.train])) < 2:
        raise Unavailable("the training rows hold only one class")
    if config.class_weight is not None and (config.loss in ("mse", "bce") or config.outputs == 1 != (config.loss != "nll")):
        raise Unavailable(f"torch's {config.loss} loss has no class weights")
    matrix, wanted = torch.as_tensor(inputs.matrix, dtype=torch.float32), as_tensor(targets, config)

    def build() -> tuple[nn.Module, torch.optim.Optimizer]:
        network = Network(config)
        return network, optimizer_for(config, network)

    values = np.unique(targets.values[np.isfinite(targets.values)])
    if classes is not None:
        values = targets.values[classes.labelled[np.unique(classes.codes[classes.labelled], return_index=True)[1]]]
    codes = classes.codes if classes is not None else None
    return Trial(
        origin="configuration",
        says=config.says,
        build=build,
        loss=loss_function(config, targets, split.train),
        decide=lambda outputs: decide(config, outputs.numpy(), values),
        train=_rows(matrix, wanted, codes, keys, split.train),
        test=_rows(matrix, wanted, codes, keys, split.test),
        k=k,
        scope="test rows",
        epochs=config.epochs,
        batch_size=config.batch_size,
        optimizer_says=f"{config.optimizer} with a rate of {config.learning_rate:g}",
        optimizer_given=True,
        seed=settings.seed,
    )


def _rows(inputs: Tensor, targets: Tensor, codes: Codes | None, keys: Keys, rows: NDArray[np.int64]) -> Rows:
    import torch

    chosen = torch.as_tensor(rows)
    return Rows(inputs[chosen], targets[chosen], None if codes is None else codes[rows], keys.codes[rows])


def _of_module(
    source: Factory | LiveModule, inputs: Inputs, classes: Classes, split: Split, keys: Keys, settings: Settings
) -> Trial:
    """A module on the rows of a table; targets take the shape that its outputs and its loss ask for."""
    import torch

    from w2vcheck.model.copies import (
        copied,
        fitting_loss,
        graph_of,
        optimizer_of,
        outputs_of,
        reads,
        standing_in,
        takes_logits,
        targets_for,
    )
    from w2vcheck.model.isolation import isolated

    matrix = torch.as_tensor(inputs.matrix, dtype=torch.float32)
    with isolated(settings.seed):
        live = made(source, matrix.shape[1], classes.k) if isinstance(source, Factory) else source
        try:
            outputs = outputs_of(live.module, matrix[:4])
        except DataError:  # the probe meets it again, and W2V408 says what is wrong
            outputs = torch.zeros(4, classes.k)
    loss = live.loss or fitting_loss(outputs)
    wanted = targets_for(loss, outputs, classes.codes)
    first = torch.as_tensor(split.train[:64])
    with isolated(settings.seed):
        pairing = graph_of(live.module, loss, matrix[first], wanted[first])
    given = settings.classifier
    return Trial(
        origin="module",
        says=live.says,
        build=lambda: copied(
            live.module, live.optimizer, lambda module: standing_in(module, given.optimizer, given.learning_rate)
        ),
        loss=loss,
        decide=reads(pairing, logits=takes_logits(loss)),
        train=_rows(matrix, wanted, classes.codes, keys, split.train),
        test=_rows(matrix, wanted, classes.codes, keys, split.test),
        k=classes.k,
        scope="test rows",
        epochs=given.epochs or DEFAULT_EPOCHS,
        batch_size=given.batch_size or DEFAULT_BATCH,
        optimizer_says=optimizer_of(live.optimizer) or _stands_in(given),
        optimizer_given=live.optimizer is not None or given.optimizer is not None,
        seed=settings.seed,
    )


def _stands_in(given: ClassifierSettings) -> str:
    """The optimiser in words where the factory gave none."""
    rate = 0.001 if given.learning_rate is None else given.learning_rate
    whose = "as configured" if given.optimizer else "since no optimizer was given"
    return f"{given.optimizer or 'adam'} with a rate of {rate:g} ({whose})"


def _of_batch(live: LiveModule, batch: tuple[Tensor, Tensor], settings: Settings) -> Trial:
    """A module on one batch, trained on it and scored on it."""
    from w2vcheck.model.copies import (
        codes_of,
        copied,
        fitting_loss,
        graph_of,
        optimizer_of,
        outputs_of,
        reads,
        standing_in,
        takes_logits,
    )
    from w2vcheck.model.isolation import isolated

    inputs, targets = batch
    with isolated(settings.seed):
        loss = live.loss or fitting_loss(outputs_of(live.module, inputs))
        pairing = graph_of(live.module, loss, inputs, targets)
    codes, k = codes_of(targets, inputs)
    rows = Rows(inputs, targets, codes, np.arange(len(inputs)))
    return Trial(
        origin="module",
        says=live.says,
        build=lambda: copied(live.module, live.optimizer, lambda module: standing_in(module, None, 0.01)),
        loss=loss,
        decide=reads(pairing, logits=takes_logits(loss), signed=bool((targets < 0).any())),
        train=rows,
        test=rows,
        k=k,
        scope="rows of the batch",
        epochs=STEPS,
        batch_size=None,
        optimizer_says=optimizer_of(live.optimizer) or STANDS_IN,
        optimizer_given=live.optimizer is not None,
        seed=settings.seed,
    )
