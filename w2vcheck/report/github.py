"""The report as workflow commands: GitHub shows them as annotations beside the lines of a change.

GitHub keeps ten annotations of each level a step, so the worst come first and a last line says how many are missing. All of
them stand in the summary of the job, where GitHub names a file for one.
"""

from w2vcheck.report import markdown
from w2vcheck.report.places import line_in_file, portable, primary
from w2vcheck.report.safe_text import visible
from w2vcheck.results import Crashed, Finding, Location, Report, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST = 10  # of each level
_LIMIT = 2_000  # columns of a message
SUMMARY = 1024 * 1024
"""Bytes that the summary of a step may have; GitHub throws a longer one away."""


def render(report: Report) -> str:
    """One workflow command a line, worst first; empty where there is nothing to say.

    Crashed rules and failed gates are errors and come before all findings.
    """
    levels: dict[str, list[str]] = {command: [] for command in _COMMANDS.values()}
    levels["error"] += [_crash(failure) for failure in report.crashed]
    levels["error"] += [_command("error", None, gate.name, gate.says) for gate in report.gates if not gate.passed]
    for finding in sorted(report.findings, key=lambda finding: finding.confidence.rank):
        levels[_COMMANDS[finding.severity]].append(_annotation(finding))
    if any(len(lines) > _MOST for lines in levels.values()):
        # The closing line is a notice too and must not be the eleventh.
        most = {command: _MOST - (command == "notice") for command in levels}
        hidden = sum(max(0, len(lines) - most[command]) for command, lines in levels.items())
        shown = [line for command, lines in levels.items() for line in lines[: most[command]]]
        shown.append(f"::notice::… {hidden:,} more")
    else:
        shown = [line for lines in levels.values() for line in lines]
    return "".join(f"{line}\n" for line in shown)


def summary(report: Report, used: int = 0) -> str:
    """The whole report as Markdown for the summary of the job, of which `used` bytes are written already.

    Where too little room is left even for the verdict, it is empty: a summary that is too long would be lost as a whole.
    """
    text = markdown.render(report, limit=SUMMARY - used)
    return text if len(text.encode()) <= SUMMARY - used else ""


def _annotation(finding: Finding) -> str:
    return _command(_COMMANDS[finding.severity], primary(finding.locations), f"{finding.code} {finding.name}", finding.message)


def _crash(failure: Crashed) -> str:
    message = f"This check crashed, a defect of w2vcheck and not of your data: {failure.error}"
    return _command("error", None, f"{failure.code} {failure.name}".strip(), message)


def _command(command: str, place: Location | None, title: str, message: str) -> str:
    properties = {}
    if place is not None and place.file is not None:
        properties["file"] = portable(place.file)
        if (line := line_in_file(place)) is not None:
            properties["line"] = str(line)
    properties["title"] = title
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {listed}::{_data(visible(message, _LIMIT))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
