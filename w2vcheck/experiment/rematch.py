"""What a remedy of the model is worth: the trial as written against the changed one, same seeds, same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Progress, Unavailable, provider
from w2vcheck.experiment.trial import Trial
from w2vcheck.results import Measure

if TYPE_CHECKING:
    from torch import nn

SEEDS = 4
"""Seeds of a comparison, none of which is the one that led to it."""
RESAMPLES = 1000
MOST_WORK = 3e11
"""Work of one comparison beyond which it is not tried, in multiplications; a step counts as a million: a few minutes."""
STEP = 1e6


@dataclass(frozen=True, slots=True)
class Trained:
    """A model after training: which rows it gets right, shape (rows,), the mean loss of each epoch, and the model."""

    right: NDArray[np.bool_]
    losses: tuple[float, ...]
    module: nn.Module

    @property
    def loss(self) -> float:
        """The loss of the last epoch; infinite where the training diverged."""
        last = self.losses[-1]
        return last if isfinite(last) else float("inf")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Accuracy as written and with the remedy, and what the first loses against the second (below zero: it loses)."""

    written: float
    mended: float
    difference: Measure

    def loses(self, at_least: float = 1e-9) -> bool:
        """Whether the trial as written loses more than that, by the whole interval. The default is zero, but for rounding."""
        return self.difference.high < -at_least

    @property
    def lost(self) -> str:
        """What is lost, in words."""
        loss = self.difference
        return f"{-loss.value * 100:.1f} points of accuracy ({-loss.high * 100:.1f} to {-loss.low * 100:.1f})"

    @property
    def says(self) -> str:
        """Both figures in words."""
        return f"same start, same rows: {self.written * 100:.1f} % right as written, {self.mended * 100:.1f} % mended"


Mending = Callable[[Trial], Trial]
"""A change of the model alone, for modules too; `w2vcheck.remedy.Remedy` changes the whole configured experiment."""


@dataclass(slots=True)
class Rematch:
    """Trains the trial as written, and against it whatever a rule proposes. Fits as written are kept by seed."""

    trial: Trial
    progress: Progress
    _written: dict[int, Trained] = field(default_factory=dict)

    def written(self, seed: int) -> Trained:
        """The trial as written, trained from the start of this seed."""
        if seed not in self._written:
            self._written[seed] = train(self.trial, seed)
        return self._written[seed]

    def first(self) -> Trained:
        """The trial as written under its own seed."""
        self.check_affordable(1)
        return self.written(self.trial.seed)

    def once(self, mending: Mending) -> Trained:
        """The changed trial, trained once under the trial's own seed, to see whether a comparison is worth the time."""
        other = changed(mending, self.trial)
        _check_affordable(other, 1)
        return train(other, self.trial.seed)

    def against(self, mending: Mending) -> Comparison:
        """Compare under fresh seeds; the interval is a bootstrap over seeds and groups of rows.

        Raises:
            Unavailable: Where there are no classes to score, no rows to score on, or it would take too long.
        """
        trial = self.trial
        if trial.test.codes is None or not len(trial.test.codes):
            raise Unavailable("there are no classes, or no test rows, to score on")
        other = changed(mending, trial)
        _check_affordable(trial, SEEDS)
        _check_affordable(other, SEEDS)
        seeds = [trial.seed + 1 + number for number in range(SEEDS)]
        if trial.one_batch and not _random(trial):
            seeds = seeds[:1]
        ours, theirs = [], []
        for number, seed in enumerate(seeds):
            self.progress("comparing with the remedy", number / len(seeds))
            ours.append(self.written(seed).right)
            theirs.append(train(other, seed).right)
        gain = np.array(ours, np.float64) - np.array(theirs, np.float64)
        written, mended = float(np.mean(ours)), float(np.mean(theirs))
        return Comparison(written, mended, over_seeds_and_rows(gain, trial.test.groups, trial.seed, trial.scope))

    def worth(self, mending: Mending) -> Comparison | None:
        """As `against`, or None where it cannot be had."""
        try:
            return self.against(mending)
        except Unavailable:
            return None

    def best(self, mendings: Mapping[str, Mending]) -> str:
        """The name of the mending that ends with the lowest training loss, "" where none ends below the loss as written.

        Chosen by the training loss, so that the comparison on the scored rows that follows is not a pick of the luckiest.
        """
        losses = {name: self.once(mending).loss for name, mending in mendings.items()}
        name = min(losses, key=lambda one: losses[one])
        return name if losses[name] < self.first().loss else ""

    def check_affordable(self, seeds: int) -> None:
        """Raise `Unavailable` where training the trial as written under so many seeds would take too long."""
        _check_affordable(self.trial, seeds)

    def work(self) -> float:
        """Work of one training as written, in multiplications."""
        return _work(self.trial)


def _work(trial: Trial) -> float:
    rows = len(trial.train.inputs)
    steps = trial.epochs * -(-rows // (trial.batch_size or rows))
    weights = sum(each.numel() for each in trial.build()[0].parameters())
    return steps * STEP + 6.0 * weights * rows * trial.epochs


def _check_affordable(trial: Trial, seeds: int) -> None:
    if seeds * _work(trial) > MOST_WORK:
        raise Unavailable("training it several times would take too long")


def changed(mending: Mending, trial: Trial) -> Trial:
    """The changed trial; unavailable where the mending does not fit the model."""
    try:
        return mending(trial)
    except (RuntimeError, ValueError, IndexError) as error:
        raise Unavailable(f"the remedy does not fit: {next(iter(str(error).splitlines()), '')}") from error


def _random(trial: Trial) -> bool:
    """Whether the seed matters to a model whose start and order of rows are given."""
    from torch import nn

    return any(isinstance(each, nn.Dropout) and each.p > 0 for each in trial.build()[0].modules())


@provider("preparing comparisons")
def rematch(trial: Trial, progress: Progress) -> Rematch:
    """Comparisons are trained when a rule asks for one."""
    return Rematch(trial, progress)


def train(trial: Trial, seed: int) -> Trained:
    """Train a trial from the start that `seed` gives; batches are reshuffled every epoch, as `network.fit` does it.

    Raises:
        Unavailable: Where torch refuses the shapes or the targets.
    """
    import torch

    from w2vcheck.model.isolation import isolated

    generator = torch.Generator().manual_seed(seed)
    inputs, targets = trial.train.inputs, trial.train.targets
    size = trial.batch_size or len(inputs)
    losses = []
    try:
        with isolated(seed):
            module, optimizer = trial.build()
            module.train()
            for _ in range(trial.epochs):
                order = torch.randperm(len(inputs), generator=generator) if size < len(inputs) else torch.arange(len(inputs))
                total = 0.0
                for begin in range(0, len(inputs), size):
                    batch = order[begin : begin + size]
                    optimizer.zero_grad()
                    loss = trial.loss(module(inputs[batch]), targets[batch])
                    torch.autograd.backward(loss)
                    optimizer.step()
                    total += float(loss.detach()) * len(batch)
                losses.append(total / len(inputs))
            module.eval()
            with torch.no_grad():
                predicted = trial.decide(module(trial.test.inputs)) if len(trial.test.inputs) else np.empty(0, np.int32)
    except (RuntimeError, IndexError, ValueError) as error:
        raise Unavailable(f"torch cannot train it: {next(iter(str(error).splitlines()), '')}") from error
    right = predicted == trial.test.codes if trial.test.codes is not None else np.zeros(len(predicted), np.bool_)
    return Trained(np.asarray(right, np.bool_), tuple(losses), module)


def stuck(trial: Trial, trained: Trained, name: str) -> Measure:
    """Share of the training rows of the smallest class whose own class is given less than 1/3, where squared error is concave."""
    import torch

    codes = trial.train.codes
    if codes is None:
        raise Unavailable("the targets are no classes")
    counts = np.bincount(codes, minlength=trial.k)
    rare = int(np.argmin(np.where(counts > 0, counts, counts.max() + 1)))
    rows = torch.as_tensor(np.flatnonzero(codes == rare))
    with torch.no_grad():
        outputs = trained.module(trial.train.inputs[rows]).reshape(len(rows), -1)
    own = outputs[:, rare] if outputs.shape[1] > 1 else (outputs[:, 0] if rare == 1 else 1 - outputs[:, 0])
    return Measure.share(name, int((own < 1 / 3).sum()), len(rows), scope="training rows")


def over_seeds_and_rows(gain: NDArray[np.float64], groups: NDArray[np.int64], seed: int, scope: str) -> Measure:
    """Mean of `gain`, shape (seeds, rows), with a 95 % bootstrap that draws seeds and groups of rows together."""
    seeds, rows = gain.shape
    _, cluster, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(cluster, weights=one) for one in gain])  # (seeds, clusters)
    rng = np.random.default_rng(seed)
    drawn = np.empty(RESAMPLES)
    for number in range(RESAMPLES):
        often = np.bincount(rng.integers(0, len(sizes), len(sizes)), minlength=len(sizes))
        of_seeds = sums[rng.integers(0, seeds, seeds)].sum(axis=0) / seeds
        drawn[number] = (of_seeds @ often) / (sizes @ often)
    value = float(gain.mean())
    low, high = (float(end) for end in np.quantile(drawn, [0.025, 0.975]))
    if not gain.any():  # the rule of three: what was not seen in n groups may still happen in 3/n of them
        low, high = -min(1.0, 3 / len(sizes)), min(1.0, 3 / len(sizes))
    return Measure("accuracy as written minus mended", value, min(value, low), max(value, high), "points", rows, scope)
