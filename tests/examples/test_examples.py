"""The examples run as they stand, and the sample repository passes its own checks."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from shims import ROOT, asked_for, bash, shims

import w2vcheck

SAMPLE = ROOT / "examples" / "ci"
WORKFLOW = SAMPLE / ".github" / "workflows" / "w2vcheck.yml"
GITLAB = SAMPLE / ".gitlab-ci.yml"
pytestmark = pytest.mark.slow


def example(name: str, folder: Path, **environment: str) -> str:
    """What an example prints."""
    known = shims(folder / "bin") | {"W2VCHECK_CACHE_DIR": "", **environment}
    command = [sys.executable, str(ROOT / "examples" / name)]
    ran = subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_scikit_learn(tmp_path: Path) -> None:
    said = example("scikit_learn.py", tmp_path)

    assert "TfidfVectorizer → LogisticRegression, cloned and fitted" in said
    assert "W2V103 label-variants" in said
    assert "The waterfall" in said


def test_training_loop(tmp_path: Path) -> None:
    said = example("training_loop.py", tmp_path).splitlines()

    assert said[0].startswith("sound: loss 0.")
    assert said[1].startswith("stopped before the first step: W2V402 double-softmax")


def test_lightning_callback(tmp_path: Path) -> None:
    pytest.importorskip("pytorch_lightning", reason="the extra 'integrations' is not installed")

    assert "stopped before the first step: W2V402 double-softmax" in example("lightning_callback.py", tmp_path)


def test_mlflow_run(tmp_path: Path) -> None:
    pytest.importorskip("mlflow", reason="the extra 'integrations' is not installed")

    said = example("mlflow_run.py", tmp_path, MLFLOW_TRACKING_URI=f"{tmp_path.as_uri()}/runs", MLFLOW_ALLOW_FILE_STORE="true")

    assert "w2vcheck.accuracy_honest = 0." in said
    assert "w2vcheck.findings.error = " in said
    assert [path.parent.name for path in tmp_path.rglob("report.json")] == ["w2vcheck"]


# --- the sample repository ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("schema", "file"), [("vendor.github-workflows", WORKFLOW), ("vendor.gitlab-ci", GITLAB)], ids=str)
def test_its_workflows_are_valid(schema: str, file: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout


def test_its_workflows_are_safe() -> None:
    zizmor = str(Path(sys.executable).parent / "zizmor")
    ran = subprocess.run([zizmor, "--offline", "--no-progress", str(SAMPLE)], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout


def test_its_hooks_are_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(SAMPLE / ".pre-commit-config.yaml")]
    subprocess.run(command, capture_output=True, check=True)


def test_its_hooks_are_those_that_the_project_offers() -> None:
    offered = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    (local,) = yaml.safe_load((SAMPLE / ".pre-commit-config.yaml").read_text())["repos"]

    assert {each["id"] for each in local["hooks"]} == offered.keys()
    for each in local["hooks"]:
        assert each["entry"] == " ".join([offered[each["id"]]["entry"], *offered[each["id"]]["args"]])


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    """A working copy of the sample repository, and the environment of its CI."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(SAMPLE, folder / "work")
    environment = shims(folder / "bin") | {"W2VCHECK_CACHE_DIR": str(folder / "cache"), "CI": "true"}
    made = bash("python make_data.py", folder / "work", environment)
    assert made.returncode == 0, made.stderr
    return folder / "work", environment


def jobs(document: dict[str, Any]) -> list[str]:
    return [str(step["run"]) for job in document["jobs"].values() for step in job["steps"] if "run" in step]


def test_what_github_runs_passes(work: tuple[Path, Mapping[str, str]]) -> None:
    folder, environment = work
    commands = jobs(yaml.safe_load(WORKFLOW.read_text()))

    assert any("w2vcheck audit --format github" in command for command in commands)
    for command in commands:
        ran = bash(command, folder, environment)
        assert ran.returncode == 0, (command, ran.stdout, ran.stderr)
    assert json.loads((folder / "w2vcheck.sarif").read_text())["version"] == "2.1.0"
    (installs,) = (call for call in asked_for(environment) if call[:2] == ["-m", "pip"])
    assert "w2vcheck" in installs


def test_what_gitlab_runs_passes(work: tuple[Path, Mapping[str, str]]) -> None:
    folder, environment = work
    job = yaml.safe_load(GITLAB.read_text())["w2vcheck"]

    for command in job["script"]:
        ran = bash(command, folder, environment)
        assert ran.returncode == 0, (command, ran.stdout, ran.stderr)
    assert (folder / job["artifacts"]["reports"]["junit"]).exists()
    assert isinstance(json.loads((folder / job["artifacts"]["reports"]["codequality"]).read_text()), list)


def test_what_its_script_describes_is_what_its_settings_say(work: tuple[Path, Mapping[str, str]]) -> None:
    folder, _ = work
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        of_settings = w2vcheck.audit(ladder=False, select=["W2V301"], cache=False)
        of_script = w2vcheck.audit(script="train.py", ladder=False, select=["W2V301"], cache=False)

    ours, theirs = of_settings.settings, of_script.settings
    assert {name: ours[name] for name in ("split", "classifier")} == {name: theirs[name] for name in ("split", "classifier")}


def test_a_fault_in_its_data_fails_every_check(work: tuple[Path, Mapping[str, str]], tmp_path: Path) -> None:
    folder, environment = work
    shutil.copytree(folder, tmp_path / "work")
    table = tmp_path / "work" / "data" / "tickets.csv"
    lines = table.read_text().splitlines(keepends=True)
    table.write_text("".join([*lines, *lines[1:400]]))  # every other row twice: copies on both sides of the split

    audit = bash("w2vcheck audit --no-ladder", tmp_path / "work", environment)
    tests = bash("python -m pytest -k copy", tmp_path / "work", environment)

    assert audit.returncode == 1
    assert "W2V302 duplicates-across-split" in audit.stdout
    assert tests.returncode == 1
    assert "W2V302" in tests.stdout
