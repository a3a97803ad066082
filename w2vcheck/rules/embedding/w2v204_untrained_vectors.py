"""
## What it checks
Whether the vectors have left the random numbers they started from.

## Why it matters
Untrained vectors look like vectors: they have the right shape, `most_similar` answers, and a classifier on
them even learns a little, since random directions still tell words apart. They carry no meaning. Of 200
models trained on one sentence of seven words, 46.5 % were bit-identical to their start.

## How it is measured
gensim 4 starts from U[-1/d, 1/d), drawn with the model's seed, so the start can be drawn again. The measure
is the median cosine between each trained vector and its own start; the interval is the 95 % interval of that
median by order statistics (binomial). An error above .95, a warning ("barely trained") above .40; healthy
models of large texts lie at .03 to .16. Many epochs on few words give up to .6, since growing vectors keep
the direction they started with: they are twenty and more times as long as their start, so nothing fires from
four times on (barely trained ones reach 2.5). Not looked at below four dimensions.

Vectors loaded from a file that does not say how they began (any but a whole Word2Vec model of gensim 4) are
held against two general signs, of medium and low confidence. Entries that are uniform (excess kurtosis in
[-1.3, -1.1], Kolmogorov-Smirnov distance below .05) and fill exactly ±1/d (gensim 4) or ±0.5/d (gensim 3 and
word2vec.c) are a random start: an error. Otherwise, from 50 words on: the participation ratio (see W2V205)
divided by what independent random numbers have, n d / (n + d) with n = V - 1, lies in .95 to 1.05, and the mean
cosine within ±.02: a warning, since vectors that were whitened look the same. Healthy vectors reach .66 at most.
Of more than 50,000 words every second, third … one is looked at.

A feature table is looked at as well: entries that are uniform (excess kurtosis in [-1.3, -1.1],
Kolmogorov-Smirnov distance below .05) and fill exactly ±1/d (gensim 4) or ±0.5/d (gensim 3 and word2vec.c), d
being its number of rows or columns and at least four, are a random start that somebody exported. A column of
classes is left out.

## Fix
Pass a list of lists of words, not a string or a one-shot iterator; train on more than a handful of sentences;
check `epochs` and `alpha`.

## When to ignore it
When random vectors are the point, as a baseline.

## References
- gensim 4.4, `keyedvectors.prep_vectors`; gensim 3.8, `Word2VecTrainables.seeded_vector`.
- David and Nagaraja, Order Statistics, 2003, section 7.1 (interval of a median).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.dataset import Dataset
from w2vcheck.embedding.budget import Budget
from w2vcheck.embedding.geometry import MOST_ROWS, cosine_to_start, mean_cosine, participation_ratio, spectrum
from w2vcheck.embedding.orientation import Orientation, RandomStart, random_start
from w2vcheck.embedding.vectors import FiniteVectors
from w2vcheck.experiment.remedies import retrained
from w2vcheck.intervals import Z95
from w2vcheck.results import Confidence, Evidence, Location, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

RULE = Rule(
    code="W2V204",
    name="untrained-vectors",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The word vectors are still the random numbers they started from",
    why="Untrained vectors have the right shape but no meaning: what a classifier finds in them is chance.",
    fix="Train on many sentences, each a list of words (not a string, not a one-shot iterator); check epochs and alpha.",
    silences=("W2V202", "W2V205"),
)
FEWEST_DIMENSIONS = 4
FEWEST_WORDS = 50
"""From here on the participation ratio of random numbers is near its expectation."""


@dataclass(frozen=True)
class Options:
    """Cuts on the median cosine between a vector and its start, and on how many times longer it may have become.

    For vectors with an unknown start: on the directions in use by those of random numbers, and on the mean cosine.
    """

    warn_above: float = 0.40
    error_above: float = 0.95
    grown_from: float = 4.0
    random_from: float = 0.95
    random_to: float = 1.05
    random_cosine: float = 0.02


def median(values: NDArray[np.float64]) -> Measure:
    """Median with a 95 % interval by order statistics; the whole range where there are fewer than six values."""
    ordered, n = np.sort(values), len(values)
    reach = Z95 * sqrt(n) / 2
    low, high = max(0, int(np.floor(n / 2 - reach))), min(n - 1, int(np.ceil(n / 2 + reach)))
    return Measure(
        "median cosine to the random start",
        float(np.median(ordered)),
        float(ordered[low]),
        float(ordered[high]),
        "cosine",
        n,
        "words",
    )


@RULE.check
def check(finite: FiniteVectors, budget: Budget | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Compare the vectors with their start, or where that is not known, with random numbers in general."""
    vectors = finite.vectors
    if vectors.size < FEWEST_DIMENSIONS:
        raise Unavailable(f"vectors of {vectors.size} dimensions are too short to compare with their start")
    if vectors.start is None:
        yield from _compare_with_random_numbers(vectors.matrix, settings, options)
        return
    cosines = cosine_to_start(vectors.matrix, vectors.start)
    measure = median(cosines)
    yield measure
    grown = float(np.median(np.linalg.norm(vectors.matrix, axis=1) / np.linalg.norm(vectors.start, axis=1)))
    if measure.low <= options.warn_above or grown >= options.grown_from:
        return
    severity = Severity.ERROR if measure.low > options.error_above else Severity.WARNING
    state = "are still at their random start" if severity is Severity.ERROR else "have barely left their random start"
    near = int((cosines > (options.error_above if severity is Severity.ERROR else options.warn_above)).sum())
    yield RULE.finding(
        f"{near:,} of {count(len(cosines), 'word vectors')} {state}: median cosine to it {measure.value:.3f}, "
        f"where trained vectors have less than 0.16.",
        severity=severity,
        measure=measure,
        locations=_place(settings),
        evidence=(
            *_budget_evidence(budget),
            Evidence(
                "untouched:", tuple(Quote(vectors.words[word]) for word in np.flatnonzero(cosines > options.error_above)[:5])
            ),
        ),
        remedy=retrained(),
    )


def _place(settings: Settings) -> tuple[Location, ...]:
    if settings.word2vec.vectors is not None:
        return settings.place("word2vec.vectors")
    return settings.place("word2vec.corpus") or settings.place("word2vec.epochs")


def _budget_evidence(budget: Budget | None) -> tuple[Evidence, ...]:
    if budget is None:
        return ()
    effective = f"{budget.effective:{',.0f' if budget.effective >= 10 else '.3g'}}"
    return (
        Evidence(
            f"training makes {budget.updates:.3g} effective updates per word where {budget.config.enough} are needed: "
            f"{effective} tokens an epoch survive down-sampling"
        ),
    )


def _compare_with_random_numbers(matrix: NDArray[np.float32], settings: Settings, options: Options) -> Iterator[Result]:
    """Look for the scale of gensim's random starts, then for no structure at all."""
    rows = matrix[:: -(-len(matrix) // MOST_ROWS)].astype(np.float64)
    (n, d), total = rows.shape, len(matrix)
    largest = float(np.abs(rows).max())
    scale = Measure.exact("largest entry times the dimension", largest * d, "times", n, scope="words")
    yield scale
    start = random_start(rows, (d,))
    if start is not None:
        yield RULE.finding(
            f"The numbers of the {total:,} vectors {_are_a_start(start)}.",
            confidence=Confidence.MEDIUM,
            measure=scale,
            locations=_place(settings),
            remedy=retrained(),
        )
        return
    if n < FEWEST_WORDS:
        return
    expected = (n - 1) * d / (n - 1 + d)
    ratio = participation_ratio(spectrum(rows)) / expected
    structure = Measure.exact("directions in use by those of random numbers", ratio, "times", n, scope="words")
    yield structure
    cosine = mean_cosine(rows)
    if options.random_from < ratio < options.random_to and abs(cosine) < options.random_cosine:
        yield RULE.finding(
            f"The {total:,} vectors have no more structure than random numbers: they use {ratio * expected:.0f} of {d} "
            f"directions, where random numbers use {expected:.0f} and trained vectors at most two thirds of that.",
            severity=Severity.WARNING,
            confidence=Confidence.LOW,
            measure=structure,
            locations=_place(settings),
            evidence=(Evidence(f"two words have a cosine of {cosine:.3f} on average; whitened vectors look the same"),),
            remedy=retrained(),
        )


def _are_a_start(start: RandomStart) -> str:
    scale = "1" if start.generation == 4 else "0.5"
    return (
        f"are a random start: uniform within ±{start.largest:.4g}, which is {scale}/{start.dimension}, "
        f"where gensim {start.generation} begins with {start.dimension} dimensions"
    )


@RULE.check
def check_table(data: Dataset, orientation: Orientation) -> Iterator[Result]:
    """Compare the scale of a feature table with gensim's random starts."""
    start = orientation.start
    if start is None:
        yield Measure.exact("signs of a random start in the table", 0, "signs", data.rows)
        return
    measure = Measure.exact("largest entry times the dimension", start.largest * start.dimension, "times", data.rows)
    yield measure
    yield RULE.finding(
        f"The numbers themselves {_are_a_start(start)}.",
        confidence=Confidence.MEDIUM,
        measure=measure,
        locations=(Location(data.table.source),),
    )
