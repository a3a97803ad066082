"""A report in a notebook: well formed, without script and style sheet, with what matters."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from html_samples import Page, complete, hostile
from hypothesis import HealthCheck, given, settings
from report_samples import clean, empty, founding
from report_strategies import reports

from w2vcheck.report.notebook import MOST
from w2vcheck.results import Report


def test_it_holds_verdict_findings_ladder_and_waterfall() -> None:
    report = complete()
    said = " ".join(" ".join(Page(report._repr_html_()).texts).split())

    assert report.verdict.headline in said
    assert all(finding.message in said and finding.fix in said for finding in report.findings)
    assert all(rung.title in said for rung in report.ladder)
    assert "From the number as written to the honest one" in said
    assert "90.0 % → 80.0 %" in said
    assert "ValueError: x" in said


@pytest.mark.parametrize("make", [founding, clean, empty, hostile])
def test_nothing_is_needed_that_a_notebook_may_remove(make: Callable[[], Report]) -> None:
    read = Page(make()._repr_html_())

    allowed = {"div", "p", "span", "strong", "code", "details", "summary", "table", "caption", "tbody", "tr", "th", "td"}
    assert {tag for tag, _ in read.tags} <= allowed
    assert not read.ids
    assert {name for _, attributes in read.tags for name in attributes} <= {"style", "class", "scope"}


def test_a_long_list_is_cut() -> None:
    report = founding()
    many = replace(report, findings=report.findings[:1] * (MOST + 4))

    assert many._repr_html_().count("<details") == MOST
    assert "and 4 findings more" in many._repr_html_()


@given(reports)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
def test_whatever_stands_in_a_report_stays_text(report: Report) -> None:
    read = Page(report._repr_html_())

    assert not {"script", "style", "h1"} & {tag for tag, _ in read.tags}
