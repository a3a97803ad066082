import csv
import gzip
import io
import math
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from w2vcheck.data.delimited import read_careful, read_fast
from w2vcheck.data.table import Table, from_frame, lines, numbers, read_table, strings
from w2vcheck.errors import DataError

Read = Callable[..., Table]
Refusal = Callable[[str, str | bytes], str]
Quoting = Literal[0, 1]  # minimal, all


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Write a text or bytes to a file in the current folder and read it as a table."""
    monkeypatch.chdir(tmp_path)

    def read(name: str, data: str | bytes, **options: str) -> Table:
        Path(name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_table(name, **options)

    return read


@pytest.fixture
def refusal(read: Read) -> Refusal:
    def refusal(name: str, data: str | bytes) -> str:
        with pytest.raises(DataError) as caught:
            read(name, data)
        return str(caught.value)

    return refusal


def cells(table: Table) -> list[tuple[object, ...]]:
    return table.frame.rows()


# --- delimited text -------------------------------------------------------------------------------------------------------


def test_a_plain_table(read: Read) -> None:
    table = read("a.csv", "text,label\ngood food,1\nbad,0\n")
    assert table.frame.to_dict(as_series=False) == {"text": ["good food", "bad"], "label": ["1", "0"]}
    assert (table.source, table.form, table.has_header, table.notes) == ("a.csv", "csv", True, ())
    assert lines(table, [1, 0]) == [3, 2]


@pytest.mark.parametrize(
    ("name", "separator", "notes"),
    [
        ("a.csv", ";", ("separator ';'",)),
        ("a.csv", "\t", ("separator tab",)),
        ("a.txt", "|", ("separator '|'",)),
        ("a.txt", ",", ()),
        ("a.data", ";", ("separator ';'",)),
        ("a.tsv", "\t", ()),
        ("a.tab.gz", "\t", ()),
    ],
)
def test_separators(read: Read, name: str, separator: str, notes: tuple[str, ...]) -> None:
    data = separator.join(["text", "label"]) + "\n" + separator.join(["a, b", "1"]) + "\n"
    if separator == ",":
        data = data.replace("a, b", '"a, b"')
    table = read(name, gzip.compress(data.encode()) if name.endswith("gz") else data)
    assert cells(table) == [("a, b", "1")]
    assert table.notes == notes


def test_separators_inside_quotes_do_not_count_and_the_comma_wins_ties(read: Read) -> None:
    assert read("a.csv", '"a;b;c",d\n1,2\n').frame.columns == ["a;b;c", "d"]
    assert read("b.csv", "a;b,c\n1;2,3\n").frame.columns == ["a;b", "c"]


def test_a_first_line_of_numbers_is_no_header(read: Read) -> None:
    table = read("a.csv", "-0.1,2e-3,nan\n1,2,3\n")
    assert table.frame.columns == ["0", "1", "2"]
    assert cells(table) == [("-0.1", "2e-3", "nan"), ("1", "2", "3")]
    assert not table.has_header
    assert table.notes == ("no header line: columns are named 0 to 2",)
    assert lines(table, [0, 1]) == [1, 2]


def test_names_with_underscores_are_a_header_though_python_reads_them_as_numbers(read: Read) -> None:
    assert read("a.csv", "1_0,2_0\n1,2\n").frame.columns == ["1_0", "2_0"]


def test_only_one_byte_order_mark_is_taken_off(read: Read) -> None:
    assert read("a.csv", "\ufeff\ufefftext,label\na,1\n").frame.columns == ["\ufefftext", "label"]


def test_the_numbered_header_that_pandas_writes_is_a_header(read: Read) -> None:
    table = read("a.csv", pd.DataFrame(np.full((2, 3), 0.5)).to_csv(index=False))
    assert cells(table) == [("0.5",) * 3] * 2
    assert table.has_header
    assert table.notes == ("the first line, 0 to 2, is taken as the header",)


def test_the_index_that_pandas_writes(read: Read) -> None:
    table = read("a.csv", pd.DataFrame({"text": ["x"]}).to_csv())
    assert table.frame.columns == ["unnamed: 0", "text"]
    assert table.notes == ("the first column has no name: it is called 'unnamed: 0'",)


def test_names_that_are_missing_or_not_unique(refusal: Refusal) -> None:
    assert refusal("a.csv", "text,,x,\n1,2,3,4\n") == (
        "a.csv:1: expected a name for every column, found none for column 2, 4; complete the header line."
    )
    assert refusal("a.csv", "\n\na,b,a,b,c\n1,2,3,4,5\n") == (
        "a.csv:3: expected different column names, found 'a', 'b' more than once; rename one."
    )


def test_too_little(refusal: Refusal) -> None:
    assert refusal("a.csv", "text,label\n") == (
        "a.csv: expected rows of data, found the header line only; check how the table was written."
    )
    for data in ("text\ngood\n", "text\na, b\n", "text\n", '" "\n'):
        assert refusal("a.csv", data) == (
            "a.csv:1: expected at least two columns, found one column; "
            "check the separator (comma, semicolon, tab and | are recognised)."
        )
    assert refusal("a.tsv", "a,b\n1,2\n").endswith("separate the columns by tabs, or name the file .csv.")


@pytest.mark.parametrize(("row", "found"), [("3", 1), ("3,4,5", 3), ("3,4,,", 4), ('"3\n3",4,5', 3)])
def test_ragged_rows(refusal: Refusal, row: str, found: int) -> None:
    assert refusal("a.csv", f'a,b\n"1\n1",2\n\n{row}\n5,6\n') == (
        f"a.csv:5: expected 2 fields, found {found}; give every line as many as the first has, "
        "and put text that contains ',' in double quotes."
    )


def test_ragged_rows_that_add_up_are_still_ragged(refusal: Refusal) -> None:
    assert refusal("a.csv", "a,b\n1\n1,,\n").startswith("a.csv:2: expected 2 fields, found 1;")


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('3,4\n5,"x\n6,7', 5),
        ('3,4\n5,"x\n6,7\n\n', 5),
        ('3,4\n5,"6"\n7,"', 6),
        ('"3" x,4\n"5,6\n', 5),
    ],
)
def test_an_unclosed_quote_names_the_line_where_it_opens(refusal: Refusal, rows: str, line: int) -> None:
    assert refusal("a.csv", f'a,b\n"1\n1",2\n{rows}') == (
        f"a.csv:{line}: expected a closing quote, found a quote that is never closed; close it, or double quotes inside a field."
    )


def test_an_unclosed_quote_in_a_later_field_of_a_record_of_several_lines(refusal: Refusal) -> None:
    assert refusal("a.csv", 'a,b\n"1\n1","2\n3,4\n').startswith("a.csv:3: expected a closing quote")


def test_text_after_a_closing_quote_is_read_as_pandas_does(read: Read, refusal: Refusal) -> None:
    data = 'a,b\n1,2\n"x" y,"z"\n'
    table = read("a.csv", data)
    assert cells(table) == [("1", "2"), ("x y", "z")] == list(pd.read_csv(io.StringIO(data), dtype=str).itertuples(index=False))
    assert table.notes == ("line 3: text after a closing quote is read as part of its field",)
    assert refusal("a.csv", 'a,b\n1,2\n"He said "hi, all" twice",z\n') == (
        'a.csv:3: expected a separator after a closing quote, found other text; double the quotes inside a field ("").'
    )


def test_quotes_inside_a_field(read: Read) -> None:
    table = read("a.csv", 'a,b\n5" screen,2\n6",x\n7",y\n')
    assert cells(table) == [('5" screen', "2"), ('6"', "x"), ('7"', "y")]
    assert table.notes == ()


@pytest.mark.parametrize("row", ['"unclosed\t2', '"Hello" she said\t2', 'a "b" c\t2\n"u\t3'])
def test_lone_quotes_in_tab_separated_text_are_literal(read: Read, row: str) -> None:
    table = read("a.tsv", f"a\tb\n{row}\nzz\t4\n")
    assert cells(table) == [*(tuple(line.split("\t")) for line in row.split("\n")), ("zz", "4")]
    assert table.notes == ("quotes read literally",)
    assert lines(table, [0, len(cells(table)) - 1]) == [2, len(cells(table)) + 1]


def test_quotes_that_work_out_in_tab_separated_text_quote(read: Read, refusal: Refusal) -> None:
    table = read("a.tsv", 'a\tb\n"x\ty"\t"2\n2"\n')
    assert cells(table) == [("x\ty", "2\n2")]
    assert table.notes == ()
    assert refusal("b.tsv", 'a\tb\n"x\t2\n3\n').startswith("b.tsv:2: expected a closing quote")


def test_blank_lines_and_missing_cells(read: Read) -> None:
    table = read("a.csv", '\n\na,b\n\n1,\n""," "\n   \n,2\n\n')
    assert cells(table) == [("1", None), (None, " "), (None, "2")]
    assert lines(table, [0, 1, 2]) == [5, 6, 8]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(read: Read, newline: str) -> None:
    table = read("a.csv", newline.join(['a,"b', 'c"', "1,2", '"3', '3",4', "5,6"]))
    assert table.frame.columns == ["a", f"b{newline}c"]
    assert cells(table) == [("1", "2"), (f"3{newline}3", "4"), ("5", "6")]
    assert lines(table, [0, 1, 2]) == [3, 4, 6]


def test_a_very_long_field_and_the_limit_of_the_csv_module(read: Read) -> None:
    before = csv.field_size_limit()
    text = 'x"' * 200_000
    assert cells(read("a.csv", f"a,b\n{text},2\n")) == [(text, "2")]
    assert read("b.csv", f"{'n' * 200_000},b\n1,2\n").frame.columns == ["n" * 200_000, "b"]
    assert csv.field_size_limit() == before


def test_undecodable_bytes_and_the_encoding_option(read: Read, refusal: Refusal) -> None:
    data = b"text,label\ncaf\xe9,1\n"
    assert refusal("a.csv", data).startswith("a.csv:2: expected text in UTF-8, found bytes that are not (byte offset 14)")
    assert refusal("a.csv", b"\xff" + data).startswith("a.csv:1: expected text in UTF-8")
    assert cells(read("a.csv", data, encoding="latin-1")) == [("café", "1")]


TEXTS = st.text(st.one_of(st.sampled_from(',;"\n\r\t ab'), st.characters(codec="utf-8")), max_size=8)
ROWS = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=8))


def written(rows: list[list[str]], **dialect: Any) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, **dialect).writerows([[f"column {i}" for i in range(len(rows[0]))], *rows])
    return file.getvalue()


def expected(rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    return [tuple(cell or None for cell in row) for row in rows]


@settings(deadline=None, max_examples=200)
@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(",;\t|"))
def test_both_ways_read_what_csv_writes(rows: list[list[str]], newline: str, quoting: Quoting, separator: str) -> None:
    # Before Python 3.13 the writer leaves a carriage return unquoted where lines end in a line feed only.
    assume(newline == "\r\n" or quoting == csv.QUOTE_ALL or not any("\r" in cell for row in rows for cell in row))
    text = written(rows, lineterminator=newline, quoting=quoting, delimiter=separator)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    careful = read_careful(text, separator, "a.csv")
    assert careful.frame.rows() == expected(records) == expected([careful.first, *rows])
    fast = read_fast(text.encode(), separator)
    if text.count("\r") == text.count("\r\n"):
        assert fast is not None
    if fast is not None:
        assert fast.frame.equals(careful.frame)
        assert fast.first == careful.first
        assert fast.starts.tolist() == careful.starts.tolist()


@settings(deadline=None, max_examples=500)
@given(st.text(st.sampled_from('a,,"\n\n\r é'), max_size=30))
@example(",é\n\n é,,")
@example("\ufeffa,b\nc,d")
@example('6",x\n7",y\n')
@example('a,"b"\r\n"c"",",d')
def test_the_fast_way_never_guesses(text: str) -> None:
    fast = read_fast(text.encode(), ",") if text else None
    if fast is not None:
        careful = read_careful(text, ",", "a.csv")
        assert fast.frame.equals(careful.frame)
        assert fast.starts.tolist() == careful.starts.tolist()


@settings(deadline=None, max_examples=50)
@given(
    rows=ROWS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]), name=st.sampled_from(["a.csv", "a.csv.gz"])
)
def test_packing_and_encoding_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], encoding: str, name: str
) -> None:
    path = tmp_path_factory.mktemp("table") / name
    text = written(rows)
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    table = read_table(str(path))
    assert cells(table) == expected(rows)
    reader = csv.reader(io.StringIO(text, newline=""))
    begins = [reader.line_num + 1 for _ in reader]  # where the next record begins
    assert lines(table, range(len(rows))) == begins[:-1]


# --- JSON lines and Parquet -----------------------------------------------------------------------------------------------


def test_json_lines(read: Read) -> None:
    table = read(
        "a.jsonl",
        '{"text": "good\\nfood", "n": 1.0, "tokens": ["a", "é"]}\n\n{"n": 2.5, "ok": true, "text": ""}\r\n'
        '{"text": null, "n": NaN, "more": {"x": [1]}}\n{"n": -3, "text": "\\ud800 x"}',
    )
    assert table.frame.to_dict(as_series=False) == {
        "text": ["good\nfood", None, None, "\ufffd x"],
        "n": ["1", "2.5", None, "-3"],
        "tokens": ['["a", "é"]', None, None, None],
        "ok": [None, "true", None, None],
        "more": [None, None, '{"x": [1]}', None],
    }
    assert set(table.frame.dtypes) == {pl.String}
    assert (table.form, table.has_header, table.notes) == ("jsonl", True, ())
    assert lines(table, [0, 1, 2, 3]) == [1, 3, 4, 5]


def test_json_lines_packed_and_encoded(read: Read) -> None:
    table = read("a.ndjson.gz", gzip.compress('{"a": "é", "b": 1}\n'.encode("utf-16")))
    assert cells(table) == [("é", "1")]
    assert table.notes == ("read as UTF-16",)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"a": 1 "b": 2}', "2:9: expected a JSON object, found broken JSON (Expecting ',' delimiter)"),
        ('{"a": 1,', "2:"),
        ("[1, 2]", "2: expected a JSON object, found an array"),
        ('"a"', "2: expected a JSON object, found a string"),
        ("null", "2: expected a JSON object, found null"),
        ("17", "2: expected a JSON object, found a single value"),
        ('{"a": ' + "[" * 100_000, "2: expected a JSON object, found one that cannot be read"),
        ('{"a": ' + "1" * 10_000 + "}", "2: expected a JSON object, found one that cannot be read"),
    ],
)
def test_lines_that_are_no_objects(refusal: Refusal, line: str, found: str) -> None:
    said = refusal("a.jsonl", '{"a": 1, "b": 2}\n' + line + "\n")
    assert said.startswith(f"a.jsonl:{found}")
    assert said.endswith("; write one whole object a line, without line breaks in it.")


def test_json_lines_of_one_key(refusal: Refusal) -> None:
    assert refusal("a.jsonl", '{"a": 1}\n').startswith("a.jsonl: expected at least two columns, found one column ('a');")
    assert refusal("a.jsonl", "{}\n").startswith("a.jsonl: expected at least two columns, found none;")


def parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize("name", ["a.parquet", "a[1].parquet", "a.bin"])
def test_parquet(read: Read, name: str) -> None:
    frame = pl.DataFrame({"text": ["a", None], "label": [1, 2], "tokens": [["a"], []]})
    table = read(name, parquet(frame))
    assert table.frame.equals(frame)
    assert (table.source, table.form, table.notes) == (name, "parquet", ())
    assert lines(table, [0, 1]) == [None, None]


def test_damaged_and_empty_parquet(refusal: Refusal) -> None:
    whole = parquet(pl.DataFrame({"a": ["x"], "b": [1]}))
    for data in (whole[:-6], whole[: len(whole) // 2], b"PAR1" * 5):
        assert (
            refusal("a.parquet", data) == "a.parquet: expected a Parquet file, found a damaged one; write or download it again."
        )
    assert refusal("a.parquet", parquet(pl.DataFrame({"a": [], "b": []}))).startswith(
        "a.parquet: expected rows of data, found no rows;"
    )


# --- data frames ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table])
def test_frames_of_all_kinds(make: Callable[..., object]) -> None:
    table = from_frame(make({"text": ["a", None, ""], "label": [0, 1, 0], "x": [0.5, 1.0, 2.0]}))
    assert (table.source, table.form, table.has_header) == ("DataFrame", "frame", True)
    assert [strings(table, name).to_list() for name in table.frame.columns] == [
        ["a", None, None],
        ["0", "1", "0"],
        ["0.5", "1", "2"],
    ]
    assert numbers(table, "text") is None
    found = numbers(table, "x")
    assert found is not None
    assert found.tolist() == [0.5, 1.0, 2.0]
    assert lines(table, [2]) == [None]


def test_pandas_columns_that_have_no_one_type() -> None:
    frame = pd.DataFrame(
        {
            0: [1, "x", None, 2.0],
            1: [True, None, [1, "é"], float("nan")],
            "category": pd.Categorical(["a", None, "b", "a"]),
            "nullable": pd.array([1, None, 3, 4], dtype="Int64"),
            "day": pd.to_datetime(["2020-01-02", None, "2020-01-02", "2020-01-02"]),
            "half": pd.Series(["\ud800", "x", "y", "z"], dtype=object),
            "vector": [np.array([0.5, 1.0])] * 4,
            "complex": np.ones(4, np.complex128),
        }
    )
    table = from_frame(frame, "frame of tests")
    assert {name: strings(table, name).to_list() for name in table.frame.columns} == {
        "0": ["1", "x", None, "2"],
        "1": ["true", None, '[1, "é"]', None],
        "category": ["a", None, "b", "a"],
        "nullable": ["1", None, "3", "4"],
        "day": ["2020-01-02 00:00:00", None, "2020-01-02 00:00:00", "2020-01-02 00:00:00"],
        "half": ["\ufffd", "x", "y", "z"],
        "vector": ["[0.5, 1.0]"] * 4,
        "complex": ["(1+0j)"] * 4,
    }
    assert table.source == "frame of tests"


@pytest.mark.parametrize("native", [None, 1, "data.csv", {"a": [1]}, np.eye(2), pl.Series([1]), pd.Series([1])])
def test_what_is_no_frame(native: object) -> None:
    with pytest.raises(DataError, match=f"expected a data frame, found an object of type {type(native).__name__};"):
        from_frame(native)


def test_frames_that_are_no_tables() -> None:
    with pytest.raises(DataError, match="expected different column names, found one name more than once"):
        from_frame(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(DataError, match="expected different column names, found one name more than once"):
        from_frame(pd.DataFrame([[1, 2]], columns=[1, "1"]))
    with pytest.raises(DataError, match=r"expected at least two columns, found one column \('a'\)"):
        from_frame(pl.DataFrame({"a": [1]}))
    with pytest.raises(DataError, match="expected at least two columns, found none"):
        from_frame(pd.DataFrame())
    with pytest.raises(DataError, match="expected rows of data, found no rows"):
        from_frame(pl.DataFrame({"a": [], "b": []}))


# --- columns --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "dtype", "text"),
    [
        ([" a ", "", None], pl.String, [" a ", None, None]),
        ([1, -2, None], pl.Int64, ["1", "-2", None]),
        ([1.0, 0.1, float("nan")], pl.Float64, ["1", "0.1", None]),
        ([1.0, 1e-7, None], pl.Float64, ["1", "1e-07", None]),
        ([0.1, 2.0, 3.0], pl.Float32, ["0.1", "2", "3"]),
        ([float("inf"), -0.5, 1e22], pl.Float64, ["inf", "-0.5", "1e+22"]),
        ([True, False, None], pl.Boolean, ["true", "false", None]),
        (["a", "", None], pl.Categorical, ["a", None, None]),
        ([[1, 2], [], None], pl.List(pl.Int64), ["[1, 2]", "[]", None]),
        ([["a"], ["é"], None], pl.List(pl.String), ['["a"]', '["é"]', None]),
        ([{"x": 1}, {"x": None}, None], pl.Struct({"x": pl.Int64}), ['{"x": 1}', '{"x": null}', None]),
        ([datetime(2020, 1, 2, 3), None, None], pl.Datetime, ["2020-01-02 03:00:00", None, None]),  # noqa: DTZ001 - cells have no time zone
        ([b"a", b"\xff", None], pl.Binary, ["a", "\ufffd", None]),
        ([None, None, None], pl.Null, [None, None, None]),
    ],
)
def test_strings(values: list[object], dtype: pl.DataType, text: list[str | None]) -> None:
    series = strings(from_frame(pl.DataFrame({"a": pl.Series(values, dtype=dtype), "b": [1, 2, 3]})), "a")
    assert series.dtype == pl.String
    assert series.to_list() == text


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["1", "-2.5", "1e3", "+4", ".5"], [1.0, -2.5, 1000.0, 4.0, 0.5]),
        (["nan", "inf", "-inf", "", None], [math.nan, math.inf, -math.inf, math.nan, math.nan]),
        ([None, "", None, None, "7"], [math.nan] * 4 + [7.0]),
        ([1, None, 3, 4, 5], [1.0, math.nan, 3.0, 4.0, 5.0]),
        ([0.5, None, 3.0, 4.0, math.nan], [0.5, math.nan, 3.0, 4.0, math.nan]),
        ([None] * 5, [math.nan] * 5),
    ],
)
def test_numbers(values: list[object], found: list[float]) -> None:
    array = numbers(from_frame(pl.DataFrame({"a": values, "b": range(5)})), "a")
    assert array is not None
    assert array.dtype == np.float64
    assert array.flags.writeable
    np.testing.assert_array_equal(array, found)


@pytest.mark.parametrize("cell", [" 1", "1 ", "'-1'", "1_000", "1,5", "0x10", "x", "-", " ", True, [1.0]])
def test_what_is_no_number(cell: object) -> None:
    assert numbers(from_frame(pl.DataFrame({"a": [cell, cell], "b": [1, 2]})), "a") is None
    if isinstance(cell, str):
        assert numbers(from_frame(pl.DataFrame({"a": ["1", cell], "b": [1, 2]})), "a") is None


def test_texts_of_a_file_and_of_a_frame_agree(read: Read) -> None:
    frame = pl.DataFrame({"n": [1.0, 0.1, 1e-7], "k": [1, 2, 3], "ok": [True, False, True]})
    table = read("a.jsonl", frame.write_ndjson())
    for name in frame.columns:
        assert strings(table, name).to_list() == strings(from_frame(frame), name).to_list()


def test_importing_a_table_for_its_type_is_light() -> None:
    loaded = "import sys, w2vcheck.data.table; print(*{'polars', 'narwhals', 'numpy', 'pandas'} & set(sys.modules))"
    root = str(Path(__file__).parents[2])
    assert subprocess.run([sys.executable, "-c", loaded], cwd=root, check=True, capture_output=True, text=True).stdout == "\n"


def test_dates_that_python_does_not_have_are_text_by_their_distance(tmp_path: Path) -> None:
    """Spark and Parquet have the years 0 and 200000; other columns of such a table can be audited all the same."""
    days = pl.Series("day", [0, 2_932_896, 2_932_897, 73_000_000, None], pl.Int32).cast(pl.Date)
    moments = pl.Series("at", [0, 253_402_300_799_999, 253_402_300_800_000, -(2**62), None], pl.Int64).cast(pl.Datetime("ms"))
    pl.DataFrame([days, moments]).write_parquet(tmp_path / "a.parquet")

    table = read_table(str(tmp_path / "a.parquet"))

    assert strings(table, "day").to_list() == [
        "1970-01-01", "9999-12-31", "2932897 days from 1970-01-01", "73000000 days from 1970-01-01", None,
    ]  # fmt: skip
    assert strings(table, "at").to_list() == [
        "1970-01-01 00:00:00", "9999-12-31 23:59:59.999000", "253402300800000 ms from 1970-01-01",
        f"{-(2**62)} ms from 1970-01-01", None,
    ]  # fmt: skip


def test_values_beyond_python_inside_lists_are_a_sentence(tmp_path: Path) -> None:
    lists = pl.Series("l", [[10_000_000]], pl.List(pl.Int32)).cast(pl.List(pl.Date))
    pl.DataFrame([lists, pl.Series("b", [1])]).write_parquet(tmp_path / "a.parquet")
    table = read_table(str(tmp_path / "a.parquet"))

    with pytest.raises(DataError, match=r"found List\(Date\) beyond the range of Python in column 'l'"):
        strings(table, "l")
