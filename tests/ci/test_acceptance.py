from datetime import date
from typing import Any

import pytest
from ci_samples import finding, report

from w2vcheck.ci.acceptance import accept
from w2vcheck.results import Confidence, Crashed, Finding, Location, Report, Severity, Skipped, Subject
from w2vcheck.sections import AcceptSettings
from w2vcheck.settings import Settings, override

TODAY = date(2026, 11, 22)


def settings(**acceptance: Any) -> Settings:
    return override(Settings(), {"accept": [{"rule": "W2V302", "reason": "known"} | acceptance]})


def accepted(given: Report, **acceptance: Any) -> tuple[int, tuple[str, ...]]:
    left, there, stale = accept(given, settings(**acceptance), TODAY)
    assert len(left) + len(there) == len(given.findings)
    return len(there), stale


def test_an_acceptance_takes_the_findings_of_its_rule_and_says_why() -> None:
    left, there, stale = accept(report(finding(), finding("W2V303")), settings(until=date(2027, 1, 1)), TODAY)

    assert [one.code for one in left] == ["W2V303"]
    assert [(one.finding.code, one.by, one.reason, one.until) for one in there] == [("W2V302", "settings", "known", "2027-01-01")]
    assert stale == ()


@pytest.mark.parametrize(
    ("match", "hit"),
    [
        ("data", True),
        ("data.csv", True),
        ("text", True),
        ("twi", True),  # of what was measured
        ("Text", False),
        ("other", False),
        ("*.csv", True),
        ("tex?", True),
        ("te[xy]t", True),
        ("te*", True),
        ("*a", False),  # a pattern is for the whole name
    ],
)
def test_match_is_a_part_or_a_pattern_of_a_name(match: str, *, hit: bool) -> None:
    assert accepted(report(finding()), match=match)[0] == hit


def test_a_place_in_a_script_goes_by_its_file_and_what_is_around_it(folder: object) -> None:
    assert folder
    place = Location("src/train.py", 3, position=1, within="Net.forward", syntax="1")
    found = finding(locations=(place,), measure=None)
    scripts = report(found, subject=Subject("2 files", None, ()))

    assert accepted(scripts, match="src/train.py")[0] == 1
    assert accepted(scripts, match="Net.*")[0] == 1
    assert accepted(scripts, match="Other")[0] == 0


def test_an_acceptance_holds_to_the_end_of_its_last_day() -> None:
    assert accepted(report(finding()), until=TODAY) == (1, ())
    there, (sentence,) = accepted(report(finding()), until=date(2026, 11, 21))
    gone, (other,) = accepted(report(), until=date(2026, 11, 21))

    assert there == gone == 0
    assert sentence == "the acceptance of W2V302 expired on 2026-11-21; what it accepted counts again."
    assert other == "the acceptance of W2V302 expired on 2026-11-21."


def test_a_later_acceptance_holds_where_an_earlier_one_expired() -> None:
    both = [{"rule": "W2V302", "reason": "old", "until": date(2020, 1, 1)}, {"rule": "W2V302", "reason": "new"}]
    left, there, stale = accept(report(finding()), override(Settings(), {"accept": both}), TODAY)

    assert (left, [one.reason for one in there], len(stale)) == ((), ["new"], 1)


def test_an_acceptance_of_nothing_is_stale() -> None:
    assert accepted(report(), match="text")[1] == (
        "nothing was found that the acceptance of W2V302 matching 'text' could be for; remove it.",
    )
    assert len(accepted(report())[1]) == 1


def speaking_for(code: str) -> Finding:
    return finding("W2V303", also=(code,))


@pytest.mark.parametrize(
    ("given", "acceptance"),
    [
        (report(checked=("W2V301",)), {}),
        (report(skipped=(Skipped("W2V302", "duplicates", "no split"),)), {}),
        (report(crashed=(Crashed("W2V302", "duplicates", "oh"),)), {}),
        (report(speaking_for("W2V302")), {}),
        (report(), {"match": "other.csv"}),
        (report(), {"match": "src/"}),
        (report(subject=Subject("train.py", None, ())), {"match": "other.py"}),
        (report(checked=("W2V401",)), {"rule": "W2V401"}),  # may be for a script as well
    ],
)
def test_what_this_run_could_not_have_found_is_not_stale(given: Report, acceptance: dict[str, Any]) -> None:
    assert accepted(given, **acceptance) == (0, ())


def test_an_acceptance_for_the_file_that_was_read_is_stale() -> None:
    assert len(accepted(report(), match="data.csv")[1]) == 1
    assert len(accepted(report(), match="*.csv")[1]) == 1


def test_an_acceptance_is_of_any_severity_and_confidence() -> None:
    assert accepted(report(finding(severity=Severity.NOTE, confidence=Confidence.LOW)))[0] == 1
    assert AcceptSettings("W2V302", "why").until is None
