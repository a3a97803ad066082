import json
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

import w2vcheck
from w2vcheck import Confidence, Severity, lint
from w2vcheck.code.source import source_of
from w2vcheck.errors import ConfigError, SourceError
from w2vcheck.linter import chosen, lint_settings, lint_source, lint_sources, mend
from w2vcheck.rule import lint_codes, load_rule, load_rules, rule_codes

OLD = "from gensim.models import Word2Vec\nmodel = Word2Vec(s, size=1)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()
    return tmp_path


def test_scripts_are_linted_from_python_too(folder: Path) -> None:
    (folder / "a.py").write_text(OLD)
    (folder / "b.py").write_text(OLD)

    report = lint(folder / "a.py", "b.py", select=["W2V6"], fail_on="warning")

    assert [(one.code, one.locations[0].file) for one in report.findings] == [
        ("W2V603", str(folder / "a.py")),
        ("W2V603", "b.py"),
    ]
    assert report.subject.rows is None
    assert report.settings["fail_on"] == "warning"
    assert w2vcheck.lint is lint


def test_an_unknown_name_is_refused_as_python_does() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'selekt'; it knows select"):
        lint("a.py", selekt=["W2V6"])


def test_options_of_rules_are_checked_whether_or_not_they_look_at_scripts(folder: Path) -> None:
    (folder / "a.py").write_text("x = 1\n")
    (folder / "w2vcheck.toml").write_text("[rules.W2V101]\nwarn_above = 0.5\n")
    assert lint("a.py").findings == ()

    (folder / "w2vcheck.toml").write_text("[rules.W2V101]\nwarn_over = 0.5\n")
    with pytest.raises(ConfigError, match="did you mean 'warn_above'"):
        lint("a.py")


def test_the_rules_about_scripts_are_found_without_importing_the_others() -> None:
    assert rule_codes() == tuple(one.rule.code for one in load_rules())
    assert lint_codes() == tuple(one.rule.code for one in load_rules() if one.rule.lints)
    assert load_rule("W2V603") in load_rules()


def test_one_file_does_not_silence_another() -> None:
    settings = lint_settings(None, {"select": ["W2V603"]})
    sources = [source_of(OLD, f"{number}.py") for number in range(3)]

    assert len(lint_sources(sources, settings).findings) == 3


def test_worst_comes_first_then_surest_then_by_place() -> None:
    settings = lint_settings(None, {"select": ["W2V6"]})
    text = OLD + "m = Word2Vec(s, seed=1)\n" + "n = Word2Vec(s, size=2)\n"
    report = lint_sources([source_of(text, "b.py"), source_of(OLD, "a.py")], settings)

    assert [(one.severity, one.locations[0].file, one.locations[0].line) for one in report.findings] == [
        (Severity.ERROR, "a.py", 2),
        (Severity.ERROR, "b.py", 2),
        (Severity.ERROR, "b.py", 4),
        (Severity.NOTE, "b.py", 3),
    ]
    assert report.verdict.level == "error"
    assert report.verdict.first.startswith("W2V603: ")


def test_only_what_is_certain_fails_a_build() -> None:
    settings = lint_settings(None, {"select": ["W2V604"]})
    sure = lint_sources([source_of("import gensim\ndef f(m):\n    return m.wv.vocab\n", "a.py")], settings)
    unsure = lint_sources([source_of("import torch\ndef f(m):\n    return m.wv.vocab\n", "a.py")], settings)

    assert [one.confidence for one in (*sure.findings, *unsure.findings)] == [Confidence.HIGH, Confidence.MEDIUM]
    assert sure.failing
    assert not unsure.failing


def test_a_notebook_is_one_script() -> None:
    cells = ["from gensim.models import Word2Vec", "print 'two'", "model = Word2Vec(s)", "near = model.most_similar('a')"]
    document = {"cells": [{"cell_type": "code", "source": text} for text in cells], "metadata": {}}
    settings = lint_settings(None, {"select": ["W2V604"]})

    report = lint_sources([source_of(json.dumps(document), "a.ipynb")], settings)

    assert [(one.locations[0].cell, one.locations[0].line) for one in report.findings] == [(3, 1)]
    assert [(entry.name, entry.reason.partition(":")[0]) for entry in report.skipped] == [
        ("a.ipynb:cell 1", "not Python (line 1")
    ]


def test_nothing_that_can_be_read_is_an_error() -> None:
    settings = lint_settings(None, {})

    with pytest.raises(SourceError, match="expected Python"):
        lint_sources([source_of("print 'two'", "a.py")], settings)
    with pytest.raises(SourceError, match="oh"):
        lint_sources([SourceError("oh", "no", "well", "a.py")], settings)
    empty = source_of('{"cells": [], "metadata": {}}', "a.ipynb")
    assert lint_sources([empty], settings).findings == ()


def test_comments_that_quieten_are_counted() -> None:
    settings = lint_settings(None, {"select": ["W2V603"]})
    text = OLD.replace("size=1)", "size=1)  # noqa: W2V603")

    report = lint_sources([source_of(text, "a.py")], settings)

    assert ("quietened by comments", "1") in report.subject.facts
    assert lint_source(source_of(text, "a.py"), chosen(settings), settings).said.found == []


FOUNDING = (Path(__file__).parents[1] / "fixtures" / "question" / "train.py").read_text(encoding="utf-8").splitlines()


@given(data=st.data())
@hypothesis.settings(max_examples=60, deadline=None)
def test_no_order_of_lines_makes_a_rule_crash_or_a_fix_break_the_script(data: st.DataObject) -> None:
    settings = lint_settings(None, {"pedantic": True})
    lines = list(FOUNDING)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "move", "repeat"])):
            case "drop":
                del lines[at : at + 2]
            case "move":
                lines.append(lines.pop(at))
            case _:
                lines.insert(at, data.draw(st.sampled_from(FOUNDING)))
    source = source_of("\n".join(lines), "a.py")

    assert lint_source(source, chosen(settings), settings).said.crashed == []
    after = mend(source, settings, unsafe=True).after
    assert (after.cells[0].tree is None) == (source.cells[0].tree is None)


TWO_NETWORKS = """\
import torch
from torch import nn

softened = nn.Sequential(nn.Linear(20, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(dim=1))
flat = nn.Sequential(nn.Linear(20, 20), nn.Linear(20, 3))
loss = nn.CrossEntropyLoss()
for network in (softened, flat):
    optimizer = torch.optim.Adam(network.parameters())
x, y = torch.randn(8, 20), torch.zeros(8, dtype=torch.long)
loss(softened(x), y).backward()
loss(flat(x), y).backward()
"""


def test_an_error_in_one_network_does_not_silence_a_warning_about_another(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TWO_NETWORKS, encoding="utf-8")

    report = lint(str(tmp_path / "train.py"), select=["W2V402", "W2V410"])

    assert [finding.code for finding in report.findings] == ["W2V402", "W2V410"]
