"""The report on scripts for people: the verdict, then file by file what is wrong, with the line it stands in."""

from itertools import groupby

from rich.text import Text

from w2vcheck.report import terminal_accepted, terminal_checks
from w2vcheck.report.safe_text import cells, visible
from w2vcheck.report.terminal_explain import explanation
from w2vcheck.report.terminal_layout import (
    NARROWEST,
    QUIET,
    SIGNS,
    STRONG,
    STYLES,
    TODO,
    WIDEST,
    indented,
    joined,
    labelled,
    safe,
    to_string,
    width_of,
    wrapped,
)
from w2vcheck.results import Evidence, Finding, Location, Report
from w2vcheck.wording import count

_SENTENCE_LIMIT = 600  # columns
_PATH_LIMIT = 200
_PROOFS = 3  # lines of evidence shown unless verbose


def render(report: Report, *, width: int, color: bool, verbose: bool = False, explain: bool = False) -> str:
    """The report as lines of at most `width` columns (at least 40), each ending with a newline.

    `verbose` adds why each finding matters, each time and not only the first, and all evidence; `explain` adds what the page
    of each rule says.
    """
    page = max(NARROWEST, min(width, WIDEST))
    sections = [
        _verdict(report, page),
        *_files(report.findings, page, verbose=verbose, explain=explain),
        terminal_accepted.accepted(report.accepted, page, verbose=verbose),
        terminal_accepted.stale(report.stale, page, verbose=verbose),
        terminal_checks.skipped(report.skipped, page, verbose=verbose),
        terminal_checks.crashed(report.crashed, page),
        terminal_accepted.gates(report.gates, page),
        _closing(report.findings, page),
    ]
    lines: list[Text] = []
    for section in filter(None, sections):
        lines += [*([Text("")] if lines else []), *section]
    return to_string(lines, width=page, color=color)


def _verdict(report: Report, width: int) -> list[Text]:
    verdict = report.verdict
    style = STYLES.get(verdict.level, STRONG)
    level = joined([safe(SIGNS.get(verdict.level, "•"), style), safe(verdict.level, style, 20)], " ")
    lines = labelled(level, safe(verdict.headline, STRONG, _SENTENCE_LIMIT), width, margin=0, lead=width_of(level) + 2)
    facts = ", ".join(f"{name}: {value}" for name, value in report.subject.facts)
    return lines + [indented(line, 2) for line in wrapped(safe(facts, QUIET), width - 2)]


def in_order(findings: tuple[Finding, ...]) -> list[tuple[Location, Finding]]:
    """The findings as one reads them: by file, cell, line and column."""
    placed = [(finding.locations[0] if finding.locations else Location(), finding) for finding in findings]

    def key(entry: tuple[Location, Finding]) -> tuple[str, int, int, int, str]:
        place, finding = entry
        cell = -1 if place.cell is None else place.cell
        return (place.file or "", cell, place.line or 0, place.position or 0, finding.code)

    return sorted(placed, key=key)


def _files(findings: tuple[Finding, ...], width: int, *, verbose: bool, explain: bool) -> list[list[Text]]:
    """One section a file."""
    sections = []
    explained: set[str] = set()
    for file, entries in groupby(in_order(findings), key=lambda entry: entry[0].file or ""):
        lines = wrapped(safe(file, STRONG, _PATH_LIMIT), width)
        for place, finding in entries:
            lines += [Text(""), *_finding(finding, place, width, verbose=verbose, known=finding.code in explained)]
            if explain and finding.code not in explained:
                lines += explanation(finding.code, width, margin=4)
            explained.add(finding.code)
        sections.append(lines)
    return sections


def _finding(finding: Finding, place: Location, width: int, *, verbose: bool, known: bool) -> list[Text]:
    head = [safe(_where(place)), safe(finding.severity, STYLES[finding.severity]), safe(f"{finding.code} {finding.name}")]
    sure = [] if finding.confidence == "high" else [safe(f"{finding.confidence} confidence", QUIET)]
    lines = [indented(line, 2) for line in wrapped(joined([*head, *sure]), width - 2)]
    lines += [indented(line, 4) for line in wrapped(safe(finding.message, STRONG, _SENTENCE_LIMIT), width - 4)]
    lines += _frame(place, width)
    for proof in finding.evidence if verbose else finding.evidence[:_PROOFS]:
        lines += labelled(safe("seen", QUIET), safe(_said(proof), limit=_SENTENCE_LIMIT), width, margin=4)
    for other in finding.locations[1:]:
        if (other.file, other.cell, other.line) == (place.file, place.cell, place.line):
            continue  # the line stands above already
        near = f"{address(other, ':') if other.file != place.file else _where(other)}"
        lines += labelled(safe("see", QUIET), safe(near, limit=_PATH_LIMIT), width, margin=4) + _frame(other, width)
    if finding.why and (verbose or not known):
        lines += labelled(safe("why", QUIET), safe(finding.why, limit=_SENTENCE_LIMIT), width, margin=4)
    if finding.mending is not None:
        how = "--fix does it" if finding.mending.safe else "--fix --unsafe-fixes does it; it may change results"
        lines += labelled(safe("→ fix", TODO), safe(f"{finding.mending.says} ({how})", limit=_SENTENCE_LIMIT), width, margin=4)
    elif finding.fix:
        lines += labelled(safe("→ fix", TODO), safe(finding.fix, limit=_SENTENCE_LIMIT), width, margin=4)
    if finding.also:
        lines += labelled(safe(""), safe(f"speaks also for {', '.join(finding.also)}", QUIET), width)
    return lines


def _said(proof: Evidence) -> str:
    quotes = ", ".join(f"“{quote.text}”" for quote in proof.quotes)
    return f"{proof.says} {quotes}".strip()


def _frame(place: Location, width: int) -> list[Text]:
    """The line of the script with its number, and below it a mark under what is meant; of a long line the part around it."""
    if place.source is None or place.line is None:
        return []
    shown = place.source.lstrip(" \t")
    cut = len(place.source) - len(shown)
    margin = joined([safe(str(place.line), QUIET), safe("│", QUIET)], " ")
    room = width - 4 - width_of(margin) - 1
    if place.position is None or place.position <= cut:
        return [indented(joined([margin, safe(visible(shown, room))], " "), 4)]
    begin = place.position - 1 - cut
    before, meant = visible(shown[:begin]), visible(shown[begin:][: place.width])
    left = room - cells(meant) - 1
    if cells(before) > max(left, 0):
        kept = begin
        while kept > 0 and cells(visible(shown[kept - 1 : begin])) < max(left, room // 4):
            kept -= 1
        shown, before = f"…{shown[kept:]}", f"…{visible(shown[kept:begin])}"
    line = indented(joined([margin, safe(visible(shown, room))], " "), 4)
    size = max(1, min(cells(meant), room - cells(before)))
    blank = " " * (width_of(margin) - 1)
    mark = joined([safe(f"{blank}│", QUIET), Text(" " * cells(before), end="") + safe("^" * size, STYLES["error"])], " ")
    return [line, indented(mark, 4)]


def _where(place: Location) -> str:
    """Cell, line and column, for a reader who knows the file."""
    line = f"line {place.line}" if place.line is not None else "the whole file"
    return line if place.cell is None else f"cell {place.cell}, {line}"


def address(place: Location, separator: str) -> str:
    """As in train.py:13:29 and nb.ipynb:cell 3:line 7:5."""
    parts = [place.file or "?"]
    if place.cell is not None:
        parts += [f"cell {place.cell}", f"line {place.line}"]
    elif place.line is not None:
        parts.append(str(place.line))
    if place.position is not None:
        parts.append(str(place.position))
    return separator.join(parts)


def _closing(findings: tuple[Finding, ...], width: int) -> list[Text]:
    """How many findings the tool can mend by itself."""
    safely = sum(one.mending is not None and one.mending.safe for one in findings)
    unsafely = sum(one.mending is not None for one in findings) - safely
    parts = []
    if safely:
        parts.append(f"--fix mends {count(safely, 'findings')}")
    if unsafely:
        parts.append(f"--fix --unsafe-fixes {'another ' if safely else 'mends '}{unsafely:,}")
    return labelled(safe("→ next", TODO), safe(", ".join(parts), STRONG), width, margin=0, lead=8) if parts else []
