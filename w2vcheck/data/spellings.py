"""Which classes are one label in several spellings: "Spam" and "spam ", "1" and "1.0"."""

import re
import unicodedata
from dataclasses import dataclass

from w2vcheck.artefacts import provider
from w2vcheck.data.counts import ClassCounts

QUOTATION_MARKS = str.maketrans("‘’‚‛“”„‟«»`´", "''''\"\"\"\"\"\"''")

WHOLE = re.compile(r"([+-]?[0-9]+)\.0+")
"""A whole number as tables with empty cells write it."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One label: the codes of its spellings, the most frequent first, and the rows they have together."""

    codes: tuple[int, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Spellings:
    """The labels there really are, rarest first."""

    labels: tuple[Spelling, ...]


def fold(label: str) -> str:
    """The form in which spellings of a label are equal: NFKC, casefold, white space, quotation marks and "1.0" folded."""
    folded = " ".join(unicodedata.normalize("NFKC", label.translate(QUOTATION_MARKS)).casefold().split())
    whole = WHOLE.fullmatch(folded)
    return whole[1] if whole else folded


@provider("comparing the labels")
def spellings(classes: ClassCounts) -> Spellings:
    """Group the classes by their folded name."""
    groups: dict[str, list[int]] = {}
    for code, name in enumerate(classes.names):
        groups.setdefault(fold(name), []).append(code)
    counts = classes.rows.tolist()
    labels = [
        Spelling(tuple(sorted(codes, key=lambda code: -counts[code])), sum(counts[code] for code in codes))
        for codes in groups.values()
    ]
    return Spellings(tuple(sorted(labels, key=lambda label: label.rows)))
