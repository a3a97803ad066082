"""Reading delimiter-separated text: Polars where nothing is suspicious, Python's csv module with strict shape otherwise."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from w2vcheck.data.files import Content, as_text
from w2vcheck.errors import DataError

SEPARATORS = (",", ";", "\t", "|")
_CHUNK = 1 << 22  # bytes looked at in one go: small enough for the cache of the processor


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a file as written, a header among them.

    `frame` has one String column per field, named "0", "1", …; empty fields are null. `first` is the first record.
    `starts`, shape (height,), is the physical line (from 1) on which each record begins.
    """

    frame: pl.DataFrame
    first: list[str]
    starts: NDArray[np.int64]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delimited:
    """A table read from delimited text; `first_lines`, shape (rows,), counts physical lines from 1."""

    frame: pl.DataFrame
    has_header: bool
    first_lines: NDArray[np.int64]
    notes: tuple[str, ...]


def read_delimited(content: Content) -> Delimited:
    """The table in `content`; raises `DataError` naming the line where it is none."""
    notes: list[str] = []
    separator = "\t" if content.suffix in {".tsv", ".tab"} else find_separator(content.data)
    if separator != "," and content.suffix not in {".tsv", ".tab"}:
        notes.append(_separator_note(separator))
    records = read_fast(content.data, separator) or read_careful(as_text(content), separator, content.source)
    notes += records.notes
    has_header, names, said = _names(records.first, content.source, int(records.starts[0]))
    frame, starts = records.frame, records.starts
    if has_header:
        frame, starts = frame.slice(1), starts[1:]
    frame.columns = names
    return Delimited(frame, has_header, starts, (*notes, *said))


def find_separator(data: bytes) -> str:
    """The separator that stands most often outside quotes in the first line that is not blank; the comma wins ties."""
    line = re.search(rb"[^\r\n]*\S[^\r\n]*", data)
    bare = re.sub(rb'"[^"]*"', b"", line.group()) if line else b""
    return max(SEPARATORS, key=lambda separator: bare.count(separator.encode()))


def read_fast(data: bytes, separator: str) -> Records | None:
    """What Polars reads, or None where it may have misread `data` (UTF-8) and the careful way has to judge.

    Polars reads well what RFC 4180 allows, but fills short records and blank lines with nulls, passes over some long ones,
    and misreads lone quotes and lone carriage returns. So the shape is counted here, on the bytes.
    """
    if data.startswith(b"\xef\xbb\xbf") or data.count(b"\r") != data.count(b"\r\n"):
        return None
    quotes = positions(data, b'"')
    if not well_quoted(data, quotes, separator.encode()):
        return None
    newlines = positions(data, b"\n")
    structural = np.flatnonzero(_outside(newlines, quotes))
    ends = newlines[structural]
    starts = np.concatenate(([1], structural + 2))
    if data.endswith(b"\n"):
        starts = starts[:-1]
    else:
        ends = np.append(ends, len(data))
    separators = positions(data, separator.encode())
    widths = np.diff(np.searchsorted(separators[_outside(separators, quotes)], ends), prepend=0) + 1
    if widths[0] == 1 or np.any(widths != widths[0]):
        return None
    schema = {str(i): pl.String for i in range(widths[0])}
    try:
        _, first = next(_records(data[: ends[0]].decode(), separator, strict=True))
        frame = pl.read_csv(data, has_header=False, schema=schema, separator=separator, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError, _BadQuotesError):  # also a name beyond the limit of csv
        return None
    if frame.height != len(starts):
        return None
    if quotes.size:
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    return Records(frame, first, starts)


def read_careful(table: str, separator: str, source: str) -> Records:
    """What Python's csv module reads, every record as wide as the first.

    Tab-separated text whose quotes do not work out is read with literal quotes where that gives equal widths. Raises
    `DataError` with the line of the first ragged record or of the quote that is never closed.
    """
    notes: tuple[str, ...] = ()
    with _long_fields(table):
        try:
            records = list(_records(table, separator, strict=True))
            problem = _ragged(records, separator, source)
        except _BadQuotesError as bad:
            records, problem, notes = _lenient(table, separator, source, bad.line)
        if separator == "\t" and '"' in table and (problem or notes):
            literal = list(_records(table, separator, literal=True))
            if _ragged(literal, separator, source) is None:
                records, problem, notes = literal, None, ("quotes read literally",)
    if problem:
        raise problem
    columns = zip(*(row for _, row in records), strict=True)
    frame = pl.DataFrame([pl.Series(str(i), [cell or None for cell in cells], pl.String) for i, cells in enumerate(columns)])
    return Records(frame, records[0][1], np.array([line for line, _ in records], np.int64), notes)


def positions(data: bytes, char: bytes) -> NDArray[np.int64]:
    """Where `char` stands in `data`, ascending."""
    if char not in data:
        return np.empty(0, np.int64)
    buffer, code = np.frombuffer(data, np.uint8), ord(char)
    return np.concatenate([np.flatnonzero(buffer[i : i + _CHUNK] == code) + i for i in range(0, len(data), _CHUNK)])


def _outside(positions: NDArray[np.int64], quotes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which positions stand outside quotes: those with an even number of quotes before them."""
    outside: NDArray[np.bool_] = np.searchsorted(quotes, positions) % 2 == 0
    return outside


def well_quoted(data: bytes, quotes: NDArray[np.int64], separator: bytes) -> bool:
    """Whether quotes surround whole fields only and are doubled inside them, so that every second one closes.

    An opening quote stands at the start of a field or is the second of a doubled pair; a closing one the other way round.
    """
    if len(quotes) % 2:
        return False
    if not len(quotes):
        return True
    buffer = np.frombuffer(data, np.uint8)
    opens, closes = quotes[::2], quotes[1::2]
    before = buffer[opens[1:] - 1] if opens[0] == 0 else buffer[opens - 1]
    after = buffer[closes[:-1] + 1] if closes[-1] == len(data) - 1 else buffer[closes + 1]
    edge_before = np.isin(before, list(separator + b'\n"'))
    edge_after = np.isin(after, list(separator + b'\r\n"'))
    return bool(edge_before.all() and edge_after.all())


class _BadQuotesError(Exception):
    """In the record that begins on `line` a quote is never closed, or text follows a closing one: `"x"y`."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@contextmanager
def _long_fields(table: str) -> Iterator[None]:
    """Lift the csv module's limit on fields, which is global, for as long as `table` is read."""
    before = csv.field_size_limit(min(len(table) + 2, 2**31 - 1))  # a C long, which has 32 bits on Windows
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _records(table: str, separator: str, *, strict: bool = False, literal: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, each with the physical line on which it begins."""
    reader = csv.reader(
        io.StringIO(table, newline=""),
        delimiter=separator,
        quoting=csv.QUOTE_NONE if literal else csv.QUOTE_MINIMAL,
        strict=strict,
    )
    start = 1
    try:
        for row in reader:
            if row and not (len(row) == 1 and re.fullmatch(r"[ \t]+", row[0])):
                yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        raise _BadQuotesError(start) from error


def _lenient(
    table: str, separator: str, source: str, bad: int
) -> tuple[list[tuple[int, list[str]]], DataError | None, tuple[str, ...]]:
    """Records read as csv and pandas read them by default: text after a closing quote belongs to the field.

    `bad` is the line of the first record whose quotes are wrong. A quote that is never closed remains an error.
    """
    records = list(_records(table + "\n\0", separator))  # a last line of our own ends up inside a quote that is open
    begun, last = records.pop()
    if last != ["\0"]:
        opened = begun + sum(_breaks(cell) for cell in last[:-1])
        found = "a quote that is never closed"
        return records, DataError("a closing quote", found, "close it, or double quotes inside a field", source, opened), ()
    if _ragged(records, separator, source):
        advice = 'double the quotes inside a field ("")'
        return records, DataError("a separator after a closing quote", "other text", advice, source, bad), ()
    return records, None, (f"line {bad}: text after a closing quote is read as part of its field",)


def _breaks(cell: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", cell))


def _ragged(records: Sequence[tuple[int, list[str]]], separator: str, source: str) -> DataError | None:
    """The error of the first record that is not as wide as the first one, or of a first one that has one column only."""
    line, first = records[0] if records else (1, [""])
    width = len(first)
    if width == 1:
        advice = "check the separator (comma, semicolon, tab and | are recognised)"
        if separator == "\t":
            advice = "separate the columns by tabs, or name the file .csv"
        return DataError("at least two columns", "one column", advice, source, line)
    for line, row in records:
        if len(row) != width:
            shown = "a tab" if separator == "\t" else f"'{separator}'"
            advice = f"give every line as many as the first has, and put text that contains {shown} in double quotes"
            return DataError(f"{width} fields", str(len(row)), advice, source, line)
    return None


def header(block: bytes, separator: str, suffix: str, source: str) -> tuple[bool, tuple[str, ...], tuple[str, ...]] | None:
    """Whether the first record is a header, the names of the columns, and what to tell the user.

    `block` holds whole records in UTF-8. None where the first record is not plainly quoted. Raises `DataError` for a header
    that names no columns, or two alike.
    """
    try:
        line, first = next(_records(block.decode(), separator, strict=True))
    except (_BadQuotesError, StopIteration):
        return None
    notes = [_separator_note(separator)] if separator != "," and suffix not in {".tsv", ".tab"} else []
    has_header, names, said = _names(first, source, line)
    return has_header, tuple(names), (*notes, *said)


def _separator_note(separator: str) -> str:
    return "separator tab" if separator == "\t" else f"separator '{separator}'"


def _names(first: list[str], source: str, line: int) -> tuple[bool, list[str], list[str]]:
    """Whether the first record is a header, the names of the columns, and what to tell the user."""
    numbered = [str(i) for i in range(len(first))]
    if all(_is_number(cell) for cell in first):
        if first == numbered and len(first) > 2:
            return True, numbered, [f"the first line, 0 to {len(first) - 1}, is taken as the header"]
        return False, numbered, [f"no header line: columns are named 0 to {len(first) - 1}"]
    said = []
    names = list(first)
    if not names[0]:
        names[0] = "unnamed: 0"  # the index that pandas writes
        said.append("the first column has no name: it is called 'unnamed: 0'")
    if "" in names:
        places = ", ".join(str(i + 1) for i, name in enumerate(names) if not name)
        raise DataError("a name for every column", f"none for column {places}", "complete the header line", source, line)
    doubled = [name for name, times in Counter(names).items() if times > 1]
    if doubled:
        shown = ", ".join(repr(name[:40]) for name in doubled[:3])
        raise DataError("different column names", f"{shown} more than once", "rename one", source, line)
    return True, names, said


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell
