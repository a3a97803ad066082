"""The word vectors of the experiment as configured."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Progress, Unavailable, provider
from w2vcheck.data.vocabulary import TrainingText
from w2vcheck.embedding.budget import Budget, Word2VecConfig


@dataclass(frozen=True, slots=True)
class Vectors:
    """Word vectors trained as configured.

    `matrix` and `initial` have shape (V, d), float32; `words[i]` occurs `counts[i]` times in the training text. `said`
    are gensim's warnings.
    """

    config: Word2VecConfig
    words: tuple[str, ...]
    matrix: NDArray[np.float32]
    initial: NDArray[np.float32]
    counts: NDArray[np.int64]
    source: str
    said: tuple[str, ...]

    @property
    def size(self) -> int:
        """Numbers a vector."""
        return int(self.matrix.shape[1])


STAGE = "training Word2Vec as configured"


@provider(STAGE)
def vectors(text: TrainingText, budget: Budget, progress: Progress) -> Vectors:
    """Train with exactly the configured parameters; unavailable where no word reaches `min_count`."""
    from w2vcheck.embedding.training import train

    trained = train(text.tokens.sentences(text.rows), budget.config, lambda done: progress(STAGE, done))
    if trained is None:
        raise Unavailable(f"no word occurs {budget.config.min_count} times in {text.source}")
    return Vectors(
        budget.config, trained.words, trained.matrix, trained.initial, trained.counts, f"trained on {text.source}", trained.said
    )
