"""
## What it checks
Texts that almost equal another one: a word more, another name, other punctuation.

## Why it matters
Near copies count as several texts and are worth little more than one: the corpus is smaller than it looks.
Where they fall on both sides of a split, the score rewards memory.

## How it is measured
Texts are cut into lower-cased words and these into shingles, runs of three words, or of five where both texts
have more than fifty. Candidates come from MinHash (20 bands of 5 hashes); each is then verified: a pair counts
if the Jaccard similarity of the two sets of shingles is at least .8. Copies do not count (W2V107), nor do
texts of fewer than five words or four different shingles, where one word is too much of the text. Pairs are
never joined into chains. The measure is the share of texts with a near duplicate, with a Wilson interval in
which texts of the same words count as one cluster (Kish).

A note when the lower end exceeds 1 %, where clean and dirty public sets part, a warning above 5 % (deepchecks'
cut for duplicates).

## Fix
Keep one of each group, or keep groups on one side of the split.

## When to ignore it
When the texts are templates by nature, such as intents ("play X", "play Y"), and will be so in use.

## References
- A. Broder, On the resemblance and containment of documents, 1997.
- J. Leskovec, A. Rajaraman and J. Ullman, Mining of Massive Datasets, 2014, chapter 3 (banding).
- deepchecks, "Text Duplicates" (5 %).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.data.corpus import Corpus, Keys
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.near_duplicates import NearDuplicates, shown, twins
from w2vcheck.intervals import effective_rows
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure

RULE = Rule(
    code="W2V109",
    name="near-duplicate-texts",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Texts that almost equal another one",
    why="Near copies count as several texts and teach little more than one: the corpus is smaller than it looks.",
    fix="Keep one text of each such group, or keep the group on one side of the split.",
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the texts."""

    note_above: float = 0.01
    warn_above: float = 0.05


@RULE.check
def check(data: Dataset, corpus: Corpus, keys: Keys, near: NearDuplicates, options: Options) -> Iterator[Result]:
    """Count the texts that have a near duplicate."""
    found = twins(near, keys, np.arange(data.rows))
    rows = np.flatnonzero(found.rows >= 0)
    clusters = np.where(near.units >= 0, near.units, near.n_units + keys.codes)
    measure = Measure.share(
        "texts that almost equal another one", len(rows), data.rows, effective=effective_rows(clusters), scope="texts"
    )
    yield measure
    if measure.low <= options.note_above:
        return
    pairs = [(row, int(found.rows[row])) for row in shown(found, rows)]
    yield RULE.finding(
        f"{count(len(rows), 'texts')}, {figure(measure)}, {'equals' if len(rows) == 1 else 'equal'} another one almost "
        f"word for word.",
        severity=Severity.WARNING if measure.low > options.warn_above else Severity.NOTE,
        measure=measure,
        locations=data.places([row for pair in pairs for row in pair][:4], corpus.column),
        evidence=tuple(
            Evidence(f"Jaccard similarity {found.jaccard[pair[0]]:.2f}:", data.quotes(pair, corpus.column)) for pair in pairs
        ),
    )
