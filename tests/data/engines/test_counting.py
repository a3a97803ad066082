"""Counts of an engine against those of the rows held in memory, and against each other."""

import re
import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hostile_tables import hostile, write

from w2vcheck import audit
from w2vcheck.artefacts import Store, silent
from w2vcheck.data.counts import OF_ALL_ROWS, WholeTable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.engines.engine import Choice, start
from w2vcheck.data.engines.source import Source, of_table, open_source
from w2vcheck.data.engines.whole import read
from w2vcheck.data.table import from_frame, read_table
from w2vcheck.errors import DataError
from w2vcheck.report.json_report import render
from w2vcheck.settings import Settings, override


def counted(path: str, engine: str = "polars", *, test: str | None = None, size: int = 100, **options: object) -> Dataset:
    settings = override(Settings(), {key.replace("_", ".", 1): value for key, value in options.items()})
    sources = [open_source(name, None, 0) for name in (path, test) if name is not None]
    first, *more = [one if isinstance(one, Source) else of_table(one) for one in sources]
    running = start(Choice(engine))
    try:
        return read(running, first, more[0] if more else None, settings, silent, size)
    finally:
        running.close()


def whole_of(data: Dataset) -> WholeTable:
    assert data.whole is not None
    return data.whole


def plain(value: object) -> object:
    """Counts without their example rows, which engines choose by group and the reader by row."""
    left_out = {
        "data",
        "first",
        "first_wordless",
        "first_placeholders",
        "first_missing",
        "first_spelled",
        "pairs",
        "worst",
        "held",
    }
    return {
        field.name: np.asarray(getattr(value, field.name)).tolist()
        for field in fields(value)  # type: ignore[arg-type]
        if field.name not in {*left_out, "most"}
    }


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_an_engine_counts_what_the_rows_in_memory_have(engine: str, seed: int) -> None:
    path = write("data.csv", hostile(900, seed))
    store = Store({Dataset: dataset(read_table(path), None), Settings: Settings()})
    found = whole_of(counted(path, engine))
    by_kind: dict[type, Any] = {type(value): value for value in (getattr(found, field.name) for field in fields(found))}

    for kind in OF_ALL_ROWS:
        assert plain(by_kind[kind]) == plain(store.get(kind)), kind.__name__
    assert [most.times for most in by_kind[OF_ALL_ROWS[4]].most] == [most.times for most in store.get(OF_ALL_ROWS[4]).most]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("seed", range(3))
def test_the_report_is_the_same_from_polars_and_duckdb(seed: int) -> None:
    path = write("data.csv", hostile(900, seed))

    reports = [audit(path, engine=engine, ladder=False, options={"data.sample_rows": 120}) for engine in ("polars", "duckdb")]

    assert render(reports[0]) == render(reports[1])
    assert reports[0].subject.rows == 900
    assert {finding.code for finding in reports[0].findings} >= {"W2V101", "W2V102", "W2V103", "W2V107", "W2V108", "W2V302"}
    assert not reports[0].crashed


@pytest.mark.usefixtures("folder")
def test_parquet_is_counted_like_the_text_it_was_written_from() -> None:
    write("data.csv", hostile(700))
    read_table("data.csv").frame.write_parquet("data.parquet")

    from_text, *others = [counted("data.csv"), counted("data.parquet"), counted("data.parquet", "duckdb")]

    for other in others:
        assert other.numbers is not None
        assert other.numbers.tolist() == from_text.numbers.tolist()  # type: ignore[union-attr]
        assert other.frame.equals(from_text.frame)
        assert plain(whole_of(other).overlap) == plain(whole_of(from_text).overlap)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_test_file_is_the_second_side(engine: str) -> None:
    rows = hostile(800)
    write("train.csv", [row[:2] for row in rows[:600]], ("text", "label"))
    write("test.csv", [row[:2] for row in rows[600:]], ("text", "label"))
    held = Store({Dataset: dataset(read_table("train.csv"), read_table("test.csv")), Settings: Settings()})

    data = counted("train.csv", engine, test="test.csv")

    for kind in OF_ALL_ROWS[3:]:
        (found,) = [one for field in fields(WholeTable) if isinstance(one := getattr(whole_of(data), field.name), kind)]
        assert plain(found) == plain(held.get(kind)), kind.__name__
    overlap = whole_of(data).overlap
    assert overlap is not None
    for row, twin in overlap.pairs:
        (tested, trained) = overlap.data.places([row, twin])
        assert (tested.file, trained.file) == ("test.csv", "train.csv")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_rows_of_features_are_compared_by_their_values(engine: str) -> None:
    rng = np.random.default_rng(0)
    cells = rng.integers(0, 5, (600, 3)) / 4
    frame = pl.DataFrame({f"f{place}": cells[:, place] for place in range(3)} | {"label": rng.integers(0, 2, 600)})
    frame.write_csv("data.csv")
    held = Store({Dataset: dataset(read_table("data.csv"), None), Settings: Settings()})

    found = whole_of(counted("data.csv", engine))

    assert found.blanks is None
    assert plain(found.copies) == plain(held.get(OF_ALL_ROWS[4]))
    assert plain(found.conflicts) == plain(held.get(OF_ALL_ROWS[5]))


@pytest.mark.usefixtures("folder")
def test_examples_and_sampled_rows_stand_where_they_say() -> None:
    rows = hostile(900)
    path = write("data.csv", rows)
    lines = read_table(path).first_lines
    data = counted(path)
    examples = whole_of(data).labels.data

    for part in (data, examples):
        assert part.rows > 10
        for position, place in enumerate(part.places(range(part.rows), "text")):
            assert place.row is not None
            assert lines is not None
            assert (place.file, place.line) == ("data.csv", lines[place.row])
            assert (part.frame["text"][position] or "") == rows[place.row][0]


@pytest.mark.usefixtures("folder")
def test_a_strange_word_in_the_split_column_is_named_with_its_line() -> None:
    rows = hostile(900)
    rows[700] = (rows[700][0], rows[700][1], "Holdut")
    path = write("data.csv", rows)
    expected = read_table(path).first_lines

    with pytest.raises(DataError, match=r"expected train, valid or test in the split column 'split', found 'holdut'") as caught:
        counted(path, split_column="split")

    assert expected is not None
    assert caught.value.line == expected[700]


@pytest.mark.usefixtures("folder")
def test_a_configured_split_by_position_is_by_position() -> None:
    path = write("data.csv", [row[:2] for row in hostile(800)], ("text", "label"))

    data = counted(path, split_test_size=0.25, split_shuffle=False)

    split = whole_of(data).split
    assert split is not None
    assert data.numbers is not None
    assert split.shuffled is False
    assert data.numbers[split.train].max() < 600 <= data.numbers[split.test].min()


@pytest.mark.usefixtures("folder")
def test_a_label_that_is_no_class_has_no_classes_but_copies() -> None:
    rows = [(f"some text of words {row % 300}", f"id-{row}") for row in range(600)]

    found = whole_of(counted(write("data.csv", rows, ("text", "label"))))

    assert (found.classes, found.conflicts) == (None, None)
    assert found.copies is not None
    assert (found.copies.rows, found.copies.copies) == (600, 300)


def test_a_frame_in_memory_is_sampled_like_a_file(folder: Path) -> None:
    path = write("data.csv", hostile(900))
    frame = read_table(path).frame
    options = {"data.sample_rows": 120}

    report = audit(frame, ladder=False, options=options)
    again = audit(frame, ladder=False, options=options, engine="duckdb")
    small = audit(frame.head(240), ladder=False, options=options)

    assert render(report) == render(again)
    assert re.search(r"are of \d+ rows", dict(report.subject.facts)["sample"])
    assert "sample" not in dict(small.subject.facts)
    assert from_frame(frame).frame.height == 900
    assert folder.exists()


@pytest.mark.usefixtures("folder")
def test_every_figure_says_whether_it_is_of_all_rows() -> None:
    report = audit(write("data.csv", hostile(900)), ladder=False, options={"data.sample_rows": 120})

    whole = {"W2V101", "W2V102", "W2V103", "W2V104", "W2V105", "W2V106", "W2V107", "W2V108", "W2V301", "W2V302", "W2V310"}
    scopes = {entry.code: entry.measure.scope for entry in report.measures}
    assert {code for code, scope in scopes.items() if "sample" not in scope} == whole & scopes.keys()
    assert "W2V111" in scopes
    for finding in report.findings:
        says = [proof.says for proof in finding.evidence]
        assert any("sampled rows of 900" in one for one in says) == (finding.code not in whole and finding.measure is not None)


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("engine", ["spark", "dask"])
@pytest.mark.parametrize("kind", ["text", "text with line breaks", "parquet"])
def test_the_report_is_the_same_from_a_cluster(engine: str, kind: str) -> None:
    if engine == "spark":
        pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
        if shutil.which("java") is None:
            pytest.skip("Spark needs Java, and there is none")
    pytest.importorskip("dask.dataframe" if engine == "dask" else "pyspark", reason="the extra is not installed")
    rows = [row for row in hostile(900) if kind != "text" or not set("\r\n\x00") & set(row[0])]
    path = write("data.csv", rows)
    if kind == "parquet":
        read_table(path).frame.write_parquet("data.parquet")
        path = "data.parquet"
    options = {"data.sample_rows": 120}

    expected, found = (audit(path, engine=one, ladder=False, options=options) for one in ("polars", engine))

    assert render(found) == render(expected)
    assert replace(found, settings={}).findings
