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
word counts the rank correlation is left out, without training settings U is.

Collapsed: top component at least .50, or participation ratio below 3. Under-trained: participation ratio
below 6, mean cosine above .85, or rank correlation above .8. Healthy models have participation ratios of 8 to
65. Both are warnings. A collapse is an error when U (see W2V202) is below 30, or when the averaged vectors
score no more than 2 points above random vectors with the same classifier. Looked at from 50 words and 10
dimensions on.

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

from w2vcheck.artefacts import Unavailable
from w2vcheck.embedding.budget import Budget
from w2vcheck.embedding.geometry import frequency_in_first_axis, mean_cosine, participation_ratio, spectrum, top_component
from w2vcheck.embedding.vectors import FiniteVectors, Vectors
from w2vcheck.experiment.configured_vectors import ConfiguredVectors
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, percent

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
    silences=("W2V202",),
)
FEWEST_WORDS, FEWEST_DIMENSIONS = 50, 10


@dataclass(frozen=True)
class Options:
    """Cuts on the geometry, on U, and on what the vectors gain over random ones."""

    collapsed_top_component: float = 0.50
    collapsed_participation: float = 3.0
    under_trained_participation: float = 6.0
    under_trained_cosine: float = 0.85
    under_trained_frequency: float = 0.8
    error_below_updates: float = 30.0
    error_below_gain: float = 0.02


@RULE.check
def check(
    finite: FiniteVectors, budget: Budget | None, compared: ConfiguredVectors | None, settings: Settings, options: Options
) -> Iterator[Result]:
    """Measure the spectrum, then what it costs."""
    vectors = finite.vectors
    if len(vectors.words) < FEWEST_WORDS or vectors.size < FEWEST_DIMENSIONS:
        raise Unavailable(f"the shape of {len(vectors.words)} vectors of {vectors.size} dimensions says nothing")
    variances, n = spectrum(vectors.matrix), len(vectors.words)
    participation = Measure.exact(
        "directions in use (participation ratio)", participation_ratio(variances), "directions", n, scope="words"
    )
    top = Measure.exact("variance along the first axis", top_component(variances), "share", n, scope="words")
    cosine = Measure.exact("mean cosine of two words", mean_cosine(vectors.matrix), "cosine", n, scope="words")
    frequency = _frequency(vectors)
    yield from (participation, top, cosine, *frequency)
    collapsed = top.value >= options.collapsed_top_component or participation.value < options.collapsed_participation
    under_trained = (
        participation.value < options.under_trained_participation
        or cosine.value > options.under_trained_cosine
        or any(measure.value > options.under_trained_frequency for measure in frequency)
    )
    if not collapsed and not under_trained:
        return
    costly = budget is not None and budget.updates < options.error_below_updates
    if compared is not None:
        costly |= compared.accuracy.value <= compared.random.value + options.error_below_gain
    loaded = settings.word2vec.vectors is not None
    yield RULE.finding(
        f"The vectors use {participation.value:.1f} of {vectors.size} directions; {percent(top.value)} of "
        f"their variance lies along one axis.",
        severity=Severity.ERROR if collapsed and costly else Severity.WARNING,
        measure=participation,
        locations=settings.place("word2vec.vectors" if loaded else "word2vec.epochs"),
        evidence=tuple(_evidence(cosine, frequency, budget, compared)),
        fix=f"Set epochs to {budget.epochs_needed:,}{'' if budget.config.sg else ', or use skip-gram (sg=1) with fewer'}."
        if budget is not None and budget.epochs_needed > budget.config.epochs
        else None,
        remedy=retrained(),
    )


def _frequency(vectors: Vectors) -> tuple[Measure, ...]:
    """How far the first axis follows the word counts; nothing where these are not known."""
    if vectors.counts is None:
        return ()
    value = frequency_in_first_axis(vectors.matrix, vectors.counts)
    name = "rank correlation of the first axis with word counts"
    return (Measure.exact(name, value, "correlation", len(vectors.words), scope="words"),)


def _evidence(
    cosine: Measure, frequency: tuple[Measure, ...], budget: Budget | None, compared: ConfiguredVectors | None
) -> Iterator[Evidence]:
    says = [f"two words have a cosine of {cosine.value:.2f} on average"]
    says += [f"the first axis correlates with word counts at {measure.value:.2f}" for measure in frequency]
    if budget is not None:
        says.append(f"training made {budget.updates:,.0f} effective updates per word, {budget.config.enough} are needed")
    yield Evidence("; ".join(says))
    if compared is not None:
        yield Evidence(
            f"averaged + logistic regression: {figure(compared.accuracy)} with these vectors, "
            f"{figure(compared.random)} with random ones"
        )
