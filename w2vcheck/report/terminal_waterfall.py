"""The waterfall in the terminal report: from the accuracy as written, remedy by remedy, to the honest one."""

from rich.text import Text

from w2vcheck.report.terminal_chart import Row, chart, columns_of
from w2vcheck.report.terminal_layout import QUIET, STRONG, safe, wrapped
from w2vcheck.results import Step
from w2vcheck.wording import share_parts

_TITLE_LIMIT = 80
_SAYS_LIMIT = 300


def waterfall(steps: tuple[Step, ...], width: int) -> list[Text]:
    """One bar a step on one scale, with its sentence below; nothing where no remedy was tried."""
    if len(steps) < 3:  # "as written" and "honest" alone say what stands above already
        return []
    rows = [_row(step) for step in steps]
    title = safe("The waterfall: from the number as written to the honest one", STRONG)
    return [*wrapped(title, width), *chart(rows, columns_of(rows, width), width)]


def _row(step: Step) -> Row:
    title = safe(step.code or step.name.replace("-", " "), "" if step.code else STRONG, _TITLE_LIMIT)
    below = (safe(step.sentence, QUIET, _SAYS_LIMIT),) if step.code else ()
    return Row(title, *share_parts(step.accuracy), "", "", step.accuracy, "", below)
