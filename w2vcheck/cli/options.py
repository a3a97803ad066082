"""The options that several commands share, and what is looked at before a command begins."""

from pathlib import Path
from typing import Annotated

import typer

from w2vcheck.cli import completion

Config = Annotated[str | None, typer.Option(help="w2vcheck.toml or pyproject.toml (the nearest one otherwise).")]
Ignore = Annotated[str | None, typer.Option(help="Rules to leave out, by code or prefix.", autocompletion=completion.codes)]
FailOn = Annotated[
    str | None,
    typer.Option(
        metavar="error|warning|note|never",
        help="Exit with 1 from this severity on (default: error).",
        autocompletion=completion.among(("error", "warning", "note", "never")),
    ),
]
MinConfidence = Annotated[
    str | None,
    typer.Option(
        metavar="high|medium|low",
        help="How sure a finding must be to fail the run (scripts: high, else low).",
        autocompletion=completion.among(("high", "medium", "low")),
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Accept the findings in this file (see 'w2vcheck baseline'); new and worse ones count."),
]
StrictBaseline = Annotated[
    bool, typer.Option("--strict-baseline", help="Exit with 1, too, where something accepted is there no longer.")
]
WorseThan = Annotated[
    float | None,
    typer.Option(metavar="SHARE", help="How much worse than in the baseline a finding may become (default: 0.25 of it)."),
]
Seed = Annotated[int | None, typer.Option(help="Seed of everything random (default: 0).")]
Output = Annotated[str | None, typer.Option("--output", "-o", help="Write the report to this file.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="List every measure, not only what was found.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print what fails the run, a line each, and nothing else.")]
Explain = Annotated[bool, typer.Option("--explain", help="Add what the page of each rule says to its first finding.")]
NoText = Annotated[
    bool, typer.Option("--no-text", help="Keep texts and words out of the report: rows by number, words by a hash.")
]


def codes(given: str | None) -> tuple[str, ...] | None:
    """Codes in capitals, so that w2v302 will do; what does not begin like a code stays as it is, for the error that quotes it."""
    if given is None:
        return None
    from w2vcheck.rule import rule_codes

    begin = ("w2v", "all", *(code.casefold().rstrip("0123456789") for code in rule_codes()))
    codes = (code.strip() for code in given.split(","))
    return tuple(code.upper() if code.casefold().startswith(begin) else code for code in codes if code)


def check_form(form: str, choices: tuple[str, ...]) -> None:
    """Refuse a form there is not. Raises `ConfigError`."""
    from w2vcheck.errors import ConfigError
    from w2vcheck.toml_source import closest

    if form not in choices:
        expected = f"one of {', '.join(choices)} as --format"
        raise ConfigError(expected, repr(form), closest(form, choices) or "choose one of them")


def check_view(*, quiet: bool, verbose: bool = False, explain: bool = False) -> None:
    """Refuse what contradicts itself. Raises `ConfigError`."""
    from w2vcheck.errors import ConfigError

    if quiet and (verbose or explain):
        raise ConfigError("--quiet alone", f"{'--verbose' if verbose else '--explain'} beside it", "leave one of them out")


def target(output: str | None) -> Path | None:
    """Where the report goes; None is standard output. Raises `ConfigError`, before an audit of minutes."""
    from w2vcheck.cli.show import check_output

    if output is None:
        return None
    check_output(Path(output))
    return Path(output)
