"""A budget of seconds: what still fits is done, and what does not is said.

Without one, effort is counted in trained words, rows and classes, and equal input gives equal bytes; with one, it depends on the
machine. The clock is handed in, so that nothing below the audit reads one.

Rules run in the order of `worth`: the exact rules about the data, then those about the split, then vectors and model; then what
trains: the ladder with the rules that read it, the experiment as written, the doubtful labels, the comparison of losses, and the
learning curve last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Progress, Unavailable, wanted

if TYPE_CHECKING:
    from w2vcheck.artefacts import Store

RATES = {
    "words": 200_000.0,
    "rows times classes": 100_000.0,
    "multiplications": 2e9,
    "rows": 100_000.0,
}
"""What one core does in a second: words of skip-gram, rows times classes of logistic regression on words, multiplications in a
network, rows looked at by a rule that only counts. Measured in 2026 and rounded down."""

EARLY, LATE = ("W2V1", "W2V3", "W2V2", "W2V4", "W2V5"), ("W2V110", "W2V401", "W2V116")
"""Codes, or their beginnings, in the order of their worth: those before the experiments, and those that train for themselves."""
AFTER_TRAINING = len(EARLY)
"""Where the rules that come after the experiments begin in that order."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """`seconds` from `begin`, by `clock` (seconds, monotonic)."""

    seconds: float
    begin: float
    clock: Callable[[], float]

    @property
    def left(self) -> float:
        """Seconds that are left, below 0 where there are none."""
        return self.begin + self.seconds - self.clock()

    def spent(self, needed: float | None = None) -> Unavailable:
        """The reason of what is skipped, with what it would need."""
        would = "" if needed is None else f"; it would need about {max(1, ceil(needed)):,} s"
        return Unavailable(f"the budget of {self.seconds:g} s was used up{would}")


def worth(code: str) -> int:
    """The place of a rule in the order in which they run under a budget, from 0."""
    if code in LATE:
        return AFTER_TRAINING + LATE.index(code)
    return next((place for place, prefix in enumerate(EARLY) if code.startswith(prefix)), AFTER_TRAINING - 1)


def bounded(progress: Progress, deadline: Deadline) -> Progress:
    """Progress that ends a long stage after the epoch, or fold, in which the time is up."""
    left_at_start = deadline.seconds

    def tell(stage: str, done: float | None = None) -> None:
        nonlocal left_at_start
        progress(stage, done)
        left = deadline.left
        if done is None:
            left_at_start = left
        elif 0 < done < 1 and left <= 0:
            raise deadline.spent((left_at_start - left) * (1 - done) / done)

    return tell


def gate(deadline: Deadline) -> Callable[[type, Store], None]:
    """What refuses, with `Unavailable`, to train an artefact that would not be ready in time."""

    def check(kind: type, store: Store) -> None:
        if kind.__qualname__ in _COSTS:
            needed = seconds_for(kind, store)
            if needed > max(0.0, deadline.left):
                raise deadline.spent(needed)

    return check


def seconds_for(kind: type, store: Store) -> float:
    """About how long an artefact takes to train, itself alone; 0 where there is nothing to train."""
    from w2vcheck.data.target import Classes
    from w2vcheck.data.tokens import Tokens

    tokens, classes = store.find(Tokens), store.find(Classes)
    return _COSTS[kind.__qualname__](
        0 if tokens is None else len(tokens.ids),
        0 if classes is None else len(classes.labelled),
        0 if classes is None else classes.k,
        store,
    )


def seconds_of_rule(checks: Iterable[Callable[..., object]], store: Store) -> float:
    """About how long a rule takes: a pass over the rows, and what it wants trained and nobody has asked for yet."""
    from w2vcheck.data.dataset import Dataset

    kinds = {kind for check in checks for kind in wanted(check).values()}
    training = [kind for kind in kinds if getattr(kind, "__qualname__", "") in _COSTS and store.built(kind) is None]
    return store.get(Dataset).rows / RATES["rows"] + sum(seconds_for(kind, store) for kind in training)


def _ladder(tokens: int, rows: int, k: int, _: Store) -> float:
    return min(3e6, 10 * tokens) / RATES["words"] + 3 * _regressions(rows, k)


def _label_noise(_: int, rows: int, k: int, __: Store) -> float:
    return 5 * _regressions(min(rows, 20_000), k)


def _learning_curve(_: int, rows: int, k: int, __: Store) -> float:
    return 2 * _regressions(min(rows, 30_000), k)


def _vectors(_: int, __: int, ___: int, store: Store) -> float:
    from w2vcheck.embedding.budget import Budget
    from w2vcheck.embedding.loading import VectorFile

    budget = None if store.find(VectorFile) is not None else store.find(Budget)
    if budget is None:
        return 0.0
    return budget.effective * budget.config.epochs / (RATES["words"] * (1 if budget.config.sg else 4))


def _network(_: int, rows: int, __: int, store: Store) -> float:
    from w2vcheck.model.config import ModelConfig

    config = store.find(ModelConfig)
    if config is None or not config.is_network:
        return 0.0
    weights = sum(wide * narrow for wide, narrow in zip(config.layers, config.layers[1:], strict=False))
    return 6.0 * weights * rows * config.epochs / RATES["multiplications"]


def _approach(tokens: int, rows: int, k: int, store: Store) -> float:
    from w2vcheck.model.config import ModelConfig

    return _ladder(tokens, rows, k, store) if store.find(ModelConfig) is None else _network(tokens, rows, k, store)


def _own(_: int, rows: int, k: int, __: Store) -> float:
    """Nobody knows what code of others takes; hardly less than the plainest model."""
    return _regressions(rows, k)


def _comparison(tokens: int, rows: int, k: int, store: Store) -> float:
    return 10 * _network(tokens, rows, k, store)


def _regressions(rows: int, k: int) -> float:
    """Seconds of one logistic regression on the words of so many rows."""
    return rows * max(1, k if k > 2 else 1) / RATES["rows times classes"]


_COSTS: dict[str, Callable[[int, int, int, Store], float]] = {
    "Ladder": _ladder,
    "LabelNoise": _label_noise,
    "LearningCurve": _learning_curve,
    "Vectors": _vectors,
    "AsWritten": _network,
    "Approach": _approach,
    "LossComparison": _comparison,
    "Own": _own,
}
