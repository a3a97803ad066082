"""What Windows and bare locales do otherwise, as far as it can be tried here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from w2vcheck import whole_file
from w2vcheck.rule import rule_codes

ROOT = Path(__file__).parent.parent.parent
BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
SCRIPT = "from gensim.models import Word2Vec\nWord2Vec(size=1)  # größer, 大\n"


def run(folder: Path, encoding: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | BARE | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "w2vcheck", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
@pytest.mark.parametrize(
    "command", [("rules",), ("rule", "W2V205"), ("lint", "train.py"), ("lint", "train.py", "--format", "json")]
)
def test_what_is_printed_is_the_same_under_every_encoding_of_the_terminal(
    tmp_path: Path, encoding: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "train.py").write_bytes(SCRIPT.encode())

    ran, wanted = run(tmp_path, encoding, *command), run(tmp_path, "utf-8", *command)

    assert (ran.returncode, ran.stdout, ran.stderr) == (wanted.returncode, wanted.stdout, wanted.stderr)
    assert wanted.stdout.decode("utf-8")


def test_every_page_can_be_printed_where_the_terminal_knows_few_signs(tmp_path: Path) -> None:
    program = """
import sys
from w2vcheck.cli import main
for code in sys.argv[1:]:
    sys.argv = ["w2vcheck", "rule", code]
    try:
        main()
    except SystemExit as left:
        assert not left.code
"""
    environment = os.environ | BARE | {"PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT)}

    ran = subprocess.run(
        [sys.executable, "-c", program, *rule_codes()], cwd=tmp_path, env=environment, capture_output=True, check=True
    )

    assert ran.stdout.decode("utf-8").count("## What it checks") == len(rule_codes())


def test_an_error_is_a_sentence_under_every_encoding(tmp_path: Path) -> None:
    ran = run(tmp_path, "ascii", "audit", "größe 大.csv")

    assert ran.returncode == 2
    assert ran.stderr.count(b"\n") == 1
    assert b"Traceback" not in ran.stderr


def test_lines_end_as_they_do_everywhere(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_bytes(SCRIPT.encode().replace(b"\n", b"\r\n"))

    run(tmp_path, "utf-8", "lint", "train.py", "--format", "json", "--output", "report.json")

    assert b"\r" not in (tmp_path / "report.json").read_bytes()


@pytest.mark.parametrize("name", ["NUL", "nul", "con.txt", "COM1", "lpt9.json", "AUX .log"])
def test_names_that_windows_keeps_for_devices_are_known(name: str) -> None:
    assert whole_file.is_device(name)


@pytest.mark.parametrize("name", ["report.json", "console.txt", "COM10", "null", ".nul", ""])
def test_other_names_are_files(name: str) -> None:
    assert not whole_file.is_device(name)


def test_on_windows_a_device_is_written_to_and_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_file, "WINDOWS", True)
    renamed: list[Path] = []
    monkeypatch.setattr(Path, "replace", lambda _, target: renamed.append(target))

    whole_file.write_whole(b"report", tmp_path / "NUL")

    assert renamed == []
    assert (tmp_path / "NUL").read_bytes() == b"report"  # here it is a file like any other
