"""Whether a second training from another seed finds the same neighbours."""

from dataclasses import dataclass, replace

import numpy as np

from w2vcheck.artefacts import Progress, Unavailable, provider
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.vocabulary import RunningText
from w2vcheck.embedding.budget import Word2VecConfig, effective_tokens
from w2vcheck.embedding.neighbours import NEIGHBOURS, mean_of, nearest, overlap
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.results import Measure
from w2vcheck.settings import Settings

MOST_FREQUENT = 4_000
ASKED = 500
TRAINED_WORDS = 6_000_000
"""Effective words that two trainings may take: about half a minute of skip-gram on one core."""
STAGE = "training Word2Vec from two seeds"


@dataclass(frozen=True, slots=True)
class Stability:
    """Share of the ten nearest neighbours that two trainings have in common, over words; `source` is the text."""

    overlap: Measure
    config: Word2VecConfig
    source: str


@provider(STAGE)
def stability(vectors: Vectors, text: RunningText, data: Dataset | None, settings: Settings, progress: Progress) -> Stability:
    """Train twice on the text with the settings of the vectors, from their seed and from the next.

    Unavailable where the vectors are averaged for a classifier and nobody has said that their neighbours are used, where the
    settings are not known, and where it would take too long.
    """
    if data is not None and not settings.rules.options.get("W2V211", {}).get("neighbours_are_used", False):
        raise Unavailable("the vectors are averaged here, not asked for neighbours (neighbours_are_used under [rules.W2V211])")
    config = vectors.config
    if config is None:
        raise Unavailable("the vectors come from a file without training settings")
    counts = text.counts[text.counts >= max(1, config.min_count)]
    words = 2 * config.epochs * effective_tokens(counts, config.sample)
    if words > TRAINED_WORDS:
        raise Unavailable(f"training twice would take {words:,.0f} words, more than {TRAINED_WORDS:,}")
    from w2vcheck.embedding.training import train  # gensim takes seconds to import

    sentences = text.tokens.sentences(text.rows)
    first = train(sentences, config, lambda done: progress(STAGE, done / 2))
    second = train(sentences, replace(config, seed=config.seed + 1), lambda done: progress(STAGE, (1 + done) / 2))
    if first is None or second is None or len(first.words) <= NEIGHBOURS:
        raise Unavailable("too few words are frequent enough to have neighbours")
    most = min(MOST_FREQUENT, len(first.words))  # gensim sorts words by their frequency
    asked = np.sort(np.random.default_rng(settings.seed).choice(most, min(ASKED, most), replace=False)).astype(np.int64)
    place = {word: row for row, word in enumerate(second.words)}
    other = second.matrix[[place[word] for word in first.words]]
    shares = overlap(nearest(first.matrix, asked), nearest(other, asked))
    return Stability(mean_of("neighbours that two trainings have in common", shares, "share", "words"), config, text.source)
