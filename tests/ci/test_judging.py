from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ci_samples import finding, report, share

from w2vcheck.ci.baseline import text_of
from w2vcheck.ci.entries import Entry, entries_of
from w2vcheck.ci.fingerprints import stamped
from w2vcheck.ci.judging import judged, standards
from w2vcheck.errors import ConfigError
from w2vcheck.headline import judged_again
from w2vcheck.results import Accepted, Confidence, Crashed, Gate, Location, Report, Severity, Skipped, Subject, Verdict
from w2vcheck.settings import Settings, load_settings, override

TODAY = date(2026, 11, 22)


def entries(given: Report) -> tuple[Entry, ...]:
    marked = stamped(given)
    return entries_of(marked, marked.findings)


def hold(now: Report, before: Report, folder: Path, *paths: str, **values: Any) -> Report:
    file = folder / "known.json"
    file.write_text(text_of(entries(before)), encoding="utf-8")
    settings = override(Settings(), {"baseline": str(file), **values})
    return judged(now, standards(settings, TODAY), paths)


def gates(given: Report) -> dict[str, Gate]:
    return {gate.name: gate for gate in given.gates}


def test_known_findings_are_accepted_and_the_verdict_is_on_the_rest(folder: Path) -> None:
    held = hold(report(finding(), finding("W2V303", severity=Severity.WARNING)), report(finding()), folder)

    assert [one.code for one in held.findings] == ["W2V303"]
    assert [(one.finding.code, one.by) for one in held.accepted] == [("W2V302", "baseline")]
    assert held.accepted[0].reason.endswith("known.json")
    assert held.verdict.level == "warning"
    assert held.verdict.headline == "Usable with care: 1 thing can shift the result. It scores 80 %."
    assert held.verdict.first == "W2V303: Drop them."
    assert gates(held)["baseline"] == Gate("baseline", passed=True, says="1 finding is known, 1 is new.")


def test_a_new_error_fails_and_a_new_note_fails_only_where_asked(folder: Path) -> None:
    error = hold(report(finding()), report(), folder)
    note = report(finding(severity=Severity.NOTE))
    asked = report(finding(severity=Severity.NOTE), settings={"fail_on": "note"})

    assert not gates(error)["baseline"].passed
    assert gates(hold(note, report(), folder))["baseline"].passed
    assert not gates(hold(asked, report(), folder))["baseline"].passed


def test_the_same_finding_much_worse_fails_with_both_figures(folder: Path) -> None:
    before, now = report(finding(measure=share(0.01, 0.005))), report(finding(measure=share(0.08)))
    held = hold(now, before, folder)

    assert gates(held)["baseline"] == Gate(
        "baseline",
        passed=False,
        says="0 findings are known, 0 are new, 1 is worse (W2V302 (data.csv, text) was 1.0 % (0.5–1.5 %) and is 8.0 % "
        "(6.0–10.0 %)).",
    )
    assert held.findings
    assert gates(hold(now, before, folder, worse_than=20))["baseline"].passed


def test_a_raised_severity_fails(folder: Path) -> None:
    held = hold(report(finding()), report(finding(severity=Severity.WARNING)), folder)

    assert "was a warning and is an error" in gates(held)["baseline"].says
    assert not gates(held)["baseline"].passed
    lower = hold(report(finding(severity=Severity.WARNING)), report(finding(severity=Severity.NOTE)), folder)
    assert "was a note and is a warning" in gates(lower)["baseline"].says


def test_a_stale_entry_is_told_and_fails_only_where_that_is_asked_for(folder: Path) -> None:
    lax, strict = (hold(report(), report(finding()), folder, strict_baseline=strict) for strict in (False, True))

    assert len(lax.stale) == 1
    assert lax.stale[0].startswith("W2V302 (data.csv, text) is in ")
    assert all(gate.passed for gate in lax.gates)
    assert "1 entry is stale" in gates(lax)["baseline"].says
    assert not gates(strict)["strict-baseline"].passed
    assert gates(strict)["strict-baseline"].says == "1 acceptance is stale."
    assert strict.verdict.level == "error"


def test_nothing_stale_passes_the_strict_gate(folder: Path) -> None:
    held = hold(report(finding()), report(finding()), folder, strict_baseline=True)

    assert gates(held)["strict-baseline"] == Gate("strict-baseline", passed=True, says="Nothing that is accepted is stale.")


@pytest.mark.parametrize(
    "now",
    [
        report(checked=("W2V301",)),
        report(skipped=(Skipped("W2V302", "duplicates", "no split"),)),
        report(crashed=(Crashed("W2V302", "duplicates", "oh"),)),
        report(finding("W2V303", also=("W2V302",))),
        report(subject=Subject("other.csv", 9, ())),
        report(subject=Subject("train.py", None, ())),
    ],
)
def test_entries_that_this_run_could_not_have_found_are_not_stale(now: Report, folder: Path) -> None:
    assert hold(now, report(finding()), folder).stale == ()


def scripts(*files: str, **changes: Any) -> Report:
    findings = [finding(measure=None, locations=(Location(file, 3, position=1, within="f", syntax="s"),)) for file in files]
    return report(*findings, subject=Subject("scripts", None, ()), **changes)


def test_entries_of_scripts_are_stale_where_the_file_or_its_folder_was_read(folder: Path) -> None:
    (folder / "src").mkdir()
    before = scripts("src/a.py", "b.py")

    def stale(*paths: str, now: Report | None = None) -> list[str]:
        return [sentence.partition(" is in")[0] for sentence in hold(now or scripts(), before, folder, *paths).stale]

    assert stale("src") == ["W2V302 (src/a.py, f)"]
    assert stale("b.py") == ["W2V302 (b.py, f)"]
    assert len(stale(".")) == 2
    assert stale("c.py") == stale() == []
    unread = scripts(skipped=(Skipped("", "src/a.py", "not read"), Skipped("", "b.py:cell 2", "not Python")))
    assert stale(".", now=unread) == []


def test_an_entry_for_what_is_accepted_otherwise_is_not_stale(folder: Path) -> None:
    accept = [{"rule": "W2V302", "reason": "so"}]

    assert hold(report(finding()), report(finding()), folder, accept=accept).stale == ()


def test_two_equal_findings_are_two_though_one_is_accepted_by_a_comment(folder: Path) -> None:
    first, second = scripts("a.py", "a.py").findings
    quiet = scripts(accepted=(Accepted(first, "comment", ""),))
    before = scripts("a.py", "a.py")
    now = judged_again(quiet)
    held = hold(Report(**{name: getattr(now, name) for name in now.__slots__} | {"findings": (second,)}), before, folder, ".")

    assert held.findings == ()
    assert held.stale == ()
    assert sorted(one.by for one in held.accepted) == ["baseline", "comment"]


def test_the_gate_on_findings_stands_where_the_user_asked_for_it(folder: Path) -> None:
    (folder / "w2vcheck.toml").write_text('fail_on = "warning"\n', encoding="utf-8")
    wanted = standards(load_settings(None, start=folder), TODAY)
    sure = standards(override(Settings(), {"min_confidence": "medium"}), TODAY)
    found = report(finding(confidence=Confidence.LOW), settings={"fail_on": "warning"})
    unsure = report(finding(confidence=Confidence.LOW), settings={"fail_on": "error", "min_confidence": "medium"})

    assert judged(found, wanted).gates == (Gate("fail-on", passed=False, says="1 finding at or above warning."),)
    assert judged(unsure, sure).gates == (
        Gate("fail-on", passed=True, says="0 findings at or above error of medium confidence or more."),
    )
    assert judged(found, standards(Settings(), TODAY)).gates == ()
    never = standards(override(Settings(), {"fail_on": "never"}), TODAY)
    assert judged(found, never).gates == ()


def test_all_accepted_is_clean_and_says_so() -> None:
    known = Accepted(finding(), "settings", "so")
    rest = Verdict("error", "Bad. 1 file could not be read.", "W2V302: Drop.", "1 file could not be read.")
    data = judged_again(report(accepted=(known,), verdict=rest))
    code = judged_again(report(accepted=(known,), verdict=rest, subject=Subject("a.py", None, ())))

    assert data.verdict == Verdict("clean", "Nothing wrong was found beyond what is accepted. 1 file could not be read.", "")
    assert code.verdict.headline == "Nothing wrong was found beyond what is accepted, in a.py. 1 file could not be read."


def test_a_crash_stays_the_headline() -> None:
    crashed = report(accepted=(Accepted(finding(), "settings", "so"),), crashed=(Crashed("W2V301", "x", "oh"),))

    assert judged_again(crashed).verdict.headline.startswith("Incomplete: 1 check failed inside w2vcheck")


def test_the_date_is_that_of_the_clock_unless_one_is_given() -> None:
    assert abs((standards(Settings()).today - date.today()).days) <= 1  # noqa: DTZ011 - any clock will do
    assert standards(Settings(), TODAY).today == TODAY


def test_a_baseline_is_looked_for_from_the_folder_of_the_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "w2vcheck.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    (folder / "known.json").write_text(text_of(()), encoding="utf-8")
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")

    assert standards(load_settings(None, start=Path.cwd()), TODAY).baseline == ()
    (folder / "known.json").unlink()
    with pytest.raises(ConfigError, match="no such file"):
        standards(load_settings(None, start=Path.cwd()), TODAY)
