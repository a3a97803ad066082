"""Rows and labels as somebody holds them in Python: lists, arrays, series and frames, as scikit-learn takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from w2vcheck.data.table import Table, from_frame
from w2vcheck.errors import DataError

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

SOURCE = "(X, y)"
"""What stands for the name of a file."""
TEST_SOURCE = "(X, y) of the test"


@dataclass(frozen=True, slots=True)
class GivenRows:
    """`table` holds the rows and their labels for the rules, `rows` is what was given, and `labels`, shape (rows,), the labels.

    `text` names the column of texts in the table, None where `features` are the columns of numbers. `framed` says that
    `rows` is a frame, with that column in it.
    """

    table: Table
    rows: object
    labels: NDArray[Any]
    label: str
    text: str | None
    features: tuple[str, ...]
    framed: bool


def given_rows(rows: object, labels: object, text: str | None = None, source: str = SOURCE) -> GivenRows:
    """Look at what was given: texts, numbers, or a frame of either; `text` names the column of texts in a frame.

    Raises:
        DataError: For anything else, and where rows and labels are not equally many.
    """
    import polars as pl

    answers = _labels(labels, source)
    frame, names, is_text = _as_frame(rows, text, source)
    if frame.height != len(answers):
        found = f"{frame.height:,} rows and {len(answers):,} labels"
        raise DataError("as many labels as rows", found, "give one label a row", source)
    label = _free(str(getattr(labels, "name", None) or "label"), frame.columns)
    column = pl.Series(label, [None if _is_missing(answer) else answer for answer in answers.tolist()], strict=False)
    table = from_frame(frame.with_columns(column), source)
    return GivenRows(
        table,
        rows,
        answers,
        label,
        names[0] if is_text else None,
        () if is_text else names,
        _narwhals(rows, frames=True) is not None,
    )


def stacked(one: GivenRows, other: GivenRows) -> GivenRows:
    """The rows of both, one under the other. Raises `DataError` where they are not of one kind."""
    if type(one.rows) is not type(other.rows) or (one.text, one.features) != (other.text, other.features):
        found = f"{_said(one)} and {_said(other)}"
        raise DataError("test rows of the same kind as the others", found, "give both alike", other.table.source)
    return replace(one, rows=_joined(one.rows, other.rows), labels=np.concatenate([one.labels, other.labels]))


def taken(rows: object, wanted: NDArray[np.int64]) -> object:
    """These rows, as an object of the same kind."""
    frame = _narwhals(rows, frames=True) or _narwhals(rows, frames=False)
    if frame is not None:
        return frame[wanted].to_native()
    if isinstance(rows, np.ndarray):
        return rows[wanted]
    return [cast("Sequence[object]", rows)[row] for row in wanted.tolist()]


def with_columns(rows: object, kept: Sequence[int]) -> object:
    """The rows with these columns alone, by position, as an object of the same kind."""
    frame = _narwhals(rows, frames=True)
    if frame is not None:
        return frame[:, list(kept)].to_native()
    if isinstance(rows, np.ndarray):
        return rows[:, list(kept)]
    return [[row[position] for position in kept] for row in cast("Sequence[Sequence[object]]", rows)]


def with_texts(given: GivenRows, texts: pl.Series) -> object:
    """The rows with other texts, as an object of the same kind."""
    import narwhals as nw

    frame = _narwhals(given.rows, frames=True)
    if frame is not None:
        column = nw.new_series(str(given.text), texts.to_list(), backend=frame.implementation)
        if frame.implementation.is_pandas():
            column = cast("Any", nw.maybe_set_index(column, index=nw.maybe_get_index(frame)))
        return frame.with_columns(column).to_native()
    series = _narwhals(given.rows, frames=False)
    if series is not None:
        changed = nw.new_series(series.name, texts.to_list(), backend=series.implementation)
        return changed.to_native()
    return np.array(texts.to_list(), dtype=object) if isinstance(given.rows, np.ndarray) else texts.to_list()


def _said(given: GivenRows) -> str:
    what = "texts" if given.text is not None else f"{len(given.features)} columns of numbers"
    return f"{what} in {type(given.rows).__name__}"


def _joined(one: object, other: object) -> object:
    import narwhals as nw

    frames = _narwhals(one, frames=True), _narwhals(other, frames=True)
    if frames[0] is not None and frames[1] is not None:
        return nw.concat([frames[0], frames[1].select(frames[0].columns)]).to_native()
    first, second = _narwhals(one, frames=False), _narwhals(other, frames=False)
    if first is not None and second is not None:
        name = first.name or "text"
        both = [first.alias(name).to_frame(), second.alias(name).to_frame()]
        return nw.concat(both).get_column(name).to_native()
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.concatenate([one, other])
    return [*cast("Sequence[object]", one), *cast("Sequence[object]", other)]


def _narwhals(rows: object, *, frames: bool) -> Any:
    """The rows behind narwhals, where they are an eager frame, or a series; else None."""
    import narwhals as nw

    found = nw.from_native(cast("Any", rows), pass_through=True, allow_series=True)
    kind = nw.DataFrame if frames else nw.Series
    return found if isinstance(found, kind) else None


def _labels(labels: object, source: str) -> NDArray[Any]:
    gaps = isinstance(labels, list | tuple) and any(map(_is_missing, labels))
    answers = np.asarray(labels, dtype=object if gaps else None)  # among texts numpy would make "nan" of a NaN
    if answers.ndim == 2 and answers.shape[1] == 1:
        answers = answers[:, 0]
    if answers.ndim != 1 or not len(answers):
        found = f"an array of shape {answers.shape}"
        raise DataError("one label a row, as y", found, "w2vcheck audits single-label classifiers", source)
    return answers


def _is_missing(answer: object) -> bool:
    return answer is None or type(answer).__name__ in {"NAType", "NaTType"} or (isinstance(answer, float) and isnan(answer))


def _as_frame(rows: object, text: str | None, source: str) -> tuple[pl.DataFrame, tuple[str, ...], bool]:
    """The rows as a polars frame, the columns that count, and whether they are one of texts."""
    import polars as pl

    if hasattr(rows, "tocsr"):
        advice = "put the vectorizer into the pipeline and give the texts, so that it is fitted on training rows alone"
        raise DataError("texts, or a dense table of numbers, as X", f"a sparse matrix of shape {_shape(rows)}", advice, source)
    frame = _narwhals(rows, frames=True)
    if frame is not None:
        return _of_frame(frame, text, source)
    if text is not None:
        raise DataError("a data frame as X, to find a column of texts in", type(rows).__name__, "leave text out", source)
    series = _narwhals(rows, frames=False)
    values = series.to_list() if series is not None else rows.tolist() if isinstance(rows, np.ndarray) else rows
    if not isinstance(values, Sequence) or isinstance(values, str) or not len(values):
        found = f"an object of type {type(rows).__name__}" if not isinstance(values, list | tuple) else "no row at all"
        raise DataError("texts, or a table of numbers, as X", found, "give a list, an array, or a data frame", source)
    if any(isinstance(value, str) for value in values) and all(value is None or isinstance(value, str) for value in values):
        name = str((series.name if series is not None else None) or "text")
        return pl.DataFrame({name: pl.Series(name, list(values), pl.String)}), (name,), True
    return _of_numbers(values, source)


def _of_numbers(values: Sequence[object], source: str) -> tuple[pl.DataFrame, tuple[str, ...], bool]:
    """Rows of numbers; their columns get the names that scikit-learn gives such: x0, x1 and so on."""
    import polars as pl

    try:
        matrix = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        first = next(iter(str(error).splitlines()), "")
        advice = "give a list of texts, or a table of numbers"
        raise DataError("texts, or rows of numbers, as X", f"neither ({first})", advice, source) from error
    if matrix.ndim != 2 or not matrix.shape[1]:
        advice = "give one row of numbers for each label"
        raise DataError("a table of numbers as X, rows by columns", f"an array of shape {matrix.shape}", advice, source)
    names = tuple(f"x{number}" for number in range(matrix.shape[1]))
    return pl.DataFrame(dict(zip(names, matrix.T, strict=True))), names, False


def _of_frame(frame: nw.DataFrame[Any], text: str | None, source: str) -> tuple[pl.DataFrame, tuple[str, ...], bool]:
    import polars as pl

    if len(frame.columns) == 1:  # a table has two columns at least; the labels are the other one
        table = pl.DataFrame({str(frame.columns[0]): frame[frame.columns[0]].to_list()}, strict=False)
    else:
        table = from_frame(frame.to_native(), source).frame
    if text is not None:
        if text not in table.columns:
            advice = f"there are {', '.join(table.columns[:12])}"
            raise DataError("a column of texts that exists", f"no column {text!r}", advice, source)
        return table, (text,), True
    numeric = [name for name, kind in table.schema.items() if kind.is_numeric() or kind == pl.Boolean]
    if len(numeric) == len(table.columns):
        return table.with_columns(pl.col(numeric).cast(pl.Float64)), tuple(numeric), False
    others = [name for name in table.columns if name not in numeric]
    if len(others) > 1 or numeric:
        found = f"{len(numeric)} of numbers and {len(others)} others"
        raise DataError("columns of numbers, or one of texts, in X", found, f"say which with text={others[0]!r}", source)
    return table, (others[0],), True


def _free(name: str, taken_names: Sequence[str]) -> str:
    """The name, or one like it that no column has."""
    while name in taken_names:
        name += "_"
    return name


def _shape(rows: object) -> str:
    return " × ".join(f"{size:,}" for size in getattr(rows, "shape", ()))
