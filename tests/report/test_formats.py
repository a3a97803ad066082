"""One door for every form, and what each run fails on."""

from dataclasses import replace

import pytest
from report_samples import empty, founding

from w2vcheck.cli.show import exit_code
from w2vcheck.report import github, json_report
from w2vcheck.report.formats import AUDIT_FORMATS, LINT_FORMATS, View, render
from w2vcheck.results import Confidence, Crashed, Gate, Severity, Subject


@pytest.mark.parametrize("form", sorted({*AUDIT_FORMATS, *LINT_FORMATS}))
def test_every_form_that_is_offered_can_be_had(form: str) -> None:
    assert "W2V304" in render(founding(), form)


def test_forms_for_programs_heed_no_width() -> None:
    narrow, wide = View(width=40, color=True), View(width=100)

    assert render(founding(), "github", narrow) == render(founding(), "github", wide) == github.render(founding())
    assert render(founding(), "json", narrow) == json_report.render(founding())
    assert render(founding(), "terminal", narrow) != render(founding(), "terminal", wide)


def test_seconds_are_shown_where_they_are_asked_for() -> None:
    assert "seconds" in render(founding(), "json", View(timings=True))
    assert "seconds" not in render(founding(), "json")


def test_a_run_fails_on_findings_as_bad_and_as_sure_as_the_settings_say() -> None:
    report = founding()
    unsure = replace(report, findings=tuple(replace(one, confidence=Confidence.MEDIUM) for one in report.findings), settings={})

    assert exit_code(unsure) == 1
    assert exit_code(replace(unsure, settings={"min_confidence": "high"})) == 0
    assert exit_code(replace(unsure, settings={"fail_on": "never"})) == 0
    mild = replace(unsure, findings=tuple(replace(one, severity=Severity.NOTE) for one in unsure.findings))
    assert exit_code(mild) == 0
    assert exit_code(replace(mild, settings={"fail_on": "note"})) == 1


def test_what_was_read_out_of_a_script_must_be_certain() -> None:
    report = founding()
    unsure = replace(report, subject=Subject("train.py", None, ()), settings={}, findings=report.findings[:1])
    unsure = replace(unsure, findings=(replace(report.findings[0], confidence=Confidence.MEDIUM),))

    assert exit_code(unsure) == 0
    assert exit_code(replace(unsure, settings={"min_confidence": "medium"})) == 1


def test_a_gate_that_is_not_met_fails_the_run_and_a_crash_is_worse() -> None:
    kept = replace(empty(), gates=(Gate("min-accuracy", passed=True, says="It is met."),))
    missed = replace(empty(), gates=(*kept.gates, Gate("max-drop", passed=False, says="It is not.")))

    assert exit_code(kept) == 0
    assert exit_code(missed) == 1
    assert exit_code(replace(missed, crashed=(Crashed("W2V101", "empty-text", "ValueError: x"),))) == 2
