"""The GitHub Action: valid, safe, and its steps do what they say, run here with stand-ins for Python and pip."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from shims import ROOT, asked_for, bash, shims

ACTION = ROOT / "action.yml"
INPUTS = {"COMMAND": "lint", "PATHS": "", "ARGUMENTS": "", "FAIL_ON": "", "SARIF": ""}


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
    return found


def script(name: str) -> str:
    (found,) = (str(step["run"]) for step in steps() if step.get("name") == name)
    return found


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a step, and a working copy in `work` with one faulty script."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "w2vcheck.toml").touch()
    (tmp_path / "work" / "train.py").write_text("from gensim.models import Word2Vec\nWord2Vec(size=1)\n")
    environment = shims(tmp_path / "bin") | INPUTS
    environment |= {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "OWN_FOLDER": str(ROOT),
        "VERSION": "",
        "TORCH_INDEX": "https://example.org/cpu",
    }
    made = bash('python -m venv "$RUNNER_TEMP/w2vcheck"', tmp_path, environment)
    assert made.returncode == 0
    return environment


def run(machine: dict[str, str], **inputs: str) -> subprocess.CompletedProcess[str]:
    return bash(script("Run w2vcheck"), Path(machine["RUNNER_TEMP"]) / "work", machine | inputs)


def outputs(machine: dict[str, str]) -> dict[str, str]:
    lines = Path(machine["GITHUB_OUTPUT"]).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


# --- what it says ---------------------------------------------------------------------------------------------------------------


def checked(*command: str) -> None:
    ran = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_it_is_an_action() -> None:
    checked("check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")


def test_zizmor_finds_nothing() -> None:
    assert shutil.which("zizmor", path=str(Path(sys.executable).parent))
    command = [str(Path(sys.executable).parent / "zizmor"), "--offline", "--no-progress", "action.yml"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout


def test_inputs_never_stand_in_a_script() -> None:
    assert not [step for step in steps() if "${{" in str(step.get("run", ""))]


def test_what_it_uses_is_pinned() -> None:
    used = [str(step["uses"]) for step in steps() if "uses" in step]

    assert used
    assert all(len(name.partition("@")[2]) == 40 for name in used)


def test_findings_are_uploaded_although_they_fail_the_job() -> None:
    (upload,) = (step for step in steps() if "upload-sarif" in str(step.get("uses")))

    assert str(upload["if"]).startswith("always()")


# --- what it installs -----------------------------------------------------------------------------------------------------------


def installed(machine: dict[str, str], **inputs: str) -> list[str]:
    ran = bash(script("Install w2vcheck"), Path(machine["RUNNER_TEMP"]), machine | inputs)
    assert ran.returncode == 0, ran.stderr
    return [call[-1] for call in asked_for(machine)]


def test_it_installs_itself_and_a_small_torch(machine: dict[str, str]) -> None:
    assert installed(machine) == ["torch", str(ROOT)]
    assert "https://example.org/cpu" in asked_for(machine)[0]


def test_it_installs_a_version_that_is_named(machine: dict[str, str]) -> None:
    assert installed(machine, VERSION="0.1.0; touch owned", TORCH_INDEX="") == ["w2vcheck==0.1.0; touch owned"]
    assert not list(Path(machine["RUNNER_TEMP"]).rglob("owned"))


# --- what it runs ---------------------------------------------------------------------------------------------------------------


def test_findings_fail_the_step_and_are_annotated(machine: dict[str, str]) -> None:
    ran = run(machine, PATHS="train.py\n")

    assert ran.returncode == 1
    assert "::error file=train.py,line=2" in ran.stdout
    assert outputs(machine) == {"exit-code": "1"}


def test_the_severity_that_fails_is_an_input(machine: dict[str, str]) -> None:
    ran = run(machine, PATHS="train.py", FAIL_ON="never", ARGUMENTS="--select\r\nW2V6")

    assert ran.returncode == 0
    expected = ["lint", "--select", "W2V6", "--fail-on", "never", "--format", "github", "--", "train.py"]
    assert [call[2:] for call in asked_for(machine)] == [expected]
    assert outputs(machine) == {"exit-code": "0"}


def test_sarif_is_written_also_where_findings_fail_the_step(machine: dict[str, str]) -> None:
    ran = run(machine, PATHS="train.py", SARIF="found.sarif")

    assert ran.returncode == 1
    assert outputs(machine) == {"sarif": "found.sarif", "exit-code": "1"}
    document = json.loads((Path(machine["RUNNER_TEMP"]) / "work" / "found.sarif").read_text())
    assert document["version"] == "2.1.0"


def test_the_summary_of_the_job_is_written_once(machine: dict[str, str]) -> None:
    run(machine, PATHS="train.py", SARIF="found.sarif")

    summary = Path(machine["GITHUB_STEP_SUMMARY"]).read_text()
    assert "W2V6" in summary
    assert summary.count("\n# ") + summary.startswith("# ") <= 1


HOSTILE = ["$(touch owned)", "`touch owned`", "a; touch owned", "'; touch owned; '", '"; touch owned; "', "a b", "*", "-rf"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_stands_in_an_input_is_text(machine: dict[str, str], text: str) -> None:
    ran = run(machine, PATHS=text, ARGUMENTS=f"--select={text}")

    assert ran.returncode == 2
    assert asked_for(machine)[0][2:] == ["lint", f"--select={text}", "--format", "github", "--", text]
    assert not list(Path(machine["RUNNER_TEMP"]).rglob("owned"))


def test_a_name_of_a_file_cannot_set_another_output(machine: dict[str, str]) -> None:
    ran = run(machine, PATHS="train.py", SARIF="a\nexit-code=0")

    assert ran.returncode != 0
    assert outputs(machine)["exit-code"] != "0"


@pytest.mark.parametrize("command", ["", "cache", "lint; touch owned"])
def test_only_two_commands_are_run(machine: dict[str, str], command: str) -> None:
    ran = run(machine, COMMAND=command)

    assert ran.returncode == 2
    assert "command must be audit or lint" in ran.stdout
    assert asked_for(machine) == []
