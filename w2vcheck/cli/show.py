"""Showing a report: progress while it is made, the chosen format, the exit code."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from w2vcheck.artefacts import Progress, silent
from w2vcheck.cli import CLEAN, FAILED, FINDINGS
from w2vcheck.errors import ConfigError
from w2vcheck.results import Report, Severity


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


def rendered(report: Report, form: str, *, timings: bool, verbose: bool, width: int, color: bool) -> str:
    """The report in the chosen format."""
    from w2vcheck.report import github, json_report, terminal

    match form:
        case "json":
            return json_report.render(report, timings=timings)
        case "github":
            return github.render(report)
        case _:
            return terminal.render(report, width=width, color=color, verbose=verbose or timings)


def write(report: Report, form: str, output: Path | None, *, timings: bool, verbose: bool) -> None:
    """Print the report, or write it to a file that is either whole or absent."""
    color = output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = min(120, shutil.get_terminal_size((80, 24)).columns) if color else 80
    text = rendered(report, form, timings=timings, verbose=verbose, width=width, color=color)
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    try:
        with tempfile.NamedTemporaryFile("wb", dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
            file.write(text.encode("utf-8", "replace"))
        Path(file.name).replace(output)
    except OSError as error:
        raise ConfigError(
            "a file to write to as --output", f"{str(output)!r}: {error.strerror}", "choose another path"
        ) from error


def exit_code(report: Report) -> int:
    """0, 1 or 2 as the report and its `fail_on` demand."""
    if report.crashed:
        return FAILED
    fail_on = str(report.settings.get("fail_on", "error"))
    return FINDINGS if fail_on != "never" and report.at_least(Severity(fail_on)) else CLEAN
