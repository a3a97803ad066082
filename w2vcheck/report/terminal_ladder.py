"""The ladder in the terminal report: baselines and the user's own experiment, with bars on one scale."""

from math import isfinite

from rich.text import Text

from w2vcheck.report.terminal_chart import MARGIN, Row, chart, columns_of
from w2vcheck.report.terminal_layout import QUIET, STRONG, indented, safe, wrapped
from w2vcheck.results import Outcome, Rung
from w2vcheck.wording import number, percent, share_parts

_TITLE_LIMIT = 80
_SAYS_LIMIT = 600


def ladder(rungs: tuple[Rung, ...], note: str, experiments: tuple[Outcome, ...], width: int, *, verbose: bool) -> list[Text]:
    """Baselines weakest first, then the experiments as the user wrote them, on the same scale."""
    baselines = [_baseline(rung, verbose=verbose) for rung in rungs]
    own = [_own(outcome, verbose=verbose) for outcome in experiments]
    columns = columns_of([*baselines, *own], width)
    lines: list[Text] = []
    if baselines or note:
        lines.append(safe("The ladder: what simple models reach", STRONG))
    if baselines:
        lines += chart(baselines, columns, width)
    if note:
        lines += [indented(line, MARGIN) for line in wrapped(safe(note, QUIET, _SAYS_LIMIT), width - MARGIN)]
    if own:
        lines += [*([Text("")] if lines else []), safe("Your experiment", STRONG)]
        lines += chart(own, columns, width, heading=False)
    return lines


def _baseline(rung: Rung, *, verbose: bool) -> Row:
    below = (safe(rung.how, QUIET, _SAYS_LIMIT),) if verbose and rung.how else ()
    return Row(
        safe(rung.title, limit=_TITLE_LIMIT),
        *share_parts(rung.accuracy),
        percent(rung.macro_f1.value),
        _seconds(rung.seconds) if verbose else "",
        rung.accuracy,
        "",
        below,
    )


def _own(outcome: Outcome, *, verbose: bool) -> Row:
    how = outcome.how if verbose else ""
    below = [safe(outcome.says, limit=_SAYS_LIMIT), safe(how, QUIET, _SAYS_LIMIT)]
    return Row(
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
