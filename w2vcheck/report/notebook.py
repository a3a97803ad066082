"""A report in a notebook: a fragment of HTML that is read without style sheets and scripts, which notebooks may remove."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from w2vcheck.report.safe_text import visible
from w2vcheck.results import Finding, Measure, Report
from w2vcheck.wording import count, share_parts, worth

MOST = 30
"""Findings that are shown; the full report has them all."""
LONGEST = 600
COLORS = {"error": "#c0392b", "warning": "#a8690a", "note": "#2471a3", "clean": "#1e8449"}
SIGNS = {"error": "✗", "warning": "!", "note": "i", "clean": "✓"}
_CELL = "text-align:left;vertical-align:top;padding:2px 10px 2px 0"
_QUIET = "opacity:.75;font-size:90%"


def render(report: Report) -> str:
    """Verdict, findings, ladder and waterfall, in the colours of the notebook."""
    parts = [*_verdict(report), *_findings(report), *_bars("Ladder of baselines", _ladder(report))]
    if len(report.waterfall) > 2:
        steps = [(f"{step.name.replace('-', ' ')} {step.code}".strip(), step.accuracy) for step in report.waterfall]
        parts += _bars("From the number as written to the honest one", steps)
    inner = Markup("\n").join(parts)
    return str(Markup('<div class="w2vcheck" style="max-width:60em;overflow-wrap:anywhere">{}</div>\n').format(inner))


def _text(text: str) -> Markup:
    return escape(visible(text, LONGEST))


def _level(level: str) -> Markup:
    """The level in words and colour."""
    return Markup('<span style="color:{};font-weight:600">{} {}</span>').format(
        COLORS.get(level, "inherit"), SIGNS.get(level, "•"), _text(level)
    )


def _verdict(report: Report) -> Iterator[Markup]:
    verdict = report.verdict
    yield Markup('<p style="margin:.3em 0">{} <strong>{}</strong></p>').format(_level(verdict.level), _text(verdict.headline))
    yield Markup('<p style="margin:.3em 0;{}">{}</p>').format(_QUIET, _text(report.subject.source))
    if verdict.first:
        lead = "First" if report.findings else "Next"
        yield Markup('<p style="margin:.3em 0"><strong>{}:</strong> {}</p>').format(lead, _text(verdict.first))
    for crash in report.crashed:
        yield Markup('<p style="margin:.3em 0">{} {} {} failed inside w2vcheck: {}</p>').format(
            _level("error"), _text(crash.code), _text(crash.name), _text(crash.error)
        )


def _findings(report: Report) -> Iterator[Markup]:
    for finding in report.findings[:MOST]:
        yield Markup(
            '<details style="margin:.2em 0"><summary style="cursor:pointer">{} <code>{}</code> {}</summary>'
            '<table style="margin:.2em 0 .6em 1.2em;border-collapse:collapse"><tbody>{}</tbody></table></details>'
        ).format(_level(finding.severity), _text(finding.code), _text(finding.message), Markup().join(_details(finding)))
    if len(report.findings) > MOST:
        yield Markup('<p style="{}">and {} more</p>').format(_QUIET, count(len(report.findings) - MOST, "findings"))


def _details(finding: Finding) -> Iterator[Markup]:
    """Why, evidence, fix, worth: a row each."""
    rows = [("why", finding.why)]
    for proof in finding.evidence[:3]:
        quotes = ", ".join(f"“{visible(quote.text, 120)}”" for quote in proof.quotes[:3])
        rows.append(("seen", f"{proof.says} {quotes}".strip()))
    rows.append(("fix", finding.fix))
    if finding.impact is not None:
        rows.append(("worth", worth(finding.impact)))
    row = Markup('<tr><th scope="row" style="{};opacity:.75;font-weight:normal">{}</th><td style="{}">{}</td></tr>')
    return (row.format(_CELL, name, _CELL, _text(says)) for name, says in rows if says)


def _ladder(report: Report) -> list[tuple[str, Measure]]:
    rungs = [(rung.title, rung.accuracy) for rung in report.ladder]
    own = [(f"your experiment, {one.title}", one.accuracy) for one in report.experiments if one.accuracy is not None]
    return rungs + own


def _bars(title: str, rows: list[tuple[str, Measure]]) -> Iterator[Markup]:
    """A table with a bar from 0 to 100 % a row."""
    if not rows:
        return
    yield (
        Markup(
            '<table style="margin:.6em 0;border-collapse:collapse"><caption style="text-align:left;{}">{}</caption><tbody>'
        ).format("font-weight:600;padding:0 0 3px", title)
        + Markup().join(_bar(name, accuracy) for name, accuracy in rows)
        + Markup("</tbody></table>")
    )


def _bar(name: str, accuracy: Measure) -> Markup:
    value, between = share_parts(accuracy)
    return Markup(
        '<tr><th scope="row" style="{0};font-weight:normal">{1}</th>'
        '<td style="{0};width:14em"><div style="background:rgba(128,128,128,.2);height:.8em;margin-top:.3em">'
        '<div style="background:#5b86b5;height:.8em;width:{2:.1f}%"></div></div></td>'
        '<td style="{0};white-space:nowrap">{3} <span style="{4}">{5}</span></td></tr>'
    ).format(_CELL, _text(name), 100 * min(1.0, max(0.0, accuracy.value)), value, _QUIET, between)
