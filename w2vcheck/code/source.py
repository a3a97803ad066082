"""A script or a notebook as text: its cells, their syntax trees, and the place of every node in the file.

Nothing of the file is imported or run. A cell that is not Python stays alone: it has no tree, the others keep theirs.
"""

import ast
import re
import tokenize
import warnings
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

from w2vcheck.code.canonical import canonical, digest, scopes_of
from w2vcheck.code.magics import masked
from w2vcheck.code.notebook import Change, Notebook, NotebookCell, parse_notebook, rewritten
from w2vcheck.errors import SourceError
from w2vcheck.results import Edit, Location

SUFFIXES = (".py", ".ipynb")
_BREAK = re.compile(r"\r\n|\r|\n")  # what Python counts as the end of a line; `str.splitlines` knows more
_TOP = re.compile(rb"[^\n]*(?:\n[^\n]*)?")  # the two lines in which an encoding may be declared


@dataclass(frozen=True)
class Cell:
    """A piece of code that is parsed on its own: a whole .py file, or one code cell of a notebook.

    `written` is what the file says and `text` what `ast` sees, of the same length: IPython's magics are masked in it.
    `index` counts over all cells of a notebook, from 0, and is None in a .py file. `first_line` is the line of the
    first character in the file. `tree` is None where the text is not Python; `error` then says why. `id` is the notebook's name
    for the cell, where it has one.
    """

    index: int | None
    text: str
    tree: ast.Module | None
    first_line: int = 1
    error: str | None = None
    written: str = ""
    file_lines: tuple[int, ...] = ()
    execution_count: int | None = None
    id: str = ""

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset, in characters, at which each line begins."""
        return (0, *(found.end() for found in _BREAK.finditer(self.text)))

    def offset(self, line: int, column: int) -> int:
        """The offset in characters of a place that `ast` names by line (from 1) and UTF-8 byte in it (from 0)."""
        start = self.starts[line - 1]
        if self.text.isascii():
            return start + column
        return start + len(self._line(line).encode()[:column].decode(errors="ignore"))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node begins and ends, as offsets in characters."""
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        end_line, end_column = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
        start = self.offset(line, column)
        return start, start if end_line is None or end_column is None else self.offset(end_line, end_column)

    def segment(self, node: ast.AST) -> str:
        """What the file says where this node stands."""
        start, end = self.span(node)
        return self.written[start:end]

    @cached_property
    def scopes(self) -> tuple[tuple[int, int, str], ...]:
        """Where each function and class begins and ends, and its qualified name; the outer ones first."""
        return () if self.tree is None else tuple((*self.span(node), name) for node, name in scopes_of(self.tree))

    def within(self, start: int) -> str:
        """The qualified name of the innermost function or class around an offset, behind the id of the cell."""
        name = next((name for begin, end, name in reversed(self.scopes) if begin < start < end), "")
        return f"{self.id}:{name}" if self.id else name

    def line_of(self, offset: int) -> int:
        """The line, from 1, in which an offset lies."""
        return bisect_right(self.starts, offset)

    def _line(self, line: int) -> str:
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return self.text[self.starts[line - 1] : end]

    def line(self, line: int) -> str:
        """A line as the file has it, without its end."""
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return self.written[self.starts[line - 1] : end].rstrip("\r\n")


@dataclass(frozen=True)
class Source:
    """A file of code. `path` is as the user wrote it; `newline` the line end that most of its lines have."""

    path: str
    cells: tuple[Cell, ...]
    newline: str = "\n"
    encoding: str = "utf-8"
    raw: bytes = b""
    notebook: Notebook | None = field(default=None, repr=False)

    def place(self, node: ast.AST, cell: Cell) -> Location:
        """Where a node stands. A module, which stands nowhere, is at its first line."""
        return self._at(*cell.span(node), cell, digest(canonical(node)))

    def at(self, start: int, end: int, cell: Cell) -> Location:
        """Where a stretch of a cell stands, by its offsets in characters."""
        return self._at(start, end, cell, digest(" ".join(cell.written[start:end].split())))

    def _at(self, start: int, end: int, cell: Cell, syntax: str) -> Location:
        line = cell.line_of(start)
        said = cell.line(line)
        position = start - cell.starts[line - 1]
        return Location(
            self.path,
            line,
            position=position + 1,
            width=max(0, min(end - start, len(said) - position)),
            source=said,
            cell=cell.index,
            file_line=cell.file_lines[line - 1] if line <= len(cell.file_lines) else None,
            within=cell.within(start),
            syntax=syntax,
        )

    def cell(self, index: int | None) -> Cell:
        """The cell with this index. Raises KeyError where there is none."""
        for cell in self.cells:
            if cell.index == index:
                return cell
        raise KeyError(index)


def read_source(path: str) -> Source:
    """Read a script or notebook. Raises `SourceError` for a file that cannot be read as one."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise SourceError("a file that can be read", (error.strerror or str(error)).lower(), "check the path", path) from error
    return source_from(raw, path)


def source_of(text: str, name: str) -> Source:
    """The source in a text, as if it were the file `name`. Raises as `read_source` does."""
    return source_from(text.encode("utf-8", "surrogatepass"), name)


def source_from(raw: bytes, name: str) -> Source:
    """The source in the bytes of a file called `name`; a notebook where that ends in .ipynb. Raises `SourceError`."""
    return _notebook(raw, name) if name.endswith(".ipynb") else _script(raw, name)


def changed(source: Source, edits: tuple[Edit, ...]) -> Source:
    """The source with these edits, which do not overlap, and not one byte else changed.

    Raises `SourceError` where the encoding of the file has no bytes for the new text.
    """
    if source.notebook is not None:
        text = rewritten(source.notebook, [Change(edit.cell or 0, edit.start, edit.end, edit.text) for edit in edits])
    else:
        text = source.cells[0].written
        for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
            text = text[: edit.start] + edit.text.replace("\n", source.newline) + text[edit.end :]
    try:
        return source_from(text.encode(source.encoding), source.path)
    except UnicodeEncodeError as error:
        raise SourceError(
            f"text in {source.encoding}", f"{error.object[error.start]!r}", "mend it by hand", source.path
        ) from None


def _script(raw: bytes, name: str) -> Source:
    encoding = _encoding(raw, name)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{raw[error.start]:02x}"
        raise SourceError(f"text in {encoding}", found, "save the file as UTF-8", name, line) from None
    tree, reason = parse(text)
    newline = "\r\n" if raw.count(b"\r\n") * 2 > raw.count(b"\n") else "\n"
    return Source(name, (Cell(None, text, tree, 1, reason, text),), newline, encoding, raw)


def _encoding(raw: bytes, name: str) -> str:
    """The encoding by the mark or the comment at the top of the file, as Python finds it."""
    top = _TOP.match(raw)
    if top and b"coding" not in top[0] and not raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    try:
        return tokenize.detect_encoding(BytesIO(raw).readline)[0]
    except SyntaxError as error:
        raise SourceError("an encoding that Python knows", str(error), "correct the first lines", name, 1) from None


def _notebook(raw: bytes, name: str) -> Source:
    encoding = "utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        notebook = parse_notebook(raw.decode(encoding))
    except ValueError as error:  # a UnicodeDecodeError is one too
        raise SourceError("a notebook", f"broken JSON ({error})", "open it in Jupyter and save it", name) from None
    if notebook.language not in ("python", "ipython"):
        found = f"a notebook in {notebook.language[:40]}"
        raise SourceError("a notebook in Python", found, "leave it out", name)
    cells = tuple(_cell(cell, notebook) for cell in notebook.cells if cell.kind == "code")
    return Source(name, cells, "\n", encoding, raw, notebook)


def _cell(cell: NotebookCell, notebook: Notebook) -> Cell:
    written = text = cell.text
    tree, error = parse(text)
    if tree is None:  # what parses holds no magics; what does not may be Python behind `%time`, or a magic and no more
        text = masked(written)
        tree, error = parse(text)
    if tree is None:
        text = masked(written, payload=False)
        tree, error = parse(text)
    lines = notebook.file_lines(cell) or (1,)
    return Cell(cell.index, text, tree, lines[0], error, written, lines, cell.execution_count, cell.id)


def parse(text: str) -> tuple[ast.Module | None, str | None]:
    """The tree of a text, or None and why there is none. Nothing a text can hold makes this fail."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of invalid escapes in the user's strings
        try:
            return ast.parse(text), None
        except SyntaxError as error:
            return None, f"line {error.lineno or 1}: {error.msg}"
        except ValueError as error:  # a NUL in the text
            return None, str(error)
        except (RecursionError, MemoryError):  # thousands of brackets, or of terms in one sum
            return None, "nested too deeply"
