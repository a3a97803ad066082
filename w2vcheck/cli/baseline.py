"""`w2vcheck baseline`: remember the findings of today, so that only new ones fail from now on."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from w2vcheck.cli import CLEAN, FINDINGS, options

if TYPE_CHECKING:
    from w2vcheck.ci.stored import StoredReport

baseline = typer.Typer(
    name="baseline",
    help="The baseline: findings that were there before. Write it once, commit it, and hold every run against it.",
    no_args_is_help=True,
)
Reports = Annotated[
    list[str], typer.Argument(metavar="REPORT.json...", help="Reports of audit, lint or vectors, written with --format json.")
]
USUAL = "w2vcheck-baseline.json"


@baseline.command()
def write(
    reports: Reports,
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="The baseline; one that is there is replaced.")] = USUAL,
) -> None:
    """Write the findings of these reports as the baseline. Refuses to where CI is set: there it could never fail.

    What the settings or a comment accept is left out. For a whole project, name the reports of all its runs at once.
    """
    from w2vcheck.ci.baseline import hold, merged, read_baseline, text_of
    from w2vcheck.ci.stored import read_report
    from w2vcheck.cli.show import check_output, save_new

    if _in_ci():
        from w2vcheck.errors import ConfigError

        advice = "write it on your own machine and commit it"
        raise ConfigError("a machine of a developer", f"the variable CI is {os.environ['CI']!r}", advice)
    file = Path(output)
    check_output(file)
    stored = [read_report(Path(report)) for report in reports]
    for one in stored:
        _check_whole(one)
    entries = merged([*one.known, *one.findings] for one in stored)
    before = read_baseline(file) if file.exists() else ()
    save_new(text_of(entries).encode(), file)
    compared = hold(entries, before, float("inf"))
    change = f" ({len(compared.new):,} new, {len(compared.missing):,} gone)" if before else ""
    typer.echo(f"{len(entries):,} {'finding' if len(entries) == 1 else 'findings'} written to {output}{change}.")


@baseline.command()
def check(
    reports: Reports,
    *,
    baseline: Annotated[str, typer.Option(metavar="FILE", help="The baseline.")] = USUAL,
    fail_on: options.FailOn = None,
    min_confidence: options.MinConfidence = None,
    strict_baseline: options.StrictBaseline = False,
    worse_than: options.WorseThan = None,
) -> None:
    """Hold stored reports against the baseline: the same as --baseline, for runs that have been made already.

    Exit codes: 0 nothing new or worse at or above --fail-on, 1 something, 2 a file could not be used or is incomplete.
    """
    from w2vcheck.ci.baseline import hold, read_baseline
    from w2vcheck.ci.checking import Demands, looked_for, told
    from w2vcheck.ci.stored import read_report
    from w2vcheck.report.safe_text import visible

    entries = read_baseline(Path(baseline))
    stored = [read_report(Path(report)) for report in reports]
    demands = Demands.of(fail_on, min_confidence, worse_than)
    failing = stale = 0
    elsewhere = {entry.fingerprint for one in stored for entry in (*one.known, *one.findings)}
    for one in stored:
        held = looked_for(hold([*one.known, *one.findings], entries, demands.worse_than), one, elsewhere)
        elsewhere |= {entry.fingerprint for entry in held.missing}  # told once
        lines, failed = told(held, one, demands)
        failing += failed
        stale += len(held.missing)
        for line in lines:
            typer.echo(visible(line))
    for one in stored:
        _check_whole(one)
    raise typer.Exit(FINDINGS if failing or (strict_baseline and stale) else CLEAN)


def _check_whole(report: "StoredReport") -> None:
    """Refuse a report in which a rule crashed: its findings are not all there. Raises `ConfigError`."""
    from w2vcheck.errors import ConfigError

    if report.crashed:
        found = f"one in which {', '.join(report.crashed)} crashed"
        raise ConfigError("a complete report", found, "please report the crash, and leave the rule out", report.path)


def _in_ci() -> bool:
    return os.environ.get("CI", "").strip().casefold() not in ("", "0", "false", "no", "off")
