"""What a shell offers when the tabulator is pressed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from w2vcheck.cli import completion
from w2vcheck.report.formats import AUDIT_FORMATS, LINT_FORMATS
from w2vcheck.rule import load_rules, rule_names

ROOT = Path(__file__).parent.parent.parent
BASH = shutil.which("bash")
HEAVY = {"gensim", "torch", "sklearn", "polars", "numpy", "w2vcheck.auditor", "w2vcheck.linter"}


def offered(tmp_path: Path, *words: str) -> list[str]:
    """What bash is offered for the last word."""
    given = {"COMP_WORDS": " ".join(["w2vcheck", *words]), "COMP_CWORD": str(len(words)), "_W2VCHECK_COMPLETE": "complete_bash"}
    environment = os.environ | given | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "w2vcheck"]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def test_names_are_known_without_loading_a_rule() -> None:
    assert rule_names() == {one.rule.code: one.rule.name for one in load_rules()}


def test_codes_are_offered_with_their_families() -> None:
    assert dict(completion.codes("w2v30"))["W2V302"] == "duplicates-across-split"
    assert [code for code, _ in completion.codes("W2V3")][:2] == ["W2V3", "W2V301"]
    assert [code for code, _ in completion.codes("A")] == ["ALL"]
    assert completion.codes("X") == []


def test_after_a_comma_the_next_code_is_offered_and_none_twice() -> None:
    offers = [code for code, _ in completion.codes("W2V302,W2V30")]

    assert offers[0] == "W2V302,W2V301"
    assert "W2V302,W2V302" not in offers


def test_rules_are_offered_by_code_and_by_name() -> None:
    assert ("W2V302", "duplicates-across-split") in completion.rule("w2v3")
    assert completion.rule("duplicates") == [("duplicates-across-split", "W2V302")]


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        (("rule", "W2V20"), [f"W2V20{last}" for last in range(1, 10)]),
        (("audit", "data.csv", "--select", "W2V3,W2V50"), [f"W2V3,{code}" for code in rule_names() if code.startswith("W2V50")]),
        (("audit", "--format", ""), list(AUDIT_FORMATS)),
        (("lint", "--format", "c"), [form for form in LINT_FORMATS if form.startswith("c")]),
        (("vectors", "x", "--fail-on", ""), ["error", "warning", "note", "never"]),
        (("lint", "--min-confidence", "m"), ["medium"]),
        (("audit", "--engine", "d"), ["duckdb", "dask"]),
        (("audi",), ["audit"]),
    ],
    ids=" ".join,
)
def test_the_command_line_offers_values(tmp_path: Path, words: tuple[str, ...], offers: list[str]) -> None:
    assert offered(tmp_path, *words) == offers


def test_nothing_heavy_is_loaded_for_it(tmp_path: Path) -> None:
    code = (
        "import sys, atexit; from w2vcheck.cli import main; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); main()"
    )
    given = {
        "COMP_WORDS": "w2vcheck rule W2V20",
        "COMP_CWORD": "2",
        "_W2VCHECK_COMPLETE": "complete_bash",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", code]

    ran = subprocess.run(command, cwd=tmp_path, env=os.environ | given, capture_output=True, encoding="utf-8", check=True)

    assert ran.stdout.startswith("W2V201\n")
    assert not set(ran.stderr.split()) & HEAVY


def test_every_shell_has_a_script(tmp_path: Path) -> None:
    for shell, word in [
        ("bash", "complete -o default"),
        ("zsh", "#compdef w2vcheck"),
        ("fish", "complete"),
        ("powershell", "Register"),
    ]:
        environment = os.environ | {"_W2VCHECK_COMPLETE": f"source_{shell}", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "w2vcheck"]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
        assert word in ran.stdout


@pytest.mark.skipif(BASH is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "offers"), [("w2vcheck rule W2V20", ["W2V201", "W2V202"]), ("w2vcheck lint --fail-on w", ["warning"])]
)
def test_bash_completes(tmp_path: Path, line: str, offers: list[str]) -> None:
    command = tmp_path / "w2vcheck"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m w2vcheck "$@"\n')
    command.chmod(0o755)
    words = line.split()
    script = f"""
        eval "$(env _W2VCHECK_COMPLETE=source_bash w2vcheck)"
        COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}
        _w2vcheck_completion w2vcheck
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}

    ran = subprocess.run([str(BASH), "--norc", "-c", script], env=environment, capture_output=True, encoding="utf-8", check=True)

    assert ran.stdout.splitlines()[: len(offers)] == offers
