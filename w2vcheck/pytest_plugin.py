"""pytest: `pytest --w2vcheck data.csv` audits a table as one test a rule, and the fixture `w2vcheck_audit` audits inside a test.

Nothing of w2vcheck beyond this file is imported before an audit is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from w2vcheck.results import Finding, Report
    from w2vcheck.settings import Settings

VERDICT = "w2vcheck verdict"
"""Name of the property under which the verdict travels with the result of a test, also from a worker of xdist."""
WHOLE = "audit"
"""Name of the test that runs the audit; the others, one a rule, read its report."""
_DATASETS = pytest.StashKey[dict[Path, str]]()
_MADE = pytest.StashKey[list["Report"]]()
_BEFORE = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, all beginning with `--w2vcheck`."""
    group = parser.getgroup("w2vcheck", "auditing the data of text classifiers")
    group.addoption(
        "--w2vcheck", action="append", default=[], metavar="DATA", help="audit this table, with a test for each rule (repeatable)"
    )
    group.addoption("--w2vcheck-config", metavar="FILE", help="w2vcheck.toml or pyproject.toml (default: the nearest one)")
    group.addoption("--w2vcheck-fail-on", choices=["error", "warning", "note", "never"], help="mildest finding that fails a test")
    parser.addini("w2vcheck_config", "w2vcheck.toml or pyproject.toml, from the folder of the pytest configuration")
    parser.addini("w2vcheck_fail_on", "mildest finding that fails a test: error, warning, note or never")


def pytest_configure(config: pytest.Config) -> None:
    """Collect the named tables beside whatever else is collected."""
    # As pytest reckons paths: without following links, as Path.resolve would, and without "..", which Path.absolute leaves in.
    wanted = {Path(os.path.abspath(name)): name for name in config.getoption("w2vcheck")}  # noqa: PTH100 - see above
    config.stash[_DATASETS] = wanted
    config.stash[_MADE] = []
    missing = next((name for path, name in wanted.items() if not path.is_file()), None)
    if missing is not None:
        raise pytest.UsageError(
            f"--w2vcheck: expected a table, found no file {missing!r}; name a CSV, TSV, JSON or Parquet file."
        )
    config.args.extend(name for path, name in wanted.items() if name not in config.args)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Dataset | None:
    """A named table becomes a group of tests."""
    if file_path not in parent.config.stash[_DATASETS]:
        return None
    return Dataset.from_parent(parent, path=file_path)


def _settings(config: pytest.Config) -> dict[str, Any]:
    """What the options say, then the ini file, as `w2vcheck.audit` takes it."""
    file = config.getoption("w2vcheck_config")
    if file is None and (of_ini := str(config.getini("w2vcheck_config"))):
        file = str(config.rootpath / of_ini)
    return {"config": file, "fail_on": config.getoption("w2vcheck_fail_on") or config.getini("w2vcheck_fail_on") or None}


class Failed(Exception):  # noqa: N818 - what makes a test fail, and the text that is shown
    """A finding, a crash, a gate or an input that cannot be used; `str()` is what the test shows."""


class Dataset(pytest.File):
    """A table: a test for the audit as a whole, then one for each rule that the settings select."""

    _report: Report | None = None
    _refused: str | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """The tests; which rules there are is known without an audit."""
        from w2vcheck.errors import W2vcheckError
        from w2vcheck.rule import load_rules
        from w2vcheck.runner import selected
        from w2vcheck.settings import check_rules

        try:
            settings = self._read_settings()
            check_rules(settings, {one.rule.code: one.options for one in load_rules()})
        except W2vcheckError as error:
            raise self.CollectError(_safe(str(error))) from error
        yield WholeAudit.from_parent(self, name=WHOLE)
        for loaded in selected(settings):
            yield RuleTest.from_parent(self, name=f"{loaded.rule.code}-{loaded.rule.name}", code=loaded.rule.code)

    def _read_settings(self) -> Settings:
        from w2vcheck.settings import load_settings, override

        given = _settings(self.config)
        return override(load_settings(given["config"], start=Path.cwd()), {"fail_on": given["fail_on"]})

    def report(self) -> Report:
        """The report of the one audit that all tests of this table read. Raises `Failed` where the table cannot be audited."""
        from w2vcheck.auditor import audit
        from w2vcheck.errors import W2vcheckError

        if self._report is None and self._refused is None:
            try:
                self._report = audit(self.config.stash[_DATASETS][self.path], **_settings(self.config))
            except W2vcheckError as error:
                self._refused = _safe(str(error))
        if self._report is None:
            raise Failed(self._refused)
        return self._report


class AuditTest(pytest.Item):
    """A test that reads the report of its table."""

    @property
    def dataset(self) -> Dataset:
        """The table."""
        return cast("Dataset", self.parent)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was found, without the lines of this file."""
        return str(excinfo.value) if isinstance(excinfo.value, Failed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the test stands: in the table."""
        return self.path, None, self.name


class WholeAudit(AuditTest):
    """Fails where the table cannot be audited, a part of the audit crashed, or a gate did not hold."""

    def runtest(self) -> None:
        """Audit the table."""
        from w2vcheck.headline import OF_FINDINGS

        report = self.dataset.report()
        said = (f"{self.path.name}: {report.verdict.level}: {report.verdict.headline}", f"  first: {report.verdict.first}")
        self.user_properties.append((VERDICT, "\n".join(map(_safe, said))))
        self.add_report_section("call", "w2vcheck", _rendered(report, self.config))
        broken = [f"{one.name} failed inside w2vcheck: {one.error}" for one in report.crashed if not one.code]
        # A gate that fails because of findings fails the tests of their rules.
        broken += [gate.says for gate in report.gates if not gate.passed and gate.name not in OF_FINDINGS]
        if broken:
            raise Failed("\n".join(map(_safe, broken)))


class RuleTest(AuditTest):
    """Fails where its rule found something bad and sure enough, or crashed; skipped where the rule could not run."""

    def __init__(self, *, code: str, **named: Any) -> None:
        super().__init__(**named)
        self.code = code

    def runtest(self) -> None:
        """Read what the report says about this rule."""
        try:
            report = self.dataset.report()
        except Failed:
            pytest.skip("the table cannot be audited")
        crashed = next((one.error for one in report.crashed if one.code == self.code), None)
        if crashed is not None:
            raise Failed(_safe(f"{self.name} failed inside w2vcheck, a defect of w2vcheck and not of your data: {crashed}"))
        found = tuple(one for one in report.findings if one.code == self.code)
        if any(one.code == self.code for one in report.failing):
            raise Failed(_findings(found, self.config))
        if found:
            self.add_report_section("call", "w2vcheck", _findings(found, self.config))
        reason = next((one.reason for one in report.skipped if one.code == self.code), None)
        if reason is not None:
            pytest.skip(_safe(reason))


def _safe(text: str) -> str:
    """Text that may quote the data, so that it cannot act on a terminal."""
    from w2vcheck.report.safe_text import visible

    return visible(text)


def _width(config: pytest.Config) -> int:
    return min(100, int(config.get_terminal_writer().fullwidth))


def _rendered(report: Report, config: pytest.Config) -> str:
    from w2vcheck.report.formats import View, render

    return render(report, "terminal", View(width=_width(config)))


def _findings(found: tuple[Finding, ...], config: pytest.Config) -> str:
    from w2vcheck.report.terminal_findings import findings
    from w2vcheck.report.terminal_layout import to_string

    return to_string(findings(found, _width(config), verbose=True)[2:], width=_width(config), color=False)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The verdict on each table, below the results."""
    reports = [report for kept in terminalreporter.stats.values() for report in kept]
    said = [value for one in reports for name, value in getattr(one, "user_properties", ()) if name == VERDICT]
    if said:
        terminalreporter.section("w2vcheck")
        for verdict in dict.fromkeys(said):
            terminalreporter.write_line(verdict)


@pytest.fixture(scope="session")
def w2vcheck_audit(pytestconfig: pytest.Config) -> Callable[..., Report]:
    """Audit inside a test: called like `w2vcheck.audit`, with the options of the command line where it does not say otherwise.

    A test that fails after it shows the report.
    """

    def run(data: object | None = None, **named: Any) -> Report:
        from w2vcheck.auditor import audit

        report = audit(data, **{**_settings(pytestconfig), **named})
        pytestconfig.stash[_MADE].append(report)
        return report

    return run


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note how many audits there were before this test."""
    item.stash[_BEFORE] = len(item.config.stash[_MADE])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the reports that a failed test made, or was given by one of its fixtures."""
    outcome = yield
    made = item.config.stash[_MADE]
    if not (outcome.failed and made):
        return outcome
    given = [value for value in getattr(item, "funcargs", {}).values() if any(value is one for one in made)]
    own = [*made[item.stash.get(_BEFORE, 0) :], *given]
    for report in {id(one): one for one in own}.values():
        outcome.sections.append((f"w2vcheck {report.subject.source}", _rendered(report, item.config)))
    return outcome
