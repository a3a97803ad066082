"""The report as JSON lines, for a log or a stream: a header, then one object for each thing that was found out.

The objects are those of the JSON report (`docs/report.schema.json`), each with its `kind` in front.
"""

from typing import cast

from w2vcheck.report.json_report import as_json, document
from w2vcheck.results import Report

_HEADER = ("schema_version", "tool", "subject", "verdict", "checked", "ladder_note", "settings")
_KINDS = {
    "findings": "finding",
    "accepted": "accepted",
    "measures": "measure",
    "skipped": "skipped",
    "crashed": "crashed",
    "ladder": "rung",
    "experiments": "experiment",
    "waterfall": "step",
    "gates": "gate",
}
"""The lists of the JSON report, with what one item of each is called."""


def render(report: Report) -> str:
    """One object a line, each line ending with a newline. Equal reports give equal bytes."""
    whole = document(report)
    lines: list[dict[str, object]] = [{"kind": "header", **{key: whole[key] for key in _HEADER}}]
    for key, kind in _KINDS.items():
        items = cast("list[dict[str, object]]", whole[key])
        lines += [{"kind": kind, **item} for item in items]
    lines += [{"kind": "stale", "text": text} for text in report.stale]
    lines += [{"kind": "warning", "text": text} for text in report.warnings]
    return "".join(f"{as_json(line)}\n" for line in lines)
