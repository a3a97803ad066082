"""`w2vcheck vectors`: check a file of vectors and print the report."""

from typing import Annotated

import typer

from w2vcheck.cli import completion, options
from w2vcheck.report.formats import AUDIT_FORMATS, TERMINAL, WITH_EXHIBITS, View


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
    config: options.Config = None,
    select: Annotated[
        str | None, typer.Option(help="Rules to run, by code or prefix (default: W2V2).", autocompletion=completion.codes)
    ] = None,
    ignore: options.Ignore = None,
    fail_on: options.FailOn = None,
    min_confidence: options.MinConfidence = None,
    baseline: options.Baseline = None,
    strict_baseline: options.StrictBaseline = False,
    worse_than: options.WorseThan = None,
    seed: options.Seed = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(AUDIT_FORMATS),
            help="Form of the report.",
            autocompletion=completion.among(AUDIT_FORMATS),
        ),
    ] = TERMINAL,
    output: options.Output = None,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    explain: options.Explain = False,
    no_text: options.NoText = False,
) -> None:
    """Check a file of word or document vectors. Nothing in the file is run.

    Exit codes: 0 nothing found at or above --fail-on, 1 something found, 2 the input could not be used or a rule crashed.
    """
    from w2vcheck.cli.show import exit_code, progress, write
    from w2vcheck.vector_audit import audit_vectors

    options.check_form(form, AUDIT_FORMATS)
    options.check_view(quiet=quiet, verbose=verbose, explain=explain)
    destination = options.target(output)
    with progress() as tell:
        report = audit_vectors(
            file,
            corpus=corpus,
            config=config,
            progress=tell,
            text=text,
            encoding=encoding,
            select=options.codes(select),
            ignore=options.codes(ignore),
            seed=seed,
            fail_on=fail_on,
            min_confidence=min_confidence,
            no_text=no_text or None,
            baseline=baseline,
            strict_baseline=strict_baseline or None,
            worse_than=worse_than,
            exhibits=form in WITH_EXHIBITS or None,
        )
    write(report, form, destination, View(verbose=verbose, quiet=quiet, explain=explain))
    raise typer.Exit(exit_code(report))
