"""What the terminal report says of findings that were accepted, of what is stale, and of the gates."""

from collections import Counter

from rich.text import Text

from w2vcheck.report.terminal_layout import QUIET, SIGNS, STRONG, STYLES, joined, labelled, safe, wrapped
from w2vcheck.results import Accepted, Gate
from w2vcheck.wording import count

_SENTENCE_LIMIT = 600  # columns
_MOST_STALE = 5  # sentences shown unless verbose
_CODE_COLUMN = 12


def accepted(entries: tuple[Accepted, ...], width: int, *, verbose: bool) -> list[Text]:
    """How many findings are accepted, and by whom; with the reasons where that is asked for."""
    if not entries:
        return []
    by = Counter(f"{one.by} until {one.until}" if one.until else one.by for one in entries)
    parts = ", ".join(f"{n:,} {who}" for who, n in sorted(by.items()))
    total = f"{count(len(entries), 'findings')} {'is' if len(entries) == 1 else 'are'} accepted ({parts})"
    if not verbose:
        it = "it" if len(entries) == 1 else "them"
        return labelled(safe("–", QUIET), safe(f"{total}; --verbose lists {it}"), width, margin=0, lead=2)
    lines = wrapped(safe(total, STRONG), width)
    for one in entries:
        says = f"{one.finding.severity} {one.finding.message} Accepted: {one.reason or 'no reason is given'}"
        lines += labelled(safe(one.finding.code), safe(says, limit=_SENTENCE_LIMIT), width, lead=_CODE_COLUMN)
    return lines


def stale(sentences: tuple[str, ...], width: int, *, verbose: bool) -> list[Text]:
    """What accepts nothing any more."""
    if not sentences:
        return []
    n = len(sentences)
    lines = [safe(f"{count(n, 'acceptances')} {'is' if n == 1 else 'are'} stale", STYLES["warning"])]
    shown = sentences if verbose else sentences[:_MOST_STALE]
    for sentence in shown:
        lines += labelled(safe("–", QUIET), safe(sentence, limit=_SENTENCE_LIMIT), width, lead=4)
    if hidden := n - len(shown):
        lines += labelled(safe(""), safe(f"and {hidden:,} more; --verbose shows them", QUIET), width, lead=4)
    return lines


def gates(demands: tuple[Gate, ...], width: int) -> list[Text]:
    """A line for each gate."""
    lines: list[Text] = []
    for gate in demands:
        level = "clean" if gate.passed else "error"
        sign = joined([safe(SIGNS[level], STYLES[level]), safe(gate.name, STRONG)], " ")
        lines += labelled(sign, safe(gate.says, limit=_SENTENCE_LIMIT), width, margin=0, lead=18)
    return lines
