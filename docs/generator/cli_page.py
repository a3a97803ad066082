"""The reference of the command line, from the commands themselves."""

from collections.abc import Iterator
from typing import Any

import typer.main

from generator.tables import table
from w2vcheck.cli.app import app

NAME = "w2vcheck"
KINDS = {"str": "TEXT", "int": "NUMBER", "float": "NUMBER", "path": "FILE"}
"""What an option takes, where it does not say so itself, by the name that typer has for the type."""
HEAD = """\
# Command line

Written from the commands by `docs/generate.py`; `w2vcheck COMMAND --help` says the same.

| exit code | meaning |
|---|---|
| 0 | nothing found at or above `--fail-on` (default: `error`) |
| 1 | something found |
| 2 | the input could not be used, or a rule crashed: the tool could not do its job |

Settings come from `w2vcheck.toml`, or `[tool.w2vcheck]` in `pyproject.toml`, of the current folder or the nearest one above it;
what the command line says stands above them. See [configuration](configuration.md).
"""


def page() -> str:
    """Every command with its arguments and options."""
    group = typer.main.get_command(app)
    lines = [HEAD, f"## {NAME}", "", *_options(group)]
    for path, command in commands(group):
        lines += [f"## {' '.join(path)}", "", _prose(command.help), "", "```text", _usage(path, command), "```", ""]
        lines += [*_arguments(command), *_options(command)]
    return "\n".join(lines).rstrip("\n") + "\n"


def commands(group: Any, path: tuple[str, ...] = (NAME,)) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command that does something, with the words that call it; hidden ones are left out."""
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def _usage(path: tuple[str, ...], command: Any) -> str:
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    words = [f"{param.name.upper()}{'...' if param.nargs == -1 else ''}" for param in arguments]
    shown = [word if param.required else f"[{word}]" for word, param in zip(words, arguments, strict=True)]
    return " ".join([*path, "[OPTIONS]", *shown])


def _arguments(command: Any) -> list[str]:
    rows = [[f"`{param.name.upper()}`", param.help or ""] for param in command.params if param.param_type_name == "argument"]
    return [*table(["argument", "meaning"], rows), ""] if rows else []


def _options(command: Any) -> list[str]:
    options = [param for param in command.params if param.param_type_name == "option" and not param.hidden]
    rows = [[_names(param), _default(param), param.help or ""] for param in options]
    return [*table(["option", "default", "meaning"], rows), ""] if rows else []


def _names(param: Any) -> str:
    names = ", ".join(f"`{name}`" for name in sorted(param.opts, key=len, reverse=True))
    names += "".join(f" / `{name}`" for name in param.secondary_opts)
    if param.is_flag:
        return names
    return f"{names} `{param.metavar or KINDS[param.type.name]}`"


def _default(param: Any) -> str:
    match param.default:
        case None | ():
            return ""
        case True | False if param.is_flag:
            return f"`{(param.opts if param.default else param.secondary_opts)[0]}`" if param.secondary_opts else ""
        case value:
            return f"`{value}`"


def _prose(text: str | None) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))
