"""
## What it checks
How many tokens of the test rows have a vector, and how many test texts have none at all.

## Why it matters
A token without a vector is dropped; a text without any becomes a row of zeros (or NaN) and the classifier
answers blindly.

## How it is measured
Token coverage: known tokens by tokens of the test rows. Its interval is that of a ratio estimator over texts,
since tokens of one text go together: var = sum (k_i - r n_i)^2 / (sum n_i)^2 * n/(n-1). A warning when the
upper end is below .70, an error below .50. Coverage at min_count = 5 is normally .76 to .875. Texts without a
known word: share of test texts with a Wilson interval; a warning when the lower end exceeds 1 %, an error
above 5 %.

## Fix
Tokenise the training text and the data the same way, lower `min_count`, or train on more text.

## When to ignore it
When the words that are missing are meant to be missing (a closed vocabulary).

## References
- W. G. Cochran, Sampling Techniques, 1977, section 6 (ratio estimators).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.split import Split
from w2vcheck.data.tokens import Tokens
from w2vcheck.data.vocabulary import TrainingText, Vocabulary
from w2vcheck.embedding.pooling import columns_of
from w2vcheck.experiment.remedies import retrained
from w2vcheck.intervals import Z95
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure

RULE = Rule(
    code="W2V203",
    name="low-coverage",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Many test tokens, or whole test texts, have no vector",
    why="Words without a vector are dropped; a text with none of its words becomes zeros and is answered blindly.",
    fix="Tokenise the training text and the data the same way, lower min_count, or train on more text.",
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the test tokens and of the test texts."""

    warn_below: float = 0.70
    error_below: float = 0.50
    warn_unknown_texts: float = 0.01
    error_unknown_texts: float = 0.05


def coverage(known: NDArray[np.int64], lengths: NDArray[np.int64]) -> Measure:
    """Known tokens by all tokens, from the known and all tokens of each text."""
    total = int(lengths.sum())
    ratio = float(known.sum()) / total if total else 0.0
    n = len(lengths)
    half = Z95 * sqrt(float(((known - ratio * lengths) ** 2).sum()) * n / (n - 1)) / total if total and n > 1 else 1.0
    return Measure(
        "test tokens that have a vector", ratio, max(0.0, ratio - half), min(1.0, ratio + half), "share", total, "test tokens"
    )


@RULE.check
def check(
    data: Dataset, corpus: Corpus, tokens: Tokens, text: TrainingText, vocabulary: Vocabulary, split: Split, options: Options
) -> Iterator[Result]:
    """Look up every test token in the vocabulary."""
    kept = np.zeros(len(tokens.types), bool)
    kept[columns_of(text.tokens.types[vocabulary.kept].tolist(), tokens.types)[1]] = True
    hits = np.concatenate([[0], np.cumsum(kept[tokens.ids])])
    known = (hits[tokens.offsets[1:]] - hits[tokens.offsets[:-1]])[split.test]
    lengths = tokens.lengths[split.test]
    covered = coverage(known, lengths)
    yield covered
    blank = split.test[(known == 0)]
    unknown = Measure.share("test texts without any known word", len(blank), len(split.test), scope="test texts")
    yield unknown
    if covered.high < options.warn_below:
        missing = np.where(kept, 0, tokens.counts(split.test))
        frequent = np.argsort(-missing, kind="stable")[:5]
        yield RULE.finding(
            f"Only {figure(covered)} of the test tokens have a vector (min_count {vocabulary.min_count}, {vocabulary.says}).",
            severity=Severity.ERROR if covered.high < options.error_below else Severity.WARNING,
            measure=covered,
            evidence=(
                Evidence(
                    "most frequent without a vector:", tuple(Quote(str(tokens.types[word])) for word in frequent if missing[word])
                ),
            ),
            remedy=retrained(),
        )
    if unknown.low > options.warn_unknown_texts:
        yield RULE.finding(
            f"{count(len(blank), 'test texts')}, {figure(unknown)}, {'has' if len(blank) == 1 else 'have'} no "
            f"word with a vector.",
            severity=Severity.ERROR if unknown.low > options.error_unknown_texts else Severity.WARNING,
            measure=unknown,
            locations=data.places(blank[:3].tolist(), corpus.column),
            evidence=(Evidence("for example", data.quotes(blank.tolist(), corpus.column)),),
            remedy=retrained(),
        )
