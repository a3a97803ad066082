from pathlib import Path

import polars as pl
import pytest

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.corpus_file import CorpusFile, line_keys
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.settings import Settings, override

TRAIN = ["The parcel is late.", "My card was charged."]


def look(tmp_path: Path, test: list[str], lines: list[str]) -> CorpusFile:
    file = tmp_path / "corpus.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    tables = [pl.DataFrame({"text": texts, "label": ["a"] * len(texts)}) for texts in (TRAIN, test)]
    rows = dataset(from_frame(tables[0], "a.csv"), from_frame(tables[1], "b.csv"))
    settings = override(Settings(), {"data.text": "text", "data.label": "label", "word2vec.corpus": str(file)})
    return Store({Dataset: rows, Settings: settings}).get(CorpusFile)


def test_test_texts_are_found_in_the_corpus(tmp_path: Path) -> None:
    found = look(
        tmp_path, ["Where is it now?", "Reset my password!", "The line is dead."], ["where  is it now", "RESET MY PASSWORD"]
    )

    assert found.tested.tolist() == [2, 3, 4]
    assert found.found.tolist() == [2, 3]
    assert found.lines == 2


def test_texts_of_the_training_rows_may_stand_there(tmp_path: Path) -> None:
    found = look(tmp_path, [TRAIN[0], "Where is it now?"], [*TRAIN])

    assert found.tested.tolist() == [3]
    assert not len(found.found)


def test_each_text_counts_once(tmp_path: Path) -> None:
    found = look(tmp_path, ["Where is it now?", "where is it NOW", "dead line"], ["where is it now"])

    assert found.tested.tolist() == [2, 4]
    assert found.found.tolist() == [2]


def test_every_line_of_a_text_must_stand_there(tmp_path: Path) -> None:
    found = look(
        tmp_path, ["Where is it now?\n\nPlease hurry up.", "Where is it now?\nI wait."], ["where is it now", "please hurry up"]
    )

    assert found.tested.tolist() == [2, 3]
    assert found.found.tolist() == [2]


def test_single_words_say_nothing(tmp_path: Path) -> None:
    assert not len(look(tmp_path, ["Yes!", "thanks"], ["yes", "thanks"]).tested)


def test_keys_are_words_in_lower_case() -> None:
    found = line_keys(pl.Series(["  The  Line,\tis DEAD! ", "ＦＵＬＬ width", "yes", "...", "很好吃"]))

    assert found.to_list() == ["the line is dead", "full width", None, None, "很好吃"]


def test_without_a_corpus_there_is_nothing_to_compare() -> None:
    rows = dataset(from_frame(pl.DataFrame({"text": TRAIN * 5, "label": ["a", "b"] * 5})), None)

    with pytest.raises(Unavailable, match="training rows"):
        Store({Dataset: rows, Settings: override(Settings(), {"data.text": "text"})}).get(CorpusFile)
