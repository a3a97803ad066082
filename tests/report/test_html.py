"""The page without a browser: well formed, self-contained, safe whatever stands in the data, the same bytes every time."""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from exhibit_strategies import exhibits as generated
from html_samples import Page, complete, exhibits, hostile
from hypothesis import HealthCheck, given, settings
from report_samples import clean, empty, founding, tickets
from report_strategies import HOSTILE, reports

from w2vcheck.exhibits.values import Exhibits
from w2vcheck.report.formats import render
from w2vcheck.report.safe_text import visible
from w2vcheck.report.web.page import MOST_IN_FULL, MOST_LISTED
from w2vcheck.results import Finding, Report

MOST_BYTES = 500_000


def page(report: Report) -> Page:
    return Page(render(report, "html"))


@pytest.mark.parametrize("make", [founding, tickets, clean, empty, complete, hostile])
def test_a_page_is_well_formed_and_small(make: Callable[[], Report]) -> None:
    text = render(make(), "html")

    read = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert len(text.encode()) < MOST_BYTES
    assert len(read.ids) == len(set(read.ids))
    assert text == render(make(), "html")


@given(reports, generated)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
def test_nothing_in_a_report_becomes_markup(report: Report, shown: Exhibits) -> None:
    text = render(replace(report, exhibits=shown), "html")

    read = Page(text)
    assert not {"h5", "iframe", "img", "object", "form"} & {tag for tag, _ in read.tags}
    assert len(read.of("script")) == len(read.of("style")) == len(read.of("h1")) == 1
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b\ud800-\udfff]", text)


def test_a_page_loads_nothing_and_styles_nothing_inline() -> None:
    read = page(complete())

    addresses = [value for _, attributes in read.tags for name, value in attributes.items() if name in ("src", "href", "action")]
    assert all(str(address).startswith(("#", "data:")) for address in addresses)
    assert not [
        attributes for _, attributes in read.tags if "style" in attributes or any(name.startswith("on") for name in attributes)
    ]


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() -> None:
    text = render(tickets(), "html")
    policy = next(str(one["content"]) for one in Page(text).of("meta") if one.get("http-equiv") == "Content-Security-Policy")

    for tag in ("style", "script"):
        (inner,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert f"{tag}-src 'sha256-{b64encode(sha256(inner.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_everything_of_a_report_stands_on_the_page() -> None:
    report = complete()
    said = " ".join(" ".join(page(report).texts).split())

    for finding in report.findings:
        assert finding.message in said
        assert finding.fix in said
        assert visible(finding.evidence[0].says) in said if finding.evidence else True
    for rung in report.ladder:
        assert rung.title in said
        assert rung.how in said
    for entry in report.measures:
        assert entry.name in said
    for one in report.skipped:
        assert one.reason in said
    assert report.accepted[0].reason in said
    assert "2027-01-31" in said
    assert all(gate.says in said for gate in report.gates)
    assert report.crashed[0].error in said
    assert report.verdict.first in said
    assert report.stale[0] in said
    assert "90.0 % → 80.0 % (−10.0 points, −12.0 to −8.0)" in said


def test_each_exhibit_is_drawn_with_its_figures_for_those_who_do_not_see_it() -> None:
    whole = page(complete())
    said = " ".join(" ".join(whole.texts).split())
    pictures = [str(one["aria-label"]) for one in whole.of("svg") if one.get("role") == "img"]

    assert len(pictures) == 4
    assert any("960 rows 85.0 % (80.0–89.0 %)" in one for one in pictures)
    assert any("7.2 of 100 directions in use" in one for one in pictures)
    assert any("10 rows on two principal axes" in one for one in pictures)
    assert "delivery taken for refund (7)" in said
    assert "89.6 % (80.0–94.8 %)" in said  # right answers of delivery, 60 of 67, Wilson
    assert "19 of 240 test rows" in said
    assert [text for tag, text in _marks(render(complete(), "html")) if tag == "pair"] == ["at once", "now"]


def _marks(text: str) -> list[tuple[str, str]]:
    pair = text[text.index('<figure class="pair">') :]
    return [("pair", found) for found in re.findall("<mark>(.*?)</mark>", pair[: pair.index("</figure>")])]


def test_an_exhibit_that_is_missing_leaves_no_gap_and_says_why() -> None:
    none = replace(exhibits(), curve=None, spectrum=None, documents=None, confusion=None, balance=None, marking=None, pairs=None)
    read = page(replace(complete(), exhibits=none))

    assert "vectors" not in read.ids
    assert "data" not in read.ids
    assert not [one for one in read.of("a") if one.get("href") in ("#vectors", "#data")]
    assert "near duplicates side by side" in read.texts
    assert "a reason" in read.texts


def test_every_link_leads_somewhere() -> None:
    read = page(complete())

    assert {str(one["href"])[1:] for one in read.of("a")} <= set(read.ids)


def test_the_page_of_a_rule_stands_once_and_is_linked_from_its_other_findings() -> None:
    report = complete()
    code = report.findings[0].code
    text = render(report, "html")

    assert text.count(f'id="rule-{code}"') == 1
    assert f'href="#rule-{code}"' in text
    assert "How it is measured</h4>" in text


def test_lines_of_scripts_are_shown_with_what_is_meant_marked() -> None:
    assert "    Word2Vec(<mark>size</mark>=100)" in render(complete(), "html")


def test_thousands_of_findings_stay_readable() -> None:
    (finding, *_) = founding().findings
    many: tuple[Finding, ...] = (finding,) * (MOST_IN_FULL + MOST_LISTED + 7)
    text = render(replace(founding(), findings=many), "html")

    assert text.count('class="finding ') == MOST_IN_FULL
    assert "and 7 findings more" in text
    assert len(text.encode()) < MOST_BYTES


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_what_it_is(text: str) -> None:
    (finding, *_) = founding().findings
    said = "".join(page(replace(founding(), findings=(replace(finding, message=f"begin {text} end"),))).texts)

    assert f"begin {visible(text)} end" in said
