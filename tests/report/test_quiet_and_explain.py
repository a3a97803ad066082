import re
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import clean, tickets
from typer.testing import CliRunner

from w2vcheck.cli.app import app
from w2vcheck.report.formats import View, render
from w2vcheck.report.terminal_explain import explanation, sections
from w2vcheck.results import Crashed, Gate, Report, Skipped
from w2vcheck.rule import load_rule

SCRIPT = "from gensim.models import Word2Vec\nmodel = Word2Vec([], size=1)\nother = Word2Vec([], size=2)\n"


def quiet(report: Report) -> list[str]:
    return render(report, "terminal", View(quiet=True)).splitlines()


def test_quiet_says_nothing_where_nothing_fails() -> None:
    assert quiet(clean()) == []
    assert quiet(replace(tickets(), settings={"fail_on": "never"}, crashed=())) == []


def test_quiet_says_what_fails_and_no_more_a_line_each() -> None:
    report = replace(tickets(), crashed=())

    lines = quiet(report)

    assert len(lines) == len(report.failing) < len(report.findings)
    assert all(any(one.code in line and one.message[:20] in line for line in lines) for one in report.failing)


def test_quiet_tells_crashes_demands_that_are_not_met_and_scripts_that_are_not_read() -> None:
    gates = (Gate("min-accuracy", passed=False, says="80 % is below 90 %."), Gate("max-drop", passed=True, says="Fine."))
    broken = replace(clean(), crashed=(Crashed("W2V999", "x", "KeyError: 1"),), gates=gates)
    unread = replace(
        clean(),
        subject=replace(clean().subject, rows=None),
        skipped=(Skipped("", "a.py", "no Python"), Skipped("W2V1", "x", "y")),
    )

    assert quiet(broken) == ["min-accuracy failed: 80 % is below 90 %.", "W2V999 crashed: KeyError: 1"]
    assert quiet(unread) == ["a.py: no Python"]


@pytest.mark.parametrize("option", ["--verbose", "--explain"])
@pytest.mark.parametrize("command", [["lint", "train.py"], ["audit", "data.csv"], ["vectors", "x.w2v"]])
@pytest.mark.usefixtures("folder")
def test_quiet_and_its_opposites_are_refused(command: list[str], option: str) -> None:
    ran = CliRunner().invoke(app, [*command, "--quiet", option])

    assert str(ran.exception) == f"Expected --quiet alone, found {option} beside it; leave one of them out."


def test_scripts_can_be_linted_quietly(folder: Path) -> None:
    (folder / "train.py").write_text(SCRIPT)
    (folder / "sound.py").write_text("print(1)\n")

    said = CliRunner().invoke(app, ["lint", "train.py", "-q"])
    nothing = CliRunner().invoke(app, ["lint", "sound.py", "-q"])

    assert [line.partition(": ")[0] for line in said.output.splitlines()] == ["train.py:2:22", "train.py:3:22"]
    assert (said.exit_code, nothing.exit_code, nothing.output) == (1, 0, "")


def test_explain_shows_the_page_once_a_rule(folder: Path) -> None:
    (folder / "train.py").write_text(SCRIPT)

    plain = CliRunner().invoke(app, ["lint", "train.py"]).output
    explained = CliRunner().invoke(app, ["lint", "train.py", "--explain"]).output

    page = dict(sections(load_rule("W2V603").page))
    squeezed = re.sub(r"\s+", " ", explained)
    assert squeezed.count(page["What it checks"][:60]) == squeezed.count(page["Why it matters"][:60]) == 1
    assert page["References"][:30] not in squeezed
    assert len(explained) > len(plain)
    assert max(map(len, explained.splitlines())) <= 80


def test_explain_works_for_data_too() -> None:
    report = tickets()
    codes = {one.code for one in report.findings}

    explained = re.sub(r"\s+", " ", render(report, "terminal", View(explain=True)))

    known = [code for code in codes if explanation(code, 80)]
    assert known
    assert all(dict(sections(load_rule(code).page))["Why it matters"][:40] in explained for code in known)


@pytest.mark.parametrize("width", [40, 80, 100])
def test_explanations_are_as_narrow_as_asked_for(width: int) -> None:
    lines = explanation("W2V302", width)

    assert lines
    assert max(line.cell_len for line in lines) <= width


def test_a_rule_that_is_gone_has_no_explanation() -> None:
    assert explanation("W2V000", 80) == []
