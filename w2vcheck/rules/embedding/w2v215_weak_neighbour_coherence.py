"""
## What it checks
Whether words that are close among the vectors keep the same company in the text.

## Why it matters
That is what word vectors claim. Vectors can look healthy by their numbers, or come from a good file, and still know
nothing about these texts: then their neighbours are no more alike here than any other words.

## How it is measured
The company of a word are the words within five of it in the text, weighted by positive pointwise mutual information
(PPMI). For 400 words, drawn from the 4,000 most frequent that have a vector, the mean PPMI cosine to their ten nearest
vectors is divided by the mean PPMI cosine to all words within 50 frequency ranks of those ten. Matching the frequency is
essential: without it collapsed vectors, which are ordered by frequency, reach 1.45 to 1.84. The interval is that of a ratio
estimator over words. A warning when its upper end is below 1.3, or when the neighbours are more alike for less than 75 % of
the words (upper end of a Wilson interval); an error when it is below 1.05. Of more than a million tokens every second, third
… text is counted.

Measured: untrained .97 to 1.01; one epoch of CBOW 1.03 to 1.09; five epochs of CBOW on small corpora 1.09 to 1.21; well
trained 1.6 to 4.6 by skip-gram or CBOW. FastText's neighbours are often spelt alike rather than used alike, and reach 1.3 to
2.8: they are warned about at the most. Vectors that were trained on other text are only noted: healthy ones of movie
reviews, news and newsgroup posts had 1.05 to 1.29 on texts of other kinds, and 1.70 on the same kind. Vectors count as
trained on this text where w2vcheck has trained them, and where the file says how often its words occurred and four fifths
of them do so half to twice as often here. Needs 200 words and 5,000 tokens in common.

## Fix
Train longer on these texts, or take vectors trained on texts of the same kind.

## When to ignore it
When the vectors are meant to hold something else than company: spelling, sound, relations in a graph.

## References
- Bullinaria and Levy, Behavior Research Methods 39 (2007) (PPMI cosines).
- Cochran, Sampling Techniques, 1977, section 6 (ratio estimators).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.embedding.coherence import Coherence
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Evidence, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, number

RULE = Rule(
    code="W2V215",
    name="weak-neighbour-coherence",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Words that are close among the vectors have little to do with each other in the text",
    why="Word vectors claim that words close to each other are used alike; in these texts they are not.",
    fix="Train longer on these texts (see W2V202), or take vectors trained on texts of the same kind.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the ratio of likenesses, and on the share of words whose neighbours are more alike."""

    warn_below: float = 1.3
    error_below: float = 1.05
    warn_wins_below: float = 0.75


@RULE.check
def check(coherent: Coherence, vectors: Vectors, settings: Settings, options: Options) -> Iterator[Result]:
    """Compare neighbours with words of the same frequency."""
    yield coherent.ratio
    yield coherent.wins
    if coherent.ratio.high >= options.warn_below and coherent.wins.high >= options.warn_wins_below:
        return
    spelling = "FastText" in vectors.form
    if not coherent.own:
        severity = Severity.NOTE
    elif coherent.ratio.high < options.error_below and not spelling:
        severity = Severity.ERROR
    else:
        severity = Severity.WARNING
    loaded = settings.word2vec.vectors is not None
    yield RULE.finding(
        f"Neighbours among the vectors are {number(coherent.ratio.value)} times as alike in the text as words of the same "
        f"frequency, where those of trained vectors are at least 1.6 times.",
        severity=severity,
        measure=coherent.ratio,
        locations=settings.place("word2vec.vectors" if loaded else "word2vec.epochs"),
        evidence=(Evidence(f"for {figure(coherent.wins)} of the words the neighbours are more alike"),),
        remedy=retrained(),
    )
