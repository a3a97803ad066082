"""Settings for the reference vectors: what gives good vectors on this corpus at a bounded cost, on every machine the same."""

from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from w2vcheck.embedding.budget import ENOUGH_SKIP_GRAM, Word2VecConfig, effective_tokens, updates_per_word

TRAINED_WORDS = 3_000_000
"""Effective words that may be trained in all: about fifteen seconds of skip-gram on one core."""
MOST_WORDS = 10_000
"""Largest vocabulary: U = 300 then fits the budget exactly."""
FEWEST_WORDS = 1_000
"""Below this many words at min_count 5, words that occur twice are taken in."""
FEWEST_EPOCHS = 3
MOST_EPOCHS = 100


@dataclass(frozen=True, slots=True)
class ReferencePlan:
    """How to train. `updates` is the U that this reaches; `share` of the texts is used where all would be too many."""

    config: Word2VecConfig
    vocabulary: int
    updates: float
    share: float

    def some_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows to train on: all, or `share` of them drawn with the seed of the vectors."""
        if self.share == 1:
            return rows
        return np.sort(np.random.default_rng(self.config.seed).choice(rows, int(self.share * len(rows)), replace=False))

    @property
    def says(self) -> str:
        """The plan in words."""
        part = "" if self.share == 1 else f", on {self.share:.0%} of the texts"
        config = self.config
        settings = f"skip-gram, {config.vector_size} dimensions, min_count {config.min_count}, {config.epochs} epochs"
        return f"{settings}{part}, which makes {self.updates:,.0f} training updates per word"


def plan(counts: NDArray[np.int64], seed: int, trained_words: int = TRAINED_WORDS) -> ReferencePlan:
    """Choose settings for a corpus in which the words occur `counts` times.

    Skip-gram, since at equal U it was never worse than CBOW on small corpora; as many epochs as U = 300 needs,
    and at least ten where the budget of trained words allows it.
    """
    min_count = 5 if int((counts >= 5).sum()) >= FEWEST_WORDS else 2
    kept = np.sort(counts[counts >= min_count])[::-1]
    if len(kept) > MOST_WORDS:
        min_count = _cut(kept)
        kept = kept[kept >= min_count]
    config = Word2VecConfig(sg=1, min_count=min_count, seed=seed + 1)
    effective = effective_tokens(kept, config.sample)
    if effective <= 0:
        return ReferencePlan(config, len(kept), 0.0, 1.0)
    share = min(1.0, trained_words / FEWEST_EPOCHS / effective)
    enough = ceil(ENOUGH_SKIP_GRAM * len(kept) / effective)
    affordable = max(FEWEST_EPOCHS, int(trained_words / (effective * share)))
    epochs = int(np.clip(max(enough, 10), FEWEST_EPOCHS, min(affordable, MOST_EPOCHS)))
    config = replace(config, epochs=epochs)
    return ReferencePlan(config, len(kept), updates_per_word(effective * share, len(kept), config), share)


def _cut(counts: NDArray[np.int64]) -> int:
    """The `min_count` that leaves at most `MOST_WORDS` of these counts, which fall.

    Where that would leave next to nothing, since most words occur equally often, they all stay: the budget of trained words
    bounds the time all the same, only U becomes smaller.
    """
    tied = int(counts[MOST_WORDS])
    return tied + 1 if int((counts > tied).sum()) >= FEWEST_WORDS else tied
