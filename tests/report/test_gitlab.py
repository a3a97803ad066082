"""GitLab's Code Quality: a list that GitLab accepts, whatever is in the report."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from report_samples import clean, empty, founding, tickets
from report_strategies import HOSTILE, reports

from w2vcheck.report import gitlab
from w2vcheck.report.safe_text import visible
from w2vcheck.results import Confidence, Crashed, Location, Report, Severity

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def entries(report: Report) -> list[dict[str, Any]]:
    """The list, checked against what GitLab documents of the format."""
    text = gitlab.render(report)
    found = json.loads(text, parse_constant=pytest.fail)
    assert isinstance(found, list)
    for one in found:
        assert list(one) == ["description", "check_name", "fingerprint", "severity", "location"]
        assert one["severity"] in SEVERITIES
        assert re.fullmatch("[0-9a-f]{32}", one["fingerprint"])
        assert list(one["location"]) == ["path", "lines"]
        assert one["location"]["lines"]["begin"] >= 1
        assert "\n" not in one["description"]
    marks = [one["fingerprint"] for one in found]
    assert len(set(marks)) == len(marks)
    return found


def test_a_finding_says_what_where_and_how_bad() -> None:
    found = entries(founding())
    assert found[0] == {
        "description": "W2V304 label-in-features: Feature column 0 is the label itself in all 100 rows.",
        "check_name": "W2V304",
        "fingerprint": found[0]["fingerprint"],
        "severity": "critical",
        "location": {"path": "fixtures/question/w2vcheck.toml", "lines": {"begin": 4}},
    }
    assert [one["severity"] for one in found] == ["critical"] * 5 + ["minor", "info"]


def test_an_error_that_is_not_certain_is_major() -> None:
    unsure = replace(founding().findings[0], confidence=Confidence.MEDIUM)
    assert entries(replace(empty(), findings=(unsure,)))[0]["severity"] == "major"


def test_without_a_place_it_is_about_the_data() -> None:
    bare = replace(founding().findings[0], locations=(Location(row=3),))
    assert entries(replace(empty(), findings=(bare,)))[0]["location"] == {"path": "empty.csv", "lines": {"begin": 1}}


def test_equal_findings_are_told_apart() -> None:
    one = founding().findings[0]
    assert len(entries(replace(empty(), findings=(one, one, replace(one, severity=Severity.NOTE))))) == 3


def test_a_crash_stands_first_and_blocks() -> None:
    report = replace(tickets(), crashed=(*tickets().crashed, Crashed("", "ladder", "ValueError: x")))
    first, second, *rest = entries(report)
    assert (first["severity"], first["check_name"]) == ("blocker", "W2V110")
    assert first["description"].endswith("ZeroDivisionError: division by zero")
    assert second["check_name"] == "ladder"
    assert len(rest) == 3


def test_a_rule_that_crashes_twice_is_two_entries() -> None:
    report = replace(tickets(), crashed=tickets().crashed * 2)
    assert [one["severity"] for one in entries(report)].count("blocker") == 2


def test_in_a_notebook_the_line_is_that_of_the_file() -> None:
    place = Location("explore.ipynb", 2, position=1, cell=3, file_line=40)
    found = entries(replace(empty(), findings=(replace(founding().findings[0], locations=(place,)),)))
    assert found[0]["location"] == {"path": "explore.ipynb", "lines": {"begin": 40}}


def test_a_file_elsewhere_is_known_by_its_name(folder: Path) -> None:
    places = (Location(str(folder.parent / "other" / "data.csv"), 2),)
    found = entries(replace(empty(), findings=(replace(founding().findings[0], locations=places),)))
    assert found[0]["location"]["path"] == "data.csv"


@pytest.mark.parametrize("report", [clean(), empty()])
def test_nothing_found_is_an_empty_list(report: Report) -> None:
    assert gitlab.render(report) == "[]\n"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_from_the_data_stays_text(hostile: str) -> None:
    finding = replace(founding().findings[0], message=hostile, locations=(Location(hostile, 3),))
    (entry,) = entries(replace(empty(), findings=(finding,)))
    assert entry["description"] == visible(f"W2V304 label-in-features: {hostile}", 1000)
    assert entry["location"]["lines"]["begin"] == 3


@given(reports)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_report_holds_gitlab_can_read_it(report: Report) -> None:
    assert len(entries(report)) >= len(report.findings)
