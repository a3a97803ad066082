"""The report as JUnit XML, which Jenkins, GitLab, Azure Pipelines and others show as tests.

A rule is a test: passed where it looked and found nothing, failed where its finding fails the run, skipped and in error as it
was. A finding that does not fail the run is a passed test with the finding as its output. Nothing in it depends on a clock.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from w2vcheck.report.places import Tops, line_in_file, portable, primary
from w2vcheck.report.safe_text import visible
from w2vcheck.report.terminal_lint import address
from w2vcheck.results import Evidence, Finding, Report
from w2vcheck.rule import load_rule
from w2vcheck.wording import measured, worth

_LIMIT = 1_000  # columns of a line
_ATTRIBUTE_LIMIT = 400
_PLACES = 5
_GATES = "w2vcheck gates"
_SCRIPTS = "w2vcheck lint"  # what is about no single script


def render(report: Report) -> str:
    """The XML with its declaration, ending with a newline. Counts agree with the cases; exit code 0 means that none failed."""
    root = Element("testsuites", name="w2vcheck")
    tops: Tops = {}
    where = {one.file: portable(one.file, tops) for finding in report.findings for one in finding.locations if one.file}
    about = _SCRIPTS if report.subject.rows is None else portable(report.subject.source, tops)
    names = _suites(report, about, where)
    wanted = dict.fromkeys((about, *names))
    suites = {name: SubElement(root, "testsuite", name=_attribute(name)) for name in wanted}
    failing = set(map(id, report.failing))
    seen: Counter[tuple[str, str]] = Counter()
    for finding, name in zip(report.findings, names, strict=True):
        seen[name, finding.code] += 1
        number = seen[name, finding.code]
        title = f"{finding.code} {finding.name}" + (f" ({number})" if number > 1 else "")
        _finding(suites[name], finding, title, where, fails=id(finding) in failing)
    _others(suites[about], report)
    if report.gates:
        demands = SubElement(root, "testsuite", name=_GATES)
        for gate in report.gates:
            case = _case(demands, gate.name)
            _says(case, gate.says) if gate.passed else _verdict(case, "failure", gate.name, gate.says, (gate.says,))
    for each in (*root, root):
        _count(each)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suites(report: Report, about: str, where: dict[str, str]) -> list[str]:
    """The suite of each finding: what was audited; of scripts, the one it is in."""
    if report.subject.rows is not None:
        return [about] * len(report.findings)
    places = [primary(finding.locations) for finding in report.findings]
    return [about if place is None or not place.file else where[place.file] for place in places]


def _finding(suite: Element, finding: Finding, title: str, where: dict[str, str], *, fails: bool) -> None:
    place = primary(finding.locations)
    case = _case(suite, title)
    if place is not None and place.file:
        case.set("file", _attribute(where[place.file]))
        if (line := line_in_file(place)) is not None:
            case.set("line", str(line))
    lines = tuple(_lines(finding))
    if fails:
        _verdict(case, "failure", f"{finding.severity}, {finding.confidence} confidence", finding.message, lines)
    else:
        _says(case, f"{finding.severity}, {finding.confidence} confidence", *lines)


def _lines(finding: Finding) -> Iterator[str]:
    """All of a finding, a line each."""
    yield finding.message
    yield from (f"where: {address(place, ':')}" for place in finding.locations[:_PLACES])
    if finding.measure is not None:
        yield f"measured: {measured(finding.measure)}"
    yield from (f"seen: {_said(proof)}" for proof in finding.evidence)
    if finding.why:
        yield f"why: {finding.why}"
    if finding.fix:
        yield f"fix: {finding.fix}"
    if finding.impact is not None:
        yield f"worth: {worth(finding.impact)}"
    if finding.also:
        yield f"speaks also for {', '.join(finding.also)}"


def _said(proof: Evidence) -> str:
    quotes = [f"“{quote.text}”" + ("" if quote.row is None else f" (row {quote.row})") for quote in proof.quotes]
    return f"{proof.says} {', '.join(quotes)}".strip()


def _others(suite: Element, report: Report) -> None:
    """What crashed, what was skipped, what was accepted, and what was looked for and not there."""
    told = {finding.code for finding in report.findings} | {code for finding in report.findings for code in finding.also}
    for failure in report.crashed:
        said = "failed inside w2vcheck, a defect of the tool and not of your data"
        case = _case(suite, f"{failure.code} {failure.name}".strip())
        _verdict(case, "error", "crash", failure.error, (f"{said}: {failure.error}",))
    for skipped in report.skipped:
        case = _case(suite, f"{skipped.code} {skipped.name}".strip())
        SubElement(case, "skipped", message=_attribute(skipped.reason))
    for accepted in report.accepted:
        case = _case(suite, f"{accepted.finding.code} {accepted.finding.name}")
        SubElement(case, "skipped", message=_attribute(f"accepted ({accepted.by}): {accepted.reason or 'no reason given'}"))
        told.add(accepted.finding.code)
    told |= {one.code for one in report.crashed} | {one.code for one in report.skipped}
    if report.stale:
        _says(_case(suite, "stale acceptances"), *report.stale)
    for code in report.checked:
        if code not in told:
            _case(suite, _title(code))


def _title(code: str) -> str:
    """Code and name of a rule; the code alone where the report is of a version that knew more rules."""
    try:
        return f"{code} {load_rule(code).rule.name}"
    except KeyError:
        return code


def _case(suite: Element, title: str) -> Element:
    return SubElement(suite, "testcase", classname=suite.get("name", ""), name=_attribute(title))


def _verdict(case: Element, tag: str, kind: str, message: str, lines: Iterable[str]) -> None:
    SubElement(case, tag, type=_attribute(kind), message=_attribute(message)).text = _block(lines)


def _says(case: Element, *lines: str) -> None:
    SubElement(case, "system-out").text = _block(lines)


def _block(lines: Iterable[str]) -> str:
    return "\n".join(visible(line, _LIMIT) for line in lines)


def _attribute(text: str) -> str:
    """Text without any of the characters that XML 1.0 forbids: `visible` writes them out."""
    return visible(text, _ATTRIBUTE_LIMIT)


def _count(parent: Element) -> None:
    """Write how many cases there are below, and how many of each verdict."""
    cases = list(parent.iter("testcase"))
    parent.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        parent.set(name, str(sum(case.find(tag) is not None for case in cases)))
