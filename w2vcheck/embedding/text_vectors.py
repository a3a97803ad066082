"""One vector a text, pooled from those of its words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.split import Split
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.pooling import columns_of, pool
from w2vcheck.embedding.vectors import FiniteVectors
from w2vcheck.settings import Settings


@dataclass(frozen=True, slots=True)
class TextVectors:
    """Training and test texts as vectors, shapes (training rows, d) and (test rows, d), float32, in the order of the split."""

    train: NDArray[np.float32]
    test: NDArray[np.float32]

    @property
    def deviation(self) -> float:
        """Standard deviation of a column over the training texts, averaged over the columns."""
        return column_deviation(self.train)


def column_deviation(matrix: NDArray[np.float32]) -> float:
    """Standard deviation of a column, averaged over the columns."""
    return float(matrix.std(axis=0, dtype=np.float64).mean())


@provider("averaging word vectors")
def text_vectors(finite: FiniteVectors, tokens: Tokens, split: Split, settings: Settings) -> TextVectors:
    """Pool the texts as configured, by default to their mean; unavailable where no word of the data has a vector."""
    vectors = finite.vectors
    here, there = columns_of(vectors.words, tokens.types)
    if not len(here) or not len(split.train):
        raise Unavailable("no word of the data has a vector")
    pooled = pool(tokens.matrix()[:, there], vectors.matrix[here], settings.tokens.pooling or "mean", split.train)
    return TextVectors(pooled[split.train], pooled[split.test])
