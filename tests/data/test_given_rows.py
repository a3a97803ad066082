"""Rows as they are held in Python: every kind is read alike, taken alike and changed alike."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy.sparse import csr_matrix

from w2vcheck.data.given_rows import given_rows, stacked, taken, with_columns, with_texts
from w2vcheck.errors import DataError

TEXTS = ["red car", "blue car", "green bus", "old bus"]
LABELS = ["car", "car", "bus", "bus"]
KINDS_OF_TEXTS: dict[str, Callable[[list[str]], object]] = {
    "list": list,
    "tuple": tuple,
    "array": np.array,
    "object array": lambda texts: np.array(texts, dtype=object),
    "pandas series": lambda texts: pd.Series(texts, index=range(10, 10 + len(texts)), name="body"),
    "polars series": lambda texts: pl.Series("body", texts),
    "pandas frame": lambda texts: pd.DataFrame({"body": texts}, index=range(10, 10 + len(texts))),
    "polars frame": lambda texts: pl.DataFrame({"body": texts}),
    "pyarrow table": lambda texts: pa.table({"body": texts}),
}
NUMBERS = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
KINDS_OF_NUMBERS: dict[str, Callable[[list[list[float]]], object]] = {
    "lists": list,
    "array": np.array,
    "pandas frame": lambda rows: pd.DataFrame(rows, columns=["a", "b", "c"]),
    "polars frame": lambda rows: pl.DataFrame(rows, schema=["a", "b", "c"], orient="row"),
}


def cells(rows: object) -> list[object]:
    """The rows as plain lists, whatever holds them."""
    if isinstance(rows, pa.Table):
        return [list(row.values()) for row in rows.to_pylist()]
    if isinstance(rows, pl.DataFrame):
        return [list(row) for row in rows.rows()]
    if isinstance(rows, pd.DataFrame):
        return list(rows.to_numpy().tolist())
    return list(rows.tolist() if isinstance(rows, np.ndarray) else rows)  # type: ignore[arg-type]


def texts_of(rows: object) -> list[object]:
    return [cell[0] if isinstance(cell, list) else cell for cell in cells(rows)]


@pytest.mark.parametrize("make", KINDS_OF_TEXTS.values(), ids=KINDS_OF_TEXTS)
def test_texts_of_any_kind(make: Callable[[list[str]], object]) -> None:
    rows = make(TEXTS)

    given = given_rows(rows, LABELS)

    assert given.text in ("text", "body")
    assert given.features == ()
    assert given.table.frame[given.text].to_list() == TEXTS
    assert given.table.frame["label"].to_list() == LABELS
    assert given.rows is rows


@pytest.mark.parametrize("make", KINDS_OF_TEXTS.values(), ids=KINDS_OF_TEXTS)
def test_taking_and_changing_keeps_the_kind(make: Callable[[list[str]], object]) -> None:
    rows = make(TEXTS)
    given = given_rows(rows, LABELS)

    some = taken(rows, np.array([2, 0]))
    changed = with_texts(given, pl.Series(["a", "b", "c", "d"]))
    both = stacked(given, given_rows(make(["new"]), ["bus"])).rows

    assert texts_of(some) == ["green bus", "red car"]
    assert texts_of(changed) == ["a", "b", "c", "d"]
    assert texts_of(both) == [*TEXTS, "new"]
    assert texts_of(rows) == TEXTS
    if not isinstance(rows, tuple):
        assert type(some) is type(changed) is type(both) is type(rows)


@pytest.mark.parametrize("make", KINDS_OF_NUMBERS.values(), ids=KINDS_OF_NUMBERS)
def test_numbers_of_any_kind(make: Callable[[list[list[float]]], object]) -> None:
    rows = make(NUMBERS)

    given = given_rows(rows, [0, 1])

    assert given.text is None
    assert given.features in (("x0", "x1", "x2"), ("a", "b", "c"))
    assert given.table.frame.select(given.features).rows() == [tuple(row) for row in NUMBERS]
    assert cells(with_columns(rows, [0, 2])) == [[1.0, 3.0], [4.0, 6.0]]
    assert cells(taken(rows, np.array([1]))) == [NUMBERS[1]]
    assert cells(stacked(given, given_rows(make([[7.0, 8.0, 9.0]]), [1])).rows) == [*NUMBERS, [7.0, 8.0, 9.0]]


def test_a_frame_with_other_columns_names_its_texts() -> None:
    frame = pd.DataFrame({"body": TEXTS, "length": [1, 2, 3, 4]})

    given = given_rows(frame, pd.Series(LABELS, name="length"), text="body")

    assert given.text == "body"
    assert given.table.frame.columns == ["body", "length", "length_"]
    assert given.label == "length_"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT], ids=repr)
def test_missing_labels_are_none(missing: object) -> None:
    given = given_rows(TEXTS, ["car", missing, "bus", "bus"])

    assert given.table.frame["label"].to_list() == ["car", None, "bus", "bus"]


def test_labels_of_one_column() -> None:
    assert given_rows(TEXTS, np.array(LABELS).reshape(-1, 1)).labels.shape == (4,)


REFUSED: dict[str, tuple[object, object, str | None, str]] = {
    "too few labels": (TEXTS, LABELS[:3], None, "4 rows and 3 labels"),
    "several labels": (TEXTS, np.zeros((4, 2)), None, r"array of shape \(4, 2\)"),
    "no labels": (TEXTS, [], None, "one label a row"),
    "no rows": ([], LABELS, None, "no row at all"),
    "sparse": (csr_matrix(np.eye(4)), LABELS, None, "put the vectorizer into the pipeline"),
    "one text": ("red car", LABELS, None, "an object of type str"),
    "something else": (object(), LABELS, None, "an object of type object"),
    "mixed": ([["a", 1], ["b", 2]], LABELS, None, "texts, or rows of numbers"),
    "flat numbers": ([1, 2, 3, 4], LABELS, None, r"array of shape \(4,\)"),
    "text of a list": (TEXTS, LABELS, "body", "leave text out"),
    "no such column": (pd.DataFrame({"a": TEXTS, "b": TEXTS}), LABELS, "body", "there are a, b"),
    "two columns of texts": (pd.DataFrame({"a": TEXTS, "b": TEXTS}), LABELS, None, "say which with text='a'"),
    "texts and numbers": (pd.DataFrame({"n": [1, 2, 3, 4], "b": TEXTS}), LABELS, None, "say which with text='b'"),
}


@pytest.mark.parametrize(("rows", "labels", "text", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(rows: object, labels: object, text: str | None, says: str) -> None:
    with pytest.raises(DataError, match=says) as refused:
        given_rows(rows, labels, text)

    assert str(refused.value).count("\n") == 0


def test_two_kinds_do_not_go_together() -> None:
    with pytest.raises(DataError, match="same kind"):
        stacked(given_rows(TEXTS, LABELS), given_rows(np.array(TEXTS), LABELS))
    with pytest.raises(DataError, match="3 columns of numbers in ndarray"):
        stacked(given_rows(np.array(NUMBERS), [0, 1]), given_rows(np.array([[1.0], [2.0]]), [0, 1]))
