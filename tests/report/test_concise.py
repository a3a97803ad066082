"""One line a finding, with the place that a reader or an editor can go to."""

from dataclasses import replace

import pytest
from golden_reports import scripts
from report_samples import clean, empty, founding, tickets

from w2vcheck.report import concise
from w2vcheck.results import Gate, Location, Report, Skipped


def lines(report: Report) -> list[str]:
    return concise.render(report).splitlines()


def test_an_audit_names_the_line_the_row_or_the_data() -> None:
    one = replace(founding().findings[0], message="It is wrong.")
    for locations, place in (
        ((Location("data.csv", row=17), Location("train.py", 7)), "train.py:7"),
        ((Location("data.csv", 19, "text", 17),), "data.csv:19"),
        ((Location("data.parquet", column="text", row=17),), "data.parquet:row 17"),
        ((Location("data.parquet", column="text"),), "data.parquet"),
        ((Location(row=3),), "empty.csv"),
        ((), "empty.csv"),
    ):
        assert lines(replace(empty(), findings=(replace(one, locations=locations),))) == [f"{place}: W2V304 It is wrong."]


def test_an_audit_keeps_its_order_and_scripts_are_read_from_the_top() -> None:
    assert [line.split(": ")[1].split()[0] for line in lines(tickets())[:3]] == ["W2V302", "W2V103", "W2V105"]
    assert [line.split(":")[0] for line in lines(scripts())] == ["notes/explore.ipynb"] * 4 + ["train.py"] * 2


def test_what_is_no_finding_comes_last() -> None:
    report = replace(
        tickets(),
        findings=(),
        gates=(Gate("min-accuracy", passed=False, says="It is 83 %."), Gate("max-drop", passed=True, says="It held.")),
        stale=("One entry was not found.",),
        skipped=(Skipped("", "ladder", "no labels"), Skipped("W2V309", "time-leak", "no date column")),
    )
    assert lines(report) == [
        "stale: One entry was not found.",
        "min-accuracy failed: It is 83 %.",
        "ladder: no labels",
        "W2V110 crashed: ZeroDivisionError: division by zero",
    ]


@pytest.mark.parametrize("report", [clean(), empty()])
def test_nothing_found_says_nothing(report: Report) -> None:
    assert concise.render(report) == ""
