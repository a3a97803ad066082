"""
## What it checks
Whether Word2Vec is given texts, or batches of texts, of which it silently reads only the beginning.

## Why it matters
gensim's compiled training reads 10,000 words of a batch and passes over the rest without a word of warning. A corpus of
58,152 tokens that was passed as one text was trained on 10,000 words an epoch: 83 % were never seen.

## How it is measured
Texts are put into batches as gensim does it: one after the other while their tokens are no more than `batch_words` (10,000
by default), a longer text alone. Of each batch the tokens that have a vector and survive down-sampling count (see W2V202);
what goes beyond 10,000 is lost. Measured is the share of all such tokens that is lost, in expectation over the
down-sampling, for which the figure is exact. A note where anything is lost, a warning above 1 %.

Counting tokens that survive is what makes the difference to a plain limit on the length: a text of 12,000 tokens of which
down-sampling keeps three quarters loses nothing. Raising `batch_words` above 10,000 loses words of short texts too.

## Fix
Split long documents into sentences or paragraphs; leave `batch_words` at its default.

## When to ignore it
When the ends of the documents say nothing new (logs, boilerplate).

## References
- gensim 4.4, `word2vec_inner.pyx` (`MAX_SENTENCE_LEN`) and `Word2Vec._job_producer`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.vocabulary import TrainingText, Vocabulary
from w2vcheck.embedding.batches import MOST_WORDS, read_of
from w2vcheck.embedding.budget import Budget, keep_probability
from w2vcheck.embedding.loading import VectorFile
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, percent

RULE = Rule(
    code="W2V218",
    name="truncated-sentences",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Word2Vec reads only the beginning of long texts",
    why=f"gensim reads {MOST_WORDS:,} words of a batch of texts and passes over the rest without saying so.",
    fix="Split long documents into sentences or paragraphs before training the vectors.",
)


@dataclass(frozen=True)
class Options:
    """Cut on the share of the words that is never read."""

    warn_above: float = 0.01


@RULE.check
def check(
    text: TrainingText,
    vocabulary: Vocabulary,
    budget: Budget,
    file: VectorFile | None,
    settings: Settings,
    options: Options,
) -> Iterator[Result]:
    """Add up what is lost."""
    if file is not None:
        raise Unavailable("the vectors come from a file; the texts they were trained on are not known")
    if not vocabulary.size:
        raise Unavailable("no word is frequent enough to have a vector")
    keep = np.zeros(len(text.counts))
    keep[vocabulary.kept] = keep_probability(text.counts[vocabulary.kept], budget.config.sample)
    read = read_of(text.tokens, text.rows, keep, budget.config.batch_words)
    share = read.lost / read.offered if read.offered else 0.0
    measure = Measure.exact("words of the training text that are never read", share, "share", round(read.offered), scope="words")
    yield measure
    if not read.lost:
        return
    longest = int(text.tokens.lengths[text.rows].max())
    batches = budget.config.batch_words > MOST_WORDS
    yield RULE.finding(
        f"{percent(share)} of the words of {text.source} are never trained on: gensim reads {MOST_WORDS:,} words of a batch.",
        severity=Severity.WARNING if share > options.warn_above else Severity.NOTE,
        measure=measure,
        locations=settings.place("word2vec.batch_words") if batches else settings.place("word2vec.corpus"),
        evidence=(
            Evidence(
                f"{count(len(read.texts), 'texts')} of {len(text.rows):,} {'loses' if len(read.texts) == 1 else 'lose'} words; "
                f"the longest has {longest:,} tokens, and a batch holds {budget.config.batch_words:,}"
            ),
        ),
        fix=f"Leave batch_words at its default of {MOST_WORDS:,}." if batches and longest <= MOST_WORDS else None,
    )
