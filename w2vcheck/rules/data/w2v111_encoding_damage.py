"""
## What it checks
Texts that were decoded with the wrong encoding: `donâ€™t` for `don’t`, `cafÃ©` for `café`, the replacement
character U+FFFD, invisible control characters, NUL.

## Why it matters
A damaged word is another word: it has no vector, or one of its own beside the sound spelling. Where damage
comes from one source only, it also gives the source away, and often the label with it.

## How it is measured
By repair, not by looks: a run of characters is damage when the bytes behind it (in Windows-1252 or Latin-1)
are valid UTF-8 and decoding them makes it shorter. Judging by what is no letter or digit would flag Hindi,
Thai and Tamil. An accented letter before an ordinary sign ("CAFÉ…") may look like that and is spared. Texts
with U+FFFD, C1 control characters (Windows-1252 read as Latin-1) and NUL count as well. Other pairs of
encodings, such as Windows-1251, are not tried.

The measure is the share of texts, with its Wilson interval. Any damage is a note, a warning when the lower
end exceeds 0.1 %: below that it touches too few rows to move a score.

## Fix
Read the source with the encoding it was written in. What is already in the file can mostly be repaired:
`text.encode("cp1252").decode("utf-8")`, or the library ftfy. U+FFFD cannot; go back to the source.

## When to ignore it
When the damage also arrives in use and the model shall learn to cope.

## References
- The Unicode Standard, table 3-7 (well-formed UTF-8); WHATWG Encoding Standard, windows-1252.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.encoding import EncodingDamage
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure

RULE = Rule(
    code="W2V111",
    name="encoding-damage",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Texts that were decoded with the wrong encoding",
    why="A damaged word is another word: it shares no vector with the sound spelling.",
    fix="Read the source in its own encoding, or repair the texts (ftfy, or text.encode('cp1252').decode('utf-8')).",
)


@dataclass(frozen=True)
class Options:
    """Cut, as a share of the texts."""

    warn_above: float = 0.001


@RULE.check
def check(data: Dataset, corpus: Corpus, damage: EncodingDamage, options: Options) -> Iterator[Result]:
    """Count the damaged texts."""
    rows = damage.rows.tolist()
    measure = Measure.share("texts with encoding damage", len(rows), data.rows, scope="texts")
    yield measure
    if not rows:
        return
    evidence = []
    if len(damage.misread):
        quotes = tuple(data.quote(f"{one.damaged} → {one.repaired}", one.row) for one in damage.repairs)
        evidence.append(Evidence(f"{count(len(damage.misread), 'texts')} in UTF-8, read as Windows-1252 or Latin-1:", quotes))
    for found, what in (
        (damage.replaced, "with U+FFFD, a character that is lost"),
        (damage.controls, "in Windows-1252, read as Latin-1 (control characters)"),
        (damage.nul, "with NUL characters"),
    ):
        if len(found):
            evidence.append(Evidence(f"{count(len(found), 'texts')} {what}:", data.quotes(found.tolist(), corpus.column)))
    yield RULE.finding(
        f"{count(len(rows), 'texts')}, {figure(measure)}, {'was' if len(rows) == 1 else 'were'} damaged by reading "
        f"with the wrong encoding.",
        severity=Severity.WARNING if measure.low > options.warn_above else Severity.NOTE,
        measure=measure,
        locations=data.places(rows[:3], corpus.column),
        evidence=tuple(evidence),
        fix=None
        if len(damage.replaced) < len(rows)
        else "Read the source again in its own encoding: lost characters cannot be repaired.",
    )
