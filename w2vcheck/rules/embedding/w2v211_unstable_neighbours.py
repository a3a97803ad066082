"""
## What it checks
Whether a second training, from another seed, finds the same nearest neighbours.

## Why it matters
Tables of similar words are shown and interpreted. If half a training that differs only in its random numbers gives
other neighbours, they say more about the seed than about the text.

## How it is measured
Word2Vec is trained twice on the text with the same settings, from the seed of the vectors and from the next. For 500 words
out of the 4,000 most frequent the measure is the share of their ten nearest neighbours that both trainings have, averaged;
the interval is that of a mean over words. A note when its upper end is below .35, a warning below .20. Random vectors share
.003, collapsed ones .04 to .18, under-trained ones .16 to .35, healthy ones .36 to .65.

Looked at only where neighbours are what the vectors are for: by `w2vcheck vectors` with a corpus, and in an audit where
`neighbours_are_used = true` stands under `[rules.W2V211]`. A classifier on averaged vectors does not mind.
Skipped where the two trainings would take more than six million effective words.

## Fix
Train longer (see W2V202), or average what you show over several seeds.

## When to ignore it
When nobody looks at single neighbours.

## References
- Wendlandt, Kummerfeld and Mihalcea, NAACL 2018, arXiv 1804.09692 (the overlap of ten neighbours).
- Antoniak and Mimno, TACL 6 (2018): average over bootstrap samples instead of trusting one model.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.embedding.stability import Stability
from w2vcheck.results import Evidence, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, figure

RULE = Rule(
    code="W2V211",
    name="unstable-neighbours",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Another seed gives other nearest neighbours",
    why="Neighbours that change with the seed say more about the random numbers than about the text.",
    fix="Train longer (see W2V202), or average what you show over several seeds.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the share of neighbours in common, and whether neighbours are what the vectors are for."""

    note_below: float = 0.35
    warn_below: float = 0.20
    neighbours_are_used: bool = False


@RULE.check
def check(stable: Stability, settings: Settings, options: Options) -> Iterator[Result]:
    """Compare two trainings."""
    measure = stable.overlap
    yield measure
    if measure.high < options.note_below:
        config = stable.config
        yield RULE.finding(
            f"Two trainings that differ in their seed have {figure(measure)} of the ten nearest neighbours in common.",
            severity=Severity.WARNING if measure.high < options.warn_below else Severity.NOTE,
            measure=measure,
            locations=settings.place("word2vec.vectors") or settings.place("word2vec.epochs"),
            evidence=(
                Evidence(
                    f"trained on {stable.source}: {config.architecture}, {count(config.epochs, 'epochs')}, seeds {config.seed} "
                    f"and {config.seed + 1}"
                ),
            ),
        )
