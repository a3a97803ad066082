"""Accuracies as a table with bars on one scale: the baselines, the user's experiment, the steps of the waterfall."""

from dataclasses import dataclass
from math import isfinite

from rich.text import Text

from w2vcheck.report.terminal_layout import (
    BAR,
    QUIET,
    indented,
    joined,
    labelled,
    listed,
    padded,
    safe,
    width_of,
    wrapped,
)
from w2vcheck.results import Measure

MARGIN = 2
_GAP = 2
_BARS = (14, 32)  # columns of the shortest bar that still says something, and of the longest
_TITLES = 18  # columns that titles get at least


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, as text. `seconds` is empty unless asked for; `losses` stand in where there is no accuracy."""

    title: Text
    value: str
    interval: str
    macro_f1: str
    seconds: str
    accuracy: Measure | None
    losses: str
    below: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in terminal columns.

    `macro_f1` and `seconds` are 0 where no row has any, `bar` where there is no room for a table, and each row takes
    a few lines.
    """

    title: int
    value: int
    interval: int
    macro_f1: int
    seconds: int
    bar: int


def chart(rows: list[Row], columns: Columns, width: int, *, heading: bool = True) -> list[Text]:
    """The rows under one another."""
    lines = _heading(columns) if heading else []
    for row in rows:
        lines += _row(row, columns, width)
    return lines


def columns_of(rows: list[Row], width: int) -> Columns:
    """Widths from the widest cell; titles and the bar share what is left."""
    scored = [row for row in rows if row.accuracy is not None]
    value = max((len(row.value) for row in scored), default=0)
    interval = max((len(row.interval) for row in scored), default=0)
    macro_f1 = max((len(row.macro_f1) for row in scored), default=0)
    seconds = max((len(row.seconds) for row in rows), default=0)
    macro_f1 = max(macro_f1, len("macro-F1")) if macro_f1 else 0
    taken = (
        MARGIN + value + 1 + interval + _GAP + (macro_f1 + _GAP if macro_f1 else 0) + (seconds + _GAP if seconds else 0) + _GAP
    )
    titles = max((width_of(row.title) for row in rows), default=0)
    title = min(titles, max(_TITLES, width - taken - _BARS[0] - 2))
    bar = width - taken - title
    return Columns(title, value, interval, macro_f1, seconds, min(bar, _BARS[1]) if bar >= _BARS[0] else 0)


def _heading(columns: Columns) -> list[Text]:
    """Names of the columns and the ends of the scale; nothing where there is no table."""
    if not columns.bar:
        return []
    cells = [
        safe(" " * columns.title),
        padded(safe("accuracy"), columns.value + 1 + columns.interval),
    ]
    if columns.macro_f1:
        cells.append(padded(safe("macro-F1"), columns.macro_f1, right=True))
    if columns.seconds:
        cells.append(padded(safe("time"), columns.seconds, right=True))
    cells.append(safe("0 %" + "100 %".rjust(columns.bar - 3)))
    line = indented(joined(cells, " " * _GAP), MARGIN)
    line.stylize(QUIET)
    return [line]


def _row(row: Row, columns: Columns, width: int) -> list[Text]:
    below = [line for text in row.below for line in labelled(safe(""), text, width, lead=MARGIN + 2)]
    if row.accuracy is None:
        lead = MARGIN + min(width_of(row.title), _TITLES) + _GAP
        return [*labelled(row.title, safe(row.losses), width, lead=lead), *below]
    accuracy = (
        padded(safe(row.value), columns.value, right=True) + safe(" ") + padded(safe(row.interval, QUIET), columns.interval)
    )
    if not columns.bar:
        return [*_stacked(row, accuracy, width), *below]
    title, *rest = wrapped(row.title, columns.title)
    cells = [padded(title, columns.title), accuracy]
    if columns.macro_f1:
        cells.append(padded(safe(row.macro_f1), columns.macro_f1, right=True))
    if columns.seconds:
        cells.append(padded(safe(row.seconds, QUIET), columns.seconds, right=True))
    cells.append(bar(row.accuracy, columns.bar))
    return [indented(joined(cells, " " * _GAP), MARGIN), *(indented(line, MARGIN) for line in rest), *below]


def _stacked(row: Row, accuracy: Text, width: int) -> list[Text]:
    """A row for narrow terminals: title, figures, bar, each on its own line."""
    figures = [accuracy, *([safe(f"macro-F1 {row.macro_f1}", QUIET)] if row.macro_f1 else [])]
    if row.seconds:
        figures.append(safe(row.seconds, QUIET))
    lines = [indented(line, MARGIN) for line in wrapped(row.title, width - MARGIN)]
    lines += labelled(safe(""), listed(figures, width - MARGIN - 2), width, lead=MARGIN + 2)
    if row.accuracy is not None:
        lines.append(indented(bar(row.accuracy, min(_BARS[1], width - MARGIN - 2)), MARGIN + 2))
    return lines


def bar(measure: Measure, length: int) -> Text:
    """A bar from 0 to 100 % in `length` columns: heavy up to the interval, thin within it, a dot at the value."""
    if not all(map(isfinite, (measure.value, measure.low, measure.high))):
        return safe("")
    value, low, high = (int(min(length - 1, max(0, point * length))) for point in (measure.value, measure.low, measure.high))
    signs = ["━" if place < low else "─" if low <= place <= high else " " for place in range(length)]
    signs[value] = "●"
    return safe("".join(signs), BAR)
