import io
import json
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from w2vcheck.cli import THREADS, main
from w2vcheck.results import Finding
from w2vcheck.rule import load_rule

Run = Callable[..., tuple[int, str, str]]

OLD = """\
from gensim.models import Word2Vec

model = Word2Vec(sentences, size=100)  # gensim 3
near = model.most_similar("good")
vocabulary = model.wv.vocab
"""
NEW = OLD.replace("size=", "vector_size=").replace("model.most", "model.wv.most")
CLEAN = "x = 1\n"
NOTES = "from gensim.models import Word2Vec\n\nmodel = Word2Vec(sentences, seed=1, workers=4)\n"
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": ["# vectors\n"]},
        {"cell_type": "code", "source": ["from gensim.models import Word2Vec\n", "%time model = Word2Vec(s, size=9)"]},
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run `w2vcheck lint` in an empty folder, as the shell would."""
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()  # no configuration from the folders above
    for name in THREADS:
        monkeypatch.setenv(name, "1")

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["w2vcheck", "lint", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfdbinary.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, out.decode(), err.decode()

    return run


def write(name: str, content: str) -> str:
    Path(name).write_text(content, encoding="utf-8")
    return name


def document(out: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(out)
    Draft202012Validator(SCHEMA).validate(read)
    return read


def test_findings_are_shown_with_their_line_and_fail_the_run(run: Run) -> None:
    code, out, err = run(write("train.py", OLD))

    assert (code, err) == (1, "")
    assert "✗ error  3 errors in train.py." in out
    assert "  line 3  error  W2V603 gensim3-argument" in out
    assert "    3 │ model = Word2Vec(sentences, size=100)  # gensim 3\n" in out
    assert "      │                             ^^^^^^^^\n" in out
    assert "--fix mends 2 findings" in out
    assert "--fix --unsafe-fixes another 1" in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (CLEAN, (), 0),
        (OLD, (), 1),
        (NOTES, (), 0),
        (NOTES, ("--fail-on", "note"), 1),
        (OLD, ("--fail-on", "never"), 0),
        (OLD, ("--ignore", "W2V603,w2v604"), 0),
        (OLD, ("--select", "W2V602"), 0),
        ("def f(m):\n    return m.wv.vocab\n", (), 0),  # medium confidence: nothing says that this is gensim
        ("print 'two'\n", (), 2),
    ],
)
def test_exit_codes(run: Run, text: str, arguments: tuple[str, ...], code: int) -> None:
    assert run(write("train.py", text), *arguments)[0] == code


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.py",), "none.py: expected a script, a notebook or a folder, found no such file"),
        (("data.csv",), "data.csv: expected a name that ends in .py or .ipynb"),
        (("a.py", "--select", "W2V9"), "found 'W2V9'"),
        (("a.py", "--select", "W2V302"), "found none that looks at scripts"),
        (("a.py", "--format", "jsn"), "did you mean 'json'"),
        (("a.py", "--unsafe-fixes"), "Expected --fix or --diff with --unsafe-fixes"),
        (("a.py", "--stdin-filename", "b.py"), "Expected - as the path"),
        (("a.py", "-"), "Expected standard input alone"),
        (("a.py", "--output", "no/such/folder.json"), "no folder 'no/such'"),
    ],
)
def test_bad_input_is_one_sentence(run: Run, arguments: tuple[str, ...], says: str) -> None:
    write("a.py", CLEAN)
    write("data.csv", "")

    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_folder_is_read_whole_and_what_is_not_python_is_said(run: Run) -> None:
    write("a.py", OLD)
    write("b.py", "print 'two'\n")
    write("c.ipynb", "no notebook")
    write("d.ipynb", json.dumps(NOTEBOOK))

    code, out, _ = run()

    assert code == 1
    assert "4 errors in 3 files." in out
    assert "1 file could not be read." in out
    assert "not Python (line 1: Missing parentheses in call to 'print'" in out
    assert "cell 1, line 2  error  W2V603" in out


def test_the_json_has_the_shape_of_the_audits(run: Run) -> None:
    write("d.ipynb", json.dumps(NOTEBOOK, indent=1))
    write("train.py", OLD)

    found = document(run("--format", "json")[1])

    assert found["subject"] == {
        "source": "2 files",
        "rows": None,
        "facts": [{"name": "files", "value": "2"}, {"name": "notebooks", "value": "1"}],
        "guessed": [],
    }
    places = [finding["locations"][0] for finding in found["findings"] if finding["code"] == "W2V603"]
    assert places == [
        {"file": "d.ipynb", "line": 2, "column": 27, "row": None, "cell": 1, "file_line": 13},
        {"file": "train.py", "line": 3, "column": 29, "row": None},
    ]
    mending = found["findings"][0]["mending"]
    assert mending == {
        "says": "rename `size` to `vector_size`",
        "safe": True,
        "edits": [{"cell": 1, "start": 61, "end": 65, "text": "vector_size"}],
    }


def test_the_same_input_gives_the_same_bytes(run: Run) -> None:
    write("train.py", OLD)

    assert run("train.py", "--format", "json") == run("train.py", "--format", "json")


def test_the_other_forms(run: Run) -> None:
    write("d.ipynb", json.dumps(NOTEBOOK, indent=1))
    write("train.py", OLD)

    assert run("--format", "concise")[1].splitlines()[:2] == [
        "d.ipynb:cell 1:line 2:27: W2V603 `size=` is called `vector_size=` since gensim 4: this call raises an error.",
        "train.py:3:29: W2V603 `size=` is called `vector_size=` since gensim 4: this call raises an error.",
    ]
    github = run("--format", "github")[1].splitlines()
    assert github[0].startswith("::error file=d.ipynb,line=13,title=W2V603 gensim3-argument::")
    assert github[1].startswith("::error file=train.py,line=3,title=W2V603 gensim3-argument::")


def test_fix_mends_what_is_safe_and_reports_what_is_left(run: Run) -> None:
    write("train.py", OLD)
    Path("train.py").chmod(0o640)
    Path("link.py").symlink_to("train.py")

    code, out, _ = run("link.py", "--fix")

    assert code == 1
    assert Path("train.py").read_text(encoding="utf-8") == NEW
    assert stat.S_IMODE(Path("train.py").stat().st_mode) == 0o640
    assert Path("link.py").is_symlink()
    assert "1 error in link.py." in out
    assert "mended: 2 findings" in out
    assert {path.name for path in Path().iterdir()} == {"link.py", "train.py", "w2vcheck.toml"}


def test_unsafe_fixes_are_made_when_asked_for(run: Run) -> None:
    write("train.py", OLD)

    code, _, _ = run("train.py", "--fix", "--unsafe-fixes")

    assert code == 0
    assert Path("train.py").read_text(encoding="utf-8") == NEW.replace("wv.vocab", "wv.key_to_index")


def test_a_fix_keeps_the_layout_of_a_notebook(run: Run) -> None:
    text = json.dumps(NOTEBOOK, indent=1)
    write("d.ipynb", text)

    assert run("d.ipynb", "--fix")[0] == 0
    assert Path("d.ipynb").read_text(encoding="utf-8") == text.replace("size=9", "vector_size=9")


def test_diff_changes_nothing(run: Run) -> None:
    write("train.py", OLD.replace("vocabulary = model.wv.vocab\n", "x = model['x']"))

    code, out, _ = run("train.py", "--diff")

    assert code == 1
    assert "size=100" in Path("train.py").read_text(encoding="utf-8")
    assert "-model = Word2Vec(sentences, size=100)  # gensim 3\n" in out
    assert "+model = Word2Vec(sentences, vector_size=100)  # gensim 3\n" in out
    assert "\\ No newline at end of file" in out
    assert run(write("clean.py", CLEAN), "--diff")[:2] == (0, "")


def test_a_file_that_cannot_be_written_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("train.py", OLD)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    code, _, err = run("train.py", "--fix")

    assert code == 2
    assert "train.py: expected a file that can be mended, found no space left on device" in err
    assert Path("train.py").read_text(encoding="utf-8") == OLD
    assert {path.name for path in Path().iterdir()} == {"train.py", "w2vcheck.toml"}


def test_standard_input(run: Run) -> None:
    code, out, _ = run("-", "--stdin-filename", "src/train.py", stdin=OLD)
    assert code == 1
    assert "3 errors in src/train.py." in out

    code, out, err = run("-", "--fix", stdin=OLD)
    assert (code, out) == (1, NEW)
    assert "1 error in stdin.py." in err

    code, out, _ = run("-", "--stdin-filename", "n.ipynb", "--format", "concise", stdin=json.dumps(NOTEBOOK))
    assert out.startswith("n.ipynb:cell 1:line 2:27: W2V603")


def test_a_pedantic_rule_waits_to_be_asked(run: Run) -> None:
    write("a.py", "from sklearn.model_selection import train_test_split\n\na, b = train_test_split(x)\n")

    assert "W2V601" not in run("a.py")[1]
    assert "W2V601" in run("a.py", "--pedantic")[1]
    assert "W2V601" in run("a.py", "--select", "W2V601")[1]
    assert "W2V601" not in run("a.py", "--pedantic", "--ignore", "W2V6")[1]
    write("w2vcheck.toml", "[rules]\npedantic = true\n")
    assert "W2V601" in run("a.py")[1]


def test_text_in_a_script_cannot_act(run: Run) -> None:
    write("a.py", OLD.replace("# gensim 3", "# \x1b[31m\u202e"))

    for form in ("terminal", "concise", "json", "github"):
        out = run("a.py", "--format", form)[1]
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_nothing_of_a_script_is_run(run: Run) -> None:
    write("a.py", f"import pathlib\npathlib.Path('ran').touch()\nraise SystemExit(7)\n{OLD}")
    write("sitecustomize.py", "import pathlib\npathlib.Path('ran').touch()\n")

    assert run()[0] in (0, 1)
    assert not Path("ran").exists()


def test_a_rule_that_fails_inside_is_told_and_the_others_go_on(run: Run) -> None:
    def broken() -> Iterator[Finding]:
        raise RuntimeError("oh")

    lints = load_rule("W2V605").rule.lints
    lints.append(broken)
    try:
        code, out, _ = run(write("train.py", OLD))
    finally:
        lints.remove(broken)

    assert code == 2
    assert "RuntimeError: oh (in train.py)" in out
    assert "W2V603" in out
