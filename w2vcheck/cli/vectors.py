"""`w2vcheck vectors`: check a file of vectors and print the report."""

from pathlib import Path
from typing import Annotated

import typer

from w2vcheck.cli.audit import FORMATS, codes


def vectors(  # noqa: PLR0913 - one parameter an option
    file: Annotated[
        str,
        typer.Argument(help="Vectors of gensim, word2vec (text or binary), GloVe, numpy (with a word list) or CSV."),
    ],
    *,
    corpus: Annotated[
        str | None, typer.Option(help="Texts to hold them against: a table, or a text file with one text a line.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Column of the texts in the corpus (guessed otherwise).")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the corpus, if it is not UTF-8 or UTF-16.")] = None,
    config: Annotated[str | None, typer.Option(help="w2vcheck.toml or pyproject.toml (the nearest one otherwise).")] = None,
    select: Annotated[str | None, typer.Option(help="Rules to run, by code or prefix (default: W2V2).")] = None,
    ignore: Annotated[str | None, typer.Option(help="Rules to leave out, by code or prefix.")] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="error|warning|note|never", help="Exit with 1 from this severity on (default: error)."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of everything random (default: 0).")] = None,
    form: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="Form of the report.")] = "terminal",
    output: Annotated[str | None, typer.Option("--output", "-o", help="Write the report to this file.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List every measure, not only what was found.")] = False,
) -> None:
    """Check a file of word or document vectors. Nothing in the file is run.

    Exit codes: 0 nothing found at or above --fail-on, 1 something found, 2 the input could not be used or a rule crashed.
    """
    from w2vcheck.cli.show import check_output, exit_code, progress, write
    from w2vcheck.errors import ConfigError
    from w2vcheck.toml_source import closest
    from w2vcheck.vector_audit import audit_vectors

    if form not in FORMATS:
        expected = f"one of {', '.join(FORMATS)} as --format"
        raise ConfigError(expected, repr(form), closest(form, FORMATS) or "choose one of them")
    if output is not None:
        check_output(Path(output))
    with progress() as tell:
        report = audit_vectors(
            file,
            corpus=corpus,
            config=config,
            progress=tell,
            text=text,
            encoding=encoding,
            select=codes(select),
            ignore=codes(ignore),
            seed=seed,
            fail_on=fail_on,
        )
    write(report, form, Path(output) if output else None, timings=False, verbose=verbose)
    raise typer.Exit(exit_code(report))
