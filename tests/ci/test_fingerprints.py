import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vcheck.ci.fingerprints import fingerprints, stamped
from w2vcheck.ci.repository import repository_path
from w2vcheck.code.source import source_of
from w2vcheck.linter import chosen, lint_settings, lint_source, lint_sources
from w2vcheck.results import Confidence, Finding, Location, Measure, Report, Severity, Subject, Verdict

SETTINGS = lint_settings(None, {"select": ["W2V603", "W2V401", "W2V402"]})
SCRIPT = """\
import torch
from gensim.models import Word2Vec


def train(texts, labels):
    model = Word2Vec(texts, size=100)
    return model


class Net:
    def vectors(self, texts):
        old = Word2Vec(texts, size=100)
        older = Word2Vec(texts, size=50)
        return old, older


other = Word2Vec([["a"]], size=100)
"""


def of_script(text: str, name: str = "train.py") -> tuple[str, ...]:
    return fingerprints(lint_source(source_of(text, name), chosen(SETTINGS), SETTINGS).said.found)


def of_notebook(*cells: tuple[str, str]) -> tuple[str, ...]:
    written = [{"cell_type": "code", "id": name, "source": [text]} for name, text in cells]
    return of_script(json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "nb.ipynb")


FOUND = of_script(SCRIPT)
ADDED = st.sampled_from(("", "# a comment", "   ", "def unrelated(a):\n    return [a]\n", "unrelated = 1"))


def test_the_script_has_four_findings_to_be_kept() -> None:
    assert len(set(FOUND)) == 4


@given(st.lists(ADDED, min_size=SCRIPT.count("\n"), max_size=SCRIPT.count("\n")), st.booleans())
def test_lines_that_are_added_change_no_fingerprint(added: Sequence[str], windows: bool) -> None:  # noqa: FBT001 - drawn
    lines = []
    for line, more in zip(SCRIPT.splitlines(), added, strict=True):
        indented = line.startswith(" ") or not line
        lines += [more if not indented or not more.strip() or more.startswith("#") else "", line]
    text = "\n".join([*lines, ""])

    assert sorted(of_script(text.replace("\n", "\r\n") if windows else text)) == sorted(FOUND)


def test_code_in_another_layout_is_the_same_code() -> None:
    laid_out = SCRIPT.replace(
        "Word2Vec(texts, size=100)", "Word2Vec(\n            texts,\n            size = 100,  # many\n        )"
    )

    assert laid_out != SCRIPT
    assert sorted(of_script(laid_out)) == sorted(FOUND)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("def train(", "def fit(", 1),
        ("class Net", "class Network", 2),
        ("size=50", "size=60", 1),
        ("model = Word2Vec(texts", "model = Word2Vec(sentences", 0),
    ],
)
def test_what_is_meant_and_what_is_around_it_make_the_finding(old: str, new: str, changed: int) -> None:
    there = set(of_script(SCRIPT.replace(old, new)))

    assert len(there - set(FOUND)) == len(set(FOUND) - there) == changed


def test_the_name_of_the_variable_in_question_counts() -> None:
    script = "import torch\nlayer = torch.nn.Softmax(1)\nloss = torch.nn.CrossEntropyLoss()(layer({}), y)\n"
    one, same, other = (of_script(script.format(name)) for name in ("x", "x", "z"))

    assert one == same != ()
    assert set(one).isdisjoint(other)


def test_equal_findings_are_told_apart_and_the_first_ones_stay() -> None:
    line = "from gensim.models import Word2Vec\n" + "Word2Vec(s, size=9)\n"
    once, twice = of_script(line), of_script(f"{line}Word2Vec(s, size=9)\n")

    assert len(set(twice)) == 2
    assert set(once) < set(twice)


def test_a_cell_of_a_notebook_is_known_by_its_id_wherever_it_stands() -> None:
    old = "from gensim.models import Word2Vec\nWord2Vec(s, size=9)"
    first = of_notebook(("a1", old))

    assert of_notebook(("new", "x = 1"), ("a1", old)) == first
    assert of_notebook(("a2", old)) != first


def measured(name: str, **changes: object) -> Finding:
    measure = Measure(name, 0.1, 0.05, 0.15, "share", 100)
    found = Finding("W2V302", "duplicates", Severity.ERROR, Confidence.HIGH, "10 %", "", "", measure)
    return replace(found, **changes)  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.floats(0, 1), st.sampled_from(list(Severity)))
def test_data_that_grow_keep_their_findings(rows: list[int], value: float, severity: Severity) -> None:
    before = measured("twins", locations=(Location("a.csv", 3, "text", 1),))
    after = measured(
        "twins",
        message=f"{value} of {rows}",
        severity=severity,
        locations=tuple(Location("a.csv", row + 2, "text", row) for row in rows),
        measure=Measure("twins", value, value, value, "share", max(rows)),
    )

    assert fingerprints([before], "a.csv") == fingerprints([after], "a.csv")


def test_another_rule_column_measure_or_data_is_another_finding() -> None:
    found = measured("twins", locations=(Location("a.csv", 3, "text", 1),))
    others = [
        replace(found, code="W2V303"),
        replace(found, locations=(Location("a.csv", 3, "title", 1),)),
        measured("others", locations=found.locations),
    ]
    marks = [*fingerprints([found], "a.csv"), *fingerprints(others, "a.csv"), *fingerprints([found], "b.csv")]

    assert len(set(marks)) == len(marks) == 5


def report(*findings: Finding, rows: int | None = 10) -> Report:
    subject = Subject("a.csv", rows, ())
    return Report(subject, Verdict("error", "", ""), findings, (), (), (), (), "", (), ())


def test_a_fingerprint_that_was_given_is_kept_when_equal_findings_are_taken_away() -> None:
    first, second = stamped(report(measured("twins"), measured("twins"))).findings

    assert first.fingerprint != second.fingerprint
    assert fingerprints([second], "a.csv") == (second.fingerprint,)


def test_equal_findings_are_counted_in_the_order_of_the_file_whatever_their_severity() -> None:
    early, late = (
        measured("x", severity=Severity.NOTE, locations=(Location("t.py", line, position=1, syntax="same"),)) for line in (3, 9)
    )
    worse = replace(late, severity=Severity.ERROR)
    before = stamped(report(early, late, rows=None)).findings
    after = stamped(report(worse, early, rows=None)).findings  # the worst comes first in a report

    assert [one.fingerprint for one in before] == [one.fingerprint for one in reversed(after)]


def test_a_comment_does_not_change_the_fingerprint_of_an_equal_finding_behind_it() -> None:
    def marks(text: str) -> dict[int | None, str]:
        found = stamped(lint_sources([source_of(text, "t.py")], SETTINGS))
        every = [*found.findings, *(one.finding for one in found.accepted)]
        return {one.locations[0].line: one.fingerprint for one in every}

    text = "from gensim.models import Word2Vec\nWord2Vec(s, size=9)\nWord2Vec(s, size=9)\n"
    assert marks(text) == marks(text.replace("9)\n", "9)  # w2vcheck: ignore[W2V603] old\n", 1))
    assert len(marks(text)) == 2


def test_paths_read_from_the_top_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "src" / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    names = {repository_path(name) for name in ("src/deep/a.py", "src\\deep\\a.py", "./src/deep/../deep/a.py")}
    monkeypatch.chdir(tmp_path / "src" / "deep")
    names |= {repository_path(name) for name in ("a.py", "../deep/a.py", str(tmp_path / "src" / "deep" / "a.py"))}

    assert names == {"src/deep/a.py"}


def test_without_a_history_the_project_file_is_the_top_and_what_is_no_path_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path / "pkg")

    assert repository_path("a.py") == "pkg/a.py"
    assert repository_path("https://example.org/a.csv") == "https://example.org/a.csv"
    assert repository_path("C:\\data\\a.csv").endswith("a.csv")
    assert repository_path("") == ""


def test_a_folder_that_may_not_be_read_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> bool:
        raise PermissionError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "exists", refused)

    assert repository_path("a.py") == "a.py"
    assert repository_path("../b.py") == "b.py"
