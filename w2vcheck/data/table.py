"""The table: what a data file or data frame holds, column by column, and where its rows stand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

from w2vcheck.data.files import Content, as_text, load
from w2vcheck.errors import DataError

if TYPE_CHECKING:  # importing a Table for its type must not import Polars
    import narwhals as nw
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A data file or data frame with at least two columns and one row.

    `frame` has String columns only where `form` is csv or jsonl, null where a cell is missing or empty; parquet and frame
    keep their types (use `strings` and `numbers`). `source` is the path as the user wrote it, or "DataFrame". `notes` are
    what the reader decided and the user should know. `first_lines`, shape (rows,), is the physical line (from 1) on which
    each row begins; None for parquet and frames.
    """

    frame: pl.DataFrame
    source: str
    form: str
    has_header: bool
    notes: tuple[str, ...] = ()
    first_lines: NDArray[np.int64] | None = None


def read_table(path: str, *, encoding: str | None = None) -> Table:
    """The table in a .csv, .tsv, .tab, .txt, .jsonl, .ndjson or .parquet file, the text ones also gzipped.

    Files of other names are judged by their content. Separator, header and encoding are found out; `encoding` names the
    encoding of a text file that is neither UTF-8 nor marked. Raises `DataError`.
    """
    content = load(path, encoding)
    match content.form:
        case "parquet":
            table = _read_parquet(path)
        case "jsonl":
            table = _read_json_lines(content)
        case _:
            from w2vcheck.data.delimited import read_delimited

            read = read_delimited(content)
            table = Table(read.frame, path, "csv", read.has_header, (*content.notes, *read.notes), read.first_lines)
    return _checked(table)


def from_frame(native: object, source: str = "DataFrame") -> Table:
    """The table in a data frame that narwhals knows (pandas, Polars, PyArrow, …); a lazy one is collected.

    Raises `DataError` for anything else.
    """
    import narwhals as nw
    import polars as pl
    from narwhals.exceptions import DuplicateError

    try:
        frame = nw.from_native(cast("Any", native))
        eager = frame.collect(backend="polars") if isinstance(frame, nw.LazyFrame) else frame
        columns = list(eager.iter_columns())
    except TypeError as error:
        found = f"an object of type {type(native).__name__}"
        raise DataError("a data frame", found, "give one of pandas, Polars or PyArrow", source) from error
    except DuplicateError as error:
        raise DataError("different column names", "one name more than once", "rename one of the columns", source) from error
    if eager.implementation.is_polars():
        return _checked(Table(cast("pl.DataFrame", eager.to_native()), source, "frame", has_header=True))
    names = [str(column.name) for column in columns]
    if len(set(names)) < len(names):
        raise DataError("different column names", "one name more than once", "rename one of the columns", source)
    polars = pl.DataFrame([_series(name, column) for name, column in zip(names, columns, strict=True)])
    return _checked(Table(polars, source, "frame", has_header=True))


def strings(table: Table, column: str) -> pl.Series:
    """The cells of a column as text, not stripped; null where missing, empty or NaN.

    Whole numbers have no ".0", truth values are "true" and "false", lists and structs are JSON.
    """
    import polars as pl

    series = table.frame[column]
    match series.dtype:
        case pl.String:
            text = series
        case pl.Categorical | pl.Enum:
            text = series.cast(pl.String)
        case dtype if dtype.is_integer() or dtype == pl.Boolean:
            text = series.cast(pl.String)
        case dtype if dtype.is_float() and not series.null_count():
            text = pl.Series(column, [_text(cell) for cell in series.to_numpy()], pl.String)
        case pl.Date | pl.Datetime:
            text = _dates(series)
        case _:
            text = pl.Series(column, [_text(cell) for cell in _cells(series, table.source)], pl.String)
    return text.replace("", None) if (text == "").any() else text


def numbers(table: Table, column: str) -> NDArray[np.float64] | None:
    """The cells of a column as numbers, shape (rows,), NaN where missing; None where any other cell is no number.

    A cell counts as it stands: "nan" and "inf" are numbers, " 1" and "'1'" are not.
    """
    import numpy as np
    import polars as pl

    series = table.frame[column]
    if series.dtype.is_numeric() or series.dtype == pl.Null:
        values = series.cast(pl.Float64)
    elif series.dtype in (pl.String, pl.Categorical, pl.Enum):
        text = strings(table, column)
        values = text.cast(pl.Float64, strict=False)
        if values.null_count() > text.null_count():
            return None
    else:
        return None
    return values.fill_null(np.nan).to_numpy(writable=True)


def lines(table: Table, rows: Sequence[int]) -> list[int | None]:
    """The physical line (from 1) on which each of these data rows (from 0) begins; None for parquet and frames."""
    if table.first_lines is None:
        return [None] * len(rows)
    return [int(table.first_lines[row]) for row in rows]


_UNITS_OF_A_DAY = {"days": 1, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
"""How many units of time a day has."""
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""The first of January of the year 1 and the last of December 9999, counted from 1970-01-01: no other dates exist in Python."""


def _dates(series: pl.Series) -> pl.Series:
    """Dates and times of day as text; those beyond the years 1 to 9999, which Python has not, by their distance from 1970."""
    import polars as pl

    stamps = series.to_physical()
    unit = series.dtype.time_unit if isinstance(series.dtype, pl.Datetime) else "days"
    a_day = _UNITS_OF_A_DAY[unit]
    margin = a_day if isinstance(series.dtype, pl.Datetime) and series.dtype.time_zone else 0  # a day may begin earlier there
    beyond = (stamps < _FIRST_DAY * a_day + margin) | (stamps > (_LAST_DAY + 1) * a_day - 1 - margin)
    if not beyond.any():
        return pl.Series(series.name, [_text(cell) for cell in series.to_list()], pl.String)
    within = series.set(beyond.fill_null(value=False), None).to_list()
    cells = zip(within, stamps.to_list(), beyond.to_list(), strict=True)
    said = [f"{stamp} {unit} from 1970-01-01" if odd else _text(cell) for cell, stamp, odd in cells]
    return pl.Series(series.name, said, pl.String)


def _cells(series: pl.Series, source: str) -> list[object]:
    """The cells of a column as objects of Python. Raises `DataError` for what Python has no object for."""
    import polars as pl

    try:
        return series.to_list()
    except (pl.exceptions.PanicException, OverflowError, ValueError) as error:  # a date of the year 99999 in a list
        found = f"{series.dtype} beyond the range of Python in column {series.name!r}"
        raise DataError("values that can be read", found, "write that column as text, or leave it out", source) from error


def _checked(table: Table) -> Table:
    """The table itself; raises `DataError` where it has fewer than two columns or no rows."""
    if table.frame.width < 2:
        found = f"one column ({table.frame.columns[0][:40]!r})" if table.frame.width else "none"
        raise DataError("at least two columns", found, "give texts or features together with their labels", table.source)
    if not table.frame.height:
        found = "the header line only" if table.form == "csv" else "no rows"
        raise DataError("rows of data", found, "check how the table was written", table.source)
    return table


def _read_parquet(path: str) -> Table:
    import polars as pl

    try:
        frame = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise DataError("a Parquet file", "a damaged one", "write or download it again", path) from error
    return Table(frame, path, "parquet", has_header=True)


def _read_json_lines(content: Content) -> Table:
    """One record per line; a key that a record lacks is null there, nested values are kept as JSON text."""
    import numpy as np
    import polars as pl

    records: list[dict[str, object]] = []
    first_lines: list[int] = []
    for number, line in enumerate(as_text(content).split("\n"), start=1):
        if line.strip():
            records.append(_json_object(line, content.source, number))
            first_lines.append(number)
    keys = {_sound(key): key for record in records for key in record}
    columns = {name: [_text(record.get(key)) or None for record in records] for name, key in keys.items()}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return Table(frame, content.source, "jsonl", True, content.notes, np.array(first_lines, np.int64))


def _json_object(line: str, source: str, number: int) -> dict[str, object]:
    advice = "write one whole object a line, without line breaks in it"
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        found = f"broken JSON ({error.msg})"
        raise DataError("a JSON object", found, advice, source, number, error.colno) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
        raise DataError("a JSON object", "one that cannot be read", advice, source, number) from error
    if not isinstance(record, dict):
        found = {list: "an array", str: "a string", type(None): "null"}.get(type(record), "a single value")
        raise DataError("a JSON object", found, advice, source, number)
    return record


def _series(name: str, column: nw.Series[Any]) -> pl.Series:
    """A column of another library. What Polars has no one type for, such as words among numbers, becomes text."""
    import polars as pl

    missing = column.is_null().to_list()
    if (column.dtype.is_integer() or column.dtype.is_float()) and not any(missing):
        return pl.Series(name, column.to_numpy())
    cells = [None if gone else _plain(cell) for cell, gone in zip(column.to_list(), missing, strict=True)]
    try:
        series = pl.Series(name, cells)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        series = pl.Series(name, cells, pl.Object)
    return pl.Series(name, [_text(cell) for cell in cells], pl.String) if series.dtype == pl.Object else series


def _plain(cell: object) -> object:
    """A NumPy array or scalar inside a column as the list or number it stands for."""
    return cell.tolist() if hasattr(cell, "tolist") else cell


def _text(cell: object) -> str | None:
    """One cell as text, null for None and NaN."""
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN is not equal to itself
        return None
    match cell:
        case str():
            text = cell
        case bool():
            text = str(cell).lower()
        case Real():  # also NumPy's, in the fewest digits of their own precision
            text = str(cell).removesuffix(".0")
        case bytes():
            text = cell.decode("utf-8", "replace")
        case Mapping() | list() | tuple():
            text = json.dumps(cell, ensure_ascii=False, default=str)
        case _:
            text = str(cell)
    return _sound(text)


def _sound(text: str) -> str:
    """`text` with lone surrogates, which JSON can write and UTF-8 cannot, replaced by U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
