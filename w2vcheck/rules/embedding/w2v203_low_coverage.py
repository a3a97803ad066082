"""
## What it checks
How many tokens of the test rows have a vector, and how many test texts have none at all. Where a file of vectors is held
against a corpus alone, how many tokens of that have one.

## Why it matters
A token without a vector is dropped; a text without any becomes a row of zeros (or NaN) and the classifier
answers blindly.

## How it is measured
Token coverage: known tokens by tokens of the test rows. Its interval is that of a ratio estimator over texts,
since tokens of one text go together: var = sum (k_i - r n_i)^2 / (sum n_i)^2 * n/(n-1). A warning when the
upper end is below .70, an error below .50. Coverage at min_count = 5 is normally .76 to .875. Texts without a
known word: share of test texts with a Wilson interval; a warning when the lower end exceeds 1 %, an error
above 5 %.

Where the vectors come from a file and nothing says how the texts are cut, w2vcheck has cut them its own way; words that
only it spells differently (see W2V212) then count as known.

A note at the most where the experiment uses no word vectors: it then says what gensim's defaults would give.

## Fix
Tokenise the training text and the data the same way, lower `min_count`, or train on more text.

## When to ignore it
When the words that are missing are meant to be missing (a closed vocabulary).

## References
- W. G. Cochran, Sampling Techniques, 1977, section 6 (ratio estimators).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.split import Split
from w2vcheck.data.vocabulary import RunningText, Vocabulary
from w2vcheck.embedding.coverage import LookedUp, share_of_tokens
from w2vcheck.embedding.respelling import best_respelling
from w2vcheck.embedding.use import at_most, for_whom
from w2vcheck.experiment.remedies import retrained
from w2vcheck.remedy import Remedy
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
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


@RULE.check
def check(
    data: Dataset,
    corpus: Corpus,
    looked: LookedUp,
    vocabulary: Vocabulary,
    split: Split,
    settings: Settings,
    options: Options,
) -> Iterator[Result]:
    """Look up every test token in the vocabulary."""
    known = looked.per_text(_known(looked))
    covered = share_of_tokens("test tokens that have a vector", known, looked.tokens.lengths[split.test], "test tokens")
    yield covered
    blank = split.test[(known == 0)]
    unknown = Measure.share("test texts without any known word", len(blank), len(split.test), scope="test texts")
    yield unknown
    yield from _judge(covered, looked, f"min_count {vocabulary.min_count}, {vocabulary.says}", retrained(), settings, options)
    if unknown.low > options.warn_unknown_texts:
        yield RULE.finding(
            f"{count(len(blank), 'test texts')}, {figure(unknown)}, {'has' if len(blank) == 1 else 'have'} no "
            f"word with a vector.",
            severity=at_most(Severity.ERROR if unknown.low > options.error_unknown_texts else Severity.WARNING, settings),
            measure=unknown,
            locations=data.places(blank[:3].tolist(), corpus.column),
            evidence=(Evidence("for example", data.quotes(blank.tolist(), corpus.column)), *for_whom(settings)),
            remedy=retrained(),
        )


@RULE.check
def check_corpus(
    running: RunningText, looked: LookedUp, data: Dataset | None, settings: Settings, options: Options
) -> Iterator[Result]:
    """Look up every token of the corpus that a file of vectors is held against."""
    if data is not None:
        raise Unavailable("the test rows are looked at")
    lengths = looked.tokens.lengths[looked.rows]
    covered = share_of_tokens("tokens that have a vector", looked.per_text(_known(looked)), lengths, looked.of)
    yield covered
    yield from _judge(covered, looked, f"cut as {running.tokens.says}", None, settings, options)


def _known(looked: LookedUp) -> NDArray[np.bool_]:
    """The types with a vector; where w2vcheck has cut the texts its own way, also those that only it spells differently."""
    respelt = best_respelling(looked) if looked.assumed else None
    return looked.known if respelt is None else looked.known | respelt.types


def _judge(
    covered: Measure, looked: LookedUp, how: str, remedy: Remedy | None, settings: Settings, options: Options
) -> Iterator[Result]:
    if covered.high >= options.warn_below:
        return
    missing = np.where(_known(looked), 0, looked.tokens.counts(looked.rows))
    frequent = np.argsort(-missing, kind="stable")[:5]
    yield RULE.finding(
        f"Only {figure(covered)} of the {looked.of} have a vector ({how}).",
        severity=at_most(Severity.ERROR if covered.high < options.error_below else Severity.WARNING, settings),
        measure=covered,
        evidence=(
            Evidence(
                "most frequent without a vector:",
                tuple(Quote(str(looked.tokens.types[word])) for word in frequent if missing[word]),
            ),
            *for_whom(settings),
        ),
        remedy=remedy,
    )
