"""What is remembered of a finding: enough to know it again, to see that it got worse, and to read in a review."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from w2vcheck.ci.fingerprints import columns_of, file_of, is_of_scripts
from w2vcheck.results import Confidence, Finding, Location, Measure, Report, Severity

SCRIPTS, DATA = "scripts", "data"


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding.

    `of` is "scripts" or "data"; `file` the script or the data, from the top of the repository; `where` the place in it that a
    reader knows: the columns, or the function around it. The measure has a name, a figure, an interval and a unit. The
    confidence is that of the run, and not remembered.
    """

    fingerprint: str
    code: str
    name: str
    of: str
    file: str
    where: str
    severity: Severity
    measure: Measure | None = None
    confidence: Confidence = Confidence.HIGH

    @property
    def says(self) -> str:
        """The finding in few words, for a sentence: "W2V302 (data.csv, text)"."""
        return f"{self.code} ({', '.join(filter(None, (self.file, self.where))) or self.name})"


def entries_of(report: Report, findings: Sequence[Finding]) -> tuple[Entry, ...]:
    """What is remembered of these findings of a report that has their fingerprints."""
    scripts = is_of_scripts(report)
    source = "" if scripts else report.subject.source
    tops: dict[str, Path | None] = {}
    return tuple(
        Entry(
            one.fingerprint,
            one.code,
            one.name,
            SCRIPTS if scripts else DATA,
            file_of(one, source, tops),
            next(iter(one.locations), Location()).within if scripts else ", ".join(columns_of(one)),
            one.severity,
            one.measure,
            one.confidence,
        )
        for one in findings
    )
