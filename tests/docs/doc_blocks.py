"""The blocks of a page of the documentation that are tested, and what they do.

A block is tested where `<!-- test: FOLDER -->` stands right before it. FOLDER is one of `fixtures/` that is copied for the page,
`empty`, or `corpora NAME.csv`, which is skipped where W2VCHECK_CORPORA names no folder with that file. Then

* `console` is run: what stands behind `$ ` is a command, the lines up to the next one are what it must print;
* a block with `title="FILE"` is written to that file;
* `python` is run, with what earlier ones of the page left behind;
* `text` is what the `python` before it must have printed.

A line of three dots stands for any lines, and three dots inside a line for anything up to the rest of it.
"""

import re
from dataclasses import dataclass

_BLOCK = re.compile(
    r"<!-- test: (?P<folder>[^>]+?) -->\n+```(?P<language>\w+)(?: title=\"(?P<file>[^\"]+)\")?\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """A tested block; `line` is that of its first line in the page, from 1."""

    folder: str
    language: str
    file: str | None
    body: str
    line: int


def blocks(page: str) -> list[Block]:
    """The tested blocks of a page. Raises ValueError for a mark that no block follows."""
    found = [
        Block(match["folder"], match["language"], match["file"], match["body"], page.count("\n", 0, match.start("language")) + 1)
        for match in _BLOCK.finditer(page)
    ]
    if len(found) != page.count("<!-- test:"):
        raise ValueError(f"{page.count('<!-- test:')} marks, but {len(found)} blocks with a language behind one")
    return found


def commands(body: str) -> list[tuple[str, list[str]]]:
    """The commands of a console block, with the lines that each must print."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line.rstrip())
        else:
            raise ValueError(f"{line!r} stands before the first command")
    return found


def shown_by(shown: list[str], printed: str) -> bool:
    """Whether what was printed is what the page shows."""
    wanted = [re.escape(line).replace(re.escape("..."), ".*") for line in _trimmed(shown)]
    pattern = "".join("(?:.*\n)*?" if line == ".*" else f"{line}\n" for line in wanted)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _trimmed(printed.splitlines()))) is not None


def _trimmed(lines: list[str]) -> list[str]:
    """The lines without white space at their ends, and without empty ones at either end."""
    return "\n".join(line.rstrip() for line in lines).strip("\n").split("\n")
