"""Tables whose cells are pictures as well: the confusion matrix, the balance of the classes, the marking words."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from w2vcheck.exhibits.values import Balance, Confusion, MarkedClass, MarkingWords
from w2vcheck.intervals import wilson
from w2vcheck.report.web.scales import cell
from w2vcheck.report.web.svg import element, per_cent
from w2vcheck.results import Measure
from w2vcheck.wording import percent, share_parts

SHADES = 6


@dataclass(frozen=True, slots=True)
class Answers:
    """One row of the confusion matrix: its cells as (count, classes of the shade), and how many are right, with the interval."""

    name: str
    cells: tuple[tuple[int, str], ...]
    right: str
    range: str


def matrix(confusion: Confusion) -> list[Answers]:
    """The rows of the matrix; cells are shaded by their share of the row, in one colour if right and in another if wrong."""
    rows = []
    merged = len(confusion.names) - 1 if confusion.others else -1
    for truth, counts in enumerate(confusion.counts):
        total = sum(counts)
        cells = tuple(
            (n, f"{'right' if truth == answer else 'wrong'} s{_shade(n / total if total else 0.0)}")
            for answer, n in enumerate(counts)
        )
        right = ("", "") if truth == merged or not total else _right(counts[truth], total, confusion.rounds)
        rows.append(Answers(confusion.names[truth], cells, *right))
    return rows


def _right(right: int, total: int, rounds: int) -> tuple[str, str]:
    """The share of right answers; rows answered several times count once in its interval."""
    low, high = wilson(right / total, total / rounds)
    return share_parts(Measure("right", right / total, low, high, "share", total))


def _shade(share: float) -> int:
    """0 for nothing, then up to `SHADES`."""
    return 0 if share <= 0 else min(SHADES, 1 + int(share * SHADES))


@dataclass(frozen=True, slots=True)
class Weight:
    """One class in the balance: its bar, rows of all labelled rows, and of the two sides."""

    name: str
    plot: Markup
    rows: int
    share: str
    train: int
    test: int


def weights(balance: Balance) -> list[Weight]:
    """A bar a class, the test rows at its end."""
    most = max((one.rows for one in balance.classes), default=0) or 1
    rows = []
    for one in balance.classes:
        whole, tested = one.rows / most, one.test / most
        parts = [element("rect", class_="bar", x="0", width=per_cent(whole), y="25%", height="50%")]
        if one.test:
            at = per_cent(max(0.0, whole - tested))
            parts.append(element("rect", class_="bar test", x=at, width=per_cent(tested), y="25%", height="50%"))
        rows.append(Weight(one.name, cell(*parts), one.rows, percent(one.rows / max(1, balance.labelled)), one.train, one.test))
    return rows


@dataclass(frozen=True, slots=True)
class Word:
    """A marking word with the shares of rows that hold it."""

    text: str
    own: str
    others: str
    plot: Markup


def words(marked: MarkedClass, marking: MarkingWords) -> list[Word]:
    """The words of a class; of two bars the upper one is the class, the lower one all others, all tables on one scale."""
    shares = (max(word.own / max(1, one.rows), word.others / max(1, one.rest)) for one in marking.classes for word in one.words)
    whole = max(shares) or 1.0
    rows = []
    for one in marked.words:
        own, others = one.own / max(1, marked.rows), one.others / max(1, marked.rest)
        bars = cell(
            element("rect", class_="bar", x="0", width=per_cent(own / whole), y="18%", height="30%"),
            element("rect", class_="bar others", x="0", width=per_cent(others / whole), y="54%", height="30%"),
        )
        rows.append(Word(one.word.text, percent(own), percent(others), bars))
    return rows
