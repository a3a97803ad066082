"""What to do about the report on a first batch: shared by the training loops, whoever writes them."""

from __future__ import annotations

import logging
from typing import Literal

from w2vcheck.errors import ConfigError
from w2vcheck.report.formats import View, render
from w2vcheck.results import Report, Severity

Then = Literal["raise", "log"]
LOGGER = logging.getLogger("w2vcheck")


def check_choices(then: str, severity: str) -> None:
    """Refuse a choice there is not, before any training. Raises `ConfigError`."""
    if then not in ("raise", "log"):
        raise ConfigError("raise or log as what to do about findings", repr(then), "choose one of them")
    if severity not in list(Severity):
        raise ConfigError(f"{', '.join(Severity)} as severity", repr(severity), "choose one of them")


def act(report: Report, then: Then, severity: Severity | str) -> None:
    """Raise `FindingsError` for findings at this severity or worse, or log them as a warning; nothing where there are none."""
    if then == "raise":
        report.raise_for_findings(severity)
    elif report.at_least(Severity(severity)) or report.crashed:
        LOGGER.warning("%s", render(report, "terminal", View()).rstrip())
