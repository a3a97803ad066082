import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from gensim.test.utils import datapath
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.tokens import Tokenizer, Tokens, tokenise, unsegmented
from w2vcheck.settings import Settings, override

# Rust's \w takes combining marks for part of a word and Python's does not, so oracles in Python get letters without them;
# the small form of İ has one. The same goes for letters in circles and for all that joins words but _.
LETTERS = st.characters(
    codec="utf-8",
    categories=("L", "Nd", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "Zs"),
    include_characters="_\n\t",
    exclude_characters="İ",
)
TEXTS = st.lists(st.text(LETTERS, max_size=30), min_size=1, max_size=12)
PATTERNS: dict[Tokenizer, str] = {"words": r"\w+", "whitespace": r"\S+", "characters": r"\S"}  # in the eyes of Python

NEWS = Path(datapath("lee_background.cor")).read_text(encoding="utf-8").splitlines()[:60]


def cut(texts: list[str], tokenizer: Tokenizer = "words", *, lowercase: bool = True) -> Tokens:
    return tokenise(pl.Series(texts, dtype=pl.String), tokenizer, lowercase=lowercase, says="test")


def rows(tokens: Tokens) -> NDArray[np.int64]:
    return np.arange(len(tokens.offsets) - 1)


def store(frame: dict[str, list[str | None]], options: dict[str, object] | None = None) -> Store:
    settings = override(Settings(), options or {})
    return Store({Dataset: dataset(from_frame(pl.DataFrame(frame)), None), Settings: settings})


# --- ids, offsets, types --------------------------------------------------------------------------------------------------


def test_by_hand() -> None:
    tokens = cut(["The cat saw the cat.", "", "a cat!"])

    assert tokens.types.tolist() == ["a", "cat", "saw", "the"]
    assert tokens.ids.tolist() == [3, 1, 2, 3, 1, 0, 1]
    assert tokens.offsets.tolist() == [0, 5, 5, 7]
    assert tokens.lengths.tolist() == [5, 0, 2]
    assert tokens.counts().tolist() == [1, 3, 1, 2]
    assert tokens.counts(np.array([0])).tolist() == [0, 2, 1, 2]
    assert tokens.counts(np.array([1])).tolist() == [0, 0, 0, 0]
    assert tokens.sentences(np.array([2, 1])) == [["a", "cat"], []]
    assert tokens.says == "test"


@settings(deadline=None)
@given(TEXTS, st.sampled_from([*PATTERNS]))
def test_the_texts_can_be_had_back_word_by_word(texts: list[str], tokenizer: Tokenizer) -> None:
    tokens = cut(texts, tokenizer, lowercase=False)

    pattern = re.compile(PATTERNS[tokenizer])
    assert tokens.sentences(rows(tokens)) == [pattern.findall(text) for text in texts]
    assert tokens.offsets[0] == 0
    assert tokens.offsets[-1] == len(tokens.ids)
    assert tokens.types.tolist() == sorted(set(tokens.types.tolist()))
    assert (tokens.counts() > 0).all()


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=8), st.sampled_from([*PATTERNS]))
@example(["a\0 a \0"], "whitespace")  # numpy forgets a NUL at the end of a string
@example(["a\0"], "characters")
def test_any_text_at_all_gives_ids_that_fit(texts: list[str], tokenizer: Tokenizer) -> None:
    tokens = cut(texts, tokenizer)

    assert len(tokens.offsets) == len(texts) + 1
    assert tokens.lengths.sum() == len(tokens.ids) == tokens.counts().sum()
    assert all(word < following for word, following in pairwise(tokens.types.tolist()))
    assert "" not in tokens.types


@settings(deadline=None)
@given(TEXTS, st.data())
def test_counts_of_some_rows_are_those_of_these_texts_alone(texts: list[str], data: st.DataObject) -> None:
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(texts))))))
    tokens, alone = cut(texts), cut([texts[row] for row in chosen])

    counts = tokens.counts(np.array(chosen, dtype=np.int64))
    assert {word: int(n) for word, n in zip(tokens.types.tolist(), counts, strict=True) if n} == dict(
        zip(alone.types.tolist(), alone.counts().tolist(), strict=True)
    )


def test_lower_case_is_a_choice() -> None:
    assert cut(["Cat cat ÉCOLE"]).types.tolist() == ["cat", "école"]
    assert cut(["Cat cat ÉCOLE"], lowercase=False).types.tolist() == ["Cat", "cat", "ÉCOLE"]


def test_vowel_signs_do_not_cut_words() -> None:
    assert cut(["मुझे यह फ़िल्म पसंद है"]).sentences(np.array([0])) == [["मुझे", "यह", "फ़िल्म", "पसंद", "है"]]


def test_the_arrays_are_shared_and_cannot_be_changed_by_mistake() -> None:
    tokens = cut(["a b", "b"])

    for shared in (tokens.ids, tokens.offsets):
        with pytest.raises(ValueError, match="read-only"):
            shared[0] = 1


# --- the matrix -----------------------------------------------------------------------------------------------------------


def assert_counted_as_scikit_learn(texts: list[str], tokenizer: Tokenizer) -> None:
    tokens = cut(texts, tokenizer)
    vectorizer = CountVectorizer(token_pattern=PATTERNS[tokenizer])
    expected = vectorizer.fit_transform(texts)
    before = tokens.ids.copy()

    counts = tokens.matrix()

    assert tokens.types.tolist() == vectorizer.get_feature_names_out().tolist()
    assert counts.nnz == expected.nnz  # one entry a word, however often it is repeated
    assert (counts != expected).nnz == 0
    assert counts.shape == (len(texts), len(tokens.types))
    assert counts.dtype == np.float32
    assert np.array_equal(tokens.ids, before)


@pytest.mark.parametrize("tokenizer", PATTERNS)
def test_the_matrix_is_scikit_learn_s(tokenizer: Tokenizer) -> None:
    assert_counted_as_scikit_learn(NEWS, tokenizer)


@settings(deadline=None)
@given(TEXTS.filter(lambda texts: any(re.search(r"\w", text) for text in texts)))
def test_the_matrix_of_any_texts_is_scikit_learn_s(texts: list[str]) -> None:
    assert_counted_as_scikit_learn(texts, "words")


def test_making_the_matrix_leaves_the_order_of_the_words_alone() -> None:
    tokens = cut(["c a b a c"])

    counts = tokens.matrix()
    counts.data[:] = 0

    assert tokens.sentences(np.array([0])) == [["c", "a", "b", "a", "c"]]
    assert tokens.matrix().toarray().tolist() == [[2, 1, 2]]


def test_texts_without_words() -> None:
    tokens = cut(["", "..."])

    assert tokens.matrix().shape == (2, 0)
    assert tokens.sentences(rows(tokens)) == [[], []]
    assert tokens.counts().tolist() == []


# --- scripts without spaces -----------------------------------------------------------------------------------------------

SPACELESS = {
    "Chinese": ["这家酒店的服务非常好,房间也很干净。", "早餐一般,但是位置很方便。", "不会再来了!"],
    "Japanese": ["このホテルはとてもよかったです。", "朝食はまあまあでした。また来たいです。", "部屋が狭くて残念だった"],
    "Thai": ["โรงแรมนี้บริการดีมาก", "อาหารเช้าธรรมดา แต่ที่ตั้งสะดวก", "จะไม่กลับมาอีก"],
    "Thai in many clauses": ["วันนี้อากาศดีมาก เราไปเดินเล่นที่สวนสาธารณะ แล้วก็กินข้าวที่ร้านใกล้บ้าน อร่อยมากจริงๆ ราคาไม่แพงเลย พรุ่งนี้จะไปอีกครั้ง"],
    "Khmer": ["សណ្ឋាគារនេះល្អណាស់", "អាហារពេលព្រឹកធម្មតា"],
    "Chinese with English names": ["我买的iPhone屏幕坏了", "在Amazon上订的,三天就到了"],
}
SPACED = {
    "English": ["The service was very good and the room was clean.", "Not again!"],
    "German": ["Das Frühstück war mittelmäßig, aber die Lage ist günstig.", "Nie wieder!"],
    "Hindi": ["होटल की सेवा बहुत अच्छी थी और कमरा साफ़ था", "फिर कभी नहीं"],
    "Arabic": ["كانت الخدمة جيدة جدا وكانت الغرفة نظيفة", "لن أعود مرة أخرى"],
    "Korean": ["서비스가 아주 좋았고 방도 깨끗했습니다", "다시는 안 와요"],
    "segmented Chinese": ["这家 酒店 的 服务 非常 好 , 房间 也 很 干净 。", "早餐 一般 , 但是 位置 很 方便 。"],
    "segmented Thai": ["วันนี้ อากาศ ดี มาก เรา ไป เดินเล่น ที่ สวน แล้ว กิน ข้าว ที่ ร้าน"],
    "English about Chinese": ["The word 酒店 means hotel and 早餐 means breakfast.", "He said 你好 to all of us."],
    "single English words": ["Good", "Bad", "Terrible"],
    "numbers": ["12", "345"],
    "signs": ["!!!", "???"],
}


@pytest.mark.parametrize("texts", SPACELESS.values(), ids=SPACELESS)
def test_scripts_without_spaces_are_recognised(texts: list[str]) -> None:
    assert unsegmented(pl.Series(texts))
    assert unsegmented(pl.Series(["", *texts, ""]))


@pytest.mark.parametrize("texts", SPACED.values(), ids=SPACED)
def test_words_between_spaces_are_recognised(texts: list[str]) -> None:
    assert not unsegmented(pl.Series(texts))


def test_no_text_at_all_is_not_unsegmented() -> None:
    assert not unsegmented(pl.Series(["", ""], dtype=pl.String))


# --- as configured --------------------------------------------------------------------------------------------------------

REVIEWS: dict[str, list[str | None]] = {
    "text": ["Good FOOD, really good", "Bad food; not again", None, "So-so, as always"],
    "cut": ["Good|x food", "Bad food", "none", None],
    "label": ["yes", "no", "no", "yes"],
}


@pytest.mark.parametrize(
    ("options", "first", "says"),
    [
        ({}, ["good", "food", "really", "good"], "lower-cased words"),
        ({"tokens.lowercase": False}, ["Good", "FOOD", "really", "good"], "words"),
        ({"tokens.tokenizer": "whitespace"}, ["good", "food,", "really", "good"], "lower-cased words between white space"),
        ({"tokens.tokenizer": "characters", "tokens.lowercase": False}, [*"GoodFOOD,reallygood"], "characters"),
        ({"tokens.column": "cut"}, ["Good|x", "food"], "as they stand in column 'cut'"),
        ({"tokens.column": "cut", "tokens.lowercase": True}, ["good|x", "food"], "as they stand in column 'cut'"),
    ],
)
def test_the_configured_way_of_cutting(options: dict[str, object], first: list[str], says: str) -> None:
    tokens = store(REVIEWS, {"data.text": "text", "data.label": "label", **options}).get(Tokens)

    assert tokens.sentences(np.array([0])) == [first]
    assert tokens.says == says


def test_a_missing_text_has_no_words() -> None:
    tokens = store(REVIEWS, {"data.text": "text", "data.label": "label"}).get(Tokens)
    own = store(REVIEWS, {"data.text": "text", "data.label": "label", "tokens.column": "cut"}).get(Tokens)

    assert tokens.lengths.tolist() == [4, 4, 0, 4]
    assert own.lengths.tolist() == [2, 2, 1, 0]


def test_texts_without_spaces_are_cut_into_characters_unless_the_user_knows_better() -> None:
    frame: dict[str, list[str | None]] = {"text": list(SPACELESS["Chinese"]), "label": ["1", "0", "0"]}
    given_columns = {"data.text": "text", "data.label": "label"}

    ours = store(frame, {**given_columns}).get(Tokens)
    theirs = store(frame, {**given_columns, "tokens.tokenizer": "words"}).get(Tokens)

    assert ours.sentences(np.array([2])) == [list("不会再来了!")]
    assert ours.says == "characters, since the script is written without spaces"
    assert theirs.sentences(np.array([2])) == [["不会再来了"]]


def test_a_table_of_features_has_no_tokens() -> None:
    frame: dict[str, list[str | None]] = {"f0": ["1.5", "2.5"], "f1": ["0", "1"], "label": ["yes", "no"]}

    with pytest.raises(Unavailable, match="without texts"):
        store(frame, {"data.features": "f0:f1", "data.label": "label"}).get(Tokens)
