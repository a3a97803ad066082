import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vcheck.artefacts import Store
from w2vcheck.data.blanks import PLACEHOLDERS, BlankTexts
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.settings import Settings, override


def blanks(texts: list[str | None], tokenizer: str | None = None, column: str = "text") -> BlankTexts:
    frame = pl.DataFrame({column: texts, "label": ["a", "b"] * (len(texts) // 2) + ["a"] * (len(texts) % 2)})
    settings = override(Settings(), {"data.text": column, "data.label": "label", "tokens.tokenizer": tokenizer})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: settings}).get(BlankTexts)


def test_each_kind_is_found() -> None:
    found = blanks(["a text", "", None, " \t", "...", "nan", "\U0001f620", "nan ", "7", "#REF!"])

    assert found.missing.tolist() == [1, 2, 3]
    assert found.wordless.tolist() == [4, 6]
    assert found.placeholders.tolist() == [5, 7]
    assert found.rows.tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_sound_texts_are_none_of_them() -> None:
    found = blanks(["ok", "no", "7", "не", "好", "ฉัน", "_", "nan is a bread", "na", "na", "none", "none"])

    assert found.rows.tolist() == []


@pytest.mark.parametrize("placeholder", sorted(PLACEHOLDERS))
def test_a_placeholder_counts_from_the_second_time_on(placeholder: str) -> None:
    assert blanks([placeholder, "one text", "another text"]).rows.tolist() == []
    assert blanks([placeholder, "one text", placeholder]).placeholders.tolist() == [0, 2]


@pytest.mark.parametrize(("tokenizer", "expected"), [("words", [0, 1]), ("whitespace", []), ("characters", []), (None, [0, 1])])
def test_faces_are_words_where_the_tokenizer_makes_them_so(tokenizer: str | None, expected: list[int]) -> None:
    assert blanks([":)", ":-(", "a longer text"], tokenizer).wordless.tolist() == expected


def test_nul_is_no_word_for_any_tokenizer() -> None:
    assert blanks(["\0", "a text", "another"], "whitespace").wordless.tolist() == [0]


@pytest.mark.parametrize("column", ["count", "text", "len"])
def test_the_name_of_the_column_does_not_matter(column: str) -> None:
    assert blanks(["null", "null", "some text"], column=column).placeholders.tolist() == [0, 1]


@given(st.lists(st.sampled_from(["", " ", "nan", "...", "a text", "N/A", "?", "ok"]), min_size=1, max_size=20))
def test_no_row_is_in_two_kinds(texts: list[str]) -> None:
    found = blanks([*texts, "some words here", "and others there"])

    rows = found.rows.tolist()
    assert rows == sorted(set(rows))
