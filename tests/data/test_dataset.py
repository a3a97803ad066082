from datetime import date
from pathlib import Path

import polars as pl
import pytest

from w2vcheck.data.dataset import QUOTED_ROWS, Dataset, dataset
from w2vcheck.data.table import from_frame, read_table, strings
from w2vcheck.errors import DataError
from w2vcheck.results import Location, Quote


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text('text,label\ngood,1\n"two\nlines",0\nbad,0\n', encoding="utf-8")
    Path("test.csv").write_text("label,text,extra\n1,fine,x\n0,poor,y\n", encoding="utf-8")
    return "data.csv", "test.csv"


def both(files: tuple[str, str]) -> Dataset:
    return dataset(read_table(files[0]), read_table(files[1]))


def test_one_table_is_all_there_is(files: tuple[str, str]) -> None:
    table = read_table(files[0])
    rows = dataset(table, None)

    assert rows.table is rows.data is table
    assert rows.test is None
    assert rows.rows == 3
    assert rows.frame.columns == ["text", "label"]


def test_the_test_rows_follow_the_others_by_the_names_of_the_columns(files: tuple[str, str]) -> None:
    rows = both(files)

    assert rows.rows == 5
    assert rows.frame.rows() == [("good", "1"), ("two\nlines", "0"), ("bad", "0"), ("fine", "1"), ("poor", "0")]
    assert (rows.data.source, rows.test and rows.test.source) == files


def test_places_are_lines_of_the_row_s_own_file(files: tuple[str, str]) -> None:
    assert both(files).places([0, 2, 3, 4], "text") == (
        Location("data.csv", 2, "text", 0),
        Location("data.csv", 5, "text", 2),  # the row before it takes two lines
        Location("test.csv", 2, "text", 0),
        Location("test.csv", 3, "text", 1),
    )
    assert dataset(read_table(files[0]), None).places([1]) == (Location("data.csv", 3, None, 1),)
    assert both(files).column_place("label") == Location("data.csv", 1, "label")


def test_frames_have_rows_but_no_lines() -> None:
    rows = dataset(from_frame(pl.DataFrame({"text": ["a", "b"], "label": [0, 1]})), None)

    assert rows.places([1]) == (Location("DataFrame", None, None, 1),)
    assert rows.column_place("label") == Location("DataFrame", None, "label")


def test_quotes_are_the_first_few() -> None:
    rows = dataset(from_frame(pl.DataFrame({"text": ["a", None, "c", "d", "e"], "label": [0, 1, 0, 1, 2]})), None)

    assert rows.quotes([4, 0, 2, 3], "text") == (Quote("e", 4), Quote("a", 0), Quote("c", 2))
    assert rows.quotes([4], "label") == (Quote("2", 4),)
    assert len(rows.quotes(range(5), "text")) == QUOTED_ROWS


def test_a_test_file_without_one_of_the_columns() -> None:
    data = from_frame(pl.DataFrame({"text": ["a"], "label": [1]}), "data.csv")
    test = from_frame(pl.DataFrame({"text": ["a"], "lable": [1]}), "test.csv")

    with pytest.raises(DataError) as caught:
        dataset(data, test)

    assert str(caught.value) == (
        "test.csv:1: expected the columns of data.csv (text, label), found no column 'label' among text, lable; "
        "give both files the same columns."
    )


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ([1, 2], ["1", "x"], ["1", "2", "1", "x"]),
        ([1, 2], [1.5, 2.0], ["1", "2", "1.5", "2"]),
        ([True, False], ["yes", "no"], ["true", "false", "yes", "no"]),
        ([None, None], ["yes", "no"], [None, None, "yes", "no"]),
        ([date(2020, 1, 2), date(2020, 1, 3)], ["2020-01-02", "then"], ["2020-01-02", "2020-01-03", "2020-01-02", "then"]),
    ],
)
def test_columns_of_different_types_are_put_under_each_other_as_text(
    one: list[object], other: list[object], together: list[str | None]
) -> None:
    data = from_frame(pl.DataFrame({"text": ["a", "b"], "label": one}))
    test = from_frame(pl.DataFrame({"text": ["c", "d"], "label": other}))

    assert strings(dataset(data, test).table, "label").to_list() == together


def test_columns_that_cannot_be_put_under_each_other() -> None:
    data = from_frame(pl.DataFrame({"text": ["a", "b"], "label": [[1], [2, 3]]}), "data.parquet")
    test = from_frame(pl.DataFrame({"text": ["c", "d"], "label": ["1", "2"]}), "test.parquet")

    with pytest.raises(DataError) as caught:
        dataset(data, test)

    assert str(caught.value) == (
        "test.parquet: expected column 'label' of the same type as in data.parquet (List(Int64)), found String; "
        "write both files the same way."
    )


def test_a_row_of_the_test_file_is_quoted_by_its_number_there() -> None:
    data = from_frame(pl.DataFrame({"text": ["a", "b"], "label": [0, 1]}))
    test = from_frame(pl.DataFrame({"text": ["c", None], "label": [0, 1]}), "test.csv")
    both = dataset(data, test)

    assert both.quotes([1, 2, 3], "text") == (Quote("b", 1), Quote("c", 0), Quote("(empty)", 1))
    assert [place.row for place in both.places([1, 2])] == [1, 0]
