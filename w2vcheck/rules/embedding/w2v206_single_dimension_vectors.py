"""
## What it checks
Whether a word, or a token of a text, is described by a single number, or by very few.

## Why it matters
One number per word can only order words along a line. On TREC questions, vectors of 1, 2, 5, 10 and 100
dimensions gave .280, .326, .467, .544 and .730.

## How it is measured
Three ways of getting there are looked for. The configured `vector_size`, or that of the vectors in the
configured file: an error at 1, a warning below 10. A
feature table that lies on its side (see W2V207): every row then holds one number of each word. And token ids
used as magnitudes: at least five columns of whole numbers with more than 20 different values up to more than
20, padded with zeros at the end of at least 30 % of the rows; a warning, since the table could be something
else. The measure is numbers per word, an exact count.

## Fix
Use all dimensions of a word vector: average the vectors of the words of a text, `np.mean([wv[w] for w in
words], axis=0)`.

## When to ignore it
When the columns are not words.

## References
- The founding case of this project; figures measured with skip-gram, 30 epochs, on TREC.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.features import Features
from w2vcheck.embedding.budget import Budget
from w2vcheck.embedding.loading import VectorFile
from w2vcheck.embedding.orientation import Orientation
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Confidence, Evidence, Location, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V206",
    name="single-dimension-vectors",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="A word is described by a single number",
    why="A single number can only order words along a line; what they mean needs many.",
    fix="Use whole word vectors: average those of the words of a text, np.mean([wv[w] for w in words], axis=0).",
)
PADDED_ROWS = 0.3


@dataclass(frozen=True)
class Options:
    """Cut on the dimensions of a vector."""

    warn_below: int = 10


@RULE.check
def check(budget: Budget, settings: Settings, options: Options) -> Iterator[Result]:
    """Look at the configured vector size."""
    if settings.word2vec.vectors is not None:
        raise Unavailable("the vectors come from a file")
    fix = "Set vector_size to 100; smaller vectors never did better in our measurements."
    yield from _judge(budget.config.vector_size, budget.vocabulary, "word2vec.vector_size", fix, settings, options)


@RULE.check
def check_file(file: VectorFile, settings: Settings, options: Options) -> Iterator[Result]:
    """Look at the size of the vectors in the configured file."""
    words, size = file.vectors.matrix.shape
    fix = "Load or train vectors of 100 dimensions; smaller vectors never did better in our measurements."
    yield from _judge(size, words, "word2vec.vectors", fix, settings, options)


def _judge(size: int, words: int, key: str, fix: str, settings: Settings, options: Options) -> Iterator[Result]:
    measure = Measure.exact("numbers per word vector", size, "numbers", words, scope="words")
    yield measure
    if size < options.warn_below:
        yield RULE.finding(
            f"Word vectors of {size} dimension{'s' if size > 1 else ''} cannot tell many words apart.",
            severity=Severity.ERROR if size == 1 else Severity.WARNING,
            measure=measure,
            locations=settings.place(key),
            fix=fix,
            remedy=retrained(),
        )


@RULE.check
def check_table(data: Dataset, features: Features, orientation: Orientation) -> Iterator[Result]:
    """Look for words as columns, and for token ids as magnitudes."""
    if len(orientation.signals) > 1:
        measure = Measure.exact("numbers per word in a row", 1, "numbers", data.rows)
        yield measure
        yield RULE.finding(
            "Each column is one word, so a row holds a single number of every word.",
            measure=measure,
            locations=(Location(data.table.source),),
            evidence=tuple(Evidence(signal) for signal in orientation.signals),
        )
    elif padded_ids(features.matrix):
        measure = Measure.exact("numbers per token", 1, "numbers", data.rows)
        yield measure
        yield RULE.finding(
            "The features look like token ids, padded with zeros: each token is one whole number, and its size means nothing.",
            severity=Severity.WARNING,
            confidence=Confidence.MEDIUM,
            measure=measure,
            locations=(Location(data.table.source),),
            fix="Look the ids up in an embedding (torch.nn.Embedding), or average word vectors.",
        )
    else:
        yield Measure.exact("signs of single words or token ids as features", len(orientation.signals), "signs", data.rows)


def padded_ids(matrix: NDArray[np.float64]) -> bool:
    """Whether rows look like sequences of token ids that end in zeros."""
    if matrix.shape[1] < 5 or (matrix < 0).any() or (matrix != np.round(matrix)).any():
        return False
    if matrix.max() <= 20 or len(np.unique(matrix)) <= 20:
        return False
    filled = matrix > 0
    prefix = (np.diff(filled.astype(np.int8), axis=1) <= 0).all(axis=1)
    return bool(prefix.mean() > 0.99 and (~filled[:, -1]).mean() >= PADDED_ROWS and len(np.unique(filled.sum(axis=1))) > 2)
