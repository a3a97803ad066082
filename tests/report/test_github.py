"""Workflow commands: one a finding, worst first, and nothing in the data can write another one."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from report_samples import clean, empty, founding, tickets
from report_strategies import HOSTILE, reports

from w2vcheck.report import github, markdown
from w2vcheck.report.safe_text import visible
from w2vcheck.results import Confidence, Crashed, Finding, Location, Report, Severity

COMMAND = re.compile(r"::(error|warning|notice)(?: ([^:]*))?::(.*)")


def parsed(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Level, properties and message of every line, unescaped as GitHub does it."""
    commands = []
    for line in text.splitlines():
        found = COMMAND.fullmatch(line)
        assert found, line
        properties = dict(pair.split("=", 1) for pair in found[2].split(",")) if found[2] else {}
        commands.append((found[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(found[3])))
    return commands


def unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def a_finding(
    severity: Severity = Severity.ERROR,
    confidence: Confidence = Confidence.HIGH,
    message: str = "It is wrong.",
    locations: tuple[Location, ...] = (),
) -> Finding:
    return Finding("W2V201", "vocabulary-too-small", severity, confidence, message, "why", "fix", locations=locations)


def with_findings(*findings: Finding) -> Report:
    return replace(empty(), findings=findings)


def test_a_finding_is_one_command() -> None:
    lines = github.render(founding()).splitlines()
    assert lines[0] == (
        "::error file=fixtures/question/w2vcheck.toml,line=4,title=W2V304 label-in-features"
        "::Feature column 0 is the label itself in all 100 rows."
    )
    assert lines[4].endswith("any accuracy between 5 %25 and 100 %25 would fit.")
    assert [level for level, _, _ in parsed(github.render(founding()))] == ["error"] * 5 + ["warning", "notice"]


def test_a_finding_without_a_file_has_no_place() -> None:
    (_, properties, _) = parsed(github.render(with_findings(a_finding(locations=(Location(row=3, line=4),)))))[0]
    assert properties == {"title": "W2V201 vocabulary-too-small"}


def test_the_place_with_a_line_is_preferred() -> None:
    locations = (Location("data.csv", row=3), Location("train.py", 7), Location("train.py", 9))
    (_, properties, _) = parsed(github.render(with_findings(a_finding(locations=locations))))[0]
    assert (properties["file"], properties["line"]) == ("train.py", "7")


def test_the_worst_and_surest_come_first() -> None:
    findings = [
        a_finding(Severity.NOTE, message="d"),
        a_finding(Severity.ERROR, Confidence.LOW, message="b"),
        a_finding(Severity.WARNING, message="c"),
        a_finding(Severity.ERROR, message="a"),
    ]
    assert [message for _, _, message in parsed(github.render(with_findings(*findings)))] == ["a", "b", "c", "d"]


def test_ten_of_each_level_and_a_line_that_counts_the_rest() -> None:
    findings = [a_finding(severity, message=f"{severity} {n}") for severity in Severity for n in range(13)]
    commands = parsed(github.render(with_findings(*findings)))
    levels = [level for level, _, _ in commands]
    assert {level: levels.count(level) for level in levels} == {"error": 10, "warning": 10, "notice": 10}
    assert commands[-1] == ("notice", {}, "… 10 more")  # 39 findings less 29 shown
    assert commands[9][2] == "error 9"


def test_exactly_ten_are_not_cut() -> None:
    commands = parsed(github.render(with_findings(*[a_finding(Severity.NOTE)] * 10)))
    assert len(commands) == 10
    assert commands[-1][2] == "It is wrong."


def test_a_crash_is_an_error() -> None:
    report = replace(
        with_findings(a_finding()), crashed=(Crashed("W2V110", "label-noise", "KeyError: 'x'"), Crashed("", "as-written", "x"))
    )
    (first, second, third) = parsed(github.render(report))
    assert first[:2] == ("error", {"title": "W2V110 label-noise"})
    assert first[2].endswith("KeyError: 'x'")
    assert second[1] == {"title": "as-written"}
    assert third[2] == "It is wrong."


@pytest.mark.parametrize("report", [clean(), empty()])
def test_nothing_found_says_nothing(report: Report) -> None:
    assert github.render(report) == ""


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_from_the_data_stays_data(hostile: str) -> None:
    finding = replace(a_finding(message=f"m {hostile}", locations=(Location(hostile, 3),)), name=hostile)
    ((level, properties, message),) = parsed(github.render(with_findings(finding)))
    assert level == "error"
    assert properties == {"file": visible(hostile), "line": "3", "title": f"W2V201 {visible(hostile)}"}
    assert message == visible(f"m {hostile}", 2000)


@given(reports)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_line_is_one_command(report: Report) -> None:
    text = github.render(report)
    missed = sum(not gate.passed for gate in report.gates)
    assert len(parsed(text)) == len(report.findings) + len(report.crashed) + missed
    text.encode("utf-8")


def test_a_report_with_crash_and_findings_keeps_its_counts() -> None:
    assert len(parsed(github.render(tickets()))) == 4


def test_paths_are_those_of_the_repository(folder: Path) -> None:
    places = (Location(str(folder / "sub" / "train.py"), 3),)
    (folder / "sub").mkdir()
    os.chdir(folder / "sub")
    finding = a_finding(locations=places)
    assert parsed(github.render(with_findings(finding)))[0][1]["file"] == "sub/train.py"
    beside = a_finding(locations=(Location("train.py", 3),))
    assert parsed(github.render(with_findings(beside)))[0][1]["file"] == "sub/train.py"


def test_the_summary_holds_every_finding_and_never_too_much() -> None:
    report = with_findings(*[a_finding(message=f"Number {n}.") for n in range(300)])
    whole = github.summary(report)
    assert whole == markdown.render(report, limit=github.SUMMARY)
    assert whole.count("<details>") == 300
    part = github.summary(report, used=github.SUMMARY - 20_000)
    assert len(part.encode()) <= 20_000
    assert "findings more did not fit in here" in part
    assert github.summary(report, used=github.SUMMARY - 100) == ""
    many = with_findings(*[a_finding(message=f"Number {n}." * 20) for n in range(5_000)])
    assert 1_000_000 < len(github.summary(many).encode()) <= github.SUMMARY
