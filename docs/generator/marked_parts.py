"""Parts of pages written by hand that are tables of `bench/RESULTS.md`, so that no figure is copied.

What stands between `<!-- results: peers 0 -->` and `<!-- /results -->` is the first table of the section "peers". Further words
keep only the rows that hold one of them.
"""

import re
from pathlib import Path

from generator import DOCS, ROOT
from generator.measured import section
from generator.tables import table, tables

_PART = re.compile(r"<!-- results: (\S+) (\d+)(?: only (.*?))? -->\n.*?<!-- /results -->", re.DOTALL)


def pages() -> dict[Path, str]:
    """Every page with such a part, as it should be. Raises ValueError for a section that is not there."""
    found = {}
    for path in [*DOCS.rglob("*.md"), ROOT / "README.md"]:
        if _PART.search(text := path.read_text(encoding="utf-8")):
            found[path] = _PART.sub(_filled, text)
    return found


def _filled(match: re.Match[str]) -> str:
    rows = tables(section(match[1]))[int(match[2])]
    only = [word.strip() for word in match[3].split(",")] if match[3] else []
    kept = [row for row in rows if not only or any(word in cell for word in only for cell in row.values())]
    if not kept:
        raise ValueError(f"no row of table {match[2]} of section {match[1]!r} holds any of {only}")
    body = "\n".join(table(list(kept[0]), [list(row.values()) for row in kept]))
    return f"{match[0].split(chr(10), 1)[0]}\n\n{body}\n\n<!-- /results -->"
