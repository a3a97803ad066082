"""The findings in the terminal report: what was measured, the proof, why it matters, what to do, where."""

from collections.abc import Iterable

from rich.text import Text

from w2vcheck.report.safe_text import visible
from w2vcheck.report.terminal_explain import explanation
from w2vcheck.report.terminal_layout import (
    LEAD,
    QUIET,
    STRONG,
    STYLES,
    TODO,
    indented,
    joined,
    labelled,
    listed,
    safe,
    width_of,
    wrapped,
)
from w2vcheck.results import Evidence, Finding, Location, Quote, Severity
from w2vcheck.wording import count, measured, worth

_MESSAGE_LIMIT = 600  # columns; a sentence with a pathological column name in it still ends
_PROOF_LIMIT = 300
_QUOTE_LIMIT = 70
_NAME_LIMIT = 60
_QUOTES = 3  # shown for each line of evidence; the JSON report has them all
_PROOFS = 5  # lines of evidence shown unless verbose
_PLACES = 5
_PLACE_LIMIT = 200
_ROWS = 6  # named at each place, and as many lines
_WHY_LINES = 2


def findings(found: tuple[Finding, ...], width: int, *, verbose: bool, explain: bool = False) -> list[Text]:
    """A heading with the counts, then every finding in the order given; behind the first of a rule its page, if wanted."""
    if not found:
        return []
    counts = [(sum(finding.severity is severity for finding in found), severity.value) for severity in Severity]
    tally = ", ".join(count(n, f"{noun}s") for n, noun in counts if n)
    lines = wrapped(joined([safe(count(len(found), "findings"), STRONG), safe(tally, QUIET)], "   "), width)
    explained: set[str] = set()
    for finding in found:
        lines += [Text(""), *_finding(finding, width, verbose=verbose)]
        if explain and finding.code not in explained:
            explained.add(finding.code)
            lines += explanation(finding.code, width)
    return lines


def _finding(finding: Finding, width: int, *, verbose: bool) -> list[Text]:
    lines = _header(finding, width)
    lines += [indented(line, 2) for line in wrapped(safe(finding.message, STRONG, _MESSAGE_LIMIT), width - 2)]
    if finding.measure is not None:
        lines += labelled(safe("measured", QUIET), safe(measured(finding.measure), limit=_PROOF_LIMIT), width)
    lines += _proof(finding.evidence, width, verbose=verbose)
    if finding.why:
        lines += labelled(
            safe("why", QUIET), safe(finding.why, limit=_MESSAGE_LIMIT), width, most_lines=None if verbose else _WHY_LINES
        )
    if finding.fix:
        lines += labelled(safe("→ fix", TODO), safe(finding.fix, limit=_MESSAGE_LIMIT), width)
    if finding.impact is not None:
        lines += labelled(safe("worth", QUIET), safe(worth(finding.impact)), width)
    if places := _places(finding.locations, width - LEAD):
        lines += labelled(safe("where", QUIET), places, width)
    if finding.also:
        lines += labelled(safe(""), safe(f"speaks also for {', '.join(finding.also)}", QUIET), width)
    return lines


def _header(finding: Finding, width: int) -> list[Text]:
    """Severity, code and name at the left, confidence at the right or, where it does not fit, below."""
    left = joined([
        safe(finding.severity, STYLES[finding.severity]),
        joined([safe(finding.code, limit=_NAME_LIMIT), safe(finding.name, limit=_NAME_LIMIT)], " "),
    ])  # fmt: skip
    right = safe(f"{finding.confidence} confidence", QUIET)
    gap = width - width_of(left) - width_of(right)
    if gap >= 3:
        return [joined([left, right], " " * gap)]
    return [*wrapped(left, width), indented(right, 2)]


def _proof(evidence: tuple[Evidence, ...], width: int, *, verbose: bool) -> list[Text]:
    shown = evidence if verbose else evidence[:_PROOFS]
    lines: list[Text] = []
    for proof in shown:
        *head, last = labelled(safe("" if lines else "seen", QUIET), safe(proof.says, limit=_PROOF_LIMIT), width)
        lines += [*head, *_quotes(proof.quotes, last, width)]
    if hidden := len(evidence) - len(shown):
        lines += labelled(safe(""), safe(f"and {hidden:,} more; --verbose shows them", QUIET), width)
    return lines


def _quotes(quotes: tuple[Quote, ...], says: Text, width: int) -> list[Text]:
    """The line of evidence `says` with at most three quotes: behind it, else below it, else one a line."""
    if not quotes:
        return [says]
    shown = quotes[:_QUOTES]
    rows = ["" if quote.row is None else f"row {quote.row}" for quote in shown]
    column = max(map(len, rows))
    room = min(_QUOTE_LIMIT, width - LEAD - 2 - (column + 2 if column else 0) - len("“”"))
    texts = [safe(f"“{visible(quote.text, room)}”") for quote in shown]
    more = [safe(f"and {len(quotes) - len(shown):,} more", QUIET)] if len(quotes) > len(shown) else []
    short = joined(
        [*(joined([safe(row, QUIET), text], " " if row else "") for row, text in zip(rows, texts, strict=True)), *more]
    )
    if width_of(says) + 2 + width_of(short) <= width:
        return [joined([says, short])]
    if LEAD + 2 + width_of(short) <= width:
        return [says, indented(short, LEAD + 2)]
    gap = "  " if column else ""
    lines = [joined([safe(row.rjust(column), QUIET), text], gap) for row, text in zip(rows, texts, strict=True)]
    return [says, *(indented(line, LEAD + 2) for line in [*lines, *more])]


def _places(locations: Iterable[Location], width: int) -> Text:
    """Where: places that differ only in the data row, and in the line it stands on, share one mention."""
    grouped: dict[tuple[str | None, str | None, int | None], list[Location]] = {}
    for location in locations:
        # A line of a script is a place of its own; a line of the data only says where a row begins.
        own_line = location.line if location.row is None else None
        grouped.setdefault((location.file, location.column, own_line), []).append(location)
    places = [text for group in grouped.values() if (text := _place(group))]
    shown = [safe(text, limit=_PLACE_LIMIT) for text in places[:_PLACES]]
    if hidden := len(places) - len(shown):
        shown.append(safe(f"and {hidden:,} more"))
    return listed(shown, width)


def _place(group: list[Location]) -> str:
    """One file or table: "train.py:9", "data.csv:19, column text, row 17", "data.csv, rows 17, 44 (lines 19, 46)"."""
    file, column = group[0].file, group[0].column
    rows = [location.row for location in group if location.row is not None]
    lines = list(dict.fromkeys(location.line for location in group if location.line is not None))
    parts = []
    if file is not None:
        parts.append(f"{file}:{lines.pop()}" if len(lines) == 1 else file)
    if column is not None:
        parts.append(f"column {column}")
    if rows:
        parts.append(_enumerated("row", rows) + (f" ({_enumerated('line', lines)})" if lines else ""))
    elif lines:
        parts.append(_enumerated("line", lines))
    return ", ".join(parts)


def _enumerated(noun: str, numbers: list[int]) -> str:
    """Counted from the data, not an amount: without thousands, as "1,204, 7" could be three rows."""
    named = ", ".join(str(number) for number in numbers[:_ROWS])
    more = f" and {len(numbers) - _ROWS:,} more" if len(numbers) > _ROWS else ""
    return f"{noun}{'s' * (len(numbers) > 1)} {named}{more}"
