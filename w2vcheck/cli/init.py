"""`w2vcheck init`: write a first configuration, and show the first audit."""

from pathlib import Path
from typing import Annotated

import typer

from w2vcheck.report.formats import TERMINAL, View

NAME = "w2vcheck.toml"
SECONDS = 60.0


def init(
    data: Annotated[
        str | None, typer.Argument(help="The table with your texts and labels (one that is there otherwise).", show_default=False)
    ] = None,
    *,
    text: Annotated[str | None, typer.Option(help="Column of the texts (guessed otherwise).")] = None,
    label: Annotated[str | None, typer.Option(help="Column of the labels (guessed otherwise).")] = None,
    output: Annotated[str, typer.Option("--output", "-o", help="Write the configuration to this file.")] = NAME,
    pyproject: Annotated[
        bool, typer.Option("--pyproject", help="Print it as [tool.w2vcheck] for pyproject.toml instead, and audit nothing.")
    ] = False,
    audit: Annotated[bool, typer.Option("--audit/--no-audit", help="Show a first audit.")] = True,
    budget: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long the first audit may take; what does not fit is skipped.")
    ] = SECONDS,
) -> None:
    """Look at a folder and write a commented configuration for it; then audit the data for the first time.

    Nothing is asked and no file is overwritten. Exit codes: 0 written, whatever the audit found; 2 nothing could be written, or
    the data could not be audited.
    """
    from w2vcheck.auditor import audit as run
    from w2vcheck.cli.show import create, progress, write
    from w2vcheck.errors import ConfigError
    from w2vcheck.proposal.looking import propose
    from w2vcheck.proposal.writing import text_of

    file = Path(output)
    if not pyproject:
        _check(file)
    proposal = propose(Path() if pyproject else file.parent, data, text=text, label=label)
    try:
        configuration = text_of(proposal, shared=pyproject).encode()
    except UnicodeEncodeError as error:
        raise ConfigError("names of files and columns that are text", repr(error.object), "rename it", str(file)) from error
    if pyproject:
        typer.echo(configuration, nl=False)
        return
    create(configuration, file)
    typer.echo(f"Wrote {file}: look at what it guesses, and correct it.")
    if not audit or "source" not in proposal.guesses:
        return
    typer.echo(f"The first audit, in at most {budget:g} s; `w2vcheck audit --config {file}` takes its time.\n")
    with progress() as tell:
        report = run(config=str(file), budget=budget, progress=tell)
    write(report, TERMINAL, None, View())


def _check(file: Path) -> None:
    """Refuse, before anything is looked at, to write where something is. Raises `ConfigError`."""
    from w2vcheck.cli.show import check_output
    from w2vcheck.errors import ConfigError
    from w2vcheck.toml_source import find_toml

    if file.name != NAME and file.suffix != ".toml":
        raise ConfigError("a file that ends in .toml as --output", repr(file.name), f"call it {NAME}")
    advice = "edit it, move it away, or choose another name with --output"
    if file.exists():
        raise ConfigError("no configuration yet", "one that exists", advice, str(file))
    check_output(file)
    there = find_toml(file.parent) if file.name == NAME else None
    if there is not None and Path(there.file).resolve().parent == file.resolve().parent:
        raise ConfigError("no configuration yet", "[tool.w2vcheck]", "edit that table", there.file)
