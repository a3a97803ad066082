"""Showing a report: progress while it is made, the chosen format, the exit code."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from w2vcheck.artefacts import Progress, silent
from w2vcheck.cli import CLEAN, FAILED, FINDINGS
from w2vcheck.cli.streams import put
from w2vcheck.errors import ConfigError
from w2vcheck.report.formats import View, render
from w2vcheck.results import Report
from w2vcheck.whole_file import create_whole, write_whole

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable in which GitHub names a file of Markdown that it shows beside the log."""


@contextmanager
def progress() -> Iterator[Progress]:
    """A line with the running stage on a terminal; silence in a pipe."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(20),
        TimeElapsedColumn(),
        TextColumn("· left"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        running = ""

        def tell(stage: str, done: float | None = None) -> None:
            nonlocal running
            if stage != running:
                running = stage
                bar.reset(task, total=None, description=stage)
            if done is not None:
                bar.update(task, total=1.0, completed=done)

        yield tell


def check_output(output: Path) -> None:
    """Refuse, before an audit of minutes, a file that could not be written after it. Raises `ConfigError`."""
    if output.is_dir():
        raise _unwritable(output, "a folder")
    if not output.parent.is_dir():
        raise _unwritable(output, f"no folder '{output.parent}'")
    if not os.access(output.parent, os.W_OK):
        raise _unwritable(output, "no permission to write there")


def check_new(script: Path) -> None:
    """Refuse a script that would overwrite one. Raises `ConfigError`."""
    if script.exists() and not script.is_dir():
        advice = "choose another name, or move it away"
        raise ConfigError("a new file for --write-pipeline", "one that exists", advice, str(script))
    check_output(script)


def write_script(report: Report, script: Path) -> None:
    """Write the honest experiment beside the report. Raises `ConfigError` with the reason where there is none."""
    if not report.pipeline:
        reason = next((one.reason for one in report.skipped if one.name == "pipeline"), "nothing to write")
        raise ConfigError("an experiment that can be written as a script", reason, "leave --write-pipeline out", str(script))
    save_new(report.pipeline.encode("utf-8", "backslashreplace"), script)


def write(report: Report, form: str, output: Path | None, view: View, *, to_stderr: bool = False) -> None:
    """Print the report as wide and colourful as the terminal is, or write it to a file that is either whole or as it was."""
    stream = sys.stderr if to_stderr else sys.stdout
    color = output is None and stream.isatty() and not os.environ.get("NO_COLOR")
    width = min(120, shutil.get_terminal_size((80, 24)).columns) if color else 80
    text = render(report, form, replace(view, width=width, color=color))
    if output is None:
        put(text.encode("utf-8", "replace"), stream)
    else:
        save_new(text.encode("utf-8", "replace"), output)
    if form == "github" and (summary := os.environ.get(SUMMARY)):
        _add_summary(report, Path(summary))


def save_new(content: bytes, file: Path) -> None:
    """Write a file, new or in place of another: whole or not at all. Raises `ConfigError`."""
    try:
        write_whole(content, file)
    except OSError as error:
        raise _unwritable(file, (error.strerror or str(error)).lower()) from error


def _add_summary(report: Report, file: Path) -> None:
    """Write the whole report behind what earlier commands of this step have put into the summary of the job."""
    from w2vcheck.report.github import summary

    try:
        with file.open("ab") as stream:
            stream.write(summary(report, stream.tell()).encode())
    except OSError as error:
        found = (error.strerror or str(error)).lower()
        raise ConfigError(f"a file that can be written in {SUMMARY}", found, f"unset {SUMMARY}", str(file)) from error


def create(content: bytes, file: Path) -> None:
    """Write a file that is not there yet, whole or not at all, and never over one. Raises `ConfigError`."""
    try:
        create_whole(content, file)
    except FileExistsError as error:
        raise ConfigError("a file that is not there yet", "one that exists", "choose another path", str(file)) from error
    except OSError as error:
        raise _unwritable(file, (error.strerror or str(error)).lower()) from error


def save(content: bytes, file: Path) -> None:
    """Replace a file that is there: whole or not at all, with its permissions, and behind a link where it is one."""
    real = file.resolve()
    try:
        write_whole(content, real, mode=real.stat().st_mode)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError("a file that can be mended", reason, "check its permissions", str(file)) from error


def _unwritable(output: Path, found: str) -> ConfigError:
    return ConfigError("a file that can be written as --output", found, "choose another path", str(output))


def exit_code(report: Report) -> int:
    """0, 1 or 2 as the report and its settings demand."""
    if report.crashed:
        return FAILED
    return FINDINGS if report.failing or not all(gate.passed for gate in report.gates) else CLEAN
