"""The report for programs: valid by its schema, the same bytes each time."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from report_samples import clean, empty, founding, tickets
from report_strategies import reports

from w2vcheck import __version__
from w2vcheck.report import json_report
from w2vcheck.results import Measure, Measured, Report, Severity

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def parts(node: object, inside: str = "schema") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in the schema, with the key it stands under."""
    if isinstance(node, dict):
        if "type" in node or "$ref" in node or "enum" in node or "const" in node:
            yield inside, node
        for key, value in node.items():
            yield from parts(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value, inside)


def objects(text: str) -> list[list[tuple[str, object]]]:
    """Every object in a JSON text as its list of pairs."""
    found: list[list[tuple[str, object]]] = []

    def keep(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found.append(pairs)
        return dict(pairs)

    json.loads(text, object_pairs_hook=keep)
    return found


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_describes_every_field_and_closes_every_object_but_the_settings() -> None:
    for name, part in parts(SCHEMA):
        if "$ref" not in part and part != {"type": "null"}:
            assert part["title"], name
            assert part["description"], name
        if part.get("type") == "object":
            assert part["additionalProperties"] is (name == "settings"), name


@pytest.mark.parametrize("timings", [False, True])
@pytest.mark.parametrize("report", [founding(), tickets(), clean(), empty()], ids=["founding", "tickets", "clean", "empty"])
def test_the_samples_are_valid(report: Report, *, timings: bool) -> None:
    VALIDATOR.validate(json.loads(json_report.render(report, timings=timings)))


@given(report=reports, timings=st.booleans())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_report_holds_the_json_is_valid(report: Report, *, timings: bool) -> None:
    text = json_report.render(report, timings=timings)
    VALIDATOR.validate(json.loads(text, parse_constant=pytest.fail))
    text.encode("utf-8")
    assert not any(char != "\n" and not char.isprintable() and (ord(char) < 32 or 127 <= ord(char) < 160) for char in text)
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b")


def test_the_schema_would_notice_a_wrong_report() -> None:
    document = json.loads(json_report.render(tickets()))
    for wrong in (
        {**document, "extra": 1},
        {**document, "verdict": {**document["verdict"], "level": "bad"}},
        {key: value for key, value in document.items() if key != "findings"},
        {**document, "findings": [{**document["findings"][0], "severity": "fatal"}]},
        {**document, "findings": [{**document["findings"][0], "impact": {}}]},
        {**document, "ladder": [{**document["ladder"][0], "accuracy": {"value": 1}}]},
    ):
        assert not VALIDATOR.is_valid(wrong)


def test_the_keys_stand_in_their_order() -> None:
    by_first = {tuple(key for key, _ in pairs) for pairs in objects(json_report.render(tickets()))}
    assert (
        "schema_version", "tool", "subject", "verdict", "checked", "findings", "accepted", "stale", "measures", "skipped",
        "crashed", "ladder", "ladder_note", "experiments", "waterfall", "gates", "warnings", "settings",
    ) in by_first  # fmt: skip
    assert (
        "code", "name", "fingerprint", "severity", "confidence", "message", "why", "also", "measure", "locations", "evidence",
        "fix", "impact", "mending",
    ) in by_first  # fmt: skip
    assert ("name", "value", "low", "high", "unit", "n", "scope") in by_first
    assert ("file", "line", "column", "row") in by_first
    assert ("name", "title", "how", "accuracy", "macro_f1") in by_first
    assert ("name", "title", "how", "says", "accuracy", "macro_f1", "loss", "loss_of_mean") in by_first


def test_the_values_are_those_of_the_report() -> None:
    document = json.loads(json_report.render(tickets()))
    assert document["schema_version"] == 1
    assert document["tool"] == {"name": "w2vcheck", "version": __version__}
    assert document["verdict"]["level"] == "error"
    assert [finding["code"] for finding in document["findings"]] == ["W2V302", "W2V103", "W2V105"]
    first = document["findings"][0]
    assert first["severity"] == "error"
    assert first["also"] == ["W2V303"]
    assert first["evidence"][0]["quotes"][2] == {"text": "cannot log in", "row": 203}
    assert first["locations"][0] == {"file": "tickets.csv", "line": 19, "column": "message", "row": 17}
    assert first["impact"]["difference"]["value"] == -0.082
    assert document["measures"][0]["fired"] is True
    assert document["ladder"][3]["accuracy"] == {"value": 0.923333333, "low": 0.887589896, "high": 0.948372388, "n": 300}
    assert document["skipped"][0] == {"code": "W2V309", "name": "time-leak", "reason": "no date column"}
    assert document["crashed"][0]["error"] == "ZeroDivisionError: division by zero"
    assert document["settings"] == {"seed": 0, "fail_on": "error"}


def test_seconds_stand_there_only_when_asked_for() -> None:
    assert '"seconds"' not in json_report.render(tickets())
    document = json.loads(json_report.render(tickets(), timings=True))
    assert [rung["seconds"] for rung in document["ladder"]] == [0.01, 0.81, 3.92, 0.42]
    assert document["experiments"][0]["seconds"] == 12.4


def test_seconds_do_not_change_the_bytes() -> None:
    report = tickets()
    slower = replace(report, ladder=tuple(replace(rung, seconds=rung.seconds * 3) for rung in report.ladder))
    assert json_report.render(slower) == json_report.render(report)


def test_floats_have_nine_digits_and_what_is_no_number_is_null() -> None:
    measure = Measure("third", 1 / 3, float("nan"), float("inf"), "share", 3)
    text = json_report.render(replace(empty(), measures=(Measured("W2V101", "empty-text", measure),)))
    entry = json.loads(text)["measures"][0]["measure"]
    assert entry["value"] == 0.333333333
    assert entry["low"] is None
    assert entry["high"] is None


def test_settings_of_any_kind_become_json() -> None:
    found = {
        "integer": np.int64(3), "float": np.float32(0.25), "negative zero": -0.0, "set": frozenset({"b", "a"}),
        "tuple": (1, True), "path": Path("a/b"), "nan": float("nan"), "severity": Severity.NOTE, "nested": {"x": {"y": [None]}},
    }  # fmt: skip
    text = json_report.render(replace(empty(), settings=found))
    assert "-0.0" not in text
    assert json.loads(text)["settings"] == {
        "integer": 3, "float": 0.25, "negative zero": 0.0, "set": ["a", "b"], "tuple": [1, True],
        "path": "a/b", "nan": None, "severity": "note", "nested": {"x": {"y": [None]}},
    }  # fmt: skip


def test_text_is_kept_as_it_is_but_for_lone_surrogates() -> None:
    words = ("漢字 🎉 “quoted”", "\x1b[31m \x9b \u202e\u2028", "\ud83d and \udc00")
    text = json_report.render(replace(empty(), warnings=words))
    assert "漢字 🎉 “quoted”" in text
    assert json.loads(text)["warnings"] == [*words[:2], r"\ud83d and \udc00"]


def test_the_text_ends_with_a_newline_and_is_indented_by_two() -> None:
    text = json_report.render(empty())
    assert text.endswith("}\n")
    assert text.startswith('{\n  "schema_version": 1,\n  "tool": {\n    "name"')
