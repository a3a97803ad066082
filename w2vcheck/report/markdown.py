"""The report as Markdown, for a comment on a pull request or the summary of a job: tables, and every finding folded.

It is as long as a comment may be; where that is too short, the last findings are missing, and a sentence says how many.
"""

from collections.abc import Iterable, Iterator

from w2vcheck.report.markdown_text import code, html, inline
from w2vcheck.report.places import primary
from w2vcheck.results import Accepted, Evidence, Finding, Location, Measure, Quote, Report, Severity
from w2vcheck.wording import count, measured, share_parts, worth

COMMENT = 65_536
"""Characters of a comment on GitHub; we count bytes, which are never fewer."""
_SIGNS = {"error": "❌", "warning": "⚠️", "note": "ℹ️", "clean": "✅"}
_SENTENCE_LIMIT = 600  # columns
_CELL_LIMIT = 200
_NAME_LIMIT = 80
_QUOTE_LIMIT = 100
_MOST_ROWS = 30  # of a table
_MOST_PROOFS = 8
_MOST_QUOTES = 5
_MOST_PLACES = 6
_CLOSING = 400  # bytes kept for the sentence about what is missing


def render(report: Report, *, limit: int = COMMENT) -> str:
    """The report in at most `limit` bytes of UTF-8 (at least 20,000), ending with a newline."""
    head = [_head(report), *_gates(report), *_crashed(report)]
    figures = [*_ladder(report), *_waterfall(report)]
    room = limit - _CLOSING - _size((*head, *figures))
    table = list(_table(report.findings)) if room > _size(_table(report.findings)) else []
    room -= _size(table)
    details = list(_within(map(_finding, report.findings), room))
    room -= _size(details)
    missing = len(report.findings) - len(details)
    closing = [f"{count(missing, 'findings')} more did not fit in here; the JSON report has them all."] if missing else []
    rest = list(_within([*_accepted(report.accepted), *_stale(report), *_skipped(report), *_warnings(report)], room))
    return "\n\n".join((*head, *table, *details, *closing, *figures, *rest)) + "\n"


def _size(blocks: Iterable[str]) -> int:
    return sum(len(block.encode()) + 2 for block in blocks)


def _within(blocks: Iterable[str], room: int) -> Iterator[str]:
    """The blocks from the first on, as long as there is room for them."""
    for block in blocks:
        room -= _size((block,))
        if room < 0:
            return
        yield block


def _head(report: Report) -> str:
    verdict, subject = report.verdict, report.subject
    rows = [] if subject.rows is None else [count(subject.rows, "rows")]
    facts = [f"{inline(name, _NAME_LIMIT)}: {inline(value, _CELL_LIMIT)}" for name, value in subject.facts[:20] if name != "rows"]
    paragraphs = [
        f"## {_SIGNS.get(verdict.level, '')} w2vcheck: {verdict.level}",
        f"**Verdict:** {inline(verdict.headline, _SENTENCE_LIMIT)}",
        f"Looked at {'; '.join([code(subject.source, _CELL_LIMIT), *rows, *facts])}.",
    ]
    if verdict.first:
        paragraphs.append(f"**{'First' if report.findings else 'Next'}:** {inline(verdict.first, _SENTENCE_LIMIT)}")
    return "\n\n".join(paragraphs)


def _rows(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table under its title; of more than 30 rows the first, with a last one that counts the others."""
    cells = list(rows)
    shown = cells[:_MOST_ROWS]
    if hidden := len(cells) - len(shown):
        shown.append((f"and {hidden:,} more", *[""] * (len(columns) - 1)))
    lines = [columns, ("---",) * len(columns), *shown]
    return f"### {title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _table(findings: tuple[Finding, ...]) -> Iterator[str]:
    if findings:
        counts = [(sum(one.severity is severity for one in findings), severity.value) for severity in Severity]
        tally = ", ".join(count(n, f"{noun}s") for n, noun in counts if n)
        rows = (
            (
                f"{_SIGNS[one.severity]} {one.severity}",
                f"{code(one.code, _NAME_LIMIT)} {inline(one.name, _NAME_LIMIT)}",
                inline(one.message, _CELL_LIMIT),
                "" if (place := primary(one.locations)) is None else _where(place),
            )
            for one in findings
        )
        yield _rows(f"{count(len(findings), 'findings')}: {tally}", ("Severity", "Rule", "Found", "Where"), rows)


def _finding(finding: Finding) -> str:
    head = f"{_SIGNS[finding.severity]} {finding.severity} <b>{html(finding.code, _NAME_LIMIT)}</b>"
    summary = f"{head} {html(finding.name, _NAME_LIMIT)}: {html(finding.message, _SENTENCE_LIMIT)}"
    items = [f"sure: {finding.confidence} confidence"]
    if finding.measure is not None:
        items.append(f"measured: {inline(measured(finding.measure), _SENTENCE_LIMIT)}")
    items += [f"seen: {_proof(proof)}" for proof in finding.evidence[:_MOST_PROOFS]]
    if finding.why:
        items.append(f"why: {inline(finding.why, _SENTENCE_LIMIT)}")
    if finding.fix:
        items.append(f"fix: {inline(finding.fix, _SENTENCE_LIMIT)}")
    if finding.mending is not None:
        how = "--fix" if finding.mending.safe else "--fix --unsafe-fixes"
        items.append(f"mended by `w2vcheck lint {how}`: {inline(finding.mending.says, _SENTENCE_LIMIT)}")
    if finding.impact is not None:
        items.append(f"worth: {inline(worth(finding.impact), _SENTENCE_LIMIT)}")
    if finding.locations:
        items.append(f"where: {_places(finding.locations)}")
    if finding.also:
        items.append(f"speaks also for {inline(', '.join(finding.also), _CELL_LIMIT)}")
    return _folded(summary, items)


def _folded(summary: str, items: Iterable[str]) -> str:
    listed = "\n".join(f"- {item}" for item in items)
    return f"<details>\n<summary>{summary}</summary>\n\n{listed}\n\n</details>"


def _proof(proof: Evidence) -> str:
    shown = [_quote(quote) for quote in proof.quotes[:_MOST_QUOTES]]
    if hidden := len(proof.quotes) - len(shown):
        shown.append(f"and {hidden:,} more")
    return f"{inline(proof.says, _SENTENCE_LIMIT)} {', '.join(shown)}".rstrip()


def _quote(quote: Quote) -> str:
    return code(quote.text, _QUOTE_LIMIT) + ("" if quote.row is None else f" (row {quote.row})")


def _places(locations: tuple[Location, ...]) -> str:
    shown = list(dict.fromkeys(map(_where, locations)))
    hidden = len(shown) - _MOST_PLACES
    return "; ".join(shown[:_MOST_PLACES]) + (f"; and {hidden:,} more" if hidden > 0 else "")


def _where(place: Location) -> str:
    """A file and line, cell, column and row, as far as they are known."""
    parts = [code(place.file or "data", _CELL_LIMIT)]
    parts += [f"cell {place.cell}"] if place.cell is not None else []
    parts += [f"line {place.line}"] if place.line is not None else []
    parts += [f"column {code(place.column, _NAME_LIMIT)}"] if place.column is not None else []
    parts += [f"row {place.row}"] if place.row is not None else []
    return " ".join(parts)


def _ladder(report: Report) -> Iterator[str]:
    rows = [(one.title, one.accuracy, one.macro_f1) for one in report.ladder]
    models = [*rows, *((one.title, one.accuracy, one.macro_f1) for one in report.experiments)]
    if models:
        cells = ((inline(title, _NAME_LIMIT), _score(accuracy), _score(f1)) for title, accuracy, f1 in models)
        note = f"\n\nNote: {inline(report.ladder_note, _SENTENCE_LIMIT)}" if report.ladder_note else ""
        yield _rows("The ladder: what simple models reach", ("Model", "Accuracy", "Macro-F1"), cells) + note


def _waterfall(report: Report) -> Iterator[str]:
    if len(report.waterfall) >= 3:  # "as written" and "honest" alone say what stands above already
        cells = (
            (inline(one.code or one.name.replace("-", " "), _NAME_LIMIT), _score(one.accuracy), inline(one.sentence, _CELL_LIMIT))
            for one in report.waterfall
        )
        yield _rows("The waterfall: from the number as written to the honest one", ("Step", "Accuracy", ""), cells)


def _score(measure: Measure | None) -> str:
    return "" if measure is None else " ".join(part for part in share_parts(measure) if part)


def _gates(report: Report) -> Iterator[str]:
    if report.gates:
        signs = {True: _SIGNS["clean"], False: _SIGNS["error"]}
        cells = ((inline(one.name, _NAME_LIMIT), signs[one.passed], inline(one.says, _CELL_LIMIT)) for one in report.gates)
        yield _rows("Gates", ("Gate", "", ""), cells)


def _crashed(report: Report) -> Iterator[str]:
    if report.crashed:
        cells = (
            (code(one.code, _NAME_LIMIT), inline(one.name, _NAME_LIMIT), code(one.error, _CELL_LIMIT)) for one in report.crashed
        )
        yield _rows("Failed inside w2vcheck, not in your data", ("Rule", "", "Error"), cells)


def _accepted(accepted: tuple[Accepted, ...]) -> Iterator[str]:
    if accepted:
        items = [
            f"{code(one.finding.code, _NAME_LIMIT)} {inline(one.finding.message, _CELL_LIMIT)} "
            f"({inline(f'{one.by} until {one.until}' if one.until else one.by, _NAME_LIMIT)}: "
            f"{inline(one.reason, _CELL_LIMIT) or 'no reason given'})"
            for one in accepted
        ]
        yield _folded(f"{count(len(accepted), 'findings')} accepted", items)


def _stale(report: Report) -> Iterator[str]:
    if report.stale:
        n = len(report.stale)
        yield _folded(
            f"{count(n, 'acceptances')} {'is' if n == 1 else 'are'} stale",
            [f"stale: {inline(one, _CELL_LIMIT)}" for one in report.stale],
        )


def _skipped(report: Report) -> Iterator[str]:
    if report.skipped:
        items = [
            f"{code(one.code or one.name, _NAME_LIMIT)}{f' {inline(one.name, _NAME_LIMIT)}' if one.code else ''}: "
            f"{inline(one.reason, _CELL_LIMIT)}"
            for one in report.skipped
        ]
        yield _folded(f"{count(len(items), 'checks')} skipped", items)


def _warnings(report: Report) -> Iterator[str]:
    if report.warnings:
        said = [f"said: {inline(one, _CELL_LIMIT)}" for one in report.warnings]
        yield _folded(count(len(said), "warnings"), said)
