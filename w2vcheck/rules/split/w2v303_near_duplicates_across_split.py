"""
## What it checks
Rows of the test split that almost equal a training row: a word more, another name, other punctuation.

## Why it matters
The model has all but seen these rows, with their labels. Answering them takes memory, not understanding.

## How it is measured
As in W2V109: the sets of word shingles of the two texts have a verified Jaccard similarity of at least .8.
The measure is the share of test rows whose nearest training row is such a twin and has the same label, since
a twin with another label gives nothing away; rows with an equal text in training are left to W2V302. Its
Wilson interval counts texts of the same words as one cluster (Kish). A warning when the lower end exceeds
0.5 %, an error above 5 %: the cuts of W2V302. Where more than one twin in ten has another label, one word
makes the difference and the texts are templates: then it stays a warning.

Where no split is given, the split that a script would make at random is measured.

## Fix
Drop near duplicates before splitting, or keep each group on one side of the split.

## When to ignore it
When texts in use will repeat the training texts in the same way, and the score is meant to reward that.

## References
- A. Broder, On the resemblance and containment of documents, 1997.
- deepchecks, "Train Test Samples Mix" (5 %).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.data.corpus import Corpus, Keys
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.near_duplicates import NearDuplicates, shown, twins
from w2vcheck.data.split import Split
from w2vcheck.data.target import Target
from w2vcheck.experiment.remedies import without_test_rows
from w2vcheck.intervals import kish
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure, percent

RULE = Rule(
    code="W2V303",
    name="near-duplicates-across-split",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Test rows that almost equal a training row",
    why="The model has all but seen these rows with their labels; answering them says little about new texts.",
    fix="Drop near duplicates before splitting, or keep each group of them on one side of the split.",
    silences=("W2V109",),
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the test rows; `same_label` as a share of the twins."""

    warn_above: float = 0.005
    error_above: float = 0.05
    same_label: float = 0.9


@RULE.check
def check(
    data: Dataset, corpus: Corpus, keys: Keys, near: NearDuplicates, split: Split, target: Target, options: Options
) -> Iterator[Result]:
    """Look for a near twin of each test row among the training rows."""
    found = twins(near, keys, split.train)
    seen = np.isin(keys.codes[split.test], keys.codes[split.train])
    near_rows = split.test[(found.rows[split.test] >= 0) & ~seen]
    labels = target.values.to_numpy()
    hit = near_rows[labels[near_rows] == labels[found.rows[near_rows]]]
    units = np.where(near.units >= 0, near.units, near.n_units + keys.codes)[split.test]
    measure = Measure.share(
        "test rows with a near duplicate of their label in training",
        len(hit),
        len(split.test),
        effective=kish(np.unique(units, return_counts=True)[1].tolist()),
        scope="test rows",
    )
    yield measure
    if measure.low <= options.warn_above:
        return
    alike = len(hit) >= options.same_label * len(near_rows)
    severe = measure.low > options.error_above and alike
    pairs = [(row, int(found.rows[row])) for row in shown(found, hit)]
    verb = "would almost equal" if split.planned else "almost equals" if len(hit) == 1 else "almost equal"
    yield RULE.finding(
        f"{count(len(hit), 'test rows')}, {figure(measure)}, {verb} a training row of the same label"
        f"{' under a random split' if split.planned else ''}.",
        severity=Severity.ERROR if severe else Severity.WARNING,
        confidence=Confidence.HIGH if alike else Confidence.MEDIUM,
        measure=measure,
        locations=data.places([row for row, _ in pairs], corpus.column),
        evidence=(
            *(
                Evidence(f"Jaccard similarity {found.jaccard[pair[0]]:.2f}, test and training:", data.quotes(pair, corpus.column))
                for pair in pairs
            ),
            Evidence(f"of the test rows that have a near duplicate, {percent(len(hit) / len(near_rows))} have its label"),
        ),
        remedy=without_test_rows(hit, "near copies of training rows"),
    )
