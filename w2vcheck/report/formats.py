"""The forms a report can take: one module each, which has `render(report)` and is imported only when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from w2vcheck.results import Report

TERMINAL = "terminal"
_MODULES = {
    "concise": "concise",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "markdown": "markdown",
    "html": "web.page",
}
"""Formats that need nothing but the report, with their module in this folder."""
AUDIT_FORMATS = (TERMINAL, "json", *_MODULES)
LINT_FORMATS = AUDIT_FORMATS
WITH_EXHIBITS = ("html",)
"""Formats with pictures."""


@dataclass(frozen=True, slots=True)
class View:
    """How the reader wants to see a report; most formats are for programs and heed none of it.

    `width` is in columns; `verbose` adds what a reader in a hurry leaves out; `timings` adds seconds, which differ from run
    to run. `quiet` leaves all but what fails the run, a line each; `explain` adds the page of each rule to its first finding.
    """

    width: int = 80
    color: bool = False
    verbose: bool = False
    timings: bool = False
    quiet: bool = False
    explain: bool = False


def render(report: Report, form: str, view: View | None = None) -> str:
    """The report in this form. Raises KeyError for a form there is not."""
    view = view or View()
    match form:
        case "json":
            from w2vcheck.report import json_report

            return json_report.render(report, timings=view.timings)
        case _ if form != TERMINAL:
            module = import_module(f"w2vcheck.report.{_MODULES[form]}")
            return cast("Callable[[Report], str]", module.render)(report)
        case _ if view.quiet:
            from w2vcheck.report import quiet

            return quiet.render(report)
        case _ if report.subject.rows is None:
            from w2vcheck.report import terminal_lint

            return terminal_lint.render(report, width=view.width, color=view.color, verbose=view.verbose, explain=view.explain)
        case _:
            from w2vcheck.report import terminal

            verbose = view.verbose or view.timings
            return terminal.render(report, width=view.width, color=view.color, verbose=verbose, explain=view.explain)
