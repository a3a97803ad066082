"""Every format through the front door, and the summary of a job on GitHub."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from w2vcheck.report.formats import LINT_FORMATS

CODE = "from gensim.models import Word2Vec\nvectors = Word2Vec(size=1)\n"


def run(*arguments: str) -> tuple[int, str, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "w2vcheck", *arguments], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.fixture
def script(folder: Path) -> Path:
    (folder / "train.py").write_text(CODE)
    return folder


@pytest.mark.parametrize("form", [form for form in LINT_FORMATS if form != "html"])
def test_every_format_is_printed_or_written_and_the_exit_code_stays(form: str, script: Path) -> None:
    code, out, err = run("lint", "train.py", "--format", form)
    assert (code, err) == (1, "")
    assert "W2V603" in out
    assert run("lint", "train.py", "--format", form, "-o", "report") == (1, "", "")
    assert (script / "report").read_bytes().decode("utf-8") == out


def test_the_formats_for_programs_can_be_read(script: Path) -> None:
    assert script.is_dir()
    assert json.loads(run("lint", "--format", "sarif")[1])["runs"][0]["results"][0]["ruleId"] == "W2V603"
    assert json.loads(run("lint", "--format", "gitlab")[1])[0]["location"]["path"] == "train.py"
    assert ET.fromstring(run("lint", "--format", "junit")[1]).get("failures") == "1"  # noqa: S314 - we wrote it


def test_on_github_the_summary_of_the_job_gets_the_whole_report(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = script / "summary.md"
    summary.write_text("# earlier\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run("lint", "--format", "github")[1].startswith("::error file=train.py,line=2,")
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("# earlier\n## ❌ w2vcheck: error\n")
    assert run("lint", "--format", "concise")[0] == 1
    assert summary.read_text(encoding="utf-8") == text  # other formats leave it alone


def test_a_summary_that_cannot_be_written_is_said(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(script / "nowhere" / "summary.md"))
    code, out, err = run("lint", "--format", "github")
    assert code == 2
    assert out.startswith("::error")
    assert "GITHUB_STEP_SUMMARY" in err
    assert "Traceback" not in err
