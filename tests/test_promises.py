"""The promises of the README, each held by a test: same bytes, no network, no writes, nothing in the data can act."""

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import pytest

from w2vcheck import Measure, audit, audit_vectors, lint
from w2vcheck.cli import THREADS, main
from w2vcheck.data.target import Target
from w2vcheck.demo.tickets import faulty_tickets, tickets, write_csv
from w2vcheck.report import github, json_report, terminal
from w2vcheck.report.formats import AUDIT_FORMATS, WITH_EXHIBITS, render
from w2vcheck.rule import Check, Result, load_rules

CONFIG = """\
[split]
test_size = 0.25
[word2vec]
min_count = 2
vector_size = 16
epochs = 3
[classifier]
kind = "mlp"
layers = [16, 8, 4]
learning_rate = 0.0123456789123456
dropout = 0.1
batch_size = 32
epochs = 3
"""
Run = Callable[..., tuple[int, str, str]]


def cut_off(patch: pytest.MonkeyPatch) -> None:
    """Take the network away."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked for")

    for name in ("socket", "create_connection", "getaddrinfo"):
        patch.setattr(socket, name, refuse)


@pytest.fixture(scope="module")
def experiment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small corpus, the configuration of a whole experiment, and `report.json`, written without a network."""

    folder = tmp_path_factory.mktemp("experiment") / "work"
    folder.mkdir()
    write_csv(folder / "data.csv", ("text", "label"), tickets(280, seed=2))
    (folder / "w2vcheck.toml").write_text(CONFIG, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        cut_off(patch)
        patch.chdir(folder)
        (folder / "report.json").write_text(json_report.render(audit("data.csv")), encoding="utf-8")
    return folder


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A current folder with a corpus in which several rules find something."""
    monkeypatch.chdir(tmp_path)
    rows, _ = faulty_tickets(300, seed=2)
    write_csv(Path("data.csv"), tuple(rows[0]), [tuple(row.values()) for row in rows])
    Path("w2vcheck.toml").touch()  # no configuration from the folders above


# --- the same bytes, and nothing else ---------------------------------------------------------------------------------------


def test_a_whole_audit_needs_no_network(experiment: Path) -> None:
    document = json.loads((experiment / "report.json").read_bytes())

    assert len(document["ladder"]) == 4
    assert [outcome["name"] for outcome in document["experiments"]] == ["as-written"]
    assert not document["crashed"]


@pytest.mark.usefixtures("faulty")
@pytest.mark.parametrize("form", AUDIT_FORMATS)
def test_no_format_needs_a_network(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(monkeypatch)

    assert render(audit("data.csv", ladder=False, exhibits=form in WITH_EXHIBITS), form)


def test_scripts_and_vectors_need_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "train.py").write_text("from gensim.models import Word2Vec\nWord2Vec([['a']], size=3)\n", encoding="utf-8")
    rows = "\n".join(f"w{number} {number} {number % 3} 1" for number in range(30))
    (tmp_path / "words.txt").write_text(f"30 3\n{rows}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    cut_off(monkeypatch)

    assert [finding.code for finding in lint("train.py").findings] == ["W2V603"]
    assert audit_vectors("words.txt").measures


def test_another_process_writes_the_same_bytes_and_nothing_beside_them(experiment: Path, tmp_path: Path) -> None:
    """Another hash seed, other threads, and a home where it could write."""
    own = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    own |= {"PYTHONHASHSEED": "17" if os.environ.get("PYTHONHASHSEED") == "4242" else "4242", "PYTHONDONTWRITEBYTECODE": "1"}
    before = set(experiment.iterdir())

    ran = subprocess.run(
        [sys.executable, "-m", "w2vcheck", "audit", "data.csv", "--format", "json", "--output", "again.json"],
        cwd=experiment,
        env=os.environ | own | dict.fromkeys(THREADS, "2"),
        capture_output=True,
        check=False,
    )

    assert (ran.stdout, ran.stderr) == (b"", b"")
    assert (experiment / "again.json").read_bytes() == (experiment / "report.json").read_bytes()
    assert set(experiment.iterdir()) - before == {experiment / "again.json"}
    assert not list(tmp_path.iterdir())


def test_floats_have_nine_digits_at_most(experiment: Path) -> None:
    written: list[str] = []
    json.loads((experiment / "report.json").read_bytes(), parse_float=written.append)

    assert len(written) > 100
    assert [number for number in written if len(Decimal(number).normalize().as_tuple().digits) > 9] == []
    assert "0.0123456789" in written  # the learning rate was written with more


# --- what stands in the data cannot act --------------------------------------------------------------------------------------

ACTING = {
    "clear the screen": "\x1b[2J",
    "blink": "\x1b[5mblink\x1b[0m",
    "window title": "\x1b]2owned\x07",
    "one-byte control": "\x9b2J",
    "markup": "[bold red]owned[/bold red][link=file:///etc/passwd]x[/link]",
    "reversed": "abc\u202edef\u2066ghi",
    "hidden": "in\u200bvisible\ufeff",
    "new line": "one\n::error::owned",
    "carriage return": "one\r::error file=x::owned",
    "workflow command": "::error::owned",
    "percent": "100%0A::error::owned",
}
_COMMAND = re.compile(r"::(error|warning|notice) [^\r\n]*title=W2V\d{3} [a-z0-9-]+::[^\r\n]*")
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Write a table whose texts, labels and column names all hold `word`, with faults that make rules quote them."""
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()

    def write(word: str) -> str:
        text, label, beside = f"text {word}", f"label {word}", f"queue {word}"
        labels = [f"{word} {row % 2}" for row in range(60)]
        labels[7] = labels[7].upper() + " "  # a variant
        labels[8] = f"rare {word}"
        texts = [f"{word} of row {row // 2} and more" for row in range(60)]  # each twice: conflicts, and twins across the split
        out = io.StringIO(newline="")
        csv.writer(out).writerows([(text, label, beside), *zip(texts, labels, labels, strict=True)])
        Path("data.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
        return text

    return write


@pytest.mark.parametrize("word", ACTING.values(), ids=ACTING)
def test_the_users_data_cannot_act(hostile: Callable[[str], str], word: str) -> None:
    text = hostile(word)

    report = audit("data.csv", text=text, label=text.replace("text", "label"), ladder=False)
    plain = terminal.render(report, width=80, color=False, verbose=True)
    colored = terminal.render(report, width=80, color=True, verbose=True)
    commands = github.render(report)
    document = json_report.render(report)

    assert len(report.findings) >= 4
    assert not report.crashed
    assert not _FORBIDDEN.search(plain)
    assert not _FORBIDDEN.search(re.sub(r"\x1b\[[0-9;]*m", "", colored))
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    assert not {style for code in re.findall(r"\x1b\[([0-9;]*)m", colored) for style in code.split(";")} & {"5", "8"}
    assert "\r" not in commands
    assert all(_COMMAND.fullmatch(line) for line in commands.splitlines())
    assert not _FORBIDDEN.search(document)
    assert json.loads(document)["subject"]["facts"]


def test_markup_is_shown_as_it_stands(hostile: Callable[[str], str]) -> None:
    text = hostile(ACTING["markup"])

    report = audit("data.csv", text=text, label=text.replace("text", "label"), ladder=False)
    shown = terminal.render(report, width=120, color=False)

    assert "[bold red]owned[/bold red]" in shown


def test_a_percent_sign_stays_a_percent_sign_in_workflow_commands(hostile: Callable[[str], str]) -> None:
    text = hostile(ACTING["percent"])

    commands = github.render(audit("data.csv", text=text, label=text.replace("text", "label"), ladder=False))

    assert "100%250A" in commands
    assert "100%0A" not in commands


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `w2vcheck` as the shell would: exit code, stdout, stderr."""
    for name in THREADS:
        monkeypatch.setenv(name, "1")  # `main` sets them; so they are put back

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["w2vcheck", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        captured = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, captured.out, captured.err

    return run


@pytest.mark.parametrize("word", ["\x1b[2J", "\u202e", "\x9b5m", "one\ntwo"])
@pytest.mark.parametrize("place", ["file", "column", "cell"])
def test_sentences_on_stderr_cannot_act_either(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()
    Path("data.csv").write_text(f'text,label,"{word}"\n' + f'a b c,d,"{word}"\n' * 30, encoding="utf-8", newline="")
    arguments = {
        "file": [f"no{word}.csv"],
        "column": ["data.csv", "--label", f"no{word}"],
        "cell": ["data.csv", "--split", word],
    }

    code, out, err = run("audit", *arguments[place])

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not _FORBIDDEN.search(err)


# --- a rule that crashes ------------------------------------------------------------------------------------------------------


def crash(target: Target) -> Iterator[Result]:
    yield Measure.exact("rows before the crash", 1, "rows", 1)
    raise RuntimeError(f"broken by \x1b[2J{target.column}\n::error::")


@pytest.fixture
def crashing() -> Iterator[None]:
    """W2V105 fails inside."""
    checks: list[Check] = next(one.rule.checks for one in load_rules() if one.rule.code == "W2V105")
    kept = checks[:]
    checks[:] = [crash]
    yield
    checks[:] = kept


@pytest.mark.usefixtures("crashing", "faulty")
@pytest.mark.parametrize("form", ["terminal", "json", "github"])
def test_a_rule_that_crashes_is_shown_and_the_others_run(run: Run, form: str) -> None:
    code, out, err = run("audit", "data.csv", "--select", "W2V10", "--no-ladder", "--fail-on", "never", "--format", form)

    assert (code, err) == (2, "")
    assert "RuntimeError" in out
    assert "W2V105" in out
    assert "W2V103" in out
    assert not _FORBIDDEN.search(out)
    if form == "json":
        assert [entry["code"] for entry in json.loads(out)["crashed"]] == ["W2V105"]
        assert {"W2V103", "W2V108"} <= {entry["code"] for entry in json.loads(out)["findings"]}
    if form == "github":
        assert out.startswith("::error title=W2V105 rare-class::This check crashed")


@pytest.mark.usefixtures("faulty")
def test_a_baseline_that_crashes_is_shown_and_the_rules_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> NoReturn:
        raise ZeroDivisionError("broken inside")

    monkeypatch.setattr("w2vcheck.experiment.ladder._timed", fail)

    code, out, _ = run("audit", "data.csv", "--select", "W2V103", "--format", "json")

    assert code == 2
    assert [(entry["code"], entry["name"]) for entry in json.loads(out)["crashed"]] == [("", "ladder")]
    assert [entry["code"] for entry in json.loads(out)["findings"]] == ["W2V103"]


# --- interrupted is not corrupted ---------------------------------------------------------------------------------------------

QUICK = ("audit", "data.csv", "--select", "W2V103", "--no-ladder", "--format", "json")


@pytest.mark.usefixtures("faulty")
def test_a_full_disk_leaves_the_old_report_and_nothing_else(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    Path("report.json").write_text("old", encoding="utf-8")
    before = sorted(Path().iterdir())
    monkeypatch.setattr(Path, "replace", full)

    code, out, err = run(*QUICK, "--output", "report.json")

    assert (code, out) == (2, "")
    assert err.startswith("w2vcheck: report.json: expected a file that can be written as --output, found no space left")
    assert err.count("\n") == 1
    assert Path("report.json").read_text(encoding="utf-8") == "old"
    assert sorted(Path().iterdir()) == before


@pytest.mark.usefixtures("faulty")
def test_an_interrupted_write_leaves_no_half_report(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = sorted(Path().iterdir())
    monkeypatch.setattr(Path, "replace", interrupt)

    code, _, err = run(*QUICK, "--output", "report.json")

    assert code not in {0, 1}
    assert "Traceback" not in err
    assert sorted(Path().iterdir()) == before


@pytest.mark.usefixtures("faulty")
def test_a_folder_that_may_not_be_written_to_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def access(path: Path, mode: int, **_: object) -> bool:
        return not (mode == os.W_OK and Path(path).name == "closed")

    Path("closed").mkdir()
    monkeypatch.setattr(os, "access", access)  # root may write anywhere, so permissions cannot be set up for real

    code, out, err = run(*QUICK, "--output", "closed/report.json")

    assert (code, out) == (2, "")
    assert err.startswith("w2vcheck: closed/report.json: expected a file that can be written as --output, found no permission")
    assert not list(Path("closed").iterdir())


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    process = subprocess.Popen([sys.executable, "-m", "w2vcheck", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()

    _, err = process.communicate()

    assert err == b""
    assert process.returncode != 0
