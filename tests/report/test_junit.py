"""JUnit XML: well-formed whatever is in the report, and failed exactly where the run fails."""

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from golden_reports import scripts
from hypothesis import HealthCheck, given, settings
from report_samples import clean, empty, founding, tickets
from report_strategies import HOSTILE, reports

from w2vcheck.report import junit
from w2vcheck.report.safe_text import visible
from w2vcheck.results import Accepted, Gate, Location, Report, Severity

TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def parsed(report: Report) -> ET.Element:
    """The document, with its counts checked as a reader of the format adds them up."""
    text = junit.render(report)
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n')
    root = ET.fromstring(text.encode("utf-8"))  # noqa: S314 - we wrote it
    assert root.tag == "testsuites"
    for parent in (root, *root):
        cases = list(parent.iter("testcase"))
        assert parent.get("tests") == str(len(cases))
        for name, tag in TAGS.items():
            assert parent.get(name) == str(sum(case.find(tag) is not None for case in cases))
    for case in root.iter("testcase"):
        assert case.get("name") is not None
        assert case.get("classname") is not None
        assert len(case) <= 1
    return root


def verdicts(report: Report) -> dict[str, str]:
    """What became of each case, by its name."""
    return {str(case.get("name")): case[0].tag if len(case) else "passed" for case in parsed(report).iter("testcase")}


def test_what_fails_the_run_fails_and_the_rest_is_told() -> None:
    report = replace(founding(), checked=("W2V102", "W2V114", "W2V201", "W2V303"))
    found = verdicts(report)
    assert [found[name] for name in ("W2V304 label-in-features", "W2V401 sigmoid-mse", "W2V603 gensim3-argument")] == [
        "failure", "system-out", "system-out",
    ]  # fmt: skip
    assert found["W2V102 missing-label"] == found["W2V303 near-duplicates-across-split"] == "passed"
    assert "W2V201 vocabulary-too-small" not in found  # another finding speaks for it
    strict = verdicts(replace(report, settings={"fail_on": "note"}))
    assert strict["W2V603 gensim3-argument"] == "failure"
    assert "failure" not in verdicts(replace(report, settings={"fail_on": "never"})).values()


def test_the_failure_says_all_that_the_finding_says() -> None:
    (failure, *_) = parsed(tickets()).iter("failure")
    assert failure.get("type") == "error, high confidence"
    assert failure.get("message") == "11.0 % of the test rows also stand in the training rows."
    lines = str(failure.text).splitlines()
    assert lines[0] == failure.get("message")
    assert lines[1] == "where: tickets.csv:19"
    assert "measured: 11.0 % (7.9–15.0 %) of 300 test rows" in lines
    assert any(
        line.startswith("seen: the same text on both sides “hello") and "“cannot log in” (row 203)" in line for line in lines
    )
    assert "worth: 91.3 % → 83.1 % (−8.2 points, −9.6 to −6.9)" in lines
    assert lines[-1] == "speaks also for W2V303"


def test_crashed_and_skipped_rules_are_cases() -> None:
    found = verdicts(tickets())
    assert found["W2V110 label-noise"] == "error"
    assert found["W2V309 time-leak"] == "skipped"
    (crash,) = parsed(tickets()).iter("error")
    assert "ZeroDivisionError: division by zero" in str(crash.text)


def test_accepted_findings_are_skipped_with_their_reason() -> None:
    one = founding().findings[0]
    accepted = (Accepted(one, "settings", "synthetic data"), Accepted(replace(one, code="W2V101"), "baseline", ""))
    root = parsed(replace(empty(), accepted=accepted, checked=("W2V304",)))
    assert [one.get("message") for one in root.iter("skipped")] == [
        "accepted (settings): synthetic data", "accepted (baseline): no reason given",
    ]  # fmt: skip


def test_gates_have_a_suite_of_their_own() -> None:
    gates = (Gate("min-accuracy", passed=False, says="83 % is less than 90 %."), Gate("max-drop", passed=True, says="No drop."))
    root = parsed(replace(empty(), gates=gates))
    assert [one.get("message") for one in root.iter("failure")] == ["83 % is less than 90 %."]
    assert [one.text for one in root.iter("system-out")] == ["No drop."]
    assert [suite.get("name") for suite in root] == ["empty.csv", "w2vcheck gates"]


def test_scripts_have_a_suite_each_and_equal_findings_a_number() -> None:
    root = parsed(scripts())
    assert [suite.get("name") for suite in root] == ["w2vcheck lint", "notes/explore.ipynb", "train.py"]
    names = [case.get("name") for case in root[1]]
    assert names[:2] == ["W2V603 gensim3-argument", "W2V603 gensim3-argument (2)"]
    assert (root[2][0].get("file"), root[2][0].get("line")) == ("train.py", "8")
    places = Counter((case.get("classname"), case.get("name")) for case in root.iter("testcase"))
    assert max(places.values()) == 1


def test_a_script_finding_without_a_place_is_in_the_suite_of_all() -> None:
    bare = replace(founding().findings[0], locations=(Location(row=2),))
    report = replace(scripts(), findings=(bare,), checked=())
    assert [suite.get("name") for suite in parsed(report)] == ["w2vcheck lint"]


def test_a_rule_of_another_version_is_told_by_its_code() -> None:
    assert verdicts(replace(empty(), checked=("W2V999",))) == {"W2V999": "passed"}


def test_a_clean_run_is_green() -> None:
    report = replace(clean(), checked=("W2V101", "W2V107"))
    assert verdicts(report) == {"W2V101 empty-text": "passed", "W2V107 duplicate-texts": "passed"}


@pytest.mark.parametrize("hostile", [*HOSTILE, "\x00\x01\x0b\ufffe\uffff", "]]>", "<failure/>", "\"'&lt;&#0;", "a\r\nb\tc"])
def test_text_from_the_data_stays_text(hostile: str) -> None:
    finding = replace(founding().findings[0], message=hostile, name=hostile, locations=(Location(hostile, 3),))
    (case,) = parsed(replace(empty(), findings=(finding,))).iter("testcase")
    assert str(case[0].text).split("\n")[0] == visible(hostile, 1000)
    assert case[0].get("message") == visible(hostile, 400)


@given(reports)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_report_holds_the_xml_is_sound(report: Report) -> None:
    root = parsed(report)
    failures = sum(case.find("failure") is not None for case in root.iter("testcase"))
    assert failures == len(report.failing) + sum(not gate.passed for gate in report.gates)
    assert len(list(root.iter("error"))) == len(report.crashed)


def test_a_severity_below_the_limit_is_output_not_failure() -> None:
    mild = replace(founding().findings[0], severity=Severity.NOTE)
    (case,) = parsed(replace(empty(), findings=(mild,))).iter("testcase")
    assert case[0].tag == "system-out"
    assert str(case[0].text).startswith("note, high confidence\n")
