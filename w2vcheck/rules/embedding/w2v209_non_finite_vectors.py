"""
## What it checks
Whether vectors hold NaN or infinite numbers, or have grown to lengths that only a training out of control gives.

## Why it matters
One NaN makes the average of every text that it is in NaN; scikit-learn then refuses the matrix, torch trains on it and ends
with NaN weights. Vectors that have blown up are no longer about words: each says how often it was pushed.

## How it is measured
Vectors with a number that is NaN or infinite, by all vectors, an exact share: one is enough for an error.

Lengths are judged for Word2Vec alone (trained here, or a whole model of gensim's), since other vectors may be scaled at
will. The measure is the median length of a vector, an exact figure. Healthy ones lie at 1.2 to 6.2, whatever the number of
dimensions; a learning rate of 0.25 gave 4.6, one of 1 gave 29, one of 5 gave 919. A warning above 20, an error above 100.

## Fix
For NaN: look where the file was written, a division by a length of zero is the usual cause. For lengths: leave `alpha` at
gensim's 0.025.

## When to ignore it
Never for NaN. Lengths: when the vectors were scaled on purpose after training.

## References
- Lengths measured on the background corpus of Lee et al. that gensim ships, and on ten corpora more (see W2V205).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.embedding.documents import DocumentVectors
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, number

RULE = Rule(
    code="W2V209",
    name="non-finite-vectors",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Vectors hold NaN or infinite numbers, or have blown up",
    why="One NaN spoils the average of every text that it is in, and with it the classifier.",
    fix="Look where the vectors were written: a division by a length of zero is the usual cause. Leave such words out.",
    silences=("W2V202",),
)


@dataclass(frozen=True)
class Options:
    """Cuts on the median length of the vectors of Word2Vec."""

    warn_above_length: float = 20.0
    error_above_length: float = 100.0


def broken_rows(matrix: NDArray[np.float32]) -> NDArray[np.int64]:
    """The rows with a number that is NaN or infinite."""
    return np.flatnonzero(~np.isfinite(matrix).all(axis=1))


@RULE.check
def check(vectors: Vectors, settings: Settings, options: Options) -> Iterator[Result]:
    """Look for broken numbers, then at the lengths."""
    broken, n = broken_rows(vectors.matrix), len(vectors.words)
    measure = Measure.exact("vectors with NaN or infinite numbers", len(broken) / n, "share", n, scope="words")
    yield measure
    loaded = settings.word2vec.vectors is not None
    if len(broken):
        yield RULE.finding(
            f"{len(broken):,} of {count(n, 'word vectors')} {'holds' if len(broken) == 1 else 'hold'} NaN or infinite numbers.",
            measure=measure,
            locations=settings.place("word2vec.vectors" if loaded else "word2vec.alpha"),
            evidence=(Evidence("for example", tuple(Quote(vectors.words[row]) for row in broken[:5])),),
            fix=None if loaded else "Leave alpha and min_alpha at gensim's defaults (0.025 and 0.0001).",
            remedy=retrained(),
        )
    if vectors.config is None or len(broken) == n:
        return
    sound = np.delete(vectors.matrix, broken, axis=0).astype(np.float64)
    length = Measure.exact("median length of a vector", float(np.median(np.linalg.norm(sound, axis=1))), "", n, scope="words")
    yield length
    if length.value > options.warn_above_length:
        yield RULE.finding(
            f"The vectors have a median length of {number(length.value)}, where trained ones have 1 to 6: training has diverged.",
            severity=Severity.ERROR if length.value > options.error_above_length else Severity.WARNING,
            measure=length,
            locations=settings.place("word2vec.vectors" if loaded else "word2vec.alpha"),
            why="Vectors that have blown up say how often each was pushed, no longer what a word means.",
            fix=f"Leave alpha at gensim's 0.025 (it is {vectors.config.alpha:g}).",
            remedy=retrained(),
        )


@RULE.check
def check_documents(documents: DocumentVectors, settings: Settings) -> Iterator[Result]:
    """Look for broken numbers in vectors of documents."""
    broken, n = broken_rows(documents.matrix), len(documents.matrix)
    if not n:
        raise Unavailable("there are no document vectors")
    measure = Measure.exact("document vectors with NaN or infinite numbers", len(broken) / n, "share", n, scope="documents")
    yield measure
    if len(broken):
        yield RULE.finding(
            f"{len(broken):,} of {count(n, 'document vectors')} {'holds' if len(broken) == 1 else 'hold'} NaN or infinite "
            f"numbers.",
            measure=measure,
            locations=settings.place("word2vec.vectors"),
            evidence=(Evidence("for example document", tuple(Quote(documents.names[row]) for row in broken[:5])),),
            fix="The mean of no words is NaN: give a text without known words a row of zeros, or leave it out.",
        )
