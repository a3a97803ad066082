"""Holding a report against what was accepted and what is demanded: what is left fails a build."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from w2vcheck.ci.acceptance import accept
from w2vcheck.ci.baseline import Held, Worse, hold, read_baseline
from w2vcheck.ci.entries import DATA, SCRIPTS, Entry, entries_of
from w2vcheck.ci.fingerprints import is_of_scripts, stamped
from w2vcheck.ci.repository import repository_path
from w2vcheck.headline import judged_again
from w2vcheck.results import Accepted, Gate, Report
from w2vcheck.settings import Settings, resolve
from w2vcheck.wording import count, figure

HELD = ("baseline", "strict_baseline", "worse_than")
"""Settings of what every report is held against, by the names that all commands give them."""


@dataclass(frozen=True, slots=True)
class Standards:
    """What a run is held against. `baseline` is None where none is asked for; expiry dates count by `today`."""

    settings: Settings
    today: date
    baseline: tuple[Entry, ...] | None = None


def standards(settings: Settings, today: date | None = None) -> Standards:
    """What the settings ask for, with the baseline read: before an audit of minutes. `today` is the date in UTC otherwise.

    Raises `ConfigError` for a baseline that is missing or broken.
    """
    day = datetime.now(UTC).date() if today is None else today
    baseline = None if settings.baseline is None else read_baseline(resolve(settings, settings.baseline))
    return Standards(settings, day, baseline)


def judged(report: Report, wanted: Standards, paths: Sequence[str] = ()) -> Report:
    """The report as the standards leave it: accepted findings apart, gates and stale entries told, the verdict on the rest.

    `paths` are the files and folders of scripts that were read.
    """
    settings = wanted.settings
    report = stamped(report)
    left, accepted, stale = accept(report, settings, wanted.today)
    report = replace(report, findings=left, accepted=(*report.accepted, *accepted), stale=stale)
    gates: list[Gate] = []
    if wanted.baseline is not None:
        report, held = _on_baseline(report, wanted, wanted.baseline, paths)
        gates.append(Gate("baseline", not report.failing, says(held)))
    if settings.strict_baseline:
        gates.append(Gate("strict-baseline", not report.stale, _says_stale(len(report.stale))))
    if settings.fail_on != "never" and _asked(settings, "fail_on", "min_confidence"):
        gates.append(_fail_on(report))
    return judged_again(replace(report, gates=tuple(gates)))


def _on_baseline(report: Report, wanted: Standards, baseline: Sequence[Entry], paths: Sequence[str]) -> tuple[Report, Held]:
    """The report with its known findings accepted."""
    settings = wanted.settings
    held = hold(entries_of(report, report.findings), baseline, settings.worse_than)
    known = {entry.fingerprint for entry in held.known}
    accepted = tuple(Accepted(one, "baseline", f"in {settings.baseline}") for one in report.findings if one.fingerprint in known)
    elsewhere = {one.finding.fingerprint for one in report.accepted}
    missing = tuple(one for one in held.missing if one.fingerprint not in elsewhere and _was_looked_for(one, report, paths))
    held = replace(held, missing=missing)
    stale = [f"{one.says} is in {settings.baseline} and was not found any more." for one in missing]
    left = tuple(one for one in report.findings if one.fingerprint not in known)
    return replace(report, findings=left, accepted=(*report.accepted, *accepted), stale=(*report.stale, *stale)), held


def _was_looked_for(entry: Entry, report: Report, paths: Sequence[str]) -> bool:
    """Whether this run would have found what an entry of a baseline says: another may be of other data or scripts."""
    silent = {one.code for one in report.skipped} | {one.code for one in report.crashed}
    silent |= {code for finding in report.findings for code in finding.also}
    if entry.code not in report.checked or entry.code in silent:
        return False
    if not is_of_scripts(report):
        return entry.of == DATA and entry.file == repository_path(report.subject.source)
    unread = {repository_path(one.name.partition(":cell ")[0]) for one in report.skipped if not one.code}
    return entry.of == SCRIPTS and entry.file not in unread and any(_holds(path, entry.file) for path in paths)


def _holds(path: str, file: str) -> bool:
    """Whether a file, from the top of the repository, is the one that a path names, or in the folder."""
    if Path(path).is_dir():
        return file.startswith(repository_path(str(Path(path) / "_"))[:-1])
    return file == repository_path(path)


def says(held: Held) -> str:
    """How the findings of a run compare with the baseline, in one sentence."""
    new, known = len(held.new), len(held.known)
    parts = [f"{count(known, 'findings')} {_is(known)} known", f"{new:,} {_is(new)} new"]
    if held.worse:
        parts.append(f"{len(held.worse):,} {_is(len(held.worse))} worse ({'; '.join(map(says_worse, held.worse))})")
    if held.missing:
        gone = len(held.missing)
        parts.append(f"{gone:,} {'entry is' if gone == 1 else 'entries are'} stale")
    return f"{', '.join(parts)}."


def says_worse(pair: Worse) -> str:
    """What a known finding was and is."""
    before, now = pair.before.measure, pair.now.measure
    if pair.raised or before is None or now is None:
        return f"{pair.now.says} was a {pair.before.severity} and is an {pair.now.severity}".replace("an w", "a w")
    return f"{pair.now.says} was {figure(before)} and is {figure(now)}"


def _says_stale(n: int) -> str:
    return f"{count(n, 'acceptances')} {_is(n)} stale." if n else "Nothing that is accepted is stale."


def _fail_on(report: Report) -> Gate:
    n = len(report.failing)
    level, least = report.settings.get("fail_on", "error"), report.settings.get("min_confidence")
    sure = f" of {least} confidence{' or more' if least != 'high' else ''}" if least is not None else ""
    return Gate("fail-on", not n, f"{count(n, 'findings')} at or above {level}{sure}.")


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _asked(settings: Settings, *names: str) -> bool:
    return any(name in settings.overridden or name in settings.places for name in names)
