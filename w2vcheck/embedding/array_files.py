"""Vectors in files that gensim does not write: numpy's arrays, and tables with a word and its numbers in each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from w2vcheck.embedding.gensim_pickle import DAMAGED_ARRAY
from w2vcheck.errors import DataError

if TYPE_CHECKING:
    import polars as pl

DAMAGED = (AssertionError, *DAMAGED_ARRAY)
"""What gensim and numpy raise at files that are not what they seem."""
SEPARATORS = (b",", b";", b"\t")
WORD_NAMES = 0.8
"""Share of column names that must be words for a table without words in its rows to have them in its columns."""
_NUMBERED = re.compile(r"[^\W\d]*[\W_]*\d+")
"""Names that only number a column: 17, v17, dim_17, feature-17."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A matrix and the words of its rows, None where the file does not name them.

    `across` says that the words stood above the columns, so that the file has a column for each word; here they are rows.
    """

    words: tuple[str | None, ...] | None
    matrix: NDArray[Any]
    form: str
    across: bool = False


def read_npz(stream: BufferedIOBase) -> Rows:
    """The arrays vectors and, unless these are of documents, words. Raises `DataError`, without a place."""
    try:
        with np.load(stream, allow_pickle=False) as arrays:
            matrix, words = arrays["vectors"], arrays.get("words")
    except DAMAGED as error:
        raise DataError(
            "a zip file of two plain arrays, vectors and words",
            "something else",
            "write it with np.savez(file, vectors=matrix, words=np.array(words, dtype=str))",
        ) from error
    if words is None:
        return Rows(None, matrix, "npz")
    if words.ndim != 1 or words.dtype.kind not in "US":
        raise DataError("words as text in the array words", f"an array of {words.dtype}", "use np.array(words, dtype=str)")
    listed = [word.decode("utf-8", "replace") if isinstance(word, bytes) else word for word in words.tolist()]
    return Rows(tuple(listed), matrix, "npz")


def read_npy(path: Path, stream: BufferedIOBase, *, compressed: bool) -> Rows:
    """An array, with the words in a text file beside it, one a line. A plain file stays on disk and is mapped into memory.

    Raises `DataError`, without a place.
    """
    try:
        matrix = np.load(stream, allow_pickle=False) if compressed else np.load(path, mmap_mode="r", allow_pickle=False)
    except DAMAGED as error:
        raise DataError("an array of numbers", "a damaged file or Python objects", "write it with np.save again") from error
    listed = next((each for each in word_lists(path) if each.is_file()), None)
    if listed is None:
        return Rows(None, matrix, "npy")
    try:
        lines = listed.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise DataError(f"words in UTF-8 in {listed.name!r}", "other bytes", "write one word a line, in UTF-8") from error
    return Rows(tuple(line.rstrip("\r") for line in (lines if lines[-1] else lines[:-1])), matrix, "npy")


def word_lists(path: Path) -> tuple[Path, Path]:
    """Where the words of an array may stand."""
    return path.with_suffix(".txt"), path.with_name("words.txt")


def separator_of(line: bytes) -> bytes | None:
    """What separates the fields of a table with this first line: the most frequent of comma, semicolon and tab.

    None where the line would have fewer than three fields.
    """
    best = max(SEPARATORS, key=line.count)
    return best if line.count(best) >= 2 else None


def read_csv(stream: BufferedIOBase, separator: bytes) -> Rows:
    """A table with the words in one column and numbers in all others, with or without a line of column names.

    Without a column of words the names of the columns are the words, where they look like it; a column that counts the rows
    is left out then. Raises `DataError`, without a place.
    """
    import polars as pl

    try:
        records = pl.read_csv(
            stream.read(), separator=separator.decode(), has_header=False, infer_schema=False, encoding="utf8-lossy"
        )
    except pl.exceptions.PolarsError as error:
        raise DataError("a table of words and numbers", "rows of different lengths", "write it again") from error
    names = _header(records)
    cells = records if names is None else records.slice(1)
    if not cells.height:
        raise DataError("rows of words and numbers", "the header line only", "write it again")
    columns = {position: _figures(cells.to_series(position)) for position in range(cells.width)}
    texts = [position for position, figures in columns.items() if figures is None]
    if len(texts) > 1:
        found = f"{len(texts):,} columns that hold other text"
        raise DataError("one column of words beside columns of numbers", found, "write the word and its numbers alone")
    if texts:
        words = cells.to_series(texts[0]).to_list()
        return Rows(tuple(words), _matrix(columns.values()), "CSV")
    if names is not None and _counts_rows(names[0], columns[0]):
        del columns[0]
    titles = [names[position] for position in columns] if names is not None else []
    if titles and _are_words(titles):
        return Rows(tuple(titles), _matrix(columns.values()).T, "CSV", across=True)
    return Rows(None, _matrix(columns.values()), "CSV")


def _header(records: pl.DataFrame) -> list[str] | None:
    """The first line, if it names the columns: its numbers count them, or it has words where all cells below are numbers."""
    first = [cell or "" for cell in records.row(0)]
    numeric = [number for cell in first if (number := _number(cell)) is not None]
    if len(numeric) > 1 and numeric in ([float(n) for n in range(len(numeric))], [float(n + 1) for n in range(len(numeric))]):
        return first
    below = [_figures(records.slice(1).to_series(position)) is not None for position in range(records.width)]
    named = [below[position] and bool(cell) and _number(cell) is None for position, cell in enumerate(first)]
    return first if any(named) or (records.height == 1 and not numeric) else None


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _figures(column: pl.Series) -> NDArray[np.float32] | None:
    """The cells as numbers, NaN where empty; None where any is no number, or all are empty."""
    import polars as pl

    values = column.cast(pl.Float64, strict=False)
    if values.null_count() > column.null_count() or column.null_count() == len(column):
        return None
    with np.errstate(over="ignore"):
        return values.fill_null(np.nan).to_numpy().astype(np.float32)


def _matrix(columns: Any) -> NDArray[np.float32]:
    return np.stack([figures for figures in columns if figures is not None], axis=1)


def _counts_rows(name: str, figures: NDArray[np.float32] | None) -> bool:
    """Whether this is the index that pandas writes: a column without a name that counts from 0."""
    unnamed = name in ("", "index") or name.startswith("Unnamed")
    return unnamed and figures is not None and bool((figures == np.arange(len(figures))).all())


def _are_words(names: Sequence[str]) -> bool:
    plain = sum(any(char.isalpha() for char in name) and not _NUMBERED.fullmatch(name) for name in names)
    return plain >= WORD_NAMES * len(names) and len(set(names)) == len(names)
