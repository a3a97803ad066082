"""Small findings, entries and reports for the tests of what is accepted."""

from dataclasses import replace
from typing import Any

from w2vcheck.ci.entries import DATA, Entry
from w2vcheck.results import Confidence, Finding, Location, Measure, Report, Rung, Severity, Skipped, Step, Subject, Verdict


def share(value: float, half: float = 0.02, name: str = "twins") -> Measure:
    return Measure(name, value, value - half, value + half, "share", 500, "test rows")


def entry(fingerprint: str = "a" * 32, **changes: Any) -> Entry:
    plain = Entry(
        fingerprint, "W2V302", "duplicates-across-split", DATA, "data.csv", "text", Severity.WARNING, share(0.04), Confidence.HIGH
    )
    return replace(plain, **changes)


def finding(code: str = "W2V302", column: str = "text", **changes: Any) -> Finding:
    plain = Finding(
        code,
        "duplicates-across-split",
        Severity.ERROR,
        Confidence.HIGH,
        "4 % are twins.",
        "",
        "Drop them.",
        share(0.04),
        (Location("data.csv", 3, column, 1),),
    )
    return replace(plain, **changes)


def report(*findings: Finding, **changes: Any) -> Report:
    plain = Report(
        Subject("data.csv", 500, ()),
        Verdict("error", "Do not trust it. It scores 80 %.", "W2V302: Drop them.", "It scores 80 %."),
        findings,
        (),
        (),
        (),
        (),
        "",
        (),
        (),
        checked=("W2V301", "W2V302", "W2V303"),
    )
    return replace(plain, **changes)


def scored(honest: float | None = None, best: float | None = None, *, reason: str = "") -> Report:
    """A report with a waterfall that ends here, and a ladder with this best rung."""
    steps = () if honest is None else (Step("as-written", "", share(0.99), ""), Step("honest", "", share(honest, 0.04), ""))
    names = () if best is None else ((best - 0.1, "majority"), (best, "tfidf"))
    rungs = tuple(Rung(name, name, "", share(value, 0.04), share(value), 0.0) for value, name in names)
    skipped = (Skipped("", "as-written", reason),) if reason else ()
    return report(waterfall=steps, ladder=rungs, skipped=skipped)
