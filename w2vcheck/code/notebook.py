"""Notebooks as they lie in the file: where each line of each cell stands, so that a change touches nothing else.

`json` reads strings and skips what is not asked for; the walk here only remembers where the strings of the cells are.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]  # documented by its use in JSONDecoder

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Piece:
    """One string of a cell's source: what it says, and from where to where it stands in the file, with its quotes."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """A cell. `index` counts over all cells, from 0; `listed` says whether its source is a list of strings.

    `id` is the name that format 4.5 gives each cell, empty in older files.
    """

    index: int
    kind: str
    pieces: tuple[Piece, ...]
    listed: bool
    execution_count: int | None = None
    id: str = ""

    @property
    def text(self) -> str:
        """The source of the cell."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Notebook:
    """A notebook: its JSON text, its cells in order, and its language in lower case ("python" where it does not say)."""

    text: str
    cells: tuple[NotebookCell, ...]
    language: str

    @cached_property
    def _ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    def file_lines(self, cell: NotebookCell) -> tuple[int, ...]:
        """For each line of the cell, the line of the file on which it begins, from 1."""
        lines = []
        fresh = True
        for piece in cell.pieces:
            line = bisect_right(self._ends, piece.start) + 1
            lines += [line] * (piece.text.count("\n") - piece.text.endswith("\n") + (fresh and piece.text != ""))
            fresh = piece.text.endswith("\n") or (fresh and not piece.text)
        return tuple(lines)


@dataclass(slots=True)
class _Walk:
    """The file while it is read."""

    text: str
    at: int = 0
    cells: list[NotebookCell] = field(default_factory=list)
    language: str = ""

    def blank(self) -> str:
        """Skip white space; the character behind it, or nothing at the end."""
        self.at = _BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches the empty string too
        return self.text[self.at : self.at + 1]

    def take(self, char: str) -> None:
        if self.blank() != char:
            raise ValueError(f"no {char!r} at character {self.at}")
        self.at += 1

    def string(self) -> Piece:
        self.take('"')
        start = self.at - 1
        text, self.at = scanstring(self.text, self.at, False)  # not strict: control characters pass
        return Piece(text, start, self.at)

    def value(self) -> object:
        self.blank()
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value

    def keys(self) -> Iterator[str]:
        """The keys of the object that begins here, each with the walk standing before its value."""
        self.take("{")
        if self.blank() == "}":
            self.at += 1
            return
        while True:
            name = self.string().text
            self.take(":")
            yield name
            if self.blank() != ",":
                break
            self.at += 1
        self.take("}")

    def items(self) -> Iterator[None]:
        """The items of the array that begins here, likewise."""
        self.take("[")
        if self.blank() == "]":
            self.at += 1
            return
        while True:
            yield
            if self.blank() != ",":
                break
            self.at += 1
        self.take("]")

    def notebook(self) -> None:
        """The top, or one of the worksheets of the third format."""
        for key in self.keys():
            match key:
                case "cells" if self.blank() == "[":
                    for _ in self.items():
                        self.cell()
                case "worksheets" if self.blank() == "[":
                    for _ in self.items():
                        self.notebook()
                case "metadata":
                    self.language = self.language or _language(self.value())
                case _:
                    self.value()

    def cell(self) -> None:
        kind, listed, counted, name = "", False, None, ""
        pieces: tuple[Piece, ...] = ()
        for key in self.keys():
            match key:
                case "cell_type":
                    kind = str(self.value())
                case "source" | "input":
                    listed = self.blank() == "["
                    pieces = tuple(self.string() for _ in self.items()) if listed else (self.string(),)
                case "execution_count" | "prompt_number":
                    number = self.value()
                    counted = number if isinstance(number, int) else None
                case "id":
                    given = self.value()
                    name = given if isinstance(given, str) else ""
                case _:
                    self.value()
        self.cells.append(NotebookCell(len(self.cells), kind, pieces, listed, counted, name))


def parse_notebook(text: str) -> Notebook:
    """The notebook in a JSON text of the third or fourth notebook format. Raises ValueError for anything else."""
    walk = _Walk(text)
    try:
        walk.notebook()
    except RecursionError:
        raise ValueError("brackets nested too deeply") from None
    if walk.blank():
        raise ValueError(f"more than one value, at character {walk.at}")
    return Notebook(text, tuple(walk.cells), walk.language or "python")


def _language(metadata: object) -> str:
    """The language by what the notebook says of itself, or of the kernel that ran it last."""
    match metadata:
        case {"language_info": {"name": str(name)}} | {"kernelspec": {"language": str(name)}} if name:
            return name.lower()
    return ""


@dataclass(frozen=True, slots=True)
class Change:
    """Put `text` where `start` to `end` (characters of the cell's source) stands in a cell, by its index."""

    cell: int
    start: int
    end: int
    text: str


def rewritten(notebook: Notebook, changes: Sequence[Change]) -> str:
    """The JSON text with these changes, which do not overlap; strings without a change stay as they are, byte for byte."""
    by_cell: dict[int, list[Change]] = {}
    for change in changes:
        by_cell.setdefault(change.cell, []).append(change)
    text = notebook.text
    ascii_only = text.isascii() and "\\u" in text
    for index in sorted(by_cell, reverse=True):
        text = _rewritten_cell(text, notebook.cells[index], by_cell[index], ascii_only=ascii_only)
    return text


def _rewritten_cell(text: str, cell: NotebookCell, changes: list[Change], *, ascii_only: bool) -> str:
    groups = _groups(cell, changes)
    if not cell.pieces:  # an empty list has no string to change; whoever writes into it gets one
        return text
    between = _separator(text, cell)
    touched = {last for _, last, _ in groups}
    for first, last, said in reversed(groups):
        start, end = cell.pieces[first].start, cell.pieces[last].end
        lines = re.findall(r"[^\n]*\n|[^\n]+", said) if cell.listed else [said]
        if not lines and last + 1 < len(cell.pieces):  # nothing is left: the comma behind it goes too
            end = cell.pieces[last + 1].start
        elif not lines and first > 0 and first - 1 not in touched:  # the comma before it
            start = cell.pieces[first - 1].end
        elif not lines:
            lines = [""]
        text = text[:start] + between.join(json.dumps(line, ensure_ascii=ascii_only) for line in lines) + text[end:]
    return text


def _groups(cell: NotebookCell, changes: list[Change]) -> list[tuple[int, int, str]]:
    """Runs of strings that change, in order: the first and last of each by position in the cell, and what is to stand there.

    A change that reaches over several strings joins them.
    """
    starts = [0]
    for piece in cell.pieces:
        starts.append(starts[-1] + len(piece.text))
    groups: list[tuple[int, int, list[Change]]] = []
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        first = max(0, min(bisect_right(starts, change.start) - 1, len(cell.pieces) - 1))
        last = max(first, min(bisect_right(starts, change.end - 1) - 1, len(cell.pieces) - 1))
        if groups and first <= groups[-1][1]:
            begun, reached, held = groups[-1]
            groups[-1] = (begun, max(reached, last), [*held, change])
        else:
            groups.append((first, last, [change]))
    done = []
    for first, last, held in groups:
        said = "".join(piece.text for piece in cell.pieces[first : last + 1])
        for change in sorted(held, key=lambda one: (one.start, one.end), reverse=True):
            said = said[: change.start - starts[first]] + change.text + said[change.end - starts[first] :]
        done.append((first, last, said))
    return done


def _separator(text: str, cell: NotebookCell) -> str:
    """What stands between two strings of the list; from the indentation of the only one where there is just one."""
    if len(cell.pieces) > 1:
        return text[cell.pieces[0].end : cell.pieces[1].start]
    start = cell.pieces[0].start
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return ",\n" + line if line.isspace() else ", "
