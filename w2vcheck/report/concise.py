"""The report as compilers write it: one line a finding, with its place first."""

from w2vcheck.report.safe_text import visible
from w2vcheck.report.terminal_lint import address, in_order
from w2vcheck.results import Report


def render(report: Report) -> str:
    """One line a finding: file, line, column, code, message. What is stale, failed gates, gaps and crashes come last."""
    lines = [f"{address(place, ':')}: {finding.code} {finding.message}" for place, finding in in_order(report.findings)]
    lines += [f"stale: {sentence}" for sentence in report.stale]
    lines += [f"{gate.name} failed: {gate.says}" for gate in report.gates if not gate.passed]
    lines += [f"{entry.name}: {entry.reason}" for entry in report.skipped if not entry.code]
    lines += [f"{entry.code} crashed: {entry.error}" for entry in report.crashed]
    return "".join(f"{visible(line)}\n" for line in lines)
