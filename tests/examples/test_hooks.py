"""The hooks of pre-commit: valid, and their entries run as commands on the files that they name."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from shims import ROOT, bash, shims

from w2vcheck.demo.tickets import tickets, write_csv

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def hook(name: str) -> dict[str, Any]:
    (found,) = (each for each in HOOKS if each["id"] == name)
    return found


def test_the_manifest_is_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)


def test_the_lint_hook_takes_the_changed_files(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("from gensim.models import Word2Vec\nWord2Vec(size=1)\n")
    (tmp_path / "good one.py").write_text("print(1)\n")
    found = hook("w2vcheck-lint")
    command = shlex.join([*shlex.split(found["entry"]), *found["args"], "bad.py", "good one.py"])

    ran = bash(command, tmp_path, shims(tmp_path / "bin"))

    assert found.get("pass_filenames", True)
    assert ran.returncode == 1
    assert ran.stdout.startswith("bad.py:2:")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("data.csv", True), ("a/b.tsv.gz", True), ("c.parquet", True), ("d.jsonl", True), ("e.py", False), ("csv", False)],
)
def test_the_audit_hook_runs_when_tables_change(name: str, wanted: bool) -> None:  # noqa: FBT001 - a case, not a flag
    assert bool(re.search(hook("w2vcheck-audit")["files"], name)) is wanted


def test_the_audit_hook_takes_the_table_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "w2vcheck.toml").write_text('source = "data.csv"\n[rules]\nselect = ["W2V103"]\n')
    write_csv(tmp_path / "data.csv", ("text", "label"), tickets(60, seed=1))
    found = hook("w2vcheck-audit")
    command = shlex.join([*shlex.split(found["entry"]), *found["args"]])

    ran = bash(command, tmp_path, shims(tmp_path / "bin"))

    assert found["pass_filenames"] is False
    assert ran.returncode == 0, ran.stderr
    assert "data.csv" in ran.stdout


@pytest.mark.slow
def test_pre_commit_runs_them(tmp_path: Path) -> None:
    """The configuration of the example, by pre-commit itself, in a repository of git."""
    environment = shims(tmp_path / "bin") | {"PRE_COMMIT_HOME": str(tmp_path / "home"), "W2VCHECK_CACHE_DIR": ""}
    work = tmp_path / "work"
    (work / "data").mkdir(parents=True)
    (work / ".pre-commit-config.yaml").write_text((ROOT / "examples" / "ci" / ".pre-commit-config.yaml").read_text())
    (work / "w2vcheck.toml").write_text('source = "data/t.csv"\n[rules]\nselect = ["W2V103", "W2V6"]\n')
    write_csv(work / "data" / "t.csv", ("text", "label"), tickets(60, seed=1))
    (work / "train.py").write_text("from gensim.models import Word2Vec\nWord2Vec(size=1)\n")
    bash("git init -q . && git add -A", work, environment)
    runner = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    path = f"{environment['PATH']}{os.pathsep}{Path(sys.executable).parent}"

    bad = subprocess.run(runner, cwd=work, env=environment | {"PATH": path}, capture_output=True, text=True, check=False)
    (work / "train.py").write_text("print(1)\n")
    bash("git add -A", work, environment)
    good = subprocess.run(runner, cwd=work, env=environment | {"PATH": path}, capture_output=True, text=True, check=False)

    assert bad.returncode == 1, bad.stderr
    assert re.search(r"w2vcheck lint\.+Failed", bad.stdout)
    assert re.search(r"w2vcheck audit\.+Passed", bad.stdout)
    assert "train.py:2:" in bad.stdout
    assert good.returncode == 0, good.stdout
