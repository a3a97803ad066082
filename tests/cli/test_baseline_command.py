import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from w2vcheck.cli import THREADS, main
from w2vcheck.linter import lint

Run = Callable[..., tuple[int, str, str]]

OLD = "from gensim.models import Word2Vec\n\nmodel = Word2Vec(sentences, size=100)\n"
MORE = OLD + 'near = model.most_similar("good")\n'
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run `w2vcheck` in an empty folder on a developer's machine, as the shell would."""
    assert folder == Path.cwd()
    for name in THREADS:
        monkeypatch.setenv(name, "1")
    monkeypatch.delenv("CI", raising=False)

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["w2vcheck", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfdbinary.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, out.decode(), err.decode()

    return run


def write(name: str, content: str) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(content, encoding="utf-8")


@pytest.fixture
def known(run: Run) -> Run:
    """A script with one finding, a report on it, and the baseline."""
    write("src/train.py", OLD)
    assert run("lint", "src", "--format", "json", "-o", "lint.json")[0] == 1
    assert run("baseline", "write", "lint.json") == (0, "1 finding written to w2vcheck-baseline.json.\n", "")
    return run


def test_what_was_there_passes_and_what_is_new_fails(known: Run) -> None:
    code, out, _ = known("lint", "src", "--baseline", "w2vcheck-baseline.json")
    assert code == 0
    assert "1 finding is accepted (1 baseline); --verbose lists it" in out
    assert "1 finding is known, 0 are new." in out

    write("src/train.py", MORE)
    code, out, _ = known("lint", "src", "--baseline", "w2vcheck-baseline.json")
    assert code == 1
    assert "W2V604" in out
    assert "W2V603" not in out


def test_it_holds_from_another_folder_and_in_a_moved_file_of_lines(known: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("src/train.py", "# a comment\n\nimport os\n" + OLD)
    monkeypatch.chdir("src")

    assert known("lint", "train.py", "--baseline", "../w2vcheck-baseline.json")[0] == 0


def test_a_finding_that_is_exchanged_for_another_fails(known: Run) -> None:
    write("src/train.py", MORE.replace("size=", "vector_size="))
    code, out, _ = known("lint", "src", "--baseline", "w2vcheck-baseline.json")

    assert code == 1
    assert "0 findings are known, 1 is new, 1 entry is stale." in out


def test_a_stale_entry_fails_only_strictly(known: Run) -> None:
    write("src/train.py", "x = 1\n")
    lax, strict = (known("lint", "src", "--baseline", "w2vcheck-baseline.json", *more) for more in ((), ("--strict-baseline",)))

    assert (lax[0], strict[0]) == (0, 1)
    assert "W2V603 (src/train.py) is in w2vcheck-baseline.json and was not found" in " ".join(lax[1].split())


@pytest.mark.parametrize("value", ["true", "1", "yes", "TRUE"])
def test_it_is_not_written_in_ci_where_it_could_never_fail(known: Run, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    before = Path("w2vcheck-baseline.json").read_bytes()
    write("src/train.py", MORE)
    known("lint", "src", "--format", "json", "-o", "lint.json")
    monkeypatch.setenv("CI", value)
    code, _, err = known("baseline", "write", "lint.json")

    assert code == 2
    assert "write it on your own machine and commit it" in err
    assert Path("w2vcheck-baseline.json").read_bytes() == before
    assert known("lint", "src", "--baseline", "w2vcheck-baseline.json")[0] == 1  # to be held against is what it is for there


@pytest.mark.parametrize("value", ["", "0", "false", "False"])
def test_a_variable_that_says_no_is_no_ci(known: Run, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)

    assert known("baseline", "write", "lint.json")[0] == 0


def test_a_baseline_that_is_missing_is_no_clean_run(run: Run) -> None:
    write("train.py", "x = 1\n")
    code, out, err = run("lint", "train.py", "--baseline", "none.json")

    assert (code, out) == (2, "")
    assert "none.json: expected a baseline, found no such file" in err
    assert run("baseline", "check", "lint.json")[0] == 2


def test_a_later_report_keeps_what_was_known_and_tells_the_change(known: Run) -> None:
    write("src/train.py", MORE)
    known("lint", "src", "--baseline", "w2vcheck-baseline.json", "--format", "json", "-o", "lint.json")
    code, out, _ = known("baseline", "write", "lint.json")

    assert (code, out) == (0, "2 findings written to w2vcheck-baseline.json (1 new, 0 gone).\n")
    assert known("lint", "src", "--baseline", "w2vcheck-baseline.json")[0] == 0


def test_what_a_comment_or_the_settings_accept_is_left_out(run: Run) -> None:
    write("w2vcheck.toml", '[[accept]]\nrule = "W2V604"\nreason = "later"\n')
    write("train.py", MORE.replace("100)", "100)  # w2vcheck: ignore[W2V603] an old server"))
    code, _, _ = run("lint", "train.py", "--format", "json", "-o", "lint.json")
    document = json.loads(Path("lint.json").read_text(encoding="utf-8"))

    assert code == 0
    assert [(one["by"], one["reason"]) for one in document["accepted"]] == [("comment", "an old server"), ("settings", "later")]
    Draft202012Validator(SCHEMA).validate(document)
    assert run("baseline", "write", "lint.json")[1].startswith("0 findings")


def test_the_same_findings_give_the_same_bytes(known: Run) -> None:
    before = Path("w2vcheck-baseline.json").read_bytes()
    known("baseline", "write", "lint.json", "lint.json", "--output", "again.json")

    assert Path("again.json").read_bytes() == before
    assert before.endswith(b"}\n")
    assert b"\r" not in before


def test_an_interrupted_write_leaves_the_old_file(known: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path("w2vcheck-baseline.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    code, _, err = known("baseline", "write", "lint.json")

    assert code == 2
    assert "no space left on device" in err
    assert Path("w2vcheck-baseline.json").read_bytes() == before
    assert [file.name for file in Path().iterdir() if file.name.startswith(".")] == []


def test_check_holds_stored_reports_against_it(known: Run) -> None:
    assert known("baseline", "check", "lint.json") == (0, "lint.json: 1 finding is known, 0 are new.\n", "")

    write("src/train.py", MORE.replace("size=", "vector_size="))
    known("lint", "src", "--format", "json", "-o", "new.json")
    code, out, _ = known("baseline", "check", "new.json")
    assert code == 1
    assert out.splitlines() == [
        "new.json: 0 findings are known, 1 is new, 1 entry is stale.",
        "  new: error W2V604 (src/train.py) gensim3-attribute",
        "  stale: W2V603 (src/train.py) was not found any more",
    ]
    assert known("baseline", "check", "new.json", "--fail-on", "never")[0] == 0
    assert known("baseline", "check", "new.json", "--fail-on", "never", "--strict-baseline")[0] == 1
    both = known("baseline", "check", "lint.json", "new.json", "--fail-on", "never", "--strict-baseline")
    assert both[0] == 0  # the other report has it


def changed(name: str, **changes: Any) -> None:
    document = json.loads(Path("lint.json").read_text(encoding="utf-8"))
    document["findings"][0] |= {key: value for key, value in changes.items() if key != "document"}
    Path(name).write_text(json.dumps(document | changes.get("document", {})), encoding="utf-8")


def test_check_knows_worse_from_known(known: Run) -> None:
    measure = {"name": "twins", "value": 0.1, "low": 0.09, "high": 0.11, "unit": "share", "n": 100, "scope": "rows"}
    changed("mild.json", severity="warning", measure=measure)
    changed("bad.json", severity="warning", measure=measure | {"value": 0.4})
    changed("unsure.json", severity="error", confidence="low", measure=None)
    assert known("baseline", "write", "mild.json")[0] == 0

    assert known("baseline", "check", "bad.json", "--fail-on", "warning")[0] == 1
    assert known("baseline", "check", "bad.json", "--fail-on", "warning", "--worse-than", "9")[0] == 0
    code, out, _ = known("baseline", "check", "bad.json")
    assert code == 0  # a warning fails nothing here
    assert "  worse: W2V603 (src/train.py) was 10.0 % (9.0–11.0 %) and is 40.0 %" in out
    assert known("baseline", "check", "unsure.json")[0] == 0
    assert known("baseline", "check", "unsure.json", "--min-confidence", "low")[0] == 1


def test_an_incomplete_report_is_neither_written_nor_passed(known: Run) -> None:
    crashed = [{"code": "W2V605", "name": "some-rule", "error": "oh"}]
    changed("crashed.json", document={"crashed": crashed})

    for command in ("write", "check"):
        code, _, err = known("baseline", command, "crashed.json")
        assert code == 2
        assert "found one in which some-rule crashed" in err


def test_wrong_words_are_sentences(known: Run) -> None:
    assert "did you mean 'error'" in known("baseline", "check", "lint.json", "--fail-on", "eror")[2]
    assert known("lint", "src", "--baseline", "lint.json")[0] == 2
    assert known("baseline", "write", "src/train.py")[0] == 2
    assert known("baseline", "write", "lint.json", "-o", "none/b.json")[0] == 2


def test_standard_input_is_held_by_the_name_it_goes_by(known: Run) -> None:
    arguments = ("lint", "-", "--stdin-filename", "src/train.py", "--baseline", "w2vcheck-baseline.json")

    assert known(*arguments, stdin=OLD)[0] == 0
    code, out, _ = known(*arguments, "--strict-baseline", stdin="x = 1\n")
    assert code == 1
    assert "strict-baseline" in out


def test_verbose_tells_what_is_accepted(known: Run) -> None:
    acceptance = '[[accept]]\nrule = "W2V604"\nreason = "soon"\nuntil = 2999-01-01\n'
    write("w2vcheck.toml", f'baseline = "w2vcheck-baseline.json"\n{acceptance}')
    write("src/train.py", MORE)
    short, long = (known("lint", "src", *more)[1] for more in ((), ("--verbose",)))

    assert "2 findings are accepted (1 baseline, 1 settings until 2999-01-01); --verbose" in short
    assert "Accepted: soon" in " ".join(long.split())
    assert "Accepted: in w2vcheck-baseline.json" in " ".join(long.split())


@pytest.mark.usefixtures("known")
def test_the_function_holds_a_run_as_the_command_does() -> None:
    report = lint("src", baseline="w2vcheck-baseline.json")

    assert report.findings == ()
    assert [gate.passed for gate in report.gates] == [True]


def test_many_stale_entries_are_a_few_lines(known: Run) -> None:
    names = [f"src/old{number}.py" for number in range(9)]
    for name in names:
        write(name, OLD)
    known("lint", "src", "--format", "json", "-o", "lint.json")
    known("baseline", "write", "lint.json")
    for name in names:
        Path(name).unlink()
    short, long = (known("lint", "src", "--baseline", "w2vcheck-baseline.json", *more)[1] for more in ((), ("--verbose",)))

    assert "9 acceptances are stale" in short
    assert "and 4 more; --verbose shows them" in short
    assert "src/old8.py" in long
