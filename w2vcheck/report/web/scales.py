"""Scales of the charts of accuracies: round ends, round ticks, one scale for all charts of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite

from markupsafe import Markup

from w2vcheck.report.web.svg import element, label, per_cent
from w2vcheck.results import Measure, Report
from w2vcheck.wording import number

TWELFTH = 1 / 12
"""A scale has at most so many ticks."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`, in shares; `step` from tick to tick."""

    low: float
    high: float
    step: float

    def place(self, share: float) -> float:
        """Where a share stands, in [0, 1] of the width."""
        return min(1.0, max(0.0, (share - self.low) / (self.high - self.low)))

    @property
    def ticks(self) -> tuple[float, ...]:
        """The ticks, ends included."""
        return tuple(round(self.low + number * self.step, 6) for number in range(round((self.high - self.low) / self.step) + 1))


def scale(shares: Sequence[float], *, most: float | None = 1.0) -> Scale:
    """A scale around these shares that is at least a fifth wide; beyond `most` there is nothing."""
    known = [share for share in shares if isfinite(share)] or [0.0, 1.0]
    known = known if most is None else [min(most, max(0.0, share)) for share in known]
    low, high = min(known), max(known)
    step = next(step for step in (0.05, 0.1, 0.2, 0.5, 1.0, ceil(high - low)) if max(high - low, 0.2) / step <= 1 / TWELFTH / 2)
    begin, end = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    if end - begin < 0.2:
        begin -= step
        end += step
    end = end if most is None else min(end, most)
    begin = begin if most is None else max(begin, 0.0)
    if end - begin < step / 2:
        end = begin + step
    return Scale(round(begin, 6), round(end, 6), step)


def accuracy_scale(report: Report) -> Scale:
    """One scale for the waterfall and the ladder of a report."""
    measures = [step.accuracy for step in report.waterfall] + [rung.accuracy for rung in report.ladder]
    measures += [outcome.accuracy for outcome in report.experiments if outcome.accuracy is not None]
    return scale([end for measure in measures for end in (measure.low, measure.value, measure.high)])


def grid(of: Scale) -> Markup:
    """Lines at the ticks, over the whole height of a cell."""
    return Markup().join(
        element("line", class_="grid", x1=per_cent(of.place(tick)), x2=per_cent(of.place(tick)), y1="0", y2="100%")
        for tick in of.ticks
    )


def interval(measure: Measure, of: Scale, class_: str = "") -> Markup:
    """A dot with its interval, in the middle of a cell."""
    low, high, value = (per_cent(of.place(share)) for share in (measure.low, measure.high, measure.value))
    parts = []
    if measure.low != measure.high:
        parts.append(element("line", class_=f"whisker {class_}".strip(), x1=low, x2=high, y1="50%", y2="50%"))
        parts += [element("line", class_=f"whisker {class_}".strip(), x1=end, x2=end, y1="38%", y2="62%") for end in (low, high)]
    parts.append(element("circle", class_=f"point {class_}".strip(), cx=value, cy="50%", r=5))
    return Markup().join(parts)


def cell(*children: Markup) -> Markup:
    """The picture in one cell of a table, as wide as the cell; the figures beside it say the same."""
    return element("svg", *children, class_="cell", aria_hidden="true", focusable="false")


def axis(of: Scale) -> Markup:
    """The figures below the cells, in percent."""
    return element(
        "svg",
        *(label(number(round(100 * tick, 4)), per_cent(of.place(tick)), "1em", "tick", "middle") for tick in of.ticks),
        class_="axis",
        aria_hidden="true",
        focusable="false",
    )
