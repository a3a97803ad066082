"""The one sentence at the top: what it says for each worst finding, and what it advises first."""

from dataclasses import replace

import pytest

from w2vcheck.results import Confidence, Crashed, Finding, Measure, Outcome, Severity
from w2vcheck.runner import Findings
from w2vcheck.verdict import verdict

ERROR = Finding("W2V302", "duplicates-across-split", Severity.ERROR, Confidence.HIGH, "Bad.", "Why.", "Mend it.")
WARNING = replace(ERROR, severity=Severity.WARNING)
NOTE = replace(ERROR, severity=Severity.NOTE)


@pytest.mark.parametrize(
    ("found", "level", "opening"),
    [
        ([ERROR, WARNING], "error", "Do not trust the result yet: 1 error would have to be mended first."),
        ([WARNING, WARNING], "warning", "Usable with care: 2 things can shift the result."),
        ([NOTE], "note", "Nothing wrong was found."),
        ([], "clean", "Nothing wrong was found."),
    ],
)
def test_the_worst_finding_sets_the_level(found: list[Finding], level: str, opening: str) -> None:
    said = verdict(Findings(found=found), None, ())

    assert (said.level, said.headline) == (level, opening)


def test_a_crash_is_never_nothing_wrong() -> None:
    said = verdict(Findings(crashed=[Crashed("W2V302", "duplicates-across-split", "boom")]), None, ())

    assert said.level == "error"
    assert said.headline == "Incomplete: 1 check failed inside w2vcheck, see below."


def test_the_first_finding_is_mended_first() -> None:
    assert verdict(Findings(found=[ERROR, NOTE]), None, ()).first == "W2V302: Mend it."


def test_the_score_as_written_is_named() -> None:
    accuracy = Measure.share("accuracy", 80, 100)
    outcome = Outcome("as-written", "as written", "how", "says", accuracy, accuracy, None, None, 0.1)

    assert "Your experiment as written scores 80.0 %" in verdict(Findings(), None, (outcome,)).headline
