"""Where a finding is: addresses in words, and lines of scripts with what is meant marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from w2vcheck.report.safe_text import visible
from w2vcheck.results import Location

MOST_ROWS = 8
MOST_PLACES = 12
LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of a script with its number."""

    address: str
    line: int
    code: Markup


def places(locations: Iterable[Location]) -> list[str]:
    """Addresses, those that differ only in the row of the data in one."""
    grouped: dict[tuple[object, ...], list[Location]] = {}
    for place in locations:
        line = place.line if place.row is None else None
        grouped.setdefault((place.file, place.column, place.cell, line, place.position), []).append(place)
    found = [address for group in grouped.values() if (address := _address(group))]
    more = [f"and {len(found) - MOST_PLACES:,} more"] if len(found) > MOST_PLACES else []
    return found[:MOST_PLACES] + more


def _address(group: list[Location]) -> str:
    """As in "train.py:9:14", "nb.ipynb, cell 3, line 7", "data.csv, column text, rows 17, 44 (lines 19, 46)"."""
    first = group[0]
    rows = [place.row for place in group if place.row is not None]
    lines = list(dict.fromkeys(place.line for place in group if place.line is not None))
    if first.cell is not None:
        return f"{first.file}, cell {first.cell}" + (f", line {first.line}" if first.line is not None else "")
    parts = []
    if first.file is not None:
        exact = "" if rows or first.line is None else f":{first.line}" + (f":{first.position}" if first.position else "")
        parts.append(f"{first.file}{exact}")
    elif first.line is not None and not rows:
        parts.append(f"line {first.line}")
    if first.column is not None:
        parts.append(f"column {first.column}")
    if rows:
        parts.append(_enumerated("row", rows) + (f" ({_enumerated('line', lines)})" if lines else ""))
    return ", ".join(parts)


def _enumerated(noun: str, numbers: list[int]) -> str:
    named = ", ".join(str(number) for number in numbers[:MOST_ROWS])
    more = f" and {len(numbers) - MOST_ROWS:,} more" if len(numbers) > MOST_ROWS else ""
    return f"{noun}{'s' * (len(numbers) > 1)} {named}{more}"


def frames(locations: Iterable[Location]) -> list[Frame]:
    """The lines of scripts, each with a mark around what is meant."""
    found = []
    for place in locations:
        if place.source is None or place.line is None:
            continue
        begin = (place.position or 1) - 1
        end = begin + place.width
        left = max(0, begin - LONGEST_LINE // 4) if len(place.source) > LONGEST_LINE else 0
        before = ("…" if left else "") + visible(place.source[left:begin])
        meant, after = visible(place.source[begin:end]), visible(place.source[end : left + LONGEST_LINE])
        code = Markup("{}<mark>{}</mark>{}").format(before, meant, after) if meant else escape(before + after)
        found.append(Frame(_address([place]), place.line, code))
    return found
