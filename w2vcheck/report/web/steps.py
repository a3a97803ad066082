"""The waterfall and the ladder: rows with a dot and an interval each, on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from w2vcheck.report.web.scales import Scale, cell, grid, interval
from w2vcheck.report.web.svg import element, per_cent
from w2vcheck.results import Finding, Measure, Report, Step
from w2vcheck.wording import gained, share_parts, worth


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart: its title, its picture, its figures, and a sentence below."""

    title: str
    code: str
    plot: Markup
    value: str
    range: str
    says: str
    kind: str = ""
    moved: str = ""


def waterfall(steps: tuple[Step, ...], scale: Scale) -> list[Row]:
    """A row a step; a bar from the step before shows what the remedy changed. Nothing where no remedy was tried."""
    if len(steps) < 3:  # "as written" and "honest" alone say what the tiles say already
        return []
    return [_row(None, steps[0], scale)] + [_row(before, step, scale) for before, step in pairwise(steps)]


def _row(before: Step | None, step: Step, scale: Scale) -> Row:
    kind = step.name if step.name in ("as-written", "honest") else "step"
    parts = [grid(scale)]
    moved = ""
    if before is not None and kind == "step":
        change = step.accuracy.value - before.accuracy.value
        here, there = scale.place(step.accuracy.value), scale.place(before.accuracy.value)
        parts.append(
            element(
                "rect",
                class_="loss" if change < 0 else "gain",
                x=per_cent(min(here, there)),
                width=per_cent(abs(here - there)),
                y="30%",
                height="40%",
            )
        )
        parts.append(element("line", class_="before", x1=per_cent(there), x2=per_cent(there), y1="0", y2="70%"))
        moved = _points(change)
    parts.append(interval(step.accuracy, scale, kind))
    value, between = share_parts(step.accuracy)
    title = {"as-written": "As written", "honest": "Honest"}.get(step.name, step.name.replace("-", " "))
    return Row(title, step.code, cell(*parts), value, between, step.sentence if step.code else "", kind, moved)


def _points(change: float) -> str:
    """The signed part of `gained`: "−8.2 points"."""
    return gained(Measure.exact("", change, "points", 1)).partition(" (")[0]


def ladder(report: Report, scale: Scale) -> list[Row]:
    """The baselines, weakest first, then the experiment as written."""
    best = max((rung.accuracy.value for rung in report.ladder), default=None)
    rows = []
    for rung in report.ladder:
        kind = "best" if rung.accuracy.value == best else "rung"
        value, between = share_parts(rung.accuracy)
        says = f"{rung.how}; macro-F1 {' '.join(filter(None, share_parts(rung.macro_f1)))}"
        rows.append(Row(rung.title, "", cell(grid(scale), interval(rung.accuracy, scale, kind)), value, between, says, kind))
    for outcome in report.experiments:
        if outcome.accuracy is not None:
            value, between = share_parts(outcome.accuracy)
            plot = cell(grid(scale), interval(outcome.accuracy, scale, "as-written"))
            rows.append(Row(f"your experiment, {outcome.title}", "", plot, value, between, outcome.says, "as-written"))
    return rows


def change(finding: Finding) -> str:
    """What the fix of a finding is worth in points, for its headline; empty where that was not measured."""
    return "" if finding.impact is None else f"{_points(finding.impact.difference.value)} if mended"


def impact(finding: Finding) -> str:
    """The same in full."""
    return "" if finding.impact is None else worth(finding.impact)
