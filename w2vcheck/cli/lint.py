"""`w2vcheck lint`: read scripts and notebooks, say what is wrong with them."""

import atexit
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from w2vcheck.cli import CLEAN, FINDINGS, completion, options
from w2vcheck.report.formats import LINT_FORMATS, TERMINAL, View

if TYPE_CHECKING:
    from w2vcheck.code.source import Source
    from w2vcheck.errors import SourceError
    from w2vcheck.linter import Mended

STDIN, STDIN_NAME = "-", "stdin.py"


def lint(  # noqa: PLR0913 - one parameter an option
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Scripts (.py), notebooks (.ipynb) and folders of them; - reads standard input.", show_default="."),
    ] = None,
    *,
    config: options.Config = None,
    select: Annotated[
        str | None, typer.Option(help="Rules to run, by code or prefix: W2V6,W2V401.", autocompletion=completion.codes)
    ] = None,
    ignore: options.Ignore = None,
    pedantic: Annotated[bool, typer.Option("--pedantic", help="Add the rules that are right and still noisy.")] = False,
    fail_on: options.FailOn = None,
    min_confidence: options.MinConfidence = None,
    baseline: options.Baseline = None,
    strict_baseline: options.StrictBaseline = False,
    worse_than: options.WorseThan = None,
    stdin_filename: Annotated[
        str | None, typer.Option(help="What the code on standard input is called; .ipynb makes it a notebook.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, then report what is left.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: also fixes that may change results.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")] = False,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(LINT_FORMATS),
            help="Form of the report.",
            autocompletion=completion.among(LINT_FORMATS),
        ),
    ] = TERMINAL,
    output: options.Output = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Explain every finding, not only the first of a kind.")
    ] = False,
    quiet: options.Quiet = False,
    explain: options.Explain = False,
    no_text: options.NoText = False,
) -> None:
    """Read scripts and notebooks without running them, and say what is wrong with them.

    Exit codes: 0 nothing certain found at or above --fail-on, 1 something found, 2 nothing could be read or a rule crashed.
    """
    from w2vcheck.ci.judging import judged, standards
    from w2vcheck.cli.show import exit_code, progress, write
    from w2vcheck.cli.streams import put
    from w2vcheck.errors import ConfigError, SourceError
    from w2vcheck.linter import COLLECT_AFTER, lint_each, lint_settings, mend, read_each, report_on
    from w2vcheck.privacy import without_texts
    from w2vcheck.workers import lint_together

    options.check_form(form, LINT_FORMATS)
    options.check_view(quiet=quiet, verbose=verbose, explain=explain)
    if unsafe_fixes and not (fix or diff):
        raise ConfigError("--fix or --diff with --unsafe-fixes", "neither", "add one of them")
    destination = options.target(output)
    named = {
        "select": options.codes(select),
        "ignore": options.codes(ignore),
        "pedantic": pedantic or None,
        "fail_on": fail_on,
        "min_confidence": min_confidence,
        "no_text": no_text or None,
        "baseline": baseline,
        "strict_baseline": strict_baseline or None,
        "worse_than": worse_than,
    }
    settings = lint_settings(config, named)
    standard = standards(settings)
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    atexit.register(gc.freeze)  # what is left then goes with the process, unlooked at
    wanted = tuple(paths or ["."])
    files = _files(wanted, stdin_filename)
    with progress() as tell:
        sources = _stdin(stdin_filename) if files is None else read_each(files, tell)
        if diff:
            changes = [_diff(mend(one, settings, unsafe=unsafe_fixes)) for one in sources if not isinstance(one, SourceError)]
            put("".join(changes).encode("utf-8", "replace"), sys.stdout)
            raise typer.Exit(FINDINGS if any(changes) else CLEAN)
        fixes = 0
        if fix:
            mended = (mend(one, settings, unsafe=unsafe_fixes) for one in sources if not isinstance(one, SourceError))
            saved = [_saved(one, wanted) for one in mended]
            fixes = sum(done for done, _ in saved)
            sources = (after for _, after in saved if after is not None)
        results = lint_each(sources, settings) if files is None else lint_together(files, settings, tell)
        report = judged(report_on(results, settings, fixed=fixes), standard, _named(wanted, stdin_filename))
    report = without_texts(report) if settings.no_text else report
    write(report, form, destination, View(verbose=verbose, quiet=quiet, explain=explain), to_stderr=fix and _is_stdin(wanted))
    raise typer.Exit(exit_code(report))


def _named(paths: tuple[str, ...], stdin_filename: str | None) -> tuple[str, ...]:
    """The files and folders that were read; what came on standard input by the name it goes by."""
    return (stdin_filename or STDIN_NAME,) if _is_stdin(paths) else paths


def _is_stdin(paths: tuple[str, ...]) -> bool:
    return paths == (STDIN,)


def _files(paths: tuple[str, ...], stdin_filename: str | None) -> tuple[str, ...] | None:
    """The files that the paths name, None for standard input where that is what the only path says. Raises `W2vcheckError`."""
    from w2vcheck.code.files import find_files
    from w2vcheck.errors import ConfigError

    if STDIN not in paths:
        if stdin_filename is not None:
            raise ConfigError("- as the path with --stdin-filename", repr(paths[0]), "write - to read standard input")
        return find_files(paths)
    if len(paths) > 1:
        raise ConfigError("standard input alone", "other paths beside -", "lint them apart")
    return None


def _stdin(name: str | None) -> "Iterator[Source | SourceError]":
    """What comes on standard input, called `name`. Raises `SourceError`."""
    from w2vcheck.cli.streams import read_all
    from w2vcheck.code.source import source_from

    return iter((source_from(read_all(), name or STDIN_NAME),))


def _saved(mended: "Mended", paths: tuple[str, ...]) -> "tuple[int, Source | None]":
    """Write a changed file, whole or not at all; standard input goes to standard output and is handed back.

    The first number is that of the fixes.
    """
    from w2vcheck.cli.show import save
    from w2vcheck.cli.streams import put

    if _is_stdin(paths):
        put(mended.after.raw, sys.stdout)
        return len(mended.fixes), mended.after
    if mended.after.raw != mended.before.raw:
        save(mended.after.raw, Path(mended.after.path))
    return len(mended.fixes), None


def _diff(mended: "Mended") -> str:
    """The change of one file as a unified diff; empty where nothing changes."""
    import re
    from difflib import unified_diff

    before, after = (
        re.findall(r"[^\n]*\n|[^\n]+", one.raw.decode(one.encoding, "replace")) for one in (mended.before, mended.after)
    )
    path = mended.before.path
    lines = unified_diff(before, after, path, path)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
