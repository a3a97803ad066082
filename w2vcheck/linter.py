"""The linter: from scripts and notebooks to a report. Nothing of them is imported or run."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from w2vcheck.artefacts import Progress, Store, silent
from w2vcheck.ci.judging import HELD, judged, standards
from w2vcheck.code.edits import applied
from w2vcheck.code.files import find_files
from w2vcheck.code.source import Source, read_source
from w2vcheck.code.suppressions import Suppression, suppressions
from w2vcheck.errors import ConfigError, SourceError
from w2vcheck.headline import of_scripts, verdict_on, what_first
from w2vcheck.privacy import without_texts
from w2vcheck.results import Accepted, Crashed, Finding, Fix, Report, Skipped, Subject, Verdict
from w2vcheck.rule import LoadedRule, lint_codes, load_rule, rule_codes
from w2vcheck.runner import Findings, is_selected, run_rule, settle
from w2vcheck.settings import Settings, as_dict, check_rules, load_settings, override
from w2vcheck.wording import count

LAST = "W2V609"
"""Whether a suppression is used is known only when all other rules have spoken."""
ROUNDS = 10
"""Fixes that touch wait for one another; more rounds than this would mean that two undo each other."""
COLLECT_AFTER = 2_000_000
"""Objects between two rounds of Python's garbage collector, some 200 MB: trees are many objects, and few of them are garbage."""
NAMED = {
    "select": "rules.select",
    "ignore": "rules.ignore",
    "pedantic": "rules.pedantic",
    "fail_on": "fail_on",
    "min_confidence": "min_confidence",
    "no_text": "no_text",
    **{name: name for name in HELD},
}


@dataclass(frozen=True, slots=True)
class Linted:
    """What one file gave: its findings, those that its comments accept, and what in it is not Python, with the reason."""

    path: str
    cells: int
    is_notebook: bool
    said: Findings
    accepted: tuple[Accepted, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()


def lint(
    *paths: str | Path,
    config: str | None = None,
    options: Mapping[str, object] | None = None,
    progress: Progress = silent,
    today: date | None = None,
    **named: object,
) -> Report:
    """Read scripts, notebooks or folders of them, and return what is wrong with them.

    Args:
        *paths: Files that end in .py or .ipynb, and folders.
        config: A `w2vcheck.toml` or `pyproject.toml`; by default the nearest one at or above the current folder.
        options: Settings by their dotted key, such as `{"fail_on": "warning"}`; they win over the configuration.
        progress: Called with the name of each stage as it begins.
        today: The date by which an acceptance in the settings has expired or not; by default that of the clock, in UTC.
        **named: The common settings by name: `select`, `ignore`, `pedantic`, `fail_on`, `min_confidence`, `no_text`, `baseline`,
            `strict_baseline`, `worse_than`.

    Returns:
        The report, in the shape of the audit's. Its subject has no rows.

    Raises:
        W2vcheckError: Where a path is not there, or none of the files can be read.
    """
    settings = lint_settings(config, named, options)
    wanted = standards(settings, today)
    names = tuple(str(path) for path in paths)
    files = find_files(names)
    with seldom_collected():
        report = judged(lint_sources(read_each(files, progress), settings), wanted, names)
    return without_texts(report) if settings.no_text else report


def lint_settings(config: str | None, named: Mapping[str, object], options: Mapping[str, object] | None = None) -> Settings:
    """The settings of the configuration file with those given by name. Raises `ConfigError`, and TypeError for a name."""
    unknown = named.keys() - NAMED.keys()
    if unknown:
        raise TypeError(f"lint() got an unexpected keyword argument {min(unknown)!r}; it knows {', '.join(NAMED)}")
    settings = load_settings(config, start=Path.cwd())
    settings = override(settings, {NAMED[name]: value for name, value in named.items()} | dict(options or {}))
    # Only the rules that the configuration speaks of are loaded for its sake.
    known = {code: load_rule(code).options if code in settings.rules.options else None for code in rule_codes()}
    check_rules(settings, known)
    if not chosen(settings):
        raise ConfigError("at least one rule to run", "none that looks at scripts", "name some, or leave select and ignore out")
    return settings


def chosen(settings: Settings) -> tuple[LoadedRule, ...]:
    """The rules that look at scripts and that the settings select."""
    rules = (load_rule(code) for code in lint_codes() if is_selected(code, settings))
    return tuple(
        one for one in rules if not one.rule.pedantic or settings.rules.pedantic or one.rule.code in settings.rules.select
    )


def lint_files(files: Sequence[str], settings: Settings, progress: Progress = silent) -> Iterator[Linted | SourceError]:
    """What each file gave, or why it cannot be read. Of each file only that is kept."""
    return lint_each(read_each(files, progress), settings)


def read_each(files: Sequence[str], progress: Progress = silent) -> Iterator[Source | SourceError]:
    """The files one by one, or why one cannot be read."""
    for number, file in enumerate(files):
        progress("reading the code", number / len(files))
        try:
            yield read_source(file)
        except SourceError as error:
            yield error


def lint_each(sources: Iterable[Source | SourceError], settings: Settings) -> Iterator[Linted | SourceError]:
    """What each source gave; errors as they are."""
    rules = chosen(settings)
    return (one if isinstance(one, SourceError) else lint_source(one, rules, settings) for one in sources)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the garbage collector of Python run less often meanwhile: it would go through every tree several times."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def lint_sources(sources: Iterable[Source | SourceError], settings: Settings, *, fixed: int = 0) -> Report:
    """The report on sources, after `fixed` findings were mended in them. Raises as `report_on` does."""
    return report_on(lint_each(sources, settings), settings, fixed=fixed)


def report_on(results: Iterable[Linted | SourceError], settings: Settings, *, fixed: int = 0) -> Report:
    """The report on what files gave, after `fixed` findings were mended in them.

    Raises `SourceError` where none can be read or none of them is Python.
    """
    linted: list[Linted] = []
    unread: list[SourceError] = []
    for result in results:
        if isinstance(result, SourceError):
            unread.append(result)
        else:
            linted.append(result)
    _check_some_python(linted, unread)
    found = sorted((finding for one in linted for finding in one.said.found), key=_worst_first)
    skipped = [Skipped("", str(error.file), f"not read: {error}") for error in unread]
    skipped += [Skipped("", name, f"not Python ({reason})") for one in linted for name, reason in one.broken]
    skipped += dict.fromkeys(entry for one in linted for entry in one.said.skipped)
    crashed = list(dict.fromkeys(entry for one in linted for entry in one.said.crashed))
    return Report(
        subject=_subject(linted, unread, fixed),
        verdict=_verdict(found, crashed, linted, unread),
        findings=tuple(found),
        measures=(),
        skipped=tuple(skipped),
        crashed=tuple(crashed),
        ladder=(),
        ladder_note="",
        experiments=(),
        warnings=(),
        settings=as_dict(settings),
        checked=tuple(one.rule.code for one in chosen(settings)),
        accepted=tuple(one for file in linted for one in file.accepted),
    )


def _check_some_python(linted: Sequence[Linted], unread: Sequence[SourceError]) -> None:
    if not linted and unread:
        raise unread[0]
    broken = [(one.path, reason) for one in linted for _, reason in one.broken]
    if broken and len(broken) == sum(one.cells for one in linted):
        path, reason = broken[0]
        raise SourceError("Python", f"something else ({reason})", "correct it, or leave the file out", path)


def lint_source(source: Source, rules: Sequence[LoadedRule], settings: Settings) -> Linted:
    """Run the rules on one file, then drop what its comments quieten."""
    said = Findings()
    reported: list[Exception] = []
    store = Store({Source: source, Settings: settings})
    ran = [one for one in rules if one.rule.code != LAST]
    for loaded in ran:
        run_rule(loaded, loaded.rule.lints, store, settings, said, reported)
    said.found = settle(said.found, {one.rule.code: one.rule.silences for one in rules}, _lines_of)
    written = suppressions(source)
    accepted, loud = _accepted(said.found, written)
    for loaded in (one for one in rules if one.rule.code == LAST and written):
        from w2vcheck.rules.code.w2v609_unused_suppression import UnusedSuppressions

        unused = UnusedSuppressions(_unused(written, said.found, {one.rule.code for one in ran}))
        again = Store({Source: source, Settings: settings, UnusedSuppressions: unused})
        said.found = loud
        run_rule(loaded, loaded.rule.lints, again, settings, said, reported)
        loud = said.found
    late, said.found = _accepted(loud, tuple(one for one in written if one.code == LAST))
    whole = {one.rule.code for one in rules if one.broken}  # these fail for every file alike
    said.crashed = [one if one.code in whole else replace(one, error=f"{one.error} (in {source.path})") for one in said.crashed]
    is_notebook = source.notebook is not None
    return Linted(source.path, len(source.cells), is_notebook, said, (*accepted, *late), tuple(_unparsed(source)))


def _accepted(found: Sequence[Finding], written: Sequence[Suppression]) -> tuple[list[Accepted], list[Finding]]:
    """The findings that comments accept, and the others."""
    accepted: list[Accepted] = []
    loud: list[Finding] = []
    for finding in found:
        comment = next((one for one in written if one.quietens(finding)), None)
        if comment is None:
            loud.append(finding)
        else:
            accepted.append(Accepted(finding, "comment", comment.reason))
    return accepted, loud


@dataclass(frozen=True, slots=True)
class Mended:
    """A file before and after its fixes, and the fixes in the order in which they were made."""

    before: Source
    after: Source
    fixes: tuple[Fix, ...]


def mend(source: Source, settings: Settings, *, unsafe: bool = False) -> Mended:
    """Apply the safe fixes, or all of them, until there is none left to apply."""
    rules = chosen(settings)
    after = source
    done: tuple[Fix, ...] = ()
    for _ in range(ROUNDS):
        found = lint_source(after, rules, settings).said.found
        fixes = [one.mending for one in found if one.mending is not None and (unsafe or one.mending.safe)]
        after, made = applied(after, fixes)
        done += made
        if not made:
            break
    return Mended(source, after, done)


def _lines_of(finding: Finding) -> frozenset[object]:
    """The lines that a finding speaks of: a script may hold several networks."""
    return frozenset((one.file, one.cell, one.line) for one in finding.locations)


def _unused(written: Sequence[Suppression], found: Sequence[Finding], ran: set[str]) -> tuple[Suppression, ...]:
    """The suppressions of rules that ran, or can never run here, and that quieten nothing."""
    judged = [one for one in written if one.code in ran or one.code not in lint_codes()]
    return tuple(one for one in judged if not any(one.quietens(finding) for finding in found))


def _unparsed(source: Source) -> Iterator[tuple[str, str]]:
    """What is not Python: the name to show, and the reason."""
    for cell in source.cells:
        if cell.tree is None:
            yield source.path if cell.index is None else f"{source.path}:cell {cell.index}", cell.error or ""


def _worst_first(finding: Finding) -> tuple[int, int, str, str, int, int, int]:
    place = finding.locations[0] if finding.locations else None
    where = (
        (place.file or "", -1 if place.cell is None else place.cell, place.line or 0, place.position or 0)
        if place
        else ("", -1, 0, 0)
    )
    return (finding.severity.rank, finding.confidence.rank, finding.code, *where)


def _subject(linted: Sequence[Linted], unread: Sequence[SourceError], fixed: int) -> Subject:
    notebooks = sum(one.is_notebook for one in linted)
    facts = [("files", f"{len(linted):,}")]
    if notebooks:
        facts.append(("notebooks", f"{notebooks:,}"))
    if fixed:
        facts.append(("mended", count(fixed, "findings")))
    if unread:
        facts.append(("not read", f"{len(unread):,}"))
    if quiet := sum(len(one.accepted) for one in linted):
        facts.append(("quietened by comments", f"{quiet:,}"))
    return Subject(_where(linted), None, tuple(facts))


def _where(linted: Sequence[Linted]) -> str:
    return linted[0].path if len(linted) == 1 else count(len(linted), "files")


def _verdict(
    found: Sequence[Finding], crashed: Sequence[Crashed], linted: Sequence[Linted], unread: Sequence[SourceError]
) -> Verdict:
    missing = [f"{count(len(unread), 'files')} could not be read."] if unread else []
    broken = sum(bool(one.broken) for one in linted)
    missing += [f"{count(broken, 'files')} {'is' if broken == 1 else 'are'} not all Python, see below."] if broken else []
    accepted = sum(len(one.accepted) for one in linted)
    opening = of_scripts(found, crashed, _where(linted), accepted=accepted)
    return verdict_on(opening, " ".join(missing), "" if crashed else what_first(found))
