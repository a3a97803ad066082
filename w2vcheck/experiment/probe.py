"""What one forward and backward pass of the model shows, as plain numbers that rules can judge."""

from __future__ import annotations

from dataclasses import dataclass

from w2vcheck.artefacts import provider
from w2vcheck.experiment.trial import Trial
from w2vcheck.model.pairing import Pairing


@dataclass(frozen=True, slots=True)
class Weights:
    """One parameter after the backward pass.

    `size` counts its numbers; `value` and `gradient` are root mean squares. `trainable` is its `requires_grad`; `reached`
    says that it got a gradient, `held` that the optimiser has it, `used` that the outputs change with it. A `matrix` has two
    dimensions.
    """

    name: str
    size: int
    matrix: bool
    value: float
    gradient: float
    trainable: bool
    reached: bool
    held: bool
    used: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """What one batch shows.

    `refused` is torch's message where it would not compute the loss, else "". `loss` is that of the start, `entropy` that of
    the labels of the batch in nats (None without classes). `gradient_ratio` compares the gradient of the last layer with that
    of the fitting loss on raw scores (None where that is not another loss). `update` is log10 of mean |change| over mean
    |weight| of each matrix over the first steps. `spread` is the mean deviation over rows of the first layer's results (None
    where there is none). `units` counts hidden ReLU units, `dead` those that give zero for every row. `changed` counts rows
    whose output changes with their input, of `moved` rows whose input was exchanged for another. `off` counts rows whose
    outputs are all zero. `outside` counts those of `entries` targets that the output activation cannot produce; `compared`
    the numbers that the loss really compared, after broadcasting (0 where that is not known).
    """

    rows: int
    pairing: Pairing
    refused: str
    loss: float
    entropy: float | None
    outputs: tuple[int, ...]
    targets: tuple[int, ...]
    weights: tuple[Weights, ...]
    gradient_ratio: float | None
    update: tuple[float, ...]
    spread: float | None
    units: int
    dead: int
    changed: int
    moved: int
    off: int
    outside: int
    entries: int
    compared: int
    stuck_layers: int
    width: int | None
    wanted_width: int | None
    warnings: tuple[str, ...]

    @property
    def parameters(self) -> int:
        """Numbers that are trained."""
        return sum(each.size for each in self.weights if each.trainable)


@provider("looking at the model")
def probe(trial: Trial) -> Probe:
    """One forward and backward pass, and ten steps on a copy."""
    from w2vcheck.experiment.first_step import look

    return look(trial)
