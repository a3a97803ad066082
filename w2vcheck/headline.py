"""The first sentence of a report: how bad the findings are, and what to do first. Without numpy, for the linter's sake."""

from collections.abc import Sequence
from dataclasses import replace

from w2vcheck.results import Crashed, Finding, Report, Severity, Verdict
from w2vcheck.wording import count

OF_FINDINGS = ("baseline", "fail-on")
"""Gates that fail because of findings that are in the report."""
BEYOND = "Nothing wrong was found beyond what is accepted"


def of_audit(found: Sequence[Finding], crashed: Sequence[Crashed], *, accepted: int = 0) -> tuple[str, str]:
    """The level, and whether the result of an experiment can be trusted."""
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    warnings = sum(finding.severity is Severity.WARNING for finding in found)
    if crashed and not errors:
        return "error", _incomplete(crashed)
    if errors:
        return "error", f"Do not trust the result yet: {count(errors, 'errors')} would have to be mended first."
    if warnings:
        return "warning", f"Usable with care: {count(warnings, 'things')} can shift the result."
    if found:
        return "note", "Nothing wrong was found."
    return "clean", f"{BEYOND}." if accepted else "Nothing wrong was found."


def of_scripts(found: Sequence[Finding], crashed: Sequence[Crashed], where: str, *, accepted: int = 0) -> tuple[str, str]:
    """The level, and how many findings there are in the scripts."""
    if crashed:
        return "error", _incomplete(crashed)
    if not found:
        return "clean", f"{BEYOND}, in {where}." if accepted else f"Nothing wrong was found in {where}."
    counts = [(sum(one.severity is severity for one in found), severity) for severity in Severity]
    tally = ", ".join(count(n, f"{severity}s") for n, severity in counts if n)
    return min(found, key=lambda one: one.severity.rank).severity.value, f"{tally} in {where}."


def verdict_on(opening: tuple[str, str], rest: str, first: str) -> Verdict:
    """The verdict that opens like this, and goes on with the `rest`."""
    level, sentence = opening
    return Verdict(level, f"{sentence} {rest}".strip(), first, rest)


def what_first(found: Sequence[Finding]) -> str:
    """The remedy of the worst finding."""
    return f"{found[0].code}: {found[0].fix}" if found else ""


def judged_again(report: Report) -> Report:
    """The report with the verdict on the findings that are left in it, and on gates that no finding explains."""
    found, crashed, accepted = report.findings, report.crashed, len(report.accepted)
    failed = [gate.name for gate in report.gates if not gate.passed and gate.name not in OF_FINDINGS]
    if not accepted and not failed:
        return report
    if report.subject.rows is None:
        opening = of_scripts(found, crashed, report.subject.source, accepted=accepted)
    else:
        opening = of_audit(found, crashed, accepted=accepted)
    if failed:
        opening = ("error", f"{opening[1]} But {' and '.join(failed)} failed, see below.")
    first = what_first(found) or ("" if accepted else report.verdict.first)
    return replace(report, verdict=verdict_on(opening, report.verdict.rest, first))


def _incomplete(crashed: Sequence[Crashed]) -> str:
    return f"Incomplete: {count(len(crashed), 'checks')} failed inside w2vcheck, see below."
