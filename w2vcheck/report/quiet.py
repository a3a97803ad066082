"""The report for those who only want to know what fails the run: a line each, and nothing where nothing does."""

from dataclasses import replace

from w2vcheck.report import concise
from w2vcheck.results import Report, Skipped


def render(report: Report) -> str:
    """One line for each finding that fails the run, for each demand that is not met and for each rule that crashed.

    Files that could not be read are named too: nothing is known about them.
    """
    return concise.render(replace(report, findings=report.failing, skipped=_unread(report), stale=()))


def _unread(report: Report) -> tuple[Skipped, ...]:
    """Of scripts, what could not be read stands among the skipped; of data, what is skipped is known from the settings."""
    return tuple(one for one in report.skipped if not one.code) if report.subject.rows is None else ()
