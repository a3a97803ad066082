"""
## What it checks
Whether `min_count` fits the text: not so high that the words of the test texts are lost, and, as a remark, whether most
vectors belong to words that were hardly ever seen.

## Why it matters
gensim drops words that occur less than `min_count` times (5 by default), and with them what the test texts say. A low
`min_count` does no harm by itself: on TREC questions 1, 2, 5, 10 and 20 gave .735, .733, .730, .723 and .712, and on four
corpora vectors of the frequent words were as good with 1 as with 5. It only gives a vector, near its random start, to every
word that was seen once.

## How it is measured
Where `min_count` is above 5: the coverage of the test tokens as it is and with 5, both exact counts on the same tokens with
the interval of a ratio estimator over texts. A warning when coverage is below .70 (upper end) and 5 would add 5 points or
more (lower end). Where `min_count` is below 5: the share of the vectors whose words occur less than five times, an exact
count; a note above 75 %, which text of any size gives with `min_count = 1` only where it is small.

## Fix
Lower `min_count`.

## When to ignore it
When rare words are left out on purpose, to keep names out, say.

## References
- gensim documentation, `Word2Vec`: `min_count` is 5 by default.
- Figures: skip-gram, thirty epochs, mean vectors with logistic regression.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.vocabulary import GENSIM_MIN_COUNT, TrainingText, Vocabulary
from w2vcheck.embedding.coverage import LookedUp, share_of_tokens
from w2vcheck.embedding.loading import VectorFile
from w2vcheck.embedding.pooling import columns_of
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, figure, percent

RULE = Rule(
    code="W2V213",
    name="min-count-misfit",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="A high min_count loses the words of the test texts, or a low one keeps words that were hardly seen",
    why="Words below min_count get no vector and are dropped from every text.",
    fix="Lower min_count.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the coverage, on what another min_count adds to it, and on the share of rare words among the vectors."""

    warn_below_coverage: float = 0.70
    warn_gain: float = 0.05
    note_above_rare: float = 0.75


@RULE.check
def check(
    text: TrainingText,
    vocabulary: Vocabulary,
    looked: LookedUp,
    file: VectorFile | None,
    settings: Settings,
    options: Options,
) -> Iterator[Result]:
    """Compare with gensim's default."""
    if file is not None:
        raise Unavailable("the vectors come from a file; what another min_count would keep is not known")
    if not vocabulary.size:
        raise Unavailable("no word is frequent enough to have a vector")
    if vocabulary.min_count > GENSIM_MIN_COUNT:
        yield from _too_high(text, vocabulary, looked, settings, options)
        return
    rare = int((text.counts[vocabulary.kept] < GENSIM_MIN_COUNT).sum())
    share = Measure.exact("vectors of words that occur less than 5 times", rare / vocabulary.size, "share", vocabulary.size)
    yield share
    if share.value > options.note_above_rare:
        yield RULE.finding(
            f"{percent(share.value)} of the {count(vocabulary.size, 'vectors')} belong to words that occur less than "
            f"{GENSIM_MIN_COUNT} times (min_count is {vocabulary.min_count}, {vocabulary.says}).",
            severity=Severity.NOTE,
            measure=share,
            locations=settings.place("word2vec.min_count"),
            why="Words that were hardly ever seen stay near their random start: they are no harm to averages, but their "
            "neighbours mean nothing.",
            fix="Look up no neighbours of rare words; for a classifier nothing has to change.",
        )


def _too_high(
    text: TrainingText, vocabulary: Vocabulary, looked: LookedUp, settings: Settings, options: Options
) -> Iterator[Result]:
    frequent = text.tokens.types[text.counts >= GENSIM_MIN_COUNT].tolist()
    also = np.zeros(len(looked.tokens.types), bool)
    also[columns_of(frequent, looked.tokens.types)[1]] = True
    lengths = looked.tokens.lengths[looked.rows]
    covered = share_of_tokens(f"{looked.of} that have a vector", looked.per_text(looked.known), lengths, looked.of)
    gain = share_of_tokens(
        f"coverage that min_count = {GENSIM_MIN_COUNT} would add", looked.per_text(also & ~looked.known), lengths, looked.of
    )
    yield covered
    yield gain
    if covered.high < options.warn_below_coverage and gain.low >= options.warn_gain:
        yield RULE.finding(
            f"With min_count = {vocabulary.min_count} only {figure(covered)} of the {looked.of} have a vector; with "
            f"{GENSIM_MIN_COUNT} it would be {percent(covered.value + gain.value)}.",
            measure=covered,
            locations=settings.place("word2vec.min_count") or settings.place("word2vec.max_final_vocab"),
            evidence=(Evidence(f"{count(vocabulary.size, 'words')} have a vector, {len(frequent):,} would ({vocabulary.says})"),),
            fix=f"Set min_count to {GENSIM_MIN_COUNT}.",
            remedy=retrained(),
        )
