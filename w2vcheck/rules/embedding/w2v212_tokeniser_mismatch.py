"""
## What it checks
Whether words have no vector only because the vectors spell them differently: in lower case, without the comma that sticks
to them, without HTML.

## Why it matters
"Good," has no vector where "good" has one. Every such token is dropped, and they are often the frequent ones: AG news cut
at white space and looked up in lower-cased vectors found 54.1 % of its tokens, cut like the vectors 87.5 %.

## How it is measured
Every token without a vector is respelt and looked up again: lower-cased, stripped of punctuation at its ends, unescaped from
HTML, normalised (NFKC), some of these together, and with the capitals that the vectors have. The measure is the share of the
unknown tokens that the best respelling makes known, with the interval of a ratio estimator over texts. A warning when its
lower end reaches 15 %, an error at 40 %; and only where coverage rises by at least 2 points (error: 5), since of very few
unknown tokens any share is small change. On AG news lower-casing made 39.8 % known and both together 54.3 %; cut in the same
way as the vectors 0 %.

That the vectors spell words differently shows in their own words: those of lower-cased text have no capitals. Where more
than 2 % of the words with a vector would be changed by the respelling too (9 % of those of AG news cut at white space, none
of clean ones), vectors and texts are cut alike, a word is merely known once for each of its spellings, and the finding is a
note. It is a note as well where the vectors come from a file and nothing says how the texts are cut, since w2vcheck has then
cut them its own way (lower-cased words).

A note at the most where the experiment uses no word vectors: it then says what gensim's defaults would give.

## Fix
Cut and fold the texts the way the training text was cut.

## When to ignore it
When the two spellings are two words on purpose ("US" and "us").

## References
- Cochran, Sampling Techniques, 1977, section 6 (ratio estimators).
- Unicode Standard Annex 15 (NFKC).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.data.dataset import Dataset
from w2vcheck.embedding.coverage import LookedUp, share_of_tokens
from w2vcheck.embedding.respelling import KEEPING_CASE, best_respelling
from w2vcheck.embedding.use import at_most, for_whom
from w2vcheck.results import Confidence, Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, percent

RULE = Rule(
    code="W2V212",
    name="tokeniser-mismatch",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Words have no vector only because the vectors spell them differently",
    why="A token that is spelt differently from its vector is dropped as if nobody had ever seen the word.",
    fix="Cut and fold the texts the way the training text was cut.",
    silences=("W2V203",),
)


@dataclass(frozen=True)
class Options:
    """Cuts on the share of unknown tokens that become known, on what that adds to the coverage, and on words spelt otherwise."""

    warn_above: float = 0.15
    error_above: float = 0.40
    warn_coverage: float = 0.02
    error_coverage: float = 0.05
    alike_above: float = 0.02


@RULE.check
def check(looked: LookedUp, data: Dataset | None, settings: Settings, options: Options) -> Iterator[Result]:
    """Respell what is unknown."""
    name = f"unknown {looked.of} that a respelling makes known"
    respelt = best_respelling(looked)
    if respelt is None:
        yield Measure.exact(name, 0.0, "share", 0, scope=f"unknown {looked.of}")
        return
    found, unknown = looked.per_text(respelt.types), looked.per_text(~looked.known)
    measure = share_of_tokens(name, found, unknown, f"unknown {looked.of}")
    yield measure
    lengths = looked.tokens.lengths[looked.rows]
    gained = share_of_tokens("coverage gained", found, lengths, looked.of)
    if measure.low < options.warn_above or gained.low < options.warn_coverage:
        return
    wrong = measure.low >= options.error_above and gained.low >= options.error_coverage
    severity = Severity.ERROR if wrong else Severity.WARNING
    if looked.assumed or respelt.kept > options.alike_above:
        severity = Severity.NOTE
    before = 1 - unknown.sum() / max(1, lengths.sum())
    words = np.where(respelt.types, looked.tokens.counts(looked.rows), 0)
    frequent = np.argsort(-words, kind="stable")[:5]
    yield RULE.finding(
        f"{respelt.how[0].upper()}{respelt.how[1:]} would give a vector to {figure(measure)} of the {looked.of} that have none.",
        severity=at_most(severity, settings),
        confidence=Confidence.MEDIUM if looked.assumed else Confidence.HIGH,
        measure=measure,
        locations=settings.place("tokens.tokenizer") or settings.place("tokens.lowercase"),
        evidence=(
            Evidence(f"coverage would rise from {percent(before)} to {percent(before + gained.value)}"),
            Evidence("for example", tuple(Quote(str(looked.tokens.types[word])) for word in frequent if words[word])),
            *for_whom(settings),
        ),
        fix=_fix(respelt.how, ours=looked.assumed, data=data is not None),
    )


def _fix(how: str, *, ours: bool, data: bool) -> str | None:
    if ours and how == KEEPING_CASE:
        return "If your code keeps capitals, set lowercase = false under [tokens], so that it is checked as it is."
    if ours:
        whose = "your code cuts its texts" if data else "the corpus is cut"
        return f"Say under [tokens] how {whose} (tokenizer, lowercase), so that it is checked as it is."
    return "Do not lower-case the texts: the vectors have capitals." if how == KEEPING_CASE else None
