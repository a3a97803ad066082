"""The options that several commands share, and what is looked at before a command begins."""

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[str | None, typer.Option(help="w2vcheck.toml or pyproject.toml (the nearest one otherwise).")]
Ignore = Annotated[str | None, typer.Option(help="Rules to leave out, by code or prefix.")]
FailOn = Annotated[
    str | None,
    typer.Option(metavar="error|warning|note|never", help="Exit with 1 from this severity on (default: error)."),
]
MinConfidence = Annotated[
    str | None,
    typer.Option(metavar="high|medium|low", help="How sure a finding must be to fail the run (scripts: high, else low)."),
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


def codes(given: str | None) -> tuple[str, ...] | None:
    """Codes in capitals, so that w2v302 will do; what does not begin like a code stays as it is, for the error that quotes it."""
    if given is None:
        return None
    codes = (code.strip() for code in given.split(","))
    return tuple(code.upper() if code.casefold().startswith(("w2v", "all")) else code for code in codes if code)


def check_form(form: str, choices: tuple[str, ...]) -> None:
    """Refuse a form there is not. Raises `ConfigError`."""
    from w2vcheck.errors import ConfigError
    from w2vcheck.toml_source import closest

    if form not in choices:
        expected = f"one of {', '.join(choices)} as --format"
        raise ConfigError(expected, repr(form), closest(form, choices) or "choose one of them")


def target(output: str | None) -> Path | None:
    """Where the report goes; None is standard output. Raises `ConfigError`, before an audit of minutes."""
    from w2vcheck.cli.show import check_output

    if output is None:
        return None
    check_output(Path(output))
    return Path(output)
