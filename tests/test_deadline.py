"""A budget of seconds, on a clock that the test turns."""

from pathlib import Path

import pytest

from w2vcheck import Report, audit
from w2vcheck.artefacts import Unavailable, silent
from w2vcheck.deadline import LATE, Deadline, bounded, worth
from w2vcheck.demo.tickets import tickets, write_csv
from w2vcheck.errors import ConfigError
from w2vcheck.rule import load_rules


class Clock:
    """Seconds that pass with every look."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()
    write_csv(Path("data.csv"), ("text", "label"), tickets(300, seed=2))


def audited(monkeypatch: pytest.MonkeyPatch, step: float, seconds: float = 1000.0) -> Report:
    monkeypatch.setattr("w2vcheck.auditor.monotonic", Clock(step))
    return audit("data.csv", budget=seconds)


@pytest.mark.slow
def test_with_time_enough_nothing_differs_but_the_note(monkeypatch: pytest.MonkeyPatch) -> None:
    without, within = audit("data.csv"), audited(monkeypatch, 0.0, 100_000.0)

    assert (within.findings, within.measures) == (without.findings, without.measures)
    assert within.skipped == without.skipped
    assert [rung.accuracy for rung in within.ladder] == [rung.accuracy for rung in without.ladder]
    assert within.settings["budget"] == 100_000.0
    assert "budget" not in without.settings
    assert any("depends on the machine" in said for said in within.warnings)


def test_what_does_not_fit_is_said_and_the_last_things_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    report = audited(monkeypatch, 40.0)  # some two dozen looks at the clock, one a rule

    left_out = {one.code for one in report.skipped if "budget of 1000 s was used up; it would need about" in one.reason}
    measured = {one.code for one in report.measures}
    assert {"W2V101", "W2V107"} <= measured
    assert {"W2V110", "W2V116", "W2V501", ""} <= left_out
    assert not left_out & measured
    assert max(worth(code) for code in measured) <= min(worth(code) for code in left_out if code)
    assert report.ladder == ()
    assert not report.crashed


def test_without_any_time_everything_is_skipped_and_nothing_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    report = audited(monkeypatch, 10.0, 1.0)

    assert report.measures == ()
    assert {one.rule.code for one in load_rules() if one.rule.checks} <= {one.code for one in report.skipped}
    assert not report.crashed


def test_a_training_that_cannot_end_in_time_does_not_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    report = audited(monkeypatch, 0.0, 0.01)

    (ladder,) = [one for one in report.skipped if one.name == "ladder"]
    assert "it would need about" in ladder.reason
    assert {"W2V101", "W2V303"} <= {one.code for one in report.measures}  # what is counted has no such limit


def test_a_long_stage_ends_after_the_epoch_in_which_the_time_is_up() -> None:
    clock = Clock(4.0)
    tell = bounded(silent, Deadline(14.0, 0.0, clock))

    tell("training")  # the beginning of a stage is never its end
    tell("training", 0.25)
    tell("training", 0.5)
    with pytest.raises(Unavailable, match=r"budget of 14 s was used up; it would need about 4 s"):
        tell("training", 0.75)
    tell("training", 1.0)  # done is done


def test_the_order_of_worth() -> None:
    order = sorted((one.rule.code for one in load_rules()), key=worth)

    assert order[0] == "W2V101"
    assert order[-len(LATE) :] == list(LATE)
    assert (
        worth("W2V107")
        < worth("W2V302")
        < worth("W2V201")
        < worth("W2V405")
        < worth("W2V501")
        < worth("W2V110")
        < worth("W2V116")
    )


@pytest.mark.parametrize("seconds", [0, -1.0, "soon"])
def test_a_budget_is_seconds_above_nothing(seconds: object) -> None:
    with pytest.raises(ConfigError, match="budget"):
        audit("data.csv", budget=seconds)
