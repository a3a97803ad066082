"""The report as compilers write it: one line a finding, with its place first."""

from w2vcheck.report.places import primary
from w2vcheck.report.safe_text import visible
from w2vcheck.report.terminal_lint import address, in_order
from w2vcheck.results import Location, Report


def render(report: Report) -> str:
    """One line a finding: file, line, column, code, message. What is stale, failed gates, gaps and crashes come last.

    The place in a script is its first; of data it is one with a line, or else a row. The findings of an audit keep their
    order, worst first.
    """
    if report.subject.rows is None:
        found = [(address(place, ":"), finding) for place, finding in in_order(report.findings)]
    else:
        found = [(_of_data(finding.locations, report.subject.source), finding) for finding in report.findings]
    lines = [f"{place}: {finding.code} {finding.message}" for place, finding in found]
    lines += [f"stale: {sentence}" for sentence in report.stale]
    lines += [f"{gate.name} failed: {gate.says}" for gate in report.gates if not gate.passed]
    lines += [f"{entry.name}: {entry.reason}" for entry in report.skipped if not entry.code]
    lines += [f"{entry.code or entry.name} crashed: {entry.error}" for entry in report.crashed]
    return "".join(f"{visible(line)}\n" for line in lines)


def _of_data(locations: tuple[Location, ...], source: str) -> str:
    """As in w2vcheck.toml:12, data.csv:19 and data.parquet:row 17."""
    place = primary(locations)
    if place is None:
        return source
    if place.line is None and place.row is not None:
        return f"{place.file}:row {place.row}"
    return address(place, ":")
