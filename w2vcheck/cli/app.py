"""The commands, put together."""

from typing import Annotated

import typer

from w2vcheck import __version__
from w2vcheck.cli.audit import audit
from w2vcheck.cli.baseline import baseline
from w2vcheck.cli.cache import cache
from w2vcheck.cli.demo import demo
from w2vcheck.cli.init import init
from w2vcheck.cli.lint import lint
from w2vcheck.cli.rules import rule, rules
from w2vcheck.cli.vectors import vectors

app = typer.Typer(
    name="w2vcheck",
    help="Is the accuracy of your text classifier worth anything? "
    "Checks data, splits, word vectors and model, and says what to change first.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if wanted:
        typer.echo(f"w2vcheck {__version__}")
        raise typer.Exit


@app.callback()
def top(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options of w2vcheck itself."""


app.command()(init)
app.command()(audit)
app.command()(vectors)
app.command()(lint)
app.command()(rules)
app.command()(rule)
app.command()(demo)
app.add_typer(baseline)
app.add_typer(cache)
