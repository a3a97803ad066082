"""Places in a SARIF log: relative to the repository, never to the disk of one machine."""

from string import ascii_letters, digits

from w2vcheck.report.places import Tops, line_in_file, portable
from w2vcheck.report.safe_text import visible
from w2vcheck.results import Finding, Location

BASE = "SRCROOT"
_UNRESERVED = frozenset(ascii_letters + digits + "-._~/")
_LIMIT = 200  # columns of a message
_MOST_ROWS = 5  # of evidence
_MOST_RELATED = 20


def artifact(file: str, tops: Tops) -> dict[str, object]:
    """The address of a file. Equal for equal files on all machines."""
    path = portable(file, tops)
    return {"uri": _quoted(_bytes(path)) or "unnamed", "uriBaseId": BASE}


def _quoted(path: bytes) -> str:
    """A path as a part of a URI: what RFC 3986 does not call unreserved (section 2.3) is written as %XX."""
    return "".join(chr(byte) if chr(byte) in _UNRESERVED else f"%{byte:02X}" for byte in path)


def _bytes(path: str) -> bytes:
    """The name as the file system has it; what no file system has is written out."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "backslashreplace")


def location(place: Location, file: str, tops: Tops) -> dict[str, object]:
    """A place in a file. GitHub wants a line, so what is about a whole file stands at its first one."""
    physical: dict[str, object] = {"artifactLocation": artifact(file, tops), "region": _region(place)}
    # A line is shown around what is meant, but not in a notebook, whose file has it as a string of JSON.
    if place.source is not None and place.line is not None and place.cell is None:
        physical["contextRegion"] = {"startLine": place.line, "snippet": {"text": place.source}}
    entry: dict[str, object] = {"physicalLocation": physical}
    if logical := _logical(place, file, tops):
        entry["logicalLocations"] = logical
    if place.row is not None:
        entry["properties"] = {"row": place.row}
    return entry


def _region(place: Location) -> dict[str, object]:
    region: dict[str, object] = {"startLine": line_in_file(place) or 1}
    if place.position is not None and place.line is not None and place.cell is None:
        region["startColumn"] = place.position
        region["endColumn"] = place.position + place.width
    return region


def _logical(place: Location, file: str, tops: Tops) -> list[dict[str, object]]:
    """The cell of a notebook or the column of a table."""
    inside = portable(file, tops)
    if place.cell is not None:
        name = f"cell {place.cell}"
        line = f", line {place.line}" if place.line is not None else ""
        return [{"name": name, "fullyQualifiedName": f"{inside}: {name}{line}", "kind": "cell"}]
    if place.column is not None:
        return [{"name": place.column, "fullyQualifiedName": f"{inside}: {place.column}", "kind": "column"}]
    return []


def related(finding: Finding, main: Location | None, tops: Tops) -> list[dict[str, object]]:
    """The other places of a finding, of the rows of a table the first five, each with what is there."""
    entries: list[dict[str, object]] = []
    rows = 0
    for place in finding.locations:
        if place is main or place.file is None:
            continue
        rows += place.row is not None
        if place.row is not None and rows > _MOST_ROWS:
            continue
        entries.append({"id": len(entries) + 1, **location(place, place.file, tops), "message": {"text": says(place, finding)}})
    return entries[:_MOST_RELATED]


def says(place: Location, finding: Finding) -> str:
    """What is at a place: the code, or the row and what was quoted from it."""
    if place.source is not None and place.source.strip():
        return visible(place.source.strip(), _LIMIT)
    parts = []
    if place.row is not None:
        parts.append(f"row {place.row}")
    if place.column is not None:
        parts.append(f"column {place.column}")
    quoted = [one.text for proof in finding.evidence for one in proof.quotes if one.row is not None and one.row == place.row]
    said = ", ".join(parts) or place.file or ""
    return visible(f"{said}: “{quoted[0]}”" if quoted else said, _LIMIT) or "here"


def flow(finding: Finding, tops: Tops) -> list[dict[str, object]]:
    """How a leak gets from where it begins to where it does harm: the places of the script in the order of the finding."""
    steps = [place for place in finding.locations if place.file is not None and place.position is not None]
    if not finding.code.startswith("W2V3") or len(steps) < 2:
        return []
    passed = [
        {"location": {**location(place, place.file or "", tops), "message": {"text": says(place, finding)}}} for place in steps
    ]
    return [{"threadFlows": [{"locations": passed}]}]
