"""
## What it checks
Whether vectors have at least as many dimensions as there are words.

## Why it matters
With a dimension for every word the vectors can be a numbering of the words: nothing forces words that are used alike to
share anything, and sharing is what word vectors are for.

## How it is measured
Words by dimensions, V / d, an exact figure: of the configured training, or of the vectors in the configured file. A warning
at 1 and below. Trained for twenty epochs of skip-gram on too little text, 300 dimensions for 20 words ended with a cosine
of .999 between any two; 100 dimensions for the 1,815 words of a small news corpus (V / d = 18) with .39.

No narrower rule of thumb is checked, since those are wrong for averaged vectors: on TREC questions (V = 1,207) the fourth
root of V, 6 dimensions, gave .506; 25, 50, 100, 200 and 300 gave .653, .701, .730, .745 and .750.

## Fix
Train on more text, or set `vector_size` well below the number of words.

## When to ignore it
When each word is meant to be a dimension of its own (one-hot rows).

## References
- gojomo, Stack Overflow 45444964: more dimensions than words come close to a one-hot encoding.
- Yin and Shen, NeurIPS 2018, arXiv 1812.04224: too many dimensions add variance, too few bias.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable
from w2vcheck.embedding.budget import Budget
from w2vcheck.embedding.loading import VectorFile
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

RULE = Rule(
    code="W2V208",
    name="dimensions-exceed-vocabulary",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Vectors have at least as many dimensions as there are words",
    why="With a dimension for every word nothing forces words that are used alike to share anything.",
    fix="Train on more text, or set vector_size well below the number of words.",
)


@dataclass(frozen=True)
class Options:
    """Cut on words by dimensions."""

    warn_up_to: float = 1.0


@RULE.check
def check(budget: Budget, settings: Settings, options: Options) -> Iterator[Result]:
    """Look at the configured training."""
    if settings.word2vec.vectors is not None:
        raise Unavailable("the vectors come from a file")
    yield from _judge(budget.vocabulary, budget.config.vector_size, "word2vec.vector_size", settings, options)


@RULE.check
def check_file(file: VectorFile, settings: Settings, options: Options) -> Iterator[Result]:
    """Look at the vectors in the configured file."""
    words, size = file.vectors.matrix.shape
    yield from _judge(words, size, "word2vec.vectors", settings, options)


def _judge(words: int, size: int, key: str, settings: Settings, options: Options) -> Iterator[Result]:
    if not words:
        raise Unavailable("no word has a vector")
    measure = Measure.exact("words by dimensions", words / size, "words a dimension", words, scope="words")
    yield measure
    if measure.value <= options.warn_up_to:
        yield RULE.finding(
            f"{count(words, 'words')} {'has a vector' if words == 1 else 'have vectors'} of {size:,} dimensions.",
            measure=measure,
            locations=settings.place(key),
            remedy=retrained(),
        )
