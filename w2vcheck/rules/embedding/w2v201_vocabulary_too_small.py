"""
## What it checks
How many words get a vector: words of the training text that occur at least `min_count` times.

## Why it matters
Word2Vec learns a word from the words around it. With a few dozen words every word is around every other and
there is nothing to learn; gensim's down-sampling of frequent words then also removes most of the text.

## How it is measured
Words with count >= `min_count` in the training text (the training rows, or the configured corpus file),
exactly; `min_count` as configured, else gensim's default of 5. An error below 50 words, a warning below 500.
The lower cut follows gensim's maintainer ("if you only have a vocabulary of 30 words, word2vec is unlikely an
appropriate technology"), the upper one separates the corpora on which averaged vectors came near TF-IDF from
those on which they did not. A note at the most where the experiment uses no word vectors: it then says what
gensim's defaults would give.

## Fix
Train on more text of the same kind, or take vectors trained elsewhere; on so few words TF-IDF is the better
choice.

## When to ignore it
When the vocabulary is small by nature (codes, products) and sequences are many: look at W2V202 instead.

## References
- gojomo, Stack Overflow 45444964.
- Altszyler, Sigman, Slezak, arXiv 1610.01520: on small corpora LSA beats skip-gram.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.data.vocabulary import TrainingText, Vocabulary
from w2vcheck.embedding.use import at_most, for_whom
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, times

RULE = Rule(
    code="W2V201",
    name="vocabulary-too-small",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Too few words get a vector",
    why="Word2Vec learns a word from the words around it; with so few words there is nothing to learn from.",
    fix="Train the vectors on many more texts, or load vectors trained elsewhere; TF-IDF is the better choice on so few words.",
    silences=("W2V208",),
)


@dataclass(frozen=True)
class Options:
    """Cuts, in words."""

    warn_below: int = 500
    error_below: int = 50


@RULE.check
def check(text: TrainingText, vocabulary: Vocabulary, settings: Settings, options: Options) -> Iterator[Result]:
    """Count the words that are frequent enough."""
    n_tokens = int(text.counts.sum())
    measure = Measure.exact(
        f"words that occur at least {times(vocabulary.min_count)}", vocabulary.size, "words", n_tokens, scope="tokens"
    )
    yield measure
    if vocabulary.size >= options.warn_below:
        return
    frequent = np.argsort(-text.counts, kind="stable")[:5]
    yield RULE.finding(
        f"{_few(vocabulary.size)} a vector: those that occur at least "
        f"{times(vocabulary.min_count)} in {text.source} ({count(n_tokens, 'tokens')}; min_count is "
        f"{vocabulary.min_count}, {vocabulary.says}).",
        severity=at_most(Severity.ERROR if vocabulary.size < options.error_below else Severity.WARNING, settings),
        measure=measure,
        locations=settings.place("word2vec.corpus") if settings.word2vec.corpus else settings.place("word2vec.min_count"),
        evidence=(
            Evidence(
                "the most frequent:", tuple(Quote(f"{text.tokens.types[word]} ({text.counts[word]:,})") for word in frequent)
            ),
            *for_whom(settings),
        ),
        remedy=retrained(),
    )


def _few(words: int) -> str:
    return f"Only {count(words, 'words')} {'gets' if words == 1 else 'get'}" if words else "No word gets"
