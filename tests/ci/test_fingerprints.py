from dataclasses import replace
from typing import Any

from w2vcheck.ci.fingerprints import fingerprints
from w2vcheck.results import Confidence, Finding, Location, Severity

FINDING = Finding(
    "W2V401",
    "sigmoid-with-mse",
    Severity.ERROR,
    Confidence.HIGH,
    "It says 3 of 7.",
    "",
    "",
    locations=(Location("src/train.py", 12, position=5, source="    loss = nn.MSELoss()"),),
)


def at(**changes: Any) -> Finding:
    return replace(FINDING, locations=(replace(FINDING.locations[0], **changes),))


def test_a_finding_keeps_its_name_when_lines_move_and_figures_change() -> None:
    moved = replace(at(line=40, position=9, source="        loss = nn.MSELoss()"), message="It says 4 of 9.")

    assert fingerprints([moved]) == fingerprints([FINDING])


def test_another_rule_file_column_or_code_is_another_finding() -> None:
    others = [
        replace(FINDING, code="W2V402"),
        at(file="src/other.py"),
        at(source="loss = nn.L1Loss()"),
        at(source=None, column="a"),
        replace(FINDING, locations=()),
    ]

    assert len(set(fingerprints([FINDING, *others]))) == 1 + len(others)


def test_equal_findings_are_told_apart_by_their_order() -> None:
    first, second = fingerprints([FINDING, FINDING])

    assert first != second
    assert (first,) == fingerprints([FINDING])
