"""
## What it checks
Whether the words of a loaded model are single characters, though the texts are not written in a script of such words.

## Why it matters
`Word2Vec("the cat sleeps")`, or a list of texts instead of a list of lists of words, makes every letter a word: gensim
iterates over whatever it is given. The model has some thirty vectors, and no word of any text is among them.

## How it is measured
Keys of one character by all keys, an exact share, where there are at least ten of them. At 90 % and more an error;
keys in Chinese, Japanese, Thai, Lao, Khmer or Burmese script count as words. Not where the texts themselves consist of
single characters (amino acids, notes); a warning where there are no texts to look at. The background corpus of Lee et
al., passed as strings, gives 27 keys of one character; passed as words, 3 % of 1,815.

In a script: the corpus is followed from where it is read through splits, tokenisers and comprehensions to
Word2Vec, FastText or Doc2Vec. An error when its sentences are known to be texts: lines of a file, cells of a CSV
file, the words of one text. Nothing is said where that is not known, such as for columns that a function has
made, nor of `list(text)`, which asks for characters.

## Fix
Pass a list of lists of words: `Word2Vec([text.split() for text in texts])`.

## When to ignore it
When the model is one of characters on purpose.

## References
- gensim 4.4, `Word2Vec.build_vocab`: "Each 'sentences' item should be a list of words (usually unicode strings)" is
  logged, and training goes on.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.evaluations import Evaluations
from w2vcheck.code.script import Script
from w2vcheck.code.texts import depth
from w2vcheck.code.values import element_of
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, percent

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.data.vocabulary import RunningText
    from w2vcheck.embedding.loading import VectorFile

RULE = Rule(
    code="W2V216",
    name="character-tokens",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The model was trained on letters instead of words",
    why="gensim iterates over whatever it is given: of a string it takes every letter for a word.",
    fix="Pass a list of lists of words: Word2Vec([text.split() for text in texts]).",
    silences=("W2V201", "W2V203", "W2V208", "W2V212"),
)
FEWEST_KEYS = 10
SAYS = {0: "a single text, whose characters become sentences", 1: "a list of texts, whose characters become words"}
_UNSEGMENTED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Kana and Han."""


@dataclass(frozen=True)
class Options:
    """Cut on the share of keys of one character."""

    error_from: float = 0.90


@RULE.check
def check(file: VectorFile, running: RunningText | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Count keys of one character."""
    from w2vcheck.experiment.remedies import retrained

    words = file.vectors.words
    if len(words) < FEWEST_KEYS:
        raise Unavailable(f"{count(len(words), 'keys')} are too few to tell letters from words")
    single = [word for word in words if len(word) == 1 and not _UNSEGMENTED.fullmatch(word)]
    measure = Measure.exact("keys of one character", len(single) / len(words), "share", len(words), scope="words")
    yield measure
    if measure.value < options.error_from or (running is not None and _of_characters(running, options)):
        return
    yield RULE.finding(
        f"{percent(measure.value)} of the {count(len(words), 'keys')} of {file.name} are single characters: it was trained on "
        f"letters instead of words.",
        severity=Severity.ERROR if running is not None else Severity.WARNING,
        confidence=Confidence.HIGH if running is not None else Confidence.MEDIUM,
        measure=measure,
        locations=settings.place("word2vec.vectors"),
        evidence=(Evidence("for example", tuple(map(Quote, single[:5]))),),
        remedy=retrained(),
    )


def _of_characters(running: RunningText, options: Options) -> bool:
    """Whether the texts themselves consist of single characters."""
    total = int(running.counts.sum())
    single = sum(int(times) for word, times in zip(running.tokens.types, running.counts, strict=True) if len(str(word)) == 1)
    return total == 0 or single >= options.error_from * total


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Look at the nesting of every corpus."""
    told: set[ast.AST | None] = set()
    for fit in evaluations.fits:
        if fit.kind != "vectors" or fit.event.value.node in told:
            continue
        told.add(fit.event.value.node)
        one = element_of(fit.data)
        tagged = one is not None and one.kind == "call" and one.name == "gensim.models.TaggedDocument"
        if tagged and one is not None:
            if depth(one.argument(0, "words")) == 0:
                yield RULE.finding(
                    "The words of a TaggedDocument are a text, whose characters become words.",
                    locations=script.places(one.node, fit.event.value.node),
                )
            continue
        found = depth(fit.data)
        if found in SAYS:
            yield RULE.finding(f"{fit.name} is given {SAYS[found]}.", locations=script.places(fit.event.value.node))
