"""`w2vcheck audit`: check a table and print the report."""

from pathlib import Path
from typing import Annotated

import typer

from w2vcheck.cli import completion, options
from w2vcheck.report.formats import AUDIT_FORMATS, TERMINAL, WITH_EXHIBITS, View


def audit(  # noqa: PLR0913 - one parameter an option
    data: Annotated[
        str | None,
        typer.Argument(
            help="A table: CSV, TSV, JSON lines or Parquet, plain or gzipped (source in the configuration otherwise)."
        ),
    ] = None,
    *,
    test: Annotated[str | None, typer.Option(help="A second file that holds the test rows.")] = None,
    text: Annotated[str | None, typer.Option(help="Column of the texts (guessed otherwise).")] = None,
    label: Annotated[str | None, typer.Option(help="Column of the labels (guessed otherwise).")] = None,
    split: Annotated[str | None, typer.Option(help="Column that says train or test.")] = None,
    features: Annotated[str | None, typer.Option(help="Feature columns by position or name: 0:6, v0:v9, a,b,c.")] = None,
    target: Annotated[str | None, typer.Option(help="Label column of a feature table, by position or name.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the file, if it is not UTF-8 or UTF-16.")] = None,
    vectors: Annotated[str | None, typer.Option(help="A file of trained word vectors, used instead of training any.")] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="polars|duckdb|spark|dask",
            help="What counts over a table too large to be held (default: polars).",
            autocompletion=completion.among(("polars", "duckdb", "spark", "dask")),
        ),
    ] = None,
    memory_limit: Annotated[str | None, typer.Option(help="Memory to keep to in counting, such as 4GB (duckdb, dask).")] = None,
    connect: Annotated[str | None, typer.Option(metavar="URL", help="Cluster that the engine runs on (spark, dask).")] = None,
    script: Annotated[
        str | None, typer.Option(help="Training script or notebook: audit the experiment that it describes. It is read, not run.")
    ] = None,
    config: options.Config = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="package.module:factory",
            help="A torch module to check on these data. Imports and runs your code, which nothing else here does.",
        ),
    ] = None,
    select: Annotated[
        str | None, typer.Option(help="Rules to run, by code or prefix: W2V3,W2V401.", autocompletion=completion.codes)
    ] = None,
    ignore: options.Ignore = None,
    fail_on: options.FailOn = None,
    min_confidence: options.MinConfidence = None,
    baseline: options.Baseline = None,
    strict_baseline: options.StrictBaseline = False,
    worse_than: options.WorseThan = None,
    min_accuracy: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Exit with 1 where the honest accuracy is lower, such as 0.8."),
    ] = None,
    max_drop: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="With --against: exit with 1 where more accuracy is lost, and not by chance."),
    ] = None,
    against: Annotated[str | None, typer.Option(metavar="REPORT.json", help="The earlier report that --max-drop means.")] = None,
    seed: options.Seed = None,
    ladder: Annotated[
        bool, typer.Option("--ladder/--no-ladder", help="Train the baselines (most of the time goes there).")
    ] = True,
    claim: Annotated[
        float | None, typer.Option(help="The accuracy you report, such as 0.97, to hold against the honest one.")
    ] = None,
    write_pipeline: Annotated[
        str | None, typer.Option(metavar="FILE.py", help="Write the honest experiment as a training script of your own.")
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="Stop in time: skip what does not fit, the dearest last (and keep no cache)."),
    ] = None,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Use what earlier audits left in the cache.")] = True,
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
    timings: Annotated[bool, typer.Option("--timings", help="Add seconds (the JSON then differs from run to run).")] = False,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    explain: options.Explain = False,
    no_text: options.NoText = False,
) -> None:
    """Check a table of labelled texts (or of features) and train baselines on it.

    Exit codes: 0 nothing found at or above --fail-on, 1 something found, 2 the input could not be used or a rule crashed.
    """
    from w2vcheck.auditor import audit as run
    from w2vcheck.cli.show import check_new, exit_code, progress, write, write_script

    options.check_form(form, AUDIT_FORMATS)
    options.check_view(quiet=quiet, verbose=verbose, explain=explain)
    file = options.target(output)
    if write_pipeline is not None:
        check_new(Path(write_pipeline))
    with progress() as tell:
        report = run(
            data,
            test=test,
            script=script,
            config=config,
            model=model,
            progress=tell,
            text=text,
            label=label,
            split=split,
            features=features,
            target=target,
            encoding=encoding,
            vectors=vectors,
            engine=engine,
            memory_limit=memory_limit,
            connect=connect,
            select=options.codes(select),
            ignore=options.codes(ignore),
            seed=seed,
            fail_on=fail_on,
            min_confidence=min_confidence,
            no_text=no_text or None,
            baseline=baseline,
            strict_baseline=strict_baseline or None,
            worse_than=worse_than,
            min_accuracy=min_accuracy,
            max_drop=max_drop,
            against=against,
            ladder=None if ladder else False,
            claim=claim,
            pipeline=True if write_pipeline is not None else None,
            budget=budget,
            exhibits=form in WITH_EXHIBITS or None,
            cache=cache,
        )
    write(report, form, file, View(verbose=verbose, quiet=quiet, explain=explain, timings=timings))
    if write_pipeline is not None:
        write_script(report, Path(write_pipeline))
    raise typer.Exit(exit_code(report))
