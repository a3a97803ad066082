"""The report line by line: the same objects as in the JSON report, each on a line of its own."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from report_samples import clean, empty, founding, tickets
from report_strategies import reports

from w2vcheck.report import json_report, jsonl
from w2vcheck.results import Report

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
LISTS = {
    "finding": "findings",
    "accepted": "accepted",
    "measure": "measures",
    "skipped": "skipped",
    "crashed": "crashed",
    "rung": "ladder",
    "experiment": "experiments",
    "step": "waterfall",
    "gate": "gates",
}
TEXTS = {"warning": "warnings", "stale": "stale"}


def lines(report: Report) -> list[dict[str, Any]]:
    return [json.loads(line, parse_constant=pytest.fail) for line in jsonl.render(report).split("\n")[:-1]]


def whole(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """The JSON report, put together from its lines."""
    header, *rest = ({**one} for one in objects)
    assert header.pop("kind") == "header"
    report: dict[str, Any] = {**header, "warnings": [], "stale": [], **{name: [] for name in LISTS.values()}}
    for one in rest:
        kind = one.pop("kind")
        if kind in TEXTS:
            report[TEXTS[kind]].append(one["text"])
        else:
            report[LISTS[kind]].append(one)
    return report


@pytest.mark.parametrize("report", [founding(), tickets(), clean(), empty()], ids=["founding", "tickets", "clean", "empty"])
def test_together_the_lines_are_the_json_report(report: Report) -> None:
    together = whole(lines(report))
    assert together == json.loads(json_report.render(report))
    Draft202012Validator(SCHEMA).validate(together)


def test_the_header_comes_first_and_then_what_is_worst() -> None:
    kinds = [one["kind"] for one in lines(tickets())]
    assert kinds[:4] == ["header", "finding", "finding", "finding"]
    assert list(dict.fromkeys(kinds)) == [
        "header", "finding", "measure", "skipped", "crashed", "rung", "experiment", "step", "warning",
    ]  # fmt: skip


@given(reports)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_report_holds_every_line_is_one_object(report: Report) -> None:
    text = jsonl.render(report)
    assert text.endswith("\n")
    assert text.count("\n") == len(text.splitlines())  # no other line end, which a reader might split at
    assert whole(lines(report)) == json.loads(json_report.render(report))
    assert not set(text) & set("\x1b\x9b\x7f\u200b\u202e\u2066\ufeff")
    text.encode("utf-8")
