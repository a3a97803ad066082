"""The report for programs. `docs/report.schema.json` describes every field.

Equal reports give equal bytes: no clock, fixed order of keys, floats rounded to nine significant digits, and
seconds only where they are asked for.
"""

import json
import re
from collections.abc import Mapping, Sequence
from math import isfinite
from numbers import Integral, Real

from w2vcheck import __version__
from w2vcheck.ci.fingerprints import fingerprints
from w2vcheck.results import Accepted, Evidence, Finding, Fix, Impact, Location, Measure, Outcome, Report, Rung, Step

SCHEMA_VERSION = 1

# Valid in JSON as they are, but they act on a terminal that shows the file: DEL, C1 controls, direction marks,
# zero-width characters. They can only stand inside strings, where an escape means the same.
_ACTING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def render(report: Report, *, timings: bool = False) -> str:
    """The report as JSON text that ends with a newline. With `timings`, rungs and experiments carry their seconds.

    Numbers that JSON cannot hold become null; half of a surrogate pair becomes its escape, written out.
    """
    return as_json(document(report, timings=timings), indent=2) + "\n"


def as_json(value: object, *, indent: int | None = None) -> str:
    """Any value as JSON text in which nothing acts on a terminal; on one line unless `indent` is given."""
    text = json.dumps(_plain(value), indent=indent, ensure_ascii=False, allow_nan=False)
    return _ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def document(report: Report, *, timings: bool = False) -> dict[str, object]:
    """The report as nested objects and lists, in the order of `docs/report.schema.json`."""
    verdict, subject = report.verdict, report.subject
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "w2vcheck", "version": __version__},
        "subject": {
            "source": subject.source,
            "rows": subject.rows,
            "facts": [{"name": name, "value": value} for name, value in subject.facts],
            "guessed": subject.guessed,
        },
        "verdict": {"level": verdict.level, "headline": verdict.headline, "first": verdict.first},
        "checked": report.checked,
        "findings": _findings(report.findings),
        "accepted": _accepted(report.accepted),
        "stale": report.stale,
        "measures": [
            {"code": entry.code, "name": entry.name, "fired": entry.fired, "measure": _measure(entry.measure)}
            for entry in report.measures
        ],
        "skipped": [{"code": entry.code, "name": entry.name, "reason": entry.reason} for entry in report.skipped],
        "crashed": [{"code": entry.code, "name": entry.name, "error": entry.error} for entry in report.crashed],
        "ladder": [_rung(rung, timings=timings) for rung in report.ladder],
        "ladder_note": report.ladder_note,
        "experiments": [_outcome(outcome, timings=timings) for outcome in report.experiments],
        "waterfall": [_step(step) for step in report.waterfall],
        "gates": [{"name": gate.name, "passed": gate.passed, "says": gate.says} for gate in report.gates],
        "warnings": report.warnings,
        "settings": report.settings,
    }


def _findings(findings: Sequence[Finding]) -> list[dict[str, object]]:
    return [_finding(finding, mark) for finding, mark in zip(findings, fingerprints(findings), strict=True)]


def _accepted(accepted: Sequence[Accepted]) -> list[dict[str, object]]:
    findings = _findings([one.finding for one in accepted])
    return [
        {"by": one.by, "reason": one.reason, "until": one.until, "finding": finding}
        for one, finding in zip(accepted, findings, strict=True)
    ]


def _finding(finding: Finding, fingerprint: str) -> dict[str, object]:
    return {
        "code": finding.code,
        "name": finding.name,
        "fingerprint": fingerprint,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "why": finding.why,
        "also": finding.also,
        "measure": _measure(finding.measure) if finding.measure else None,
        "locations": [_location(location) for location in finding.locations],
        "evidence": [_evidence(proof) for proof in finding.evidence],
        "fix": finding.fix,
        "impact": _impact(finding.impact) if finding.impact else None,
        "mending": _mending(finding.mending) if finding.mending else None,
    }


def _measure(measure: Measure) -> dict[str, object]:
    return {
        "name": measure.name,
        "value": float(measure.value),
        "low": float(measure.low),
        "high": float(measure.high),
        "unit": measure.unit,
        "n": measure.n,
        "scope": measure.scope,
    }


def _location(location: Location) -> dict[str, object]:
    """A column is one of a table, by name, or one of a script, by number; only places in notebooks have a cell.

    A place in a script says which function or class is around it, where one is.
    """
    column = location.column if location.position is None else location.position
    place: dict[str, object] = {"file": location.file, "line": location.line, "column": column, "row": location.row}
    if location.within:
        place["within"] = location.within
    return place if location.cell is None else place | {"cell": location.cell, "file_line": location.file_line}


def _mending(mending: Fix) -> dict[str, object]:
    edits = [{"cell": edit.cell, "start": edit.start, "end": edit.end, "text": edit.text} for edit in mending.edits]
    return {"says": mending.says, "safe": mending.safe, "edits": edits}


def _evidence(proof: Evidence) -> dict[str, object]:
    return {"says": proof.says, "quotes": [{"text": quote.text, "row": quote.row} for quote in proof.quotes]}


def _impact(impact: Impact) -> dict[str, object]:
    return {
        "accuracy_before": _measure(impact.accuracy_before),
        "accuracy_after": _measure(impact.accuracy_after),
        "difference": _measure(impact.difference),
    }


def _score(measure: Measure) -> dict[str, object]:
    return {"value": float(measure.value), "low": float(measure.low), "high": float(measure.high), "n": measure.n}


def _rung(rung: Rung, *, timings: bool) -> dict[str, object]:
    entry: dict[str, object] = {
        "name": rung.name,
        "title": rung.title,
        "how": rung.how,
        "accuracy": _score(rung.accuracy),
        "macro_f1": _score(rung.macro_f1),
    }
    return entry | ({"seconds": float(rung.seconds)} if timings else {})


def _outcome(outcome: Outcome, *, timings: bool) -> dict[str, object]:
    entry: dict[str, object] = {
        "name": outcome.name,
        "title": outcome.title,
        "how": outcome.how,
        "says": outcome.says,
        "accuracy": _score(outcome.accuracy) if outcome.accuracy else None,
        "macro_f1": _score(outcome.macro_f1) if outcome.macro_f1 else None,
        "loss": None if outcome.loss is None else float(outcome.loss),
        "loss_of_mean": None if outcome.loss_of_mean is None else float(outcome.loss_of_mean),
    }
    return entry | ({"seconds": float(outcome.seconds)} if timings else {})


def _step(step: Step) -> dict[str, object]:
    return {"name": step.name, "code": step.code, "accuracy": _score(step.accuracy), "sentence": step.sentence}


def _plain(value: object) -> object:
    """Only what JSON knows: text without lone surrogates, finite floats of nine digits, lists and objects."""
    match value:
        case Mapping():
            return {_text(str(key)): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return [_plain(item) for item in sorted(value, key=str)]
        case _:
            return _scalar(value)


def _scalar(value: object) -> str | int | float | None:
    match value:
        case None | bool():
            return value
        case Integral():
            return int(value)
        case Real():
            return (float(f"{float(value):.9g}") or 0.0) if isfinite(value) else None  # `or`: no minus before a zero
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
