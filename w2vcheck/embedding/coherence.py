"""Whether words that are neighbours among the vectors keep the same company in the text."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.vocabulary import RunningText
from w2vcheck.embedding.neighbours import co_occurrences, coherence, nearest, ppmi, ratio, similarity_in_text
from w2vcheck.embedding.pooling import columns_of
from w2vcheck.embedding.vectors import FiniteVectors, Vectors
from w2vcheck.results import Measure
from w2vcheck.settings import Settings
from w2vcheck.wording import count

MOST_FREQUENT = 4_000
"""Words looked at: rarer ones have too few neighbours in the text to be judged."""
ASKED = 400
FEWEST_WORDS = 200
FEWEST_TOKENS = 5_000
ALIKE, MOST_ALIKE, FEWEST_TIMES = 2, 0.8, 5
"""Text on which vectors were trained: four fifths of the words that occurred five times do so half to twice as often."""
MOST_TOKENS = 1_000_000
"""Tokens that are counted; of a longer text every second, third … line."""


@dataclass(frozen=True, slots=True)
class Coherence:
    """How much more alike neighbours are in the text than words of the same frequency.

    `ratio` of the two similarities over all words asked for; `wins` is the share of these whose neighbours are more alike.
    `own` says that the vectors were trained on this text, or on one in which the words are as frequent.
    """

    ratio: Measure
    wins: Measure
    own: bool


@provider("comparing neighbours with the text")
def neighbour_coherence(finite: FiniteVectors, text: RunningText, settings: Settings) -> Coherence:
    """Ask for the neighbours of 400 words. Unavailable where text and vectors have too little in common."""
    vectors = finite.vectors
    words, matrix, ids, texts = _shared(vectors.words, vectors.matrix, text)
    if words < FEWEST_WORDS or len(ids) < FEWEST_TOKENS:
        held = f"{count(words, 'words')} and {count(len(ids), 'tokens')}"
        raise Unavailable(f"vectors and text have {held} in common, {FEWEST_WORDS} and {FEWEST_TOKENS:,} are needed")
    rng = np.random.default_rng(settings.seed)
    asked = np.sort(rng.choice(words, min(ASKED, words), replace=False)).astype(np.int64)
    similar = similarity_in_text(ppmi(co_occurrences(ids, texts, words)), asked)
    of_neighbours, of_frequency = coherence(similar, nearest(matrix, asked), asked)
    wins = int((of_neighbours > of_frequency).sum())
    return Coherence(
        ratio("likeness of neighbours by that of equally frequent words", of_neighbours, of_frequency, "times", "words"),
        Measure.share("words whose neighbours are more alike", wins, len(asked), scope="words"),
        _as_frequent(vectors, text),
    )


def _as_frequent(vectors: Vectors, text: RunningText) -> bool:
    """Whether most words occurred as often in training as in the text, up to a factor of two (a split, another count)."""
    if vectors.form == "trained":
        return True
    if vectors.counts is None:
        return False
    here, there = columns_of(vectors.words, text.tokens.types)
    often, now = vectors.counts[here], text.counts[there]
    near = (now <= ALIKE * often) & (often <= ALIKE * now)
    return bool(near[often >= FEWEST_TIMES].mean() >= MOST_ALIKE) if (often >= FEWEST_TIMES).any() else False


def _shared(
    listed: tuple[str, ...], matrix: NDArray[np.float32], text: RunningText
) -> tuple[int, NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """The words that both have, most frequent first: how many, their vectors, and the text in their numbers with its lines."""
    here, there = columns_of(listed, text.tokens.types)
    counts = text.counts[there]
    order = np.lexsort((there, -counts))[:MOST_FREQUENT]
    order = order[counts[order] > 0]
    here, there = here[order], there[order]
    number = np.full(len(text.tokens.types), -1, np.int64)
    number[there] = np.arange(len(there))
    tokens, rows = text.tokens, text.rows
    rows = rows[:: max(1, -(-int(tokens.lengths[rows].sum()) // MOST_TOKENS))]
    chosen = np.zeros(len(tokens.lengths), bool)
    chosen[rows] = True
    line = np.repeat(np.arange(len(tokens.lengths)), tokens.lengths)
    ids = number[tokens.ids]
    kept = (ids >= 0) & chosen[line]
    return len(there), matrix[here], ids[kept], line[kept]
