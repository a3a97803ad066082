"""Closed, full and early-leaving streams, pipes instead of files, Ctrl-C: one line at the most, and the right exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from w2vcheck.demo.tickets import faulty_tickets, write_csv

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells and pipes of POSIX")
AUDIT = "audit data.csv --select W2V103 --no-ladder"
Shell = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def shell(folder: Path) -> Shell:
    """Run a line of shell in a folder with data.csv, in which W2V103 finds something, and bad.py; `$W` is w2vcheck."""
    rows, _ = faulty_tickets(300, seed=2)
    write_csv(folder / "data.csv", tuple(rows[0]), [tuple(row.values()) for row in rows])
    (folder / "bad.py").write_text("import gensim\nm = gensim.models.Word2Vec(texts, size=3)\n", encoding="utf-8")

    def run(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        own = {"W": f"{sys.executable} -m w2vcheck", **environment}
        return subprocess.run(["/bin/bash", "-c", line], env=os.environ | own, capture_output=True, check=False, timeout=60)

    return run


@pytest.mark.parametrize(
    "command", [f"{AUDIT} --fail-on warning", "lint bad.py", "lint bad.py --diff", "vectors data.csv --fail-on never"]
)
@pytest.mark.parametrize("closing", [">&-", "| true"])
def test_a_report_that_nobody_reads_leaves_the_exit_code_alone(shell: Shell, command: str, closing: str) -> None:
    read = shell(f"$W {command} >/dev/null")
    unread = shell(f"set -o pipefail; $W {command} {closing}")

    assert unread.returncode == read.returncode
    assert unread.stderr == read.stderr


def test_a_closed_stderr_hides_the_sentence_and_nothing_else(shell: Shell) -> None:
    ran = shell("$W audit nowhere.csv 2>&-")

    assert (ran.returncode, ran.stdout, ran.stderr) == (2, b"", b"")
    assert shell(f"{{ $W {AUDIT} --fail-on warning; }} <&- >&- 2>&-").returncode == 1


def test_a_closed_input_is_not_clean_code(shell: Shell) -> None:
    ran = shell("$W lint - <&-")

    assert ran.returncode == 2
    assert ran.stderr.startswith(b"w2vcheck: Expected code on standard input, found it closed")


def test_the_file_that_is_written_does_not_take_the_place_of_a_closed_stream(shell: Shell) -> None:
    shell(f"$W {AUDIT} --format json -o whole.json")
    shell(f"$W {AUDIT} --format json -o closed.json <&- >&- 2>&-")

    assert Path("closed.json").read_bytes() == Path("whole.json").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("command", [AUDIT, "lint bad.py", "lint bad.py --diff", "rules", "--version", f"{AUDIT} -o /dev/full"])
def test_a_full_disk_is_one_sentence(shell: Shell, command: str) -> None:
    ran = shell(f"$W {command} >/dev/full")

    assert ran.returncode == 2
    assert b"no space left on device" in ran.stderr
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.parametrize("given", ["<(cat data.csv)", "/dev/stdin < <(cat data.csv)", "/dev/stdin < data.csv"])
def test_a_pipe_gives_the_rows_of_the_file(shell: Shell, given: str, tmp_path: Path) -> None:
    """Also with a cache, which must not read the pipe before the audit does."""
    options = "--select W2V1 --ignore W2V110,W2V116 --no-ladder --format json"
    cache = {"W2VCHECK_CACHE_DIR": str(tmp_path / "kept")}
    ran = shell(f"$W audit {given} {options}", **cache)
    whole = shell(f"$W audit data.csv {options}", **cache)

    assert (ran.returncode, ran.stderr) == (whole.returncode, b"")
    counted, expected = (json.loads(one.stdout) for one in (ran, whole))
    assert len(expected["measures"]) > 5
    assert counted["measures"] == expected["measures"]


def test_pipes_in_a_folder_of_scripts_are_passed_over(shell: Shell) -> None:
    ran = shell("mkdir c; mkfifo c/pipe.py; cp bad.py c; ln -s nowhere.py c/broken.py; timeout 20 $W lint c --format concise")

    assert ran.returncode == 1
    assert ran.stdout.count(b"W2V603") == 1


def test_a_current_folder_that_was_removed_is_one_sentence(shell: Shell) -> None:
    ran = shell("mkdir gone; cd gone; rmdir ../gone; $W audit ../data.csv")

    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.startswith(b"w2vcheck: Expected a current folder, found none")
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.parametrize("where", ["w2vcheck.auditor.audit", "w2vcheck.settings.load_settings"])
def test_ctrl_c_is_one_line_and_130(shell: Shell, where: str) -> None:
    module, _, name = where.rpartition(".")
    code = f"import signal, sys, {module} as at; at.{name} = lambda *a, **b: signal.raise_signal(2)"
    ran = shell(f'{sys.executable} -c "{code}; from w2vcheck.cli import main; main()" audit data.csv')

    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"w2vcheck: interrupted.\n")


def test_no_memory_left_is_one_sentence(shell: Shell) -> None:
    code = "import w2vcheck.auditor as at; at.audit = lambda *a, **b: [0] * 2**60"
    ran = shell(f'{sys.executable} -c "{code}; from w2vcheck.cli import main; main()" audit data.csv')

    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.startswith(b"w2vcheck: Expected memory enough for this input, found none left")
    assert ran.stderr.count(b"\n") == 1
