"""The report as SARIF 2.1.0, for GitHub code scanning, Azure DevOps and editors.

Specification: OASIS, Static Analysis Results Interchange Format 2.1.0, errata 01. GitHub reads a part of it and has limits of its
own: 25,000 results, 20 tags a rule, 10 MB as gzip. Paths are relative, nothing depends on a clock, and every rule that was
checked is listed, so that a viewer can tell "not there" from "not looked for".
"""

from typing import cast

from w2vcheck import __version__
from w2vcheck.report.json_report import as_json, document
from w2vcheck.report.markdown_text import inline
from w2vcheck.report.places import Tops, primary
from w2vcheck.report.safe_text import visible
from w2vcheck.report.sarif_places import BASE, artifact, flow, location, related
from w2vcheck.report.sarif_rules import descriptors
from w2vcheck.results import Accepted, Finding, Fix, Location, Report
from w2vcheck.wording import measured, worth

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "w2vcheck/v1"
MOST_RESULTS = 25_000
_LIMIT = 1_000  # columns of a sentence
_PROPERTIES = ("confidence", "measure", "impact", "also", "evidence")
_RUN_PROPERTIES = ("subject", "verdict", "ladder", "experiments", "waterfall", "gates")


def render(report: Report) -> str:
    """The log as JSON text that ends with a newline."""
    whole = document(report)
    entries = cast("list[dict[str, object]]", whole["findings"])
    tops: Tops = {}
    codes = sorted({*report.checked, *(one.code for one in _findings(report))})
    rules = {code: number for number, code in enumerate(codes)}
    results = [_result(one, entry, report, rules, tops) for one, entry in zip(report.findings, entries, strict=True)]
    accepted = cast("list[dict[str, dict[str, object]]]", whole["accepted"])
    results += [
        _result(one.finding, entry["finding"], report, rules, tops) | {"suppressions": [_suppression(one)]}
        for one, entry in zip(report.accepted, accepted, strict=True)
    ]
    run: dict[str, object] = {
        "tool": {"driver": {"name": "w2vcheck", "version": __version__, "rules": descriptors(codes)}},
        "automationDetails": {"id": _category(report)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"description": {"text": "The top of the repository."}}},
        "invocations": [_invocation(report, rules, len(results))],
        "results": results[:MOST_RESULTS],
        "properties": {key: whole[key] for key in _RUN_PROPERTIES},
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _findings(report: Report) -> tuple[Finding, ...]:
    return (*report.findings, *(one.finding for one in report.accepted))


def _category(report: Report) -> str:
    """What GitHub keeps apart: a later log of the same category takes the place of the earlier one."""
    return "w2vcheck lint/" if report.subject.rows is None else f"w2vcheck {visible(report.subject.source, _LIMIT)}/"


def _result(finding: Finding, entry: dict[str, object], report: Report, rules: dict[str, int], tops: Tops) -> dict[str, object]:
    main = primary(finding.locations)
    place = main or Location()
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": rules[finding.code],
        "level": finding.severity.value,
        "message": _message(finding),
        "locations": [location(place, place.file or report.subject.source, tops)],
        "partialFingerprints": {FINGERPRINT: entry["fingerprint"]},
    }
    if others := related(finding, main, tops):
        result["relatedLocations"] = others
    if steps := flow(finding, tops):
        result["codeFlows"] = steps
    if finding.mending is not None and place.file is not None and place.file.endswith(".py"):
        result["fixes"] = [_fix(finding.mending, place.file, tops)]
    return result | {"properties": {key: entry[key] for key in _PROPERTIES if entry[key]}}


def _message(finding: Finding) -> dict[str, object]:
    """The sentence, what was measured and is worth, why and what to do. Plain text has links in SARIF, too: none are made."""
    facts = [
        ("Measured", measured(finding.measure) if finding.measure else ""),
        ("Worth", worth(finding.impact) if finding.impact else ""),
        ("Why", finding.why),
        ("Fix", finding.fix),
    ]
    said = [(name, text) for name, text in facts if text]
    plain = "\n".join((visible(finding.message, _LIMIT), *(f"{name}: {visible(text, _LIMIT)}" for name, text in said)))
    listed = "\n".join(f"- {name}: {inline(text, _LIMIT)}" for name, text in said)
    sentence = f"Found: {inline(finding.message, _LIMIT)}"
    return {"text": plain.replace("](", "] ("), "markdown": f"{sentence}\n\n{listed}" if listed else sentence}


def _fix(mending: Fix, file: str, tops: Tops) -> dict[str, object]:
    replacements = [
        {
            "deletedRegion": {"charOffset": edit.start, "charLength": edit.end - edit.start},
            "insertedContent": {"text": edit.text},
        }
        for edit in mending.edits
    ]
    how = "" if mending.safe else " (may change results)"
    return {
        "description": {"text": f"{visible(mending.says, _LIMIT)}{how}"},
        "artifactChanges": [{"artifactLocation": artifact(file, tops), "replacements": replacements}],
    }


def _suppression(accepted: Accepted) -> dict[str, object]:
    until = f" (until {accepted.until})" if accepted.until else ""
    return {
        "kind": "inSource" if accepted.by == "comment" else "external",
        "status": "accepted",
        "justification": f"{visible(accepted.reason, _LIMIT)}{until}" or f"accepted by the {accepted.by}",
    }


def _invocation(report: Report, rules: dict[str, int], results: int) -> dict[str, object]:
    """How the run went: what could not be looked at, what crashed, what was warned of, what is missing here."""
    notes = [_note("note", f"{one.name}: {one.reason}", one.code, rules) for one in report.skipped]
    said = [_note("error", f"{one.name} crashed: {one.error}", one.code, rules) for one in report.crashed]
    said += [_note("warning", text, "", rules) for text in (*report.stale, *report.warnings)]
    if results > MOST_RESULTS:
        said.append(_note("warning", f"{results - MOST_RESULTS:,} more results are not in this log.", "", rules))
    return {
        "executionSuccessful": not report.crashed,
        "toolConfigurationNotifications": notes,
        "toolExecutionNotifications": said,
    }


def _note(level: str, text: str, code: str, rules: dict[str, int]) -> dict[str, object]:
    note: dict[str, object] = {"level": level, "message": {"text": visible(text, _LIMIT).replace("](", "] (")}}
    return note | ({"associatedRule": {"id": code, "index": rules[code]}} if code in rules else {})
