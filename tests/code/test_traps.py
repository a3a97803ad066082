"""Scripts that look wrong and are right, and faults easily missed: what is found is what their comments expect."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from w2vcheck import lint

BENCH = Path(__file__).parent.parent.parent / "bench"
TRAPS = sorted((Path(__file__).parent / "traps").glob("*.py"))


def expected(path: Path) -> Counter[tuple[str, int]]:
    return Counter(
        (code, number)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for code in re.findall(r"W2V\d{3}", line.partition("# expect:")[2])
    )


@pytest.mark.parametrize("path", TRAPS, ids=lambda path: path.stem)
def test_what_is_found_is_what_is_there(path: Path, tmp_path: Path) -> None:
    (tmp_path / "w2vcheck.toml").touch()
    report = lint(path, config=str(tmp_path / "w2vcheck.toml"))
    assert not report.crashed
    found = Counter((one.code, one.locations[0].line or 0) for one in report.findings)
    assert found == expected(path)


def test_there_are_traps_of_both_kinds() -> None:
    assert len([path for path in TRAPS if not expected(path)]) >= 25
    assert len([path for path in TRAPS if expected(path)]) >= 10


def test_nothing_is_found_in_the_clean_programs_of_the_benchmark(tmp_path: Path) -> None:
    (tmp_path / "w2vcheck.toml").touch()
    report = lint(BENCH / "scripts", config=str(tmp_path / "w2vcheck.toml"))
    assert report.subject.facts[0][1] == str(len(list((BENCH / "scripts").iterdir())))
    assert not report.findings
    assert not report.crashed


@pytest.mark.slow
def test_faults_planted_by_program_and_proven_by_running_them_are_found() -> None:
    programs = "word2vec_logistic,torch_topics_ce,sentiment"
    command = [sys.executable, "lint.py", "--programs", programs, "--no-write", "--no-speed"]
    environment = os.environ | {"PYTHONPATH": str(BENCH.parent)}
    said = subprocess.run(command, cwd=BENCH, check=True, capture_output=True, text=True, env=environment)
    part, whole = map(int, re.findall(r"^Found: (\d+)/(\d+)", said.stdout, re.MULTILINE)[0])
    assert whole > 30
    assert part / whole >= 0.9
    assert "false:" not in said.stderr
