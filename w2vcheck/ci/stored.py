"""A report of an earlier run, as `--format json` wrote it: its findings and its figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from w2vcheck.ci.baseline import measure_from, read_json
from w2vcheck.ci.entries import DATA, SCRIPTS, Entry
from w2vcheck.ci.repository import repository_path
from w2vcheck.errors import ConfigError
from w2vcheck.results import Confidence, Measure, Report, Severity

SCHEMA_VERSION = 1
"""Of the reports that can be read."""
HONEST, WRITTEN, LADDER = "the honest figure", "the figure as written", "the best baseline"
_ADVICE = "write one with --format json --output"


@dataclass(frozen=True, slots=True)
class StoredReport:
    """What is read of a report.

    `findings` are those that count, `known` those that its baseline accepted; what settings or comments accept is neither.
    `figures` are accuracies by what they are of: the honest one, as written, the best of the ladder. `out_of_sight` are the
    codes of rules that cannot say that a finding has gone: skipped, or spoken for.
    """

    path: str
    of: str
    source: str
    findings: tuple[Entry, ...]
    known: tuple[Entry, ...]
    figures: Mapping[str, Measure]
    checked: tuple[str, ...]
    out_of_sight: frozenset[str]
    crashed: tuple[str, ...]
    settings: Mapping[str, object]


def figures_of(report: Report) -> dict[str, Measure]:
    """The accuracies of a report, the one that says most first."""
    figures = {HONEST: report.waterfall[-1].accuracy} if report.waterfall else {}
    written = next((one.accuracy for one in report.experiments if one.accuracy is not None), None)
    if written is not None:
        figures[WRITTEN] = written
    if report.ladder:
        figures[LADDER] = max((rung.accuracy for rung in report.ladder), key=lambda one: one.value)
    return figures


def read_report(path: Path) -> StoredReport:
    """Read a stored report. Raises `ConfigError` for a file that is missing or none."""
    document = read_json(path, "a report in JSON", _ADVICE)
    if document.get("schema_version") != SCHEMA_VERSION or "verdict" not in document:
        raise ConfigError("a report in JSON of this version", "a file of another kind", _ADVICE, str(path))
    try:
        return _report(document, str(path))
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        found = f"one that is broken ({type(error).__name__}: {error})"
        raise ConfigError("a report in JSON", found, _ADVICE, str(path)) from None


def _report(document: Mapping[str, Any], path: str) -> StoredReport:
    subject = document["subject"]
    of = SCRIPTS if subject["rows"] is None else DATA
    source = str(subject["source"])
    file = "" if of == SCRIPTS else repository_path(source)
    accepted = [one["finding"] for one in document["accepted"] if one["by"] == "baseline"]
    spoken_for = {str(code) for one in document["findings"] for code in one["also"]}
    return StoredReport(
        path,
        of,
        file,
        tuple(_entry(one, of, file) for one in document["findings"]),
        tuple(_entry(one, of, file) for one in accepted),
        dict(_figures(document)),
        tuple(map(str, document["checked"])),
        frozenset(spoken_for | {str(one["code"]) for one in document["skipped"]}),
        tuple(str(one["name"]) for one in document["crashed"]),
        dict(document["settings"]),
    )


def _entry(one: Mapping[str, Any], of: str, source: str) -> Entry:
    """The finding in a report; places in scripts have a column that is a number, and the function around it."""
    places = one["locations"]
    file = source or repository_path(str((places[0]["file"] if places else None) or ""))
    columns = sorted({place["column"] for place in places if isinstance(place["column"], str)})
    where = str(places[0].get("within", "")) if of == SCRIPTS and places else ", ".join(columns)
    mark, code, name = (str(one[key]) for key in ("fingerprint", "code", "name"))
    measure, confidence = measure_from(one["measure"]), Confidence(one["confidence"])
    return Entry(mark, code, name, of, file, where, Severity(one["severity"]), measure, confidence)


def _figures(document: Mapping[str, Any]) -> Iterator[tuple[str, Measure]]:
    if document["waterfall"]:
        yield HONEST, _accuracy(document["waterfall"][-1]["accuracy"])
    written = next((one["accuracy"] for one in document["experiments"] if one["accuracy"] is not None), None)
    if written is not None:
        yield WRITTEN, _accuracy(written)
    if document["ladder"]:
        yield LADDER, max((_accuracy(rung["accuracy"]) for rung in document["ladder"]), key=lambda one: one.value)


def _accuracy(score: Mapping[str, Any]) -> Measure:
    measure = measure_from({"name": "accuracy", "unit": "share", **score})
    if measure is None:
        raise ValueError("an accuracy that is no number")
    return replace(measure, scope="test rows")
