"""Which files an engine is trusted with, and that their shape is counted right."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hostile_tables import hostile, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from w2vcheck.data.engines import source
from w2vcheck.data.engines.source import Source, first_lines, open_source
from w2vcheck.data.table import Table, read_table
from w2vcheck.errors import DataError

CELL = st.text(st.sampled_from('ab ,;"\n\t\x00é🙂'), max_size=12)


def opened(path: str, most: int = 0, encoding: str | None = None) -> Source:
    found = open_source(path, encoding, most)
    assert isinstance(found, Source)
    return found


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=12), block=st.integers(1, 40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_rows_and_their_lines_are_those_of_the_reader(
    folder: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, ...]], block: int
) -> None:
    """However the blocks fall."""
    monkeypatch.setattr(source, "_BLOCK", block)
    path = write("data.csv", rows)
    table = read_table(path)

    found = opened(path)
    lines = first_lines(found, np.arange(found.rows))

    assert found.rows == table.frame.height
    assert list(found.names) == table.frame.columns
    assert lines is not None
    assert table.first_lines is not None
    assert lines.tolist() == table.first_lines.tolist()
    assert folder.exists()


@pytest.mark.usefixtures("folder")
def test_a_plain_file_is_streamed_and_a_small_one_is_held() -> None:
    path = write("data.csv", hostile(300))

    assert opened(path, 299).frame is None
    assert isinstance(open_source(path, None, 300), Table)


@pytest.mark.usefixtures("folder")
def test_line_breaks_inside_texts_are_no_rows() -> None:
    path = write("data.csv", [("one\ntwo\nthree", "a")] * 100, ("text", "label"))

    assert isinstance(open_source(path, None, 150), Table)
    assert opened(path, 99).inner_breaks


@pytest.mark.usefixtures("folder")
def test_a_short_record_is_an_error_with_its_line_not_a_null() -> None:
    path = write("data.csv", hostile(50))
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("only a text,spam\n")

    with pytest.raises(DataError, match="expected 3 fields, found 2") as caught:
        open_source(path, None, 10)
    assert caught.value.line == len(Path(path).read_text(encoding="utf-8").split("\n")) - 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("case", ["lenient quotes", "latin-1", "gzip", "blank lines", "JSON lines"])
def test_what_engines_read_differently_is_held_in_memory_and_said(case: str) -> None:
    text, path, encoding = "text,label\n" + "a few words,x\n" * 60, "data.csv", None
    match case:
        case "lenient quotes":
            Path(path).write_text(text + '"quoted" and more,x\n', encoding="utf-8")
        case "latin-1":
            Path(path).write_text(text + "café,x\n", encoding="latin-1")
            encoding = "latin-1"
        case "gzip":
            path = "data.csv.gz"
            Path(path).write_bytes(gzip.compress((text + "word,x\n").encode()))
        case "blank lines":
            Path(path).write_text(text + "\nword,x\n", encoding="utf-8")
        case _:
            path = "data.jsonl"
            Path(path).write_text('{"text": "a few words", "label": "x"}\n' * 61, encoding="utf-8")

    found = opened(path, 20, encoding)

    assert found.frame is not None
    assert found.rows == found.frame.height == 61
    assert "is held in memory as a whole" in found.notes[-1]


@pytest.mark.usefixtures("folder")
def test_separators_headers_and_byte_order_marks_are_those_of_the_reader() -> None:
    Path("numbers.csv").write_text("0.5;1\n0.25;0\n" * 20, encoding="utf-8")
    Path("marked.csv").write_text("text,label\n" + "wörter,x\n" * 40, encoding="utf-8-sig")
    Path("tabs.tsv").write_text("text\tlabel\n" + "a, b\tx\n" * 40, encoding="utf-8")

    for path in ("numbers.csv", "marked.csv", "tabs.tsv"):
        table, found = read_table(path), opened(path)
        assert (found.has_header, list(found.names), found.rows) == (table.has_header, table.frame.columns, table.frame.height)
        assert found.notes == table.notes


@pytest.mark.usefixtures("folder")
def test_a_damaged_parquet_file_is_a_sentence() -> None:
    Path("data.parquet").write_bytes(b"PAR1" + b"\0" * 400)

    with pytest.raises(DataError, match="expected a Parquet file, found a damaged one"):
        open_source("data.parquet", None, 0)
