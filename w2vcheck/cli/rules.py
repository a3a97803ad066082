"""`w2vcheck rules` and `w2vcheck rule CODE`: the catalogue and its pages."""

import sys
from typing import Annotated

import typer

from w2vcheck.cli import completion


def rules() -> None:
    """List the rules: code, severity, name and what they find."""
    from w2vcheck.rule import load_rules

    width = max(len(one.rule.name) for one in load_rules())
    for one in load_rules():
        typer.echo(f"{one.rule.code}  {one.rule.severity:<7}  {one.rule.name:<{width}}  {one.rule.summary}")


def rule(
    code: Annotated[str, typer.Argument(help="The code of a rule, such as W2V302, or its name.", autocompletion=completion.rule)],
) -> None:
    """Show the page of one rule: what it checks, why, how it is measured, what to do."""
    from w2vcheck.errors import ConfigError
    from w2vcheck.rule import load_rules
    from w2vcheck.toml_source import closest

    pages = {name: one for one in load_rules() for name in (one.rule.code, one.rule.name)}
    found = pages.get(code.upper()) or pages.get(code.lower())
    if found is None:
        near = closest(code.upper(), [one.rule.code for one in load_rules()]) or closest(
            code.lower(), [one.rule.name for one in load_rules()]
        )
        raise ConfigError("the code or name of a rule", repr(code), near or "w2vcheck rules lists them all")
    whose = f"\n\nA rule of {found.package}." if found.package else ""
    title = f"# {found.rule.code} {found.rule.name} ({found.rule.severity})\n\n{found.rule.summary}.{whose}\n\n{found.page}\n"
    if not sys.stdout.isatty():
        typer.echo(title, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(title))
