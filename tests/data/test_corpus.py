import unicodedata

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.columns import Columns
from w2vcheck.data.corpus import Corpus, Keys, keys, normalise
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.features import Features
from w2vcheck.data.table import from_frame
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings, override


def store(frame: dict[str, list[object]], options: dict[str, object] | None = None) -> Store:
    settings = override(Settings(), options or {})
    return Store({Dataset: dataset(from_frame(pl.DataFrame(frame)), None), Settings: settings})


def of_texts(*texts: str) -> Keys:
    return keys(Corpus("text", pl.Series(texts, dtype=pl.String)), None)


# --- the key of a text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Good food", "  good\t\n FOOD "),
        ("Straße", "STRASSE"),  # casefold, where lower() would leave ß
        ("ﬁne wine", "fine wine"),  # a ligature
        ("café", "cafe\N{COMBINING ACUTE ACCENT}"),
        ("ＧＯＯＤ\N{IDEOGRAPHIC SPACE}ｆｏｏｄ", "good food"),
        ("good\N{NO-BREAK SPACE}food", "good food"),
        ("ΟΔΟΣ", "οδος"),
        ("", " \n\t "),
    ],
)
def test_the_same_text_differently_written(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I like it", "I do not like it"),
        ("good", "good!"),
        ("good food", "goodfood"),
        ("resume", "résumé"),
        ("a b", "b a"),
        ("the food", "food"),
        (":)", ":("),
        ("1", "one"),
    ],
)
def test_different_texts_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@settings(deadline=None)
@given(st.text())
def test_normalising_is_what_it_says_and_ascii_takes_no_short_cut(text: str) -> None:
    assert normalise(text) == " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127)))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


# --- groups of equal rows -------------------------------------------------------------------------------------------------


def test_equal_texts_share_a_code_in_order_of_appearance() -> None:
    found = of_texts("b", "a", "B ", "c", "a")

    assert found.codes.tolist() == [0, 1, 0, 2, 1]
    assert (found.n_groups, found.what) == (3, "texts")


def test_empty_texts_are_no_copies_of_each_other() -> None:
    found = of_texts("a", "", "  ", "a", "")

    assert found.codes.tolist() == [0, 1, 2, 0, 3]
    assert found.n_groups == 4


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "A", " a", "b", "B", "c d", "c  D"]), max_size=30))
def test_codes_agree_exactly_where_the_keys_do(texts: list[str]) -> None:
    codes = of_texts(*texts).codes
    same = np.array([[normalise(one) == normalise(other) for other in texts] for one in texts], bool).reshape(2 * [len(texts)])

    assert np.array_equal(codes[:, None] == codes[None, :], same)


def test_equal_feature_rows_share_a_code_to_the_last_bit() -> None:
    matrix = np.array([[0.1, 0.2], [0.3, 0.4], [0.1, 0.2], [0.1, 0.2 + 1e-16 * 2]])
    found = keys(None, Features(("f0", "f1"), matrix))

    assert found.codes[0] == found.codes[2] != found.codes[1]
    assert found.codes[3] != found.codes[0]
    assert found.what == "feature rows"


def test_zero_is_equal_to_minus_zero() -> None:
    found = keys(None, Features(("f0", "f1"), np.array([[0.0, 1.0], [-0.0, 1.0]])))

    assert found.codes.tolist() == [0, 0]


def test_without_texts_and_features_there_is_nothing_to_compare() -> None:
    with pytest.raises(Unavailable, match="neither texts nor features"):
        keys(None, None)


# --- reading --------------------------------------------------------------------------------------------------------------


def test_a_missing_text_is_empty_and_the_others_stand_as_they_are() -> None:
    frame: dict[str, list[object]] = {"text": [" Good  food ", None, "bad"], "label": ["1", "0", "0"]}
    found = store(frame, {"data.text": "text"}).get(Corpus)

    assert found.texts.to_list() == [" Good  food ", "", "bad"]
    assert found.column == "text"


TABLE: dict[str, list[object]] = {"f0": ["0.5", "-1", "1e3"], "f1": ["1", "2", "3"], "label": ["a", "b", "a"]}


def test_a_table_of_features_has_features_and_no_texts() -> None:
    shop = store(TABLE)

    assert shop.get(Features).names == ("f0", "f1")
    assert shop.get(Features).matrix.tolist() == [[0.5, 1], [-1, 2], [1000, 3]]
    assert shop.find(Corpus) is None
    assert shop.get(Keys).what == "feature rows"


def test_texts_have_no_features() -> None:
    with pytest.raises(Unavailable, match="the data are texts"):
        store({"text": ["good", "bad"], "label": ["1", "0"]}, {"data.text": "text"}).get(Features)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["1", None, None], "an empty cell (and 1 more like it)"),
        (["1", "nan", "2"], "'nan' (and 0 more like it)"),
        (["inf", "1", "-inf"], "'inf' (and 1 more like it)"),
        ([1.0, float("nan"), 2.0], "'nan' (and 0 more like it)"),
    ],
)
def test_a_feature_that_no_model_can_learn_from_is_refused(cells: list[object], found: str) -> None:
    with pytest.raises(DataError) as caught:
        store({**TABLE, "f1": cells}, {"data.features": "f0,f1", "data.label": "label"}).get(Features)

    assert caught.value.expected == "a finite number in the feature column 'f1'"
    assert caught.value.found == found


def test_a_column_of_words_cannot_be_a_feature() -> None:
    with pytest.raises(DataError, match="expected numbers in the feature column 'label', found other cells"):
        Store({**store(TABLE).given, Columns: Columns("f0", features=("f1", "label"))}).get(Features)
