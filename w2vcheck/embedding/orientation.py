"""Whether a feature table is a matrix of word vectors lying on its side: words as columns, dimensions as rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import numbers
from w2vcheck.data.target import Target
from w2vcheck.data.vocabulary import TrainingText, Vocabulary
from w2vcheck.embedding.budget import Budget

HEADER_WORDS = 0.8
"""Share of column names that must be words of the vocabulary."""
ACROSS = 0.15
ALONG = 0.05
"""Mean cosine between columns above, and between rows below, these: the two are swapped in a table on its side."""
FEWEST_ENTRIES = 500
FEWEST_DIMENSIONS = 4
"""A few columns may well be uniform within ±1, ±0.5 or ±0.25; nobody trains vectors that short."""
GENSIM4 = (0.95, 1.0005)
GENSIM3 = (0.475, 0.5005)
"""Largest absolute entry times the dimension, for vectors at gensim 4's and gensim 3's random start."""


@dataclass(frozen=True, slots=True)
class RandomStart:
    """A table whose entries are uniform at the scale of gensim's random start.

    `dimension` is the d for which the entries fill [-1/d, 1/d] (gensim 4) or [-0.5/d, 0.5/d] (gensim 3, word2vec.c).
    """

    generation: int
    dimension: int
    largest: float


@dataclass(frozen=True, slots=True)
class Orientation:
    """What speaks for a table on its side: sentences, strongest first. `start` is set where the entries are a random start."""

    signals: tuple[str, ...]
    start: RandomStart | None


def random_start(matrix: NDArray[np.float64], dimensions: tuple[int, ...]) -> RandomStart | None:
    """The random start these entries look like, for one of these dimensions, or None.

    Fires when the largest entry fits the scale and the entries are uniform: excess kurtosis in [-1.3, -1.1] and
    Kolmogorov-Smirnov distance to the uniform distribution below 0.05, on at least 500 entries.
    """
    entries = np.sort(matrix.ravel())
    largest = float(np.abs(entries).max()) if len(entries) else 0.0
    if len(entries) < FEWEST_ENTRIES or largest == 0:
        return None
    for dimension in (one for one in dimensions if one >= FEWEST_DIMENSIONS):
        for generation, (low, high) in ((4, GENSIM4), (3, GENSIM3)):
            if low <= largest * dimension <= high and _uniform(entries, largest):
                return RandomStart(generation, dimension, largest)
    return None


def _uniform(entries: NDArray[np.float64], largest: float) -> bool:
    centred = entries - entries.mean()
    variance = float((centred**2).mean())
    kurtosis = float((centred**4).mean()) / variance**2 - 3 if variance else 0.0
    expected = (entries + largest) / (2 * largest)
    steps = np.arange(1, len(entries) + 1) / len(entries)
    distance = float(np.maximum(steps - expected, expected - steps + 1 / len(entries)).max())
    return -1.3 <= kurtosis <= -1.1 and distance < 0.05


@provider("looking at the shape of the feature table")
def orientation(
    data: Dataset,
    columns: Columns,
    target: Target,
    text: TrainingText | None,
    vocabulary: Vocabulary | None,
    budget: Budget | None,
) -> Orientation:
    """Collect the signals on all numeric columns but the classes, not only on the features; for texts, unavailable."""
    if not columns.features:
        raise Unavailable("the data are texts, not a table of features")
    coordinates = [name for name in data.frame.columns if target.continuous or name != target.column or name in columns.features]
    names = [name for name in coordinates if numbers(data.table, name) is not None]
    matrix = np.stack([np.asarray(numbers(data.table, name), dtype=np.float64) for name in names], axis=1)
    matrix = matrix[np.isfinite(matrix).all(axis=1)]
    rows, width = matrix.shape
    signals = []
    if budget is not None and vocabulary is not None and rows == budget.config.vector_size and width == vocabulary.size != rows:
        signals.append(f"{rows:,} rows are the vector_size and {width:,} columns the number of words in the vocabulary")
    elif budget is not None and rows == budget.config.vector_size != width:
        signals.append(f"{rows:,} rows: exactly the configured vector_size")
    if text is not None and data.table.has_header:
        words = set(text.tokens.types.tolist())
        known = sum(name.casefold() in words for name in names)
        if known >= HEADER_WORDS * len(names) and (matrix < 0).any():  # a bag of words has such names too, but only counts
            signals.append(f"{known:,} of {len(names):,} column names are words of the training text")
    start = random_start(matrix, (rows, width))
    if start is not None and start.dimension == rows != width:
        signals.append(
            f"the entries fill ±{start.largest:.4g}, gensim {start.generation}'s random start for {rows:,} "
            f"dimensions, the number of rows"
        )
    if signals and swapped(matrix):
        signals.append("columns resemble each other as vectors of words do, rows do not")
    return Orientation(tuple(signals), start)


def swapped(matrix: NDArray[np.float64]) -> bool:
    """Whether columns, not rows, resemble each other as vectors of words do; never where the columns are centred."""
    from w2vcheck.embedding.geometry import mean_cosine

    means = np.abs(matrix.mean(axis=0))
    if (means < 1e-6 * np.abs(matrix).max()).all():
        return False
    return mean_cosine(matrix.T) > ACROSS and abs(mean_cosine(matrix)) < ALONG
