"""Acceptances: what `[[accept]]` in the settings says may stay, until when, and why.

`match` is a text that must stand in one of the names that a finding goes by: its file (as written, or from the top of the
repository), the data it is of, a column, the function or class around it, or what was measured. With `*`, `?` or `[` in it, it is
a pattern for the whole of such a name. Upper and lower case differ. Without `match` every finding of the rule is accepted.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from w2vcheck.ci.fingerprints import columns_of, file_of, is_of_scripts
from w2vcheck.ci.repository import repository_path
from w2vcheck.results import Accepted, Finding, Report
from w2vcheck.rule import load_rule
from w2vcheck.sections import AcceptSettings
from w2vcheck.settings import Settings

_FILE = re.compile(r"/|\.\w{1,8}$")
"""What a text looks like that names a file."""


def accept(report: Report, settings: Settings, today: date) -> tuple[tuple[Finding, ...], tuple[Accepted, ...], tuple[str, ...]]:
    """The findings that are left, those that the settings accept, and what is stale: a sentence an acceptance.

    Stale is one that has expired, and one of a rule that was looked for in vain. One that may be for another file is not.
    """
    left: list[Finding] = []
    accepted: list[Accepted] = []
    used: set[int] = set()
    names = {id(finding): tuple(_names(finding, report)) for finding in report.findings} if settings.accept else {}
    for finding in report.findings:
        fits = [n for n, one in enumerate(settings.accept) if one.rule == finding.code and _fits(one, names[id(finding)])]
        used.update(fits)
        holding = next((settings.accept[n] for n in fits if not _expired(settings.accept[n], today)), None)
        if holding is None:
            left.append(finding)
        else:
            accepted.append(Accepted(finding, "settings", holding.reason, holding.until.isoformat() if holding.until else ""))
    stale = tuple(_stale(report, settings, today, used))
    return tuple(left), tuple(accepted), stale


def _expired(one: AcceptSettings, today: date) -> bool:
    return one.until is not None and one.until < today


def _fits(one: AcceptSettings, names: Sequence[str]) -> bool:
    if one.match is None:
        return True
    if any(sign in one.match for sign in "*?["):
        return any(fnmatchcase(name, one.match) for name in names)
    return any(one.match in name for name in names)


def _names(finding: Finding, report: Report) -> Iterator[str]:
    """What a finding goes by."""
    if not is_of_scripts(report):
        yield from (report.subject.source, file_of(finding, report.subject.source))
    tops: dict[str, Path | None] = {}
    for place in finding.locations:
        if place.file is not None:
            yield from (place.file, file_of(finding, place.file, tops))
        if place.within:
            yield place.within
    yield from columns_of(finding)
    if finding.measure is not None:
        yield finding.measure.name


def _stale(report: Report, settings: Settings, today: date, used: set[int]) -> Iterator[str]:
    unlooked = {one.code for one in report.skipped} | {one.code for one in report.crashed}
    spoken_for = {code for finding in report.findings for code in finding.also}
    for number, one in enumerate(settings.accept):
        which = f"of {one.rule}" + (f" matching {one.match!r}" if one.match is not None else "")
        where = next((settings.places[key] for key in (f"accept.{number}", "accept") if key in settings.places), None)
        place = f"{where.file}:{where.line}: " if where is not None else ""
        if one.until is not None and one.until < today:
            back = "; what it accepted counts again" if number in used else ""
            yield f"{place}the acceptance {which} expired on {one.until.isoformat()}{back}."
        elif number not in used and one.rule not in unlooked | spoken_for and _was_looked_for(one, report):
            yield f"{place}nothing was found that the acceptance {which} could be for; remove it."


def _was_looked_for(one: AcceptSettings, report: Report) -> bool:
    """Whether this run could have found what is accepted; another run may be of other data, or of scripts."""
    if one.rule not in report.checked:
        return False
    rule = load_rule(one.rule).rule
    if rule.checks and rule.lints:
        return False
    if one.match is None or not _FILE.search(one.match):
        return True
    source = report.subject.source
    return not is_of_scripts(report) and _fits(one, (source, repository_path(source)))
