"""The reference of the JSON report, field by field, from its schema."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator import SCHEMA
from generator.tables import table

HEAD = """\
# JSON report

Written from [`report.schema.json`](../report.schema.json) by `docs/generate.py`. {description}

The schema is JSON Schema, draft 2020-12; validate against it if you build on the report. What may change, and when, stands in
the [stability policy](../stability.md).

Version of the format: **{version}**. Fields marked with · may be missing.
"""


def page() -> str:
    """Every field of the report, then every part that is used in several places."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    version = schema["properties"]["schema_version"]["const"]
    lines = [HEAD.format(description=schema["description"], version=version), "## The report", "", *_rows(schema)]
    for name, part in schema["$defs"].items():
        lines += [f"## {_title(name)} {{ #{name} }}", "", part.get("description", ""), ""]
        lines += _rows(part) if "properties" in part else [f"Type: {kind(part)}.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _rows(part: Mapping[str, Any]) -> list[str]:
    rows = [[f"`{path}`{'' if needed else ' ·'}", kind(inner), _says(inner)] for path, needed, inner in fields_of(part)]
    return [*table(["field", "type", "meaning"], rows), ""]


def fields_of(part: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, bool, Mapping[str, Any]]]:
    """Path, whether it must be there, and schema of each field, the fields of objects and of items of lists behind their own."""
    for name, inner in part.get("properties", {}).items():
        path = f"{before}{name}"
        yield path, name in part.get("required", ()), inner
        yield from fields_of(inner, f"{path}.")
        if isinstance(inner.get("items"), Mapping):
            yield from fields_of(inner["items"], f"{path}[].")


def kind(part: Mapping[str, Any]) -> str:
    """The type of a field in words, with links to the parts that have a section of their own."""
    match part:
        case {"$ref": str(ref)}:
            name = ref.rpartition("/")[2]
            says = f"[{_title(name)}](#{name})"
        case {"const": value}:
            says = f"`{json.dumps(value)}`"
        case {"enum": choices}:
            says = " · ".join(f"`{choice}`" for choice in choices)
        case {"anyOf": kinds}:
            says = " or ".join(kind(one) for one in kinds)
        case {"items": Mapping() as items}:
            says = f"list of {kind(items)}"
        case {"type": list(names)}:
            says = " or ".join(names)
        case {"type": name}:
            says = str(name)
        case _:
            raise ValueError(f"a field of unknown type: {part}")
    return says


def _says(part: Mapping[str, Any]) -> str:
    return str(part.get("description", ""))


def _title(name: str) -> str:
    return name.replace("_", " ")
