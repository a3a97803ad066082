"""The ladder in the terminal report: baselines and the user's own experiment, with bars on one scale."""

from dataclasses import dataclass
from math import isfinite

from rich.text import Text

from w2vcheck.report.terminal_layout import (
    BAR,
    QUIET,
    STRONG,
    indented,
    joined,
    labelled,
    listed,
    padded,
    safe,
    width_of,
    wrapped,
)
from w2vcheck.results import Measure, Outcome, Rung
from w2vcheck.wording import number, percent, share_parts

_MARGIN = 2
_GAP = 2
_BARS = (14, 32)  # columns of the shortest bar that still says something, and of the longest
_TITLES = 18  # columns that titles get at least
_TITLE_LIMIT = 80
_SAYS_LIMIT = 600


@dataclass(frozen=True, slots=True)
class _Row:
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
class _Columns:
    """Widths in terminal columns. `bar` is 0 where there is no room for a table: then each row takes a few lines."""

    title: int
    value: int
    interval: int
    macro_f1: int
    seconds: int
    bar: int


def ladder(rungs: tuple[Rung, ...], note: str, experiments: tuple[Outcome, ...], width: int, *, verbose: bool) -> list[Text]:
    """Baselines weakest first, then the experiments as the user wrote them, on the same scale."""
    baselines = [_baseline(rung, verbose=verbose) for rung in rungs]
    own = [_own(outcome, verbose=verbose) for outcome in experiments]
    columns = _columns([*baselines, *own], width)
    lines: list[Text] = []
    if baselines or note:
        lines.append(safe("The ladder: what simple models reach", STRONG))
    if baselines:
        lines += _heading(columns)
        for row in baselines:
            lines += _row(row, columns, width)
    if note:
        lines += [indented(line, _MARGIN) for line in wrapped(safe(note, QUIET, _SAYS_LIMIT), width - _MARGIN)]
    if own:
        lines += [*([Text("")] if lines else []), safe("Your experiment", STRONG)]
        for row in own:
            lines += _row(row, columns, width)
    return lines


def _baseline(rung: Rung, *, verbose: bool) -> _Row:
    below = (safe(rung.how, QUIET, _SAYS_LIMIT),) if verbose and rung.how else ()
    return _Row(
        safe(rung.title, limit=_TITLE_LIMIT),
        *share_parts(rung.accuracy),
        percent(rung.macro_f1.value),
        _seconds(rung.seconds) if verbose else "",
        rung.accuracy,
        "",
        below,
    )


def _own(outcome: Outcome, *, verbose: bool) -> _Row:
    how = outcome.how if verbose else ""
    below = [safe(outcome.says, limit=_SAYS_LIMIT), safe(how, QUIET, _SAYS_LIMIT)]
    return _Row(
        safe(outcome.title, STRONG, _TITLE_LIMIT),
        *(share_parts(outcome.accuracy) if outcome.accuracy else ("", "")),
        percent(outcome.macro_f1.value) if outcome.macro_f1 else "",
        _seconds(outcome.seconds) if verbose else "",
        outcome.accuracy,
        _losses(outcome),
        tuple(text for text in below if text.plain),
    )


def _losses(outcome: Outcome) -> str:
    """The loss beside the loss of a model that has learnt nothing."""
    if outcome.loss is None:
        return ""
    loss = f"loss {number(outcome.loss)}"
    return loss if outcome.loss_of_mean is None else f"{loss}; always predicting the mean gives {number(outcome.loss_of_mean)}"


def _seconds(seconds: float) -> str:
    if not isfinite(seconds):
        return ""
    return f"{seconds:,.1f} s" if seconds >= 0.05 else "<0.1 s"


def _columns(rows: list[_Row], width: int) -> _Columns:
    """Widths from the widest cell; titles and the bar share what is left."""
    scored = [row for row in rows if row.accuracy is not None]
    value = max((len(row.value) for row in scored), default=0)
    interval = max((len(row.interval) for row in scored), default=0)
    macro_f1 = max((len(row.macro_f1) for row in scored), default=0)
    seconds = max((len(row.seconds) for row in rows), default=0)
    macro_f1 = max(macro_f1, len("macro-F1"))
    taken = _MARGIN + value + 1 + interval + _GAP + macro_f1 + _GAP + (seconds + _GAP if seconds else 0) + _GAP
    titles = max((width_of(row.title) for row in rows), default=0)
    title = min(titles, max(_TITLES, width - taken - _BARS[0] - 2))
    bar = width - taken - title
    return _Columns(title, value, interval, macro_f1, seconds, min(bar, _BARS[1]) if bar >= _BARS[0] else 0)


def _heading(columns: _Columns) -> list[Text]:
    """Names of the columns and the ends of the scale; nothing where there is no table."""
    if not columns.bar:
        return []
    cells = [
        safe(" " * columns.title),
        padded(safe("accuracy"), columns.value + 1 + columns.interval),
        padded(safe("macro-F1"), columns.macro_f1, right=True),
    ]
    if columns.seconds:
        cells.append(padded(safe("time"), columns.seconds, right=True))
    cells.append(safe("0 %" + "100 %".rjust(columns.bar - 3)))
    line = indented(joined(cells, " " * _GAP), _MARGIN)
    line.stylize(QUIET)
    return [line]


def _row(row: _Row, columns: _Columns, width: int) -> list[Text]:
    below = [line for text in row.below for line in labelled(safe(""), text, width, lead=_MARGIN + 2)]
    if row.accuracy is None:
        lead = _MARGIN + min(width_of(row.title), _TITLES) + _GAP
        return [*labelled(row.title, safe(row.losses), width, lead=lead), *below]
    accuracy = (
        padded(safe(row.value), columns.value, right=True) + safe(" ") + padded(safe(row.interval, QUIET), columns.interval)
    )
    if not columns.bar:
        return [*_stacked(row, accuracy, width), *below]
    title, *rest = wrapped(row.title, columns.title)
    cells = [padded(title, columns.title), accuracy, padded(safe(row.macro_f1), columns.macro_f1, right=True)]
    if columns.seconds:
        cells.append(padded(safe(row.seconds, QUIET), columns.seconds, right=True))
    cells.append(bar(row.accuracy, columns.bar))
    return [indented(joined(cells, " " * _GAP), _MARGIN), *(indented(line, _MARGIN) for line in rest), *below]


def _stacked(row: _Row, accuracy: Text, width: int) -> list[Text]:
    """A row for narrow terminals: title, figures, bar, each on its own line."""
    figures = [accuracy, *([safe(f"macro-F1 {row.macro_f1}", QUIET)] if row.macro_f1 else [])]
    if row.seconds:
        figures.append(safe(row.seconds, QUIET))
    lines = [indented(line, _MARGIN) for line in wrapped(row.title, width - _MARGIN)]
    lines += labelled(safe(""), listed(figures, width - _MARGIN - 2), width, lead=_MARGIN + 2)
    if row.accuracy is not None:
        lines.append(indented(bar(row.accuracy, min(_BARS[1], width - _MARGIN - 2)), _MARGIN + 2))
    return lines


def bar(measure: Measure, length: int) -> Text:
    """A bar from 0 to 100 % in `length` columns: heavy up to the interval, thin within it, a dot at the value."""
    if not all(map(isfinite, (measure.value, measure.low, measure.high))):
        return safe("")
    value, low, high = (int(min(length - 1, max(0, point * length))) for point in (measure.value, measure.low, measure.high))
    signs = ["━" if place < low else "─" if low <= place <= high else " " for place in range(length)]
    signs[value] = "●"
    return safe("".join(signs), BAR)
