"""The report for people, in a terminal or a pipe: the verdict first, the next step last."""

from rich.text import Text

from w2vcheck.report import terminal_accepted, terminal_checks
from w2vcheck.report.terminal_findings import findings
from w2vcheck.report.terminal_ladder import ladder
from w2vcheck.report.terminal_layout import (
    NARROWEST,
    QUIET,
    SIGNS,
    STRONG,
    STYLES,
    TODO,
    WIDEST,
    joined,
    labelled,
    listed,
    safe,
    to_string,
    width_of,
    wrapped,
)
from w2vcheck.report.terminal_waterfall import waterfall
from w2vcheck.results import Finding, Report, Subject, Verdict
from w2vcheck.wording import count

_SENTENCE_LIMIT = 600  # columns
_FACT_LIMIT = 120


def render(report: Report, *, width: int, color: bool, verbose: bool = False, explain: bool = False) -> str:
    """The report as lines of at most `width` columns (at least 40), each ending with a newline.

    `color` adds the terminal's own colours and nothing else; `verbose` adds passed measures, all evidence,
    how each model was trained and how long it took, `explain` what the page of each rule says.
    """
    page = max(NARROWEST, min(width, WIDEST))
    sections = [
        _verdict(report.verdict, page),
        _subject(report.subject, page),
        findings(report.findings, page, verbose=verbose, explain=explain),
        ladder(report.ladder, report.ladder_note, report.experiments, page, verbose=verbose),
        waterfall(report.waterfall, page),
        _legend(report, page),
        terminal_checks.passed(report.measures, page, verbose=verbose),
        terminal_accepted.accepted(report.accepted, page, verbose=verbose),
        terminal_accepted.stale(report.stale, page, verbose=verbose),
        terminal_checks.skipped(report.skipped, page, verbose=verbose),
        terminal_checks.crashed(report.crashed, page),
        terminal_checks.warnings(report.warnings, page),
        terminal_accepted.gates(report.gates, page),
        _closing(report, page),
    ]
    lines: list[Text] = []
    for section in filter(None, sections):
        lines += [*([Text("")] if lines else []), *section]
    return to_string(lines, width=page, color=color)


def _verdict(verdict: Verdict, width: int) -> list[Text]:
    """Sign, level and headline."""
    style = STYLES.get(verdict.level, STRONG)
    level = joined([safe(SIGNS.get(verdict.level, "•"), style), safe(verdict.level, style, 20)], " ")
    return labelled(level, safe(verdict.headline, STRONG, _SENTENCE_LIMIT), width, margin=0, lead=width_of(level) + 2)


def _subject(subject: Subject, width: int) -> list[Text]:
    """What was looked at, and what had to be guessed."""
    facts = [safe(subject.source, limit=_FACT_LIMIT)]
    facts += [safe(count(subject.rows, "rows"))] if subject.rows is not None else []
    # The number of rows may stand among the facts too.
    facts += [safe(f"{name}: {value}", limit=_FACT_LIMIT) for name, value in subject.facts if name not in ("rows", "note")]
    lines = labelled(safe(""), listed(facts, width - 2), width, lead=2)
    for label, texts in (
        ("note:", [value for name, value in subject.facts if name == "note"]),
        ("guessed:", subject.guessed),
    ):
        if texts:
            lead = 2 + len("guessed: ")
            lines += labelled(
                safe(label), listed((safe(text, limit=2 * _FACT_LIMIT) for text in texts), width - lead), width, lead=lead
            )
    for line in lines:
        line.stylize(QUIET)
    return lines


def _legend(report: Report, width: int) -> list[Text]:
    """For those who have not met an interval before, and for those who count rows from 1."""
    measures = [finding.measure for finding in report.findings] + [rung.accuracy for rung in report.ladder]
    measures += [outcome.accuracy for outcome in report.experiments]
    sentences = []
    if any(measure is not None and measure.low != measure.high for measure in measures):
        sentences.append("In brackets: the 95 % interval, in which the true figure most likely lies.")
    if any(_names_rows(finding) for finding in report.findings):
        sentences.append("Rows count from 0 and leave out the header.")
    return [line for sentence in sentences for line in wrapped(safe(sentence, QUIET), width)]


def _names_rows(finding: Finding) -> bool:
    rows = [location.row for location in finding.locations]
    rows += [quote.row for proof in finding.evidence for quote in proof.quotes]
    return any(row is not None for row in rows)


def _closing(report: Report, width: int) -> list[Text]:
    """What to do first; where nothing was found, what to do next."""
    if not report.verdict.first:
        return []
    label = safe("→ first" if report.findings else "→ next", TODO)
    return labelled(label, safe(report.verdict.first, STRONG, _SENTENCE_LIMIT), width, margin=0, lead=width_of(label) + 2)
