"""Fingerprints: what makes a finding the same finding in the next run, though lines have moved and figures have changed."""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import PurePath

from w2vcheck.results import Finding

BYTES = 16


def fingerprints(findings: Sequence[Finding]) -> tuple[str, ...]:
    """One of 32 hexadecimal digits for each finding, all different.

    It covers the rule, the file, the column and the code that is meant, and how many equal ones came before; no line, no
    figure.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    marks = []
    for finding in findings:
        subject = _subject(finding)
        seen[subject] += 1
        whole = "\0".join((*subject, str(seen[subject])))
        marks.append(blake2b(whole.encode("utf-8", "backslashreplace"), digest_size=BYTES).hexdigest())
    return tuple(marks)


def _subject(finding: Finding) -> tuple[str, ...]:
    place = next(iter(finding.locations), None)
    if place is None:
        return (finding.code,)
    file = "" if place.file is None else PurePath(place.file).as_posix()
    return (finding.code, file, place.column or "", " ".join((place.source or "").split()))
