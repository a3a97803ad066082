"""
## What it checks
Whether the trained vectors use the space they have, or all point the same way.

## Why it matters
Early in training every vector is pulled towards the same direction, and the first axis merely says how
frequent a word is. Averages of such vectors hardly differ between texts.

## How it is measured
On the spectrum l of the centred vectors: top component l1 / sum l, and participation ratio (sum l)^2 / sum
l^2, the number of directions in use (equal to 1 + (d - 1) * IsoScore). With them the mean cosine of all pairs
of words, and the rank correlation of the first axis with word counts. These are figures of this model, not
estimates: their interval is the figure. Vectors loaded from a file are judged by what the file tells: without
word counts the rank correlation is left out, without training settings U is. Words that occur less than five times
are left out where counts are known and fifty others are left: with `min_count = 1` most vectors are of words seen
once, near their start, which says nothing about the rest.

Collapsed: top component at least .50, or participation ratio below 3. Under-trained: participation ratio below 6, mean
cosine above .85, or rank correlation above .8 with a participation ratio below 8. Healthy models have participation
ratios of 8 to 65. Looked at from 50 words and 10 dimensions on.

Both are warnings, since geometry is not accuracy: collapsed vectors scored 9.6 points below well trained ones on
banking77 and 7 on MR, but 1 on SMS spam and none on GermEval. An error needs proof of the cost: the well trained Word2Vec
of the ladder scores at least 2 points more on the same test rows with the same classifier, by the lower end of the 95 %
interval of the paired difference (bootstrap over groups of equal texts). Where the ladder is not trained or the split is too
small to score, collapsed vectors are an error when they score at most 2 points more than random ones by the upper end of that
interval. Pairing matters: both models err on the same hard rows, so the interval of the difference is far narrower than
those of the two accuracies; and a rule on the points alone would change its mind with the seed of a split of 200 rows,
where the same vectors gained −1.5 and +2.5 points over random ones within an interval of ± 6. Where there is nothing to
score, collapsed vectors are an error when their neighbours mean nothing in the text (W2V215 below 1.3). When U (see
W2V202) is below 30, collapse is an error in any case.

## Fix
Train longer or with skip-gram. Centring or removing the first components afterwards changes the cosines but
cannot bring back what was never learnt.

## When to ignore it
When only the ranking of neighbours is used and it looks right: some collapsed models still have sensible
neighbours.

## References
- Mimno and Thompson, EMNLP 2017, D17-1308; Mu and Viswanath, ICLR 2018, arXiv 1702.01417.
- Rudman et al., Findings of ACL 2022, arXiv 2108.07344 (IsoScore).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.embedding.budget import Budget, often
from w2vcheck.embedding.coherence import Coherence
from w2vcheck.embedding.geometry import frequency_in_first_axis, mean_cosine, participation_ratio, spectrum, top_component
from w2vcheck.embedding.vectors import FiniteVectors, Vectors
from w2vcheck.experiment.configured_vectors import ConfiguredVectors
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, gained, percent

RULE = Rule(
    code="W2V205",
    name="collapsed-vectors",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="All word vectors point the same way",
    why=(
        "Averages of vectors that all point the same way hardly differ between texts; the main axis only says "
        "how frequent a word is."
    ),
    fix="Train longer or with skip-gram (sg=1).",
    silences=("W2V202", "W2V211", "W2V215"),
)
FEWEST_WORDS, FEWEST_DIMENSIONS = 50, 10


@dataclass(frozen=True)
class Options:
    """Cuts on the geometry, on U, on what the vectors lose to well trained ones or gain over random ones, and on coherence."""

    collapsed_top_component: float = 0.50
    collapsed_participation: float = 3.0
    under_trained_participation: float = 6.0
    under_trained_cosine: float = 0.85
    under_trained_frequency: float = 0.8
    healthy_participation: float = 8.0
    error_below_updates: float = 30.0
    error_above_loss: float = 0.02
    error_below_gain: float = 0.02
    error_below_coherence: float = 1.3


@RULE.check
def check(
    finite: FiniteVectors,
    budget: Budget | None,
    compared: ConfiguredVectors | None,
    coherent: Coherence | None,
    settings: Settings,
    options: Options,
) -> Iterator[Result]:
    """Measure the spectrum, then what it costs."""
    vectors = finite.vectors
    matrix, counts = judged(vectors)
    n = len(matrix)
    if n < FEWEST_WORDS or vectors.size < FEWEST_DIMENSIONS:
        raise Unavailable(f"the shape of {n} vectors of {vectors.size} dimensions says nothing")
    variances = spectrum(matrix)
    participation = Measure.exact(
        "directions in use (participation ratio)", participation_ratio(variances), "directions", n, scope="words"
    )
    top = Measure.exact("variance along the first axis", top_component(variances), "share", n, scope="words")
    cosine = Measure.exact("mean cosine of two words", mean_cosine(matrix), "cosine", n, scope="words")
    frequency = _frequency(matrix, counts)
    yield from (participation, top, cosine, *frequency)
    collapsed = top.value >= options.collapsed_top_component or participation.value < options.collapsed_participation
    under_trained = (
        participation.value < options.under_trained_participation
        or cosine.value > options.under_trained_cosine
        or (
            participation.value < options.healthy_participation
            and any(measure.value > options.under_trained_frequency for measure in frequency)
        )
    )
    if not collapsed and not under_trained:
        return
    loaded = settings.word2vec.vectors is not None
    yield RULE.finding(
        f"The vectors use {participation.value:.1f} of {vectors.size} directions; {percent(top.value)} of "
        f"their variance lies along one axis.",
        severity=Severity.ERROR if _costly(budget, compared, coherent, options, collapsed=collapsed) else Severity.WARNING,
        measure=participation,
        locations=settings.place("word2vec.vectors" if loaded else "word2vec.epochs"),
        evidence=tuple(_evidence(cosine, frequency, budget, compared)),
        fix=f"Set epochs to {budget.epochs_needed:,}{'' if budget.config.sg else ', or use skip-gram (sg=1) with fewer'}."
        if budget is not None and budget.epochs_needed > budget.config.epochs
        else None,
        remedy=retrained(),
    )


def _costly(
    budget: Budget | None, compared: ConfiguredVectors | None, coherent: Coherence | None, options: Options, *, collapsed: bool
) -> bool:
    """Whether the shape of the vectors is proven to cost something."""
    if collapsed and budget is not None and budget.updates < options.error_below_updates:
        return True
    if compared is not None and compared.loss is not None:
        return compared.loss.low >= options.error_above_loss
    if compared is not None:
        return collapsed and compared.gain.high <= options.error_below_gain
    return collapsed and coherent is not None and coherent.ratio.high < options.error_below_coherence


def judged(vectors: Vectors) -> tuple[NDArray[np.float32], NDArray[np.int64] | None]:
    """Vectors and counts of the words that tell how training went."""
    if vectors.counts is None:
        return vectors.matrix, None
    kept = often(vectors.counts)
    return vectors.matrix[kept], vectors.counts[kept]


def _frequency(matrix: NDArray[np.float32], counts: NDArray[np.int64] | None) -> tuple[Measure, ...]:
    """How far the first axis follows the word counts; nothing where these are not known."""
    if counts is None:
        return ()
    value = frequency_in_first_axis(matrix, counts)
    name = "rank correlation of the first axis with word counts"
    return (Measure.exact(name, value, "correlation", len(matrix), scope="words"),)


def _evidence(
    cosine: Measure, frequency: tuple[Measure, ...], budget: Budget | None, compared: ConfiguredVectors | None
) -> Iterator[Evidence]:
    says = [f"two words have a cosine of {cosine.value:.2f} on average"]
    says += [f"the first axis correlates with word counts at {measure.value:.2f}" for measure in frequency]
    if budget is not None:
        says.append(f"training made {budget.updates:,.0f} effective updates per word, {budget.config.enough} are needed")
    yield Evidence("; ".join(says))
    if compared is not None:
        well = "" if compared.reference is None else f", {figure(compared.reference)} with well trained ones"
        yield Evidence(
            f"averaged + logistic regression: {figure(compared.accuracy)} with these vectors, "
            f"{figure(compared.random)} with random ones{well}"
        )
    if compared is not None and compared.loss is not None:
        yield Evidence(f"well trained vectors score {gained(compared.loss)} on the same rows")
