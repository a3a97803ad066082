"""
## What it checks
Test texts inside the corpus that the word vectors are trained on.

## Why it matters
The vectors have then seen the words of the test texts, and where they stand. In use, new texts bring words and
contexts that no vector was trained on, so the test score is better than what will be seen.

## How it is measured
Where `[word2vec] corpus` names a file: the share of different test texts all of whose lines are lines of that
file. Lines are compared by their words (Unicode NFKC, lower case, without punctuation); lines of a single word
say nothing. Test texts that also stand in the training rows are left out, since the corpus may hold those.
A warning when the lower end of the Wilson interval is at least 50 %: a corpus of the same kind shares a few
stock phrases with the test, not half of it. Without labels in the corpus the gain is small, so it is never an
error.

In a script: a gensim model that is trained on rows which hold those of a later score, on features that come from
this model.

Without a corpus of its own, word vectors are trained here on the training rows alone, and the rule is skipped.

## Fix
Write the corpus from the training rows, or from texts that have nothing to do with the test rows.

## When to ignore it
When the test texts really are there before the model is trained, as in transductive learning.

## References
- S. Kaufman et al., Leakage in Data Mining, ACM TKDD 6, 2012.
- T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical Learning, 2009, section 7.10.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from w2vcheck.code.evaluations import Evaluations
from w2vcheck.code.leaks import leaks
from w2vcheck.code.script import Script
from w2vcheck.results import Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, figure

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.data.corpus import Corpus
    from w2vcheck.data.corpus_file import CorpusFile
    from w2vcheck.data.dataset import Dataset

RULE = Rule(
    code="W2V313",
    name="embeddings-fit-on-test",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The word vectors are trained on test texts",
    why="The vectors have seen the words of the test texts in place; new texts will not have that advantage.",
    fix="Train the word vectors on a corpus without the test texts, such as the training rows.",
)


@dataclass(frozen=True)
class Options:
    """The cut, as a share of the different test texts."""

    warn_from: float = 0.5


@RULE.check
def check(data: Dataset, corpus: Corpus, file: CorpusFile, settings: Settings, options: Options) -> Iterator[Result]:
    """Compare the corpus file with the test texts."""
    from w2vcheck.experiment.remedies import trained_on_training_rows

    measure = Measure.share(
        "test texts that stand in the word2vec corpus", len(file.found), len(file.tested), scope="different test texts"
    )
    yield measure
    if measure.low < options.warn_from:
        return
    yield RULE.finding(
        f"{figure(measure)} of the test texts stand in {file.source!r}, the corpus of the word vectors.",
        measure=measure,
        locations=(*settings.place("word2vec.corpus"), *data.places(file.found[:2].tolist(), corpus.column)),
        evidence=(
            Evidence(
                f"{len(file.found):,} of {count(len(file.tested), 'test texts')} that are not among the training rows, "
                f"in a corpus of {count(file.lines, 'lines')}; for example",
                data.quotes(file.found.tolist(), corpus.column),
            ),
        ),
        remedy=trained_on_training_rows(),
    )


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Report gensim models that were trained on rows on which a score is taken later."""
    for leak in leaks(evaluations, "vectors"):
        where = "the folds" if leak.score.folds else "the test rows"
        yield RULE.finding(
            f"{leak.fit.name} is trained on the texts of all rows, {where} that are scored in "
            f"{script.line_of(leak.score.event.value.node)} among them.",
            locations=script.places(leak.fit.event.value.node, leak.score.event.value.node),
        )
