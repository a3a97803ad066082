"""
## What it checks
What a web page, a mail or a scraper left in the texts: HTML tags, HTML entities such as `&amp;`, the head of
a mail (`From:`, `Subject:`), and web addresses.

## Why it matters
Tokenised, `&amp;` is the word `amp` and `<br />` the word `br`: frequent words without meaning, which pull
the average of every text towards the same place. The head of a mail names its author and topic, so the
classifier can learn these instead of the text.

## How it is measured
By regular expressions: known tags of HTML without attributes or with attributes that have a value (so `a <b
and c> d` is no tag, nor is a placeholder such as `<link>`), the named entities of HTML 4 and numeric ones,
two or more header lines, addresses with `http` or `www`. The measure is the share of texts with tags,
entities or a head, with its Wilson interval: a warning when the lower end exceeds 5 %, a note above 0.1 %.

Web addresses are measured on their own and give a note at most, above 5 % and where nothing else is found: in
a tweet the author put them there. w2vcheck's own cuts.

## Fix
`html.unescape`, strip the tags, cut the heads off, and put one word such as `url` in the place of addresses.
Do the same in use.

## When to ignore it
When the texts are about markup, or the markup is what tells the classes apart in use too.

## References
- HTML 4.01 specification, section 24 (character entity references); RFC 5322, section 3.6 (header fields).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.markup import Markup
from w2vcheck.results import Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure

RULE = Rule(
    code="W2V112",
    name="markup-remnants",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="HTML, mail headers or web addresses in the texts",
    why="Their pieces (amp, br, http) become frequent words that say nothing about the label.",
    fix="Unescape HTML and strip tags and headers before training, and do the same in use.",
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the texts."""

    note_above: float = 0.001
    warn_above: float = 0.05
    addresses_above: float = 0.05


@RULE.check
def check(data: Dataset, corpus: Corpus, markup: Markup, options: Options) -> Iterator[Result]:
    """Count the texts with remnants, and those with web addresses."""
    remnants = Measure.share("texts with HTML or mail headers", len(markup.remnants), data.rows, scope="texts")
    addresses = Measure.share("texts with a web address", len(markup.urls), data.rows, scope="texts")
    yield remnants
    yield addresses
    if remnants.low > options.note_above:
        yield _of_remnants(data, corpus, markup, remnants, options)
    elif addresses.low > options.addresses_above:
        rows = markup.urls.tolist()
        yield RULE.finding(
            f"{count(len(rows), 'texts')}, {figure(addresses)}, {'holds' if len(rows) == 1 else 'hold'} a web address.",
            severity=Severity.NOTE,
            measure=addresses,
            locations=data.places(rows[:3], corpus.column),
            evidence=(Evidence("for example", data.quotes(rows, corpus.column)),),
            why="Most addresses occur once; tokenised, they leave words such as http and com in many texts.",
            fix="Put one word such as url in the place of each address, in training and in use.",
        )


def _of_remnants(data: Dataset, corpus: Corpus, markup: Markup, measure: Measure, options: Options) -> Finding:
    rows = markup.remnants.tolist()
    kinds = {"HTML tags": markup.tags, "HTML entities": markup.entities, "mail headers": markup.headers}
    found = {what: own.tolist() for what, own in kinds.items() if len(own)}
    *others, final = found
    says = f"{', '.join(others)} and {final}" if others else final
    evidence = [
        Evidence(f"{count(len(own), 'texts')} with {what}:", data.quotes(own, corpus.column)) for what, own in found.items()
    ]
    if len(markup.urls):
        evidence.append(Evidence(f"{count(len(markup.urls), 'texts')} with a web address"))
    return RULE.finding(
        f"{count(len(rows), 'texts')}, {figure(measure)}, {'holds' if len(rows) == 1 else 'hold'} {says}.",
        severity=Severity.WARNING if measure.low > options.warn_above else Severity.NOTE,
        measure=measure,
        locations=data.places(rows[:3], corpus.column),
        evidence=tuple(evidence),
    )
