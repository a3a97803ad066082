"""The pytest plugin, by running pytest on folders of its users."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import w2vcheck
from w2vcheck.demo.tickets import tickets, write_csv
from w2vcheck.results import Finding, Report

pytest_plugins = ["pytester"]

ROOT = Path(w2vcheck.__file__).parent.parent
CONFIG = """\
ladder = false
[rules]
select = ["W2V103", "W2V105", "W2V117", "W2V205", "W2V302"]
"""
PLUGIN = ("-p", "w2vcheck.pytest_plugin", "-p", "no:cacheprovider", "-W", "error")


@pytest.fixture
def here(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder of a user with a faulty table, a clean one, and a configuration of five rules."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    shutil.copy(ROOT / "fixtures" / "corpora" / "tickets_faulty.csv", pytester.path / "faulty.csv")
    write_csv(pytester.path / "clean.csv", ("text", "label"), tickets(300, seed=2))
    (pytester.path / "w2vcheck.toml").write_text(CONFIG)
    (pytester.path / "pytest.ini").write_text("[pytest]\n")
    return pytester


def test_each_rule_is_a_test_of_its_table(here: pytest.Pytester) -> None:
    ran = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "faulty.csv", "--w2vcheck=clean.csv", "-v", "-rs")

    assert ran.ret == pytest.ExitCode.TESTS_FAILED
    ran.assert_outcomes(passed=8, failed=2, skipped=2)
    ran.stdout.fnmatch_lines_random(
        [
            "faulty.csv::audit PASSED*",
            "faulty.csv::W2V103-label-variants FAILED*",
            "faulty.csv::W2V105-* PASSED*",
            "faulty.csv::W2V205-* SKIPPED*",
            "faulty.csv::W2V302-duplicates-across-split FAILED*",
            "clean.csv::W2V302-duplicates-across-split PASSED*",
            "*no ?word2vec? settings are given*",
        ]
    )
    ran.stdout.fnmatch_lines(["*_ W2V302-duplicates-across-split _*", "*twin in the training rows*", "*→ fix*"])
    ran.stdout.fnmatch_lines(["*= w2vcheck =*", "faulty.csv: error: Do not trust*", "  first: W2V103:*"])
    ran.stdout.fnmatch_lines(["*= w2vcheck =*", "clean.csv: clean: *"])
    ran.stdout.no_fnmatch_line("*pytest_plugin.py*Failed*")


@pytest.mark.slow
def test_what_fails_a_test_is_an_option(here: pytest.Pytester) -> None:
    never = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "faulty.csv", "--w2vcheck-fail-on=never", "-rP")
    warning = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "faulty.csv", "--w2vcheck-fail-on=warning", "-k", "W2V105")

    assert never.ret == pytest.ExitCode.OK
    never.stdout.fnmatch_lines(
        ["*_ W2V302-duplicates-across-split _*", "*Captured w2vcheck call*", "*twin in the training rows*"]
    )
    warning.assert_outcomes(failed=1, deselected=5)


@pytest.mark.slow
def test_the_ini_file_may_say_it_too(here: pytest.Pytester) -> None:
    (here.path / "other.toml").write_text('ladder = false\n[rules]\nselect = ["W2V105"]\n')
    (here.path / "pytest.ini").write_text("[pytest]\nw2vcheck_config = other.toml\nw2vcheck_fail_on = warning\n")

    ran = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "faulty.csv")

    ran.assert_outcomes(passed=1, failed=1)


@pytest.mark.slow
def test_a_table_that_is_walked_over_too_is_audited_once(here: pytest.Pytester) -> None:
    here.mkdir("data")
    (here.path / "clean.csv").rename(here.path / "data" / "clean.csv")
    (here.path / "data" / "test_own.py").write_text("def test_own():\n    pass\n")

    ran = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "data/../data/clean.csv", "--w2vcheck", "data/clean.csv", "data")

    ran.assert_outcomes(passed=6, skipped=1)


@pytest.mark.slow
def test_a_table_that_cannot_be_audited_fails_once_with_a_sentence(here: pytest.Pytester) -> None:
    (here.path / "broken.csv").write_text("text,label\n\x1b[2Jone,\n\x1b[2Jtwo,\n")

    ran = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "broken.csv", "-rs")

    ran.assert_outcomes(failed=1, skipped=5)
    ran.stdout.fnmatch_lines(["*_ audit _*", "broken.csv: expected labels in column 'label'*"])
    ran.stdout.fnmatch_lines(["*the table cannot be audited*"])
    assert "\x1b[2J" not in ran.stdout.str()


@pytest.mark.slow
def test_what_is_written_wrongly_is_told_before_any_test(here: pytest.Pytester) -> None:
    missing = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "no.csv")
    (here.path / "w2vcheck.toml").write_text("[rules]\nselect = ['W2V999']\n")
    unknown = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "clean.csv")

    assert missing.ret == pytest.ExitCode.USAGE_ERROR
    missing.stderr.fnmatch_lines(["ERROR: --w2vcheck: expected a table, found no file 'no.csv'*"])
    assert unknown.ret == pytest.ExitCode.INTERRUPTED
    unknown.stdout.fnmatch_lines(["*expected the code of a rule for rules.select, found 'W2V999'*"])


def test_a_failed_assertion_shows_the_report(here: pytest.Pytester) -> None:
    here.makepyfile(
        """
        import pytest

        @pytest.fixture(scope="module")
        def report(w2vcheck_audit):
            return w2vcheck_audit("faulty.csv")

        def test_nothing_is_found(report):
            assert not report.findings

        def test_fixture_of_another_test(report):
            report.raise_for_findings("warning")

        def test_in_the_test(w2vcheck_audit):
            assert w2vcheck_audit("clean.csv", select=["W2V103"]).findings

        def test_good(w2vcheck_audit):
            assert w2vcheck_audit("clean.csv").failing == ()

        def test_not_about_data(w2vcheck_audit):
            assert 1 == 2
        """
    )

    ran = here.runpytest_subprocess(*PLUGIN, "--w2vcheck-fail-on=note")

    ran.assert_outcomes(passed=1, failed=4)
    sections = re.split(r"\n_{3,} (\w+) _{3,}\n", ran.stdout.str().partition("short test summary")[0])
    shown = dict(zip(sections[1::2], sections[2::2], strict=True))
    assert "assert not (<W2V103 label-variants (error): " in shown["test_nothing_is_found"]
    assert "= <Report of 'faulty.csv' (error): W2V103, " in shown["test_nothing_is_found"]
    for name in ("test_nothing_is_found", "test_fixture_of_another_test"):
        assert shown[name].count("- w2vcheck faulty.csv -") == 1
        assert "twin in the training rows" in shown[name]
    assert shown["test_in_the_test"].count("- w2vcheck clean.csv -") == 1
    assert "- w2vcheck" not in shown["test_not_about_data"]


@pytest.mark.slow
def test_it_works_with_several_workers(here: pytest.Pytester) -> None:
    here.makepyfile("def test_own(w2vcheck_audit):\n    assert not w2vcheck_audit('faulty.csv').findings\n")

    ran = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "faulty.csv", "-n", "2", "--dist", "loadfile")

    ran.assert_outcomes(passed=3, failed=3, skipped=1)
    ran.stdout.fnmatch_lines(["*= w2vcheck =*", "faulty.csv: error: *"])
    ran.stdout.fnmatch_lines_random(["*- w2vcheck faulty.csv -*"])


@pytest.mark.slow
def test_a_crash_and_a_gate_fail_the_audit_and_their_rule(here: pytest.Pytester) -> None:
    here.makeconftest(
        """
        from dataclasses import replace
        import w2vcheck.auditor
        from w2vcheck.results import Crashed, Gate

        of_before = w2vcheck.auditor.audit

        def audit(*data, **named):
            crashed = (Crashed("W2V117", "some-rule", "KeyError: 3"), Crashed("", "ladder", "ValueError: 4"))
            return replace(of_before(*data, **named), crashed=crashed, gates=(Gate("min-accuracy", False, "0.7 is below 0.8"),))

        w2vcheck.auditor.audit = audit
        """
    )

    ran = here.runpytest_subprocess(*PLUGIN, "--w2vcheck", "clean.csv")

    ran.assert_outcomes(failed=2, passed=3, skipped=1)
    ran.stdout.fnmatch_lines(["ladder failed inside w2vcheck: ValueError: 4", "0.7 is below 0.8"])
    ran.stdout.fnmatch_lines(["W2V117-* failed inside w2vcheck, a defect of w2vcheck and not of your data: KeyError: 3"])


def test_it_costs_nothing_where_it_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_own.py").write_text(
        "import sys\n\ndef test_own():\n"
        "    loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "    assert not loaded & {'numpy', 'torch', 'polars', 'sklearn', 'gensim', 'rich', 'typer'}\n"
        "    own = {name for name in sys.modules if name.startswith('w2vcheck')}\n"
        "    assert own == {'w2vcheck', 'w2vcheck.pytest_plugin'}\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *PLUGIN], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize("named_too", [(), PLUGIN[:2]], ids=["installed", "installed and named"])
def test_it_is_registered_once(here: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, named_too: tuple[str, ...]) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]
    about = here.mkdir("site") / "of_a_test-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: of_a_test\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[pytest11]\n" + "".join(f"{name} = {home}\n" for name, home in declared.items()))
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{about.parent}")

    ran = here.runpytest_subprocess(*PLUGIN[2:], *named_too, "--w2vcheck", "clean.csv", "-k", "W2V103")

    ran.assert_outcomes(passed=1, deselected=5)


def test_what_stands_in_the_data_cannot_act_in_an_assertion(sample: tuple[Finding, Report]) -> None:
    finding, report = sample

    assert repr(finding) == r"<W2V103 label-variants (error): 'two \x1b[2J spellings'>"
    assert repr(report) == "<Report of 'data.csv' (error): W2V103>"


@pytest.fixture
def sample() -> tuple[Finding, Report]:
    from w2vcheck.results import Confidence, Severity, Subject, Verdict

    finding = Finding("W2V103", "label-variants", Severity.ERROR, Confidence.HIGH, "two \x1b[2J spellings", "", "")
    report = Report(
        Subject("data.csv", 3, ()), Verdict("error", "No.", "Mend it."), (finding, finding), (), (), (), (), "", (), ()
    )
    return finding, report
