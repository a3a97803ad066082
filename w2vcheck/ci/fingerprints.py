"""Fingerprints: what makes a finding the same finding in the next run, though lines have moved and figures have changed."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from w2vcheck.ci.repository import repository_path
from w2vcheck.results import Finding, Location, Report

BYTES = 16


def fingerprints(findings: Sequence[Finding], source: str = "") -> tuple[str, ...]:
    """One of 32 hexadecimal digits for each finding, all different. A finding that has one already keeps it.

    Of a finding in a script it covers the rule, the file, the function or notebook cell around it, and the code that is
    meant, whatever its layout. Of a finding in data: the rule, the data (`source` where no place names a file), the columns,
    and what was measured. Of both, how many equal ones came before. It covers no line, no row and no figure.
    """
    seen: Counter[str] = Counter()
    tops: dict[str, Path | None] = {}
    marks = []
    for finding in findings:
        whole = json.dumps([finding.code, *_subject(finding, source, tops)])
        seen[whole] += 1
        text = f"{whole}{seen[whole]}"
        marks.append(finding.fingerprint or blake2b(text.encode(), digest_size=BYTES).hexdigest())
    return tuple(marks)


def stamped(report: Report) -> Report:
    """The report with the fingerprint of each finding in it, accepted ones too.

    To be done before any finding is told apart: how many equal ones came before must not depend on what is accepted.
    """
    findings = [*report.findings, *(one.finding for one in report.accepted)]
    source = "" if is_of_scripts(report) else report.subject.source
    placed = sorted(range(len(findings)), key=lambda number: _in_file(findings[number]))
    marks = dict(zip(placed, fingerprints([findings[number] for number in placed], source), strict=True))
    marked = [replace(finding, fingerprint=marks[number]) for number, finding in enumerate(findings)]
    own = len(report.findings)
    accepted = tuple(replace(one, finding=finding) for one, finding in zip(report.accepted, marked[own:], strict=True))
    return replace(report, findings=tuple(marked[:own]), accepted=accepted)


def is_of_scripts(report: Report) -> bool:
    """Whether scripts were read, and no data."""
    return report.subject.rows is None


def file_of(finding: Finding, source: str = "", tops: dict[str, Path | None] | None = None) -> str:
    """The file that a finding is of, from the top of the repository; that of the data where `source` names it."""
    place = next(iter(finding.locations), Location())
    return repository_path(source or place.file or "", tops)


def columns_of(finding: Finding) -> tuple[str, ...]:
    """The columns of a table that a finding is of."""
    return tuple(sorted({place.column for place in finding.locations if place.column is not None}))


def _subject(finding: Finding, source: str, tops: dict[str, Path | None]) -> list[str]:
    place = next(iter(finding.locations), Location())
    file = file_of(finding, source, tops)
    if not source and (place.syntax or place.source is not None):
        return [file, place.within, place.syntax or " ".join((place.source or "").split())]
    measure = "" if finding.measure is None else finding.measure.name
    return [file, *columns_of(finding), measure]


def _in_file(finding: Finding) -> tuple[str, int, int, int]:
    """The order of equal findings is that of the file: it must not change with their severity."""
    place = next(iter(finding.locations), Location())
    if place.syntax == "":
        return ("", 0, 0, 0)
    return (place.file or "", -1 if place.cell is None else place.cell, place.line or 0, place.position or 0)
