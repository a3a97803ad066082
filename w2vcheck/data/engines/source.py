"""The source of a large table: how many rows it has, and whether an engine can be trusted to read it.

Engines fill short records with nulls or pass over long ones without a word. So the shape of a text file is counted here,
on its bytes, in one pass of linear cost, before an engine reads it; what is not plain is read whole into memory instead,
by the reader of small tables, which judges every record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from w2vcheck.data.delimited import find_separator, header, positions, well_quoted
from w2vcheck.data.files import form_of, is_regular, system_errors
from w2vcheck.data.table import Table, read_table

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

_BLOCK = 1 << 22  # bytes looked at in one go: small enough for the cache of the processor
_LONGEST_RECORD = 1 << 28
"""Bytes in which a record must end; a quote that is never closed would otherwise take the rest of the file along."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table that need not be held: a csv or parquet file, or a frame that is in memory anyway.

    `longest` is the length of the longest record in bytes, `inner_breaks` whether any record goes over several lines.
    `first_lines`, shape (rows,), is known for frames that were read from a text file.
    """

    path: str
    form: str
    rows: int
    names: tuple[str, ...]
    has_header: bool = True
    separator: str = ","
    longest: int = 0
    inner_breaks: bool = False
    notes: tuple[str, ...] = ()
    frame: pl.DataFrame | None = None
    first_lines: NDArray[np.int64] | None = None


def of_table(table: Table) -> Source:
    """The source that a table in memory is."""
    names = tuple(table.frame.columns)
    return Source(
        table.source,
        table.form,
        table.frame.height,
        names,
        table.has_header,
        notes=table.notes,
        frame=table.frame,
        first_lines=table.first_lines,
    )


def open_source(path: str, encoding: str | None, most: int) -> Source | Table:
    """The table in a file: as a `Table` where it has at most `most` rows, else as a `Source`. Raises `DataError`.

    A pipe, which can be read only once, is held in memory like a table of any other kind.
    """
    form = form_of(path, encoding) if is_regular(path) else "other"
    if form == "parquet":
        found = _parquet(path)
        return found if found.rows > most else read_table(path, encoding=encoding)
    if form == "csv":
        with system_errors(path):
            shape = _shape(path) if _lines_beyond(path, most) else None
        if shape is not None and shape.rows > most:
            return shape
    table = read_table(path, encoding=encoding)
    if table.frame.height <= most:
        return table
    note = f"{path} is held in memory as a whole; UTF-8 text with plain quoting, and Parquet, are streamed"
    return replace(of_table(table), notes=(*table.notes, note))


def first_lines(source: Source, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """The physical line (from 1) on which each of these rows begins, `rows` ascending; None for parquet and frames."""
    if source.first_lines is not None:
        return source.first_lines[rows]
    if source.form != "csv":
        return None
    records = rows + source.has_header
    if not source.inner_breaks:
        return records + 1
    found, before, lines = [], 0, 0
    for block in _blocks(source.path):
        ends = _ends(block)
        wanted = records[(records >= before) & (records < before + len(ends))] - before
        starts = np.concatenate(([0], ends[:-1] + 1))
        breaks = positions(block, b"\n")
        found.append(lines + 1 + np.searchsorted(breaks, starts[wanted]))
        before, lines = before + len(ends), lines + len(breaks)
    return np.concatenate(found)


def _parquet(path: str) -> Source:
    import polars as pl

    from w2vcheck.errors import DataError

    try:
        lazy = pl.scan_parquet(path, glob=False)
        rows = int(lazy.select(pl.len()).collect().item())
        return Source(path, "parquet", rows, tuple(lazy.collect_schema()))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise DataError("a Parquet file", "a damaged one", "write or download it again", path) from error


def _lines_beyond(path: str, most: int) -> bool:
    """Whether a plain file has more lines than `most` rows and a header; false for a gzipped one."""
    lines = 0
    if Path(path).stat().st_size // 2 <= most:  # a row takes a character and a line break at least
        return False
    with Path(path).open("rb") as file:
        if file.peek(2).startswith(b"\x1f\x8b"):
            return False
        while lines <= most + 1 and (block := file.read(_BLOCK)):
            lines += block.count(b"\n")
    return lines > most


def _shape(path: str) -> Source | None:
    """The shape of UTF-8 text with plain quoting and records of one width; None for anything else."""
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    separator, width, rows, longest = "", 0, 0, 0
    has_header, inner = True, False
    for block in _blocks(path):
        if block.count(b"\r") != block.count(b"\r\n") or not _is_utf8(block):
            return None
        if not separator:
            suffix = Path(path.lower()).suffix
            separator = "\t" if suffix in {".tsv", ".tab"} else find_separator(block)
            found = header(block, separator, suffix, path)
            if found is None:
                return None
            has_header, names, notes = found
            width = len(names)
        quotes = positions(block, b'"')
        if not well_quoted(block, quotes, separator.encode()):
            return None
        ends = _ends(block, quotes)
        separators = positions(block, separator.encode())
        outside = separators[np.searchsorted(quotes, separators) % 2 == 0]
        widths = np.diff(np.searchsorted(outside, ends), prepend=0) + 1
        if np.any(widths != width):
            return None
        inner = inner or len(ends) < block.count(b"\n")
        longest = max(longest, int(np.diff(ends, prepend=-1).max(initial=0)))
        rows += len(ends)
    if width < 2:
        return None
    return Source(path, "csv", rows - has_header, names, has_header, separator, longest, inner, notes)


def _blocks(path: str) -> Iterator[bytes]:
    """The file, without byte order mark, in blocks of whole records that all end in a line break."""
    rest = b""
    with Path(path).open("rb") as file:
        if file.peek(3).startswith(b"\xef\xbb\xbf"):
            file.read(3)
        while new := file.read(_BLOCK):
            rest += new
            ends = _ends(rest)
            if len(ends):
                yield rest[: ends[-1] + 1]
                rest = rest[ends[-1] + 1 :]
            elif len(rest) > _LONGEST_RECORD:
                break
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def _ends(block: bytes, quotes: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Where records end in a block that begins with one: at line breaks with an even number of quotes before them."""
    quotes = positions(block, b'"') if quotes is None else quotes
    breaks = positions(block, b"\n")
    ends: NDArray[np.int64] = breaks[np.searchsorted(quotes, breaks) % 2 == 0] if len(quotes) else breaks
    return ends


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True
