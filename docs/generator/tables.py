"""Tables in Markdown: reading those of `bench/RESULTS.md`, writing those of the reference."""

from collections.abc import Iterable, Sequence

Row = dict[str, str]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; a bar in a cell is written so that it does not end the cell."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines]


def tables(text: str) -> list[list[Row]]:
    """Every table of a text as rows by their heading. Raises ValueError where a row is longer or shorter than the heading."""
    found: list[list[Row]] = []
    head: list[str] = []
    for line in text.split("\n"):
        if not line.startswith("|"):
            head = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not head:
            head = cells
            found.append([])
        elif not all(set(cell) <= {"-", ":"} for cell in cells):
            found[-1].append(dict(zip(head, cells, strict=True)))
    return found
