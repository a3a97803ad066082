"""Audits from end to end: what is accepted, what is known, and the gates on accuracy."""

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from w2vcheck import audit, audit_vectors
from w2vcheck.cache import FOLDER
from w2vcheck.cli import THREADS, main
from w2vcheck.demo.tickets import tickets
from w2vcheck.report.json_report import render

ROWS = tickets(160, seed=4)
QUICK: dict[str, Any] = {"select": ("W2V10",), "ladder": False}
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 22)


def write(repeated: int, name: str = "data.csv") -> None:
    """The tickets, and the first of them again so many times."""
    out = io.StringIO()
    csv.writer(out).writerows([("text", "label"), *ROWS, *[ROWS[0]] * repeated])
    Path(name).write_text(out.getvalue(), encoding="utf-8")


@pytest.fixture
def here(folder: Path) -> Path:
    write(12)
    return folder


@pytest.fixture
def run(here: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, str]]:
    for name in THREADS:
        monkeypatch.setenv(name, "1")
    monkeypatch.delenv("CI", raising=False)

    def run(*arguments: str) -> tuple[int, str]:
        assert here == Path.cwd()
        monkeypatch.setattr(sys, "argv", ["w2vcheck", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert isinstance(left.value.code, int)
        return left.value.code, capfdbinary.readouterr().out.decode()

    return run


def test_the_duplicates_are_found_that_these_tests_are_about(here: Path) -> None:
    assert here.is_dir()
    assert "W2V107" in {one.code for one in audit("data.csv", **QUICK).findings}


def test_data_may_grow_and_their_findings_stay_known_until_they_get_much_worse(run: Callable[..., tuple[int, str]]) -> None:
    rules = ("--select", "W2V107", "--no-ladder")
    run("audit", "data.csv", *rules, "--format", "json", "-o", "run.json")
    assert run("baseline", "write", "run.json") == (0, "1 finding written to w2vcheck-baseline.json.\n")
    held = ("audit", "data.csv", *rules, "--baseline", "w2vcheck-baseline.json", "--fail-on", "note")
    same = run(*held)
    write(14)
    grown = run(*held)
    write(90)
    code, out = run(*held)

    assert (same[0], grown[0], code) == (0, 0, 1)
    assert "1 finding is known, 0 are new." in grown[1]
    assert "1 is worse (W2V107 (data.csv, text) was" in " ".join(out.split())
    assert "fail-on 1 finding at or above note." in " ".join(out.split())


def test_an_acceptance_in_the_settings_holds_to_its_day(here: Path) -> None:
    (here / "w2vcheck.toml").write_text(
        '[[accept]]\nrule = "W2V107"\nmatch = "text"\nreason = "replies"\nuntil = 2026-12-01\n', encoding="utf-8"
    )
    before, after = (audit("data.csv", today=day, **QUICK) for day in (TODAY, date(2026, 12, 2)))

    assert [(one.finding.code, one.until) for one in before.accepted] == [("W2V107", "2026-12-01")]
    assert before.stale == ()
    assert "W2V107" not in before.verdict.first
    assert "W2V107" in {one.code for one in after.findings}
    assert after.accepted == ()
    assert after.stale == (
        "w2vcheck.toml:1: the acceptance of W2V107 matching 'text' expired on 2026-12-01; what it accepted counts again.",
    )
    for report in (before, after):
        Draft202012Validator(SCHEMA).validate(json.loads(render(report)))


def test_the_cache_gives_what_was_found_and_not_what_was_accepted(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(here / "kept"))
    first = audit("data.csv", **QUICK)
    accept = {"accept": [{"rule": "W2V107", "reason": "so"}]}
    second, third = audit("data.csv", options=accept, **QUICK), audit("data.csv", **QUICK)

    assert (here / "kept").is_dir()
    assert {one.finding.code for one in second.accepted} == {"W2V107"}
    assert third == first
    assert [one.fingerprint for one in third.findings] == [one.fingerprint for one in first.findings] != []


def test_a_copy_of_the_data_elsewhere_has_findings_of_its_own(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(here / "kept"))
    (here / "sub").mkdir()
    write(12, "sub/data.csv")
    first = audit("data.csv", **QUICK)
    monkeypatch.chdir(here / "sub")
    other = audit("data.csv", config="../w2vcheck.toml", **QUICK)

    assert {one.fingerprint for one in first.findings}.isdisjoint(one.fingerprint for one in other.findings)


def test_an_accuracy_that_was_not_measured_fails(run: Callable[..., tuple[int, str]]) -> None:
    code, out = run("audit", "data.csv", "--select", "W2V101", "--no-ladder", "--min-accuracy", "0.5")

    assert code == 1
    assert "✗ min-accuracy" in out
    assert "No accuracy was measured" in out
    assert "But min-accuracy failed, see below." in out


def test_the_gates_on_accuracy_hold_a_trained_figure(run: Callable[..., tuple[int, str]]) -> None:
    trained = ("audit", "data.csv", "--select", "W2V101")
    assert run(*trained, "--min-accuracy", "0.01", "--format", "json", "-o", "run.json")[0] == 0
    document = json.loads(Path("run.json").read_text(encoding="utf-8"))
    assert [(gate["name"], gate["passed"]) for gate in document["gates"]] == [("min-accuracy", True)]

    code, out = run(*trained, "--min-accuracy", "1", "--max-drop", "0.02", "--against", "run.json")
    assert code == 1
    assert "✗ min-accuracy" in out
    assert "✓ max-drop" in out

    for score in [*document["waterfall"], *document["experiments"], *document["ladder"]]:
        if score["accuracy"] is not None:
            score["accuracy"] = {"value": 1.0, "low": 0.99999, "high": 1.0, "n": 9999}
    Path("run.json").write_text(json.dumps(document), encoding="utf-8")
    dropped = run(*trained, "--max-drop", "0", "--against", "run.json")
    assert ("✗ max-drop" in dropped[1]) == (dropped[0] == 1)
    assert "was 100 %" in " ".join(dropped[1].split())


def test_the_gates_may_stand_in_the_settings(here: Path) -> None:
    (here / "w2vcheck.toml").write_text('min_accuracy = 0.5\nmin_confidence = "high"\n', encoding="utf-8")

    assert [gate.name for gate in audit("data.csv", **QUICK).gates] == ["min-accuracy", "fail-on"]


def test_a_missing_file_is_told_before_anything_is_read(run: Callable[..., tuple[int, str]]) -> None:
    for option in (("--baseline", "none.json"), ("--max-drop", "0.1", "--against", "none.json"), ("--max-drop", "0.1")):
        assert run("audit", "not-there.csv", *option) == (2, "")


def test_vectors_are_held_against_a_baseline_too(run: Callable[..., tuple[int, str]]) -> None:
    Path("words.txt").write_text("".join(f"w{n} {n} 0.5 1\n" for n in range(9)), encoding="utf-8")
    code, _ = run("vectors", "words.txt", "--fail-on", "note", "--format", "json", "-o", "run.json")
    run("baseline", "write", "run.json")

    assert code == 1
    assert run("vectors", "words.txt", "--fail-on", "note", "--baseline", "w2vcheck-baseline.json")[0] == 0
    assert audit_vectors("words.txt", baseline="w2vcheck-baseline.json", today=TODAY).findings == ()
