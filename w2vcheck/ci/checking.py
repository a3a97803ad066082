"""Stored reports held against a baseline, in words."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Self

from w2vcheck.ci.baseline import Held
from w2vcheck.ci.entries import SCRIPTS, Entry
from w2vcheck.ci.judging import says, says_worse
from w2vcheck.ci.stored import StoredReport
from w2vcheck.results import Confidence, Severity
from w2vcheck.settings import Settings, override


@dataclass(frozen=True, slots=True)
class Demands:
    """What fails a check; None is what the stored report was made with."""

    fail_on: str | None
    min_confidence: str | None
    worse_than: float

    @classmethod
    def of(cls, fail_on: str | None, min_confidence: str | None, worse_than: float | None) -> Self:
        """The demands of the command line. Raises `ConfigError` for a value that a setting would not take."""
        given = {"fail_on": fail_on, "min_confidence": min_confidence, "worse_than": worse_than}
        return cls(fail_on, min_confidence, override(Settings(), given).worse_than)


def looked_for(held: Held, report: StoredReport, elsewhere: Container[str]) -> Held:
    """Without the entries found `elsewhere`, by fingerprint, and those that this run could not have found.

    That is, of other data or rules. Which scripts were read does not stand in a report: any may have been.
    """
    missing = tuple(
        entry
        for entry in held.missing
        if entry.fingerprint not in elsewhere
        and entry.of == report.of
        and entry.code in report.checked
        and entry.code not in report.out_of_sight
        and (report.of == SCRIPTS or entry.file == report.source)
    )
    return replace(held, missing=missing)


def told(held: Held, report: StoredReport, demands: Demands) -> tuple[Sequence[str], int]:
    """A line for the report and one for each finding that is new or worse and each entry that is stale; how many fail."""
    bad = [*held.new, *(pair.now for pair in held.worse)]
    failing = [entry for entry in bad if _fails(entry, report, demands)]
    lines = [f"{report.path}: {says(held)}"]
    lines += [f"  new: {entry.severity} {entry.says} {entry.name}" for entry in held.new]
    lines += [f"  worse: {says_worse(pair)}" for pair in held.worse]
    lines += [f"  stale: {entry.says} was not found any more" for entry in held.missing]
    return lines, len(failing)


def _fails(entry: Entry, report: StoredReport, demands: Demands) -> bool:
    fail_on = demands.fail_on or str(report.settings.get("fail_on", Severity.ERROR))
    usual = Confidence.HIGH if report.of == SCRIPTS else Confidence.LOW
    least = Confidence(demands.min_confidence or str(report.settings.get("min_confidence", usual)))
    return fail_on != "never" and entry.severity.rank <= Severity(fail_on).rank and entry.confidence.rank <= least.rank
