"""
## What it checks
Texts that were cut off at a fixed length, in the middle of a word: a database column, an export or a scraper
had a limit.

## Why it matters
The end of a text is missing, often what it comes to, and half a word is a word of its own without a vector.
If one source was cut and another was not, length and ending give the source away.

## How it is measured
Among different texts: those of exactly the greatest length whose last word, of letters only, is the beginning
of a longer word in the data and itself stands nowhere but at ends of texts. The measure is their share, with
its Wilson interval. It fires when the lower end reaches 1 % and, of the texts of the greatest length that end
in a word, clearly more than a tenth end like that (lower end), and twice as many as of the shorter texts.

A natural limit, such as that of a tweet, makes people stop in time: many texts reach it, but end in known
words. On ten public corpora 0 to 4 % of the ends of uncut texts look like half words, and 18 to 60 % after
cutting. Half words that are words by chance (`the` of `then`) are not counted, so the true share is higher.
Scripts that are cut into characters have no half words.

## Fix
Read the texts again without the limit; cut at white space if a limit must be.

## When to ignore it
When the classifier will get texts that are cut in the same way.

## References
- w2vcheck's own cut (1 %).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.truncation import Truncation
from w2vcheck.intervals import wilson
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure, percent

RULE = Rule(
    code="W2V115",
    name="truncated-texts",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="Texts that were cut off at a fixed length",
    why="The end of these texts is missing, and half a word has no vector.",
    fix="Read the texts again without the limit, or cut them at white space.",
)
KNOWN_LIMITS = {140: "a tweet before 2017", 255: "a VARCHAR(255)", 280: "a tweet", 32_767: "a cell of a spreadsheet"}
SHOWN = 40
"""Characters of the end of a text that are quoted."""


@dataclass(frozen=True)
class Options:
    """Cuts, as a share of the different texts, and of the ends at the greatest length."""

    note_from: float = 0.01
    ends_above: float = 0.1


@RULE.check
def check(data: Dataset, corpus: Corpus, ends: Truncation, options: Options) -> Iterator[Result]:
    """Compare the ends of the longest texts with those of all others."""
    broken = ends.broken.tolist()
    measure = Measure.share("texts that end within a word at the greatest length", len(broken), ends.n, scope="different texts")
    yield measure
    if not broken or measure.low < options.note_from:
        return
    usual = ends.others_broken / ends.others if ends.others else 0.0
    if wilson(len(broken) / ends.at_limit, ends.at_limit)[0] <= max(options.ends_above, 2 * usual):
        return
    known = f", the limit of {KNOWN_LIMITS[ends.limit]}" if ends.limit in KNOWN_LIMITS else ""
    compared = Evidence(
        f"of texts that end in a word, {percent(len(broken) / ends.at_limit)} end in the beginning of a longer one; "
        + (f"{percent(usual)} among shorter texts" if ends.others else "all have this length")
    )
    yield RULE.finding(
        f"{count(len(broken), 'texts')}, {figure(measure)}, {'breaks' if len(broken) == 1 else 'break'} off within a word "
        f"after exactly {ends.limit:,} characters{known}.",
        measure=measure,
        locations=data.places(broken[:3], corpus.column),
        evidence=(
            compared,
            Evidence("they end in", tuple(data.quote(f"…{corpus.texts[row][-SHOWN:]}", row) for row in broken[:3])),
        ),
    )
