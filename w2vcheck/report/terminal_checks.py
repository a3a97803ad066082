"""What the terminal report says about rules that did not fire: passed, skipped, crashed, and captured warnings."""

from rich.text import Text

from w2vcheck.report.safe_text import visible
from w2vcheck.report.terminal_layout import QUIET, SIGNS, STRONG, STYLES, joined, labelled, safe, wrapped
from w2vcheck.results import Crashed, Measured, Skipped
from w2vcheck.wording import count, measured

_REASON_LIMIT = 300
_CODES = 8  # named behind a reason, unless verbose
_CODE_COLUMN = 12


def passed(measures: tuple[Measured, ...], width: int, *, verbose: bool) -> list[Text]:
    """What was measured and found to be well: one line, or all of them."""
    fine = [entry for entry in measures if not entry.fired]
    if not fine:
        return []
    tick = safe(SIGNS["clean"], STYLES["clean"])
    total = f"{count(len(fine), 'measures')} passed"
    if not verbose:
        return labelled(tick, safe(f"{total}; --verbose lists {'it' if len(fine) == 1 else 'them'}"), width, margin=0, lead=2)
    lines = [joined([tick, safe(total, STRONG)], " ")]
    for entry in fine:
        nameless = entry.measure.unit == "share"
        text = f"{entry.measure.name}: {measured(entry.measure)}" if nameless else measured(entry.measure)
        lines += labelled(safe(entry.code), safe(text, limit=_REASON_LIMIT), width, lead=_CODE_COLUMN)
    return lines


def skipped(left_out: tuple[Skipped, ...], width: int, *, verbose: bool) -> list[Text]:
    """What could not be checked, one entry a reason."""
    if not left_out:
        return []
    reasons: dict[str, list[Skipped]] = {}
    for entry in left_out:
        reasons.setdefault(entry.reason, []).append(entry)
    lines = [safe(f"{count(len(left_out), 'checks')} skipped", STRONG)]
    for reason, entries in reasons.items():
        body = safe(f"{visible(reason, _REASON_LIMIT)}: ") + _codes(entries, verbose=verbose)
        lines += labelled(safe("–", QUIET), body, width, lead=4)
    return lines


def _codes(entries: list[Skipped], *, verbose: bool) -> Text:
    if verbose:
        return safe(", ".join(f"{entry.code} {entry.name}".strip() for entry in entries), QUIET)
    codes = ", ".join(entry.code or entry.name for entry in entries[:_CODES])
    return safe(f"{codes} and {len(entries) - _CODES:,} more" if len(entries) > _CODES else codes, QUIET)


def crashed(failures: tuple[Crashed, ...], width: int) -> list[Text]:
    """Rules that failed inside: loud, because the report is incomplete."""
    if not failures:
        return []
    loud = STYLES["error"]
    lines = wrapped(
        safe(f"✗ {count(len(failures), 'checks')} crashed: a defect of w2vcheck, not of your data. Please report it.", loud),
        width,
    )
    for failure in failures:
        lines += labelled(
            safe(failure.code, loud), safe(f"{failure.name}: {failure.error}", limit=_REASON_LIMIT), width, lead=_CODE_COLUMN
        )
    return lines


def warnings(captured: tuple[str, ...], width: int) -> list[Text]:
    """Warnings of the libraries, each once."""
    if not captured:
        return []
    unique = dict.fromkeys(captured)
    lines = [safe(f"{count(len(unique), 'warnings')} of the libraries while it ran", STYLES["warning"])]
    for warning in unique:
        lines += labelled(safe("–", QUIET), safe(warning, limit=_REASON_LIMIT), width, lead=4)
    return lines
