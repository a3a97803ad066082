"""The report as one self-contained page: no request leaves it, and it can be read without its script."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from w2vcheck import __version__
from w2vcheck.report.safe_text import visible
from w2vcheck.report.web import cells, curves, scatter, steps
from w2vcheck.report.web.differences import marked
from w2vcheck.report.web.places import Frame, frames, places
from w2vcheck.report.web.rule_page import rule_page
from w2vcheck.report.web.scales import accuracy_scale, axis
from w2vcheck.results import Evidence, Finding, Measure, Measured, Report, Severity, Skipped
from w2vcheck.wording import count, figure, gained, measured, number, percent, share_parts

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_IN_FULL = 150
"""Findings that are shown with evidence and page; a folder of scripts can have thousands."""
MOST_LISTED = 1_000
"""Findings that stand in a table below those; the rest is counted."""
MOST_QUOTES, LONGEST_QUOTE = 5, 300
LONGEST_TITLE = 120
_PER_CENT = re.compile(r"(?<=\d) %")
"""No line ends between a figure and its unit."""
SIGNS = {"error": "✗", "warning": "!", "note": "i", "clean": "✓"}
NAMES = {
    "curve": "learning curve",
    "spectrum": "spectrum of the vectors",
    "documents": "map of the documents",
    "confusion": "confusion matrix",
    "balance": "balance of the classes",
    "marking": "words that mark a class",
    "pairs": "near duplicates side by side",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with what the page adds to it. `page` is that of its rule, the first time one of its findings is shown."""

    number: int
    finding: Finding
    sign: str
    change: str
    impact: str
    measured: str
    places: list[str]
    frames: list[Frame]
    page: Markup | None
    page_at: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure at the top of the page."""

    title: str
    value: str
    range: str
    says: str
    kind: str


def render(report: Report) -> str:
    """The page, which ends with a newline. The same report gives the same bytes."""
    style, script = _file("report.css"), _file("report.js")
    scale = accuracy_scale(report)
    exhibits = report.exhibits
    opening, _, lead = report.verdict.headline.partition(". ")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            version=__version__,
            exhibits=exhibits,
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            policy=policy(style, script),
            opening=opening if opening.endswith(".") else f"{opening}.",
            lead=lead,
            sign=SIGNS.get(report.verdict.level, "•"),
            tiles=tiles(report),
            shown=shown(report.findings[:MOST_IN_FULL]),
            listed=report.findings[MOST_IN_FULL : MOST_IN_FULL + MOST_LISTED],
            unlisted=max(0, len(report.findings) - MOST_IN_FULL - MOST_LISTED),
            severities=[(one.value, sum(finding.severity is one for finding in report.findings)) for one in Severity],
            waterfall=steps.waterfall(report.waterfall, scale),
            ladder=steps.ladder(report, scale),
            axis=axis(scale),
            passed=[entry for entry in report.measures if not entry.fired],
            skipped=by_reason(report.skipped),
            absent=[(NAMES.get(one.name, one.name), one.reason) for one in exhibits.absent] if exhibits else [],
            settings=json.dumps(report.settings, indent=2, ensure_ascii=False, default=str).splitlines(),
            names_rows=any(_names_rows(finding) for finding in report.findings),
        )
        .encode("utf-8", "replace")
        .decode("utf-8")
    )


@cache
def _file(name: str) -> str:
    return files("w2vcheck.report.web").joinpath("templates", name).read_text(encoding="utf-8")


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy: our own style and script by their hashes, and nothing else at all."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    """Templates in which every value is made visible, then escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("w2vcheck.report.web"),
        autoescape=True,
        finalize=finalised,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "count": count,
        "figure": figure,
        "gained": gained,
        "measured": measured,
        "number": number,
        "percent": percent,
        "name_of": measure_in_words,
        "losses": losses,
        "short": short,
        "proof": proof,
    }
    made.globals |= {
        "learning_curve": curves.learning_curve,
        "axes": curves.axes,
        "gauge": curves.gauge,
        "document_map": scatter.document_map,
        "legend": scatter.legend,
        "matrix": cells.matrix,
        "weights": cells.weights,
        "words": cells.words,
        "marked": marked,
    }
    return made


def finalised(value: object) -> object:
    """Text from anywhere but our templates and pictures, with nothing in it that acts or hides; jinja escapes it next."""
    if isinstance(value, Markup) or value is None:
        return "" if value is None else value
    return _PER_CENT.sub("\u00a0%", visible(str(value)))


def short(text: str, columns: int = LONGEST_TITLE) -> str:
    """A title of at most so many columns, in quotation marks where blanks at its ends would not be seen."""
    return visible(text, columns) if text == text.strip() else f"“{visible(text, columns)}”"


def proof(evidence: Evidence) -> tuple[list[tuple[str, str]], int]:
    """The quotes of a line of evidence as (row, text), and how many are left out."""
    quotes = evidence.quotes[:MOST_QUOTES]
    return [("" if quote.row is None else f"row {quote.row}", visible(quote.text, LONGEST_QUOTE)) for quote in quotes], len(
        evidence.quotes
    ) - len(quotes)


def measure_in_words(entry: Measured) -> str:
    """A passed measure; one in shares does not say its name by itself."""
    measure = entry.measure
    return f"{measure.name}: {measured(measure)}" if measure.unit == "share" else measured(measure)


def losses(loss: float | None, loss_of_mean: float | None) -> str:
    """The loss beside that of a model that has learnt nothing."""
    if loss is None:
        return ""
    return f"loss {number(loss)}" + ("" if loss_of_mean is None else f"; always predicting the mean gives {number(loss_of_mean)}")


def tiles(report: Report) -> list[Tile]:
    """As written, honest, the best baseline, the majority class: what of it there is."""
    found = []
    own = next((one.accuracy for one in report.experiments if one.accuracy is not None), None)
    walked = len(report.waterfall) > 2
    if own is not None:
        found.append(_tile("As written", own, "your experiment as it stands", "as-written"))
    elif walked:
        found.append(_tile("As written", report.waterfall[0].accuracy, "the reference on the data as they stand", "as-written"))
    if walked:
        found.append(_tile("Honest", report.waterfall[-1].accuracy, "with all remedies applied", "honest"))
    if report.ladder:
        best = max(report.ladder, key=lambda rung: rung.accuracy.value)
        found.append(_tile("Best baseline", best.accuracy, best.title, "best"))
        majority = next((rung for rung in report.ladder if rung.name == "majority"), None)
        if majority is not None and majority is not best:
            found.append(_tile("Majority class", majority.accuracy, "the floor of every model", "rung"))
    return found


def _tile(title: str, accuracy: Measure, says: str, kind: str) -> Tile:
    value, between = share_parts(accuracy)
    return Tile(title, value, between, f"{says} · {count(accuracy.n, accuracy.scope.removeprefix('all '))}", kind)


def shown(findings: Sequence[Finding]) -> list[Shown]:
    """The findings in their order; the page of a rule stands in the first of its findings."""
    first: dict[str, int] = {}
    result = []
    for place, finding in enumerate(findings, start=1):
        at = first.setdefault(finding.code, place)
        result.append(
            Shown(
                place,
                finding,
                SIGNS.get(finding.severity, "•"),
                steps.change(finding),
                steps.impact(finding),
                "" if finding.measure is None else figure(finding.measure),
                places(finding.locations),
                frames(finding.locations),
                rule_page(finding.code) if at == place else None,
                at,
            )
        )
    return result


def by_reason(skipped: Sequence[Skipped]) -> list[tuple[str, str]]:
    """What could not be checked: each reason with the rules that it stopped."""
    reasons: dict[str, list[str]] = {}
    for entry in skipped:
        reasons.setdefault(entry.reason, []).append(f"{entry.code} {entry.name}".strip())
    return [(reason, ", ".join(names)) for reason, names in reasons.items()]


def _names_rows(finding: Finding) -> bool:
    rows = [location.row for location in finding.locations]
    rows += [quote.row for one in finding.evidence for quote in one.quotes]
    return any(row is not None for row in rows)
