"""The report for GitLab's Code Quality: a JSON list that a merge request shows beside its changes.

GitLab holds two reports against each other by fingerprint, drops what has a fingerprint that it has seen, and shows the
description alone, so the code stands in it. Crashed rules are part of the list; what was skipped has no place in it.
"""

from hashlib import blake2b
from typing import cast

from w2vcheck.ci.fingerprints import BYTES
from w2vcheck.report.json_report import as_json, document
from w2vcheck.report.places import Tops, line_in_file, portable, primary
from w2vcheck.report.safe_text import visible
from w2vcheck.results import Confidence, Crashed, Finding, Report, Severity

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}
_UNSURE = "major"  # an error that is not certain
_CRASH = "blocker"  # nothing can be said before it is looked at
_LIMIT = 1_000  # columns of a description


def render(report: Report) -> str:
    """The list as JSON text that ends with a newline; "[]" where nothing was found."""
    tops: Tops = {}
    marks = [str(one["fingerprint"]) for one in cast("list[dict[str, object]]", document(report)["findings"])]
    source = portable(report.subject.source, tops)
    entries = [_crash(one, source, report.crashed[:before].count(one)) for before, one in enumerate(report.crashed)]
    for finding, mark in zip(report.findings, marks, strict=True):
        place = primary(finding.locations)
        path = source if place is None or place.file is None else portable(place.file, tops)
        line = None if place is None else line_in_file(place)
        said = f"{finding.code} {finding.name}: {finding.message}"
        entries.append(_entry(said, finding.code, mark, _severity(finding), path or source, line or 1))
    return as_json(entries, indent=2) + "\n"


def _severity(finding: Finding) -> str:
    if finding.severity is Severity.ERROR and finding.confidence is not Confidence.HIGH:
        return _UNSURE
    return _SEVERITIES[finding.severity]


def _crash(failure: Crashed, source: str, equal: int) -> dict[str, object]:
    said = f"{failure.code} {failure.name}".strip()
    whole = f"{equal} {said} {failure.error}".encode("utf-8", "backslashreplace")
    mark = blake2b(whole, digest_size=BYTES, person=b"crash").hexdigest()
    text = f"{said} crashed, a defect of w2vcheck and not of your data: {failure.error}"
    return _entry(text, failure.code or failure.name, mark, _CRASH, source, 1)


def _entry(said: str, code: str, mark: str, severity: str, path: str, line: int) -> dict[str, object]:
    return {
        "description": visible(said, _LIMIT),
        "check_name": code,
        "fingerprint": mark,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
