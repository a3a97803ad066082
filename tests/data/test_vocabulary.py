from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from gensim.models import Word2Vec

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.split import Split
from w2vcheck.data.table import from_frame
from w2vcheck.data.tokens import Tokens
from w2vcheck.data.vocabulary import TrainingText, Vocabulary
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings, load_settings, override

WORDS = ["the", "cat", "sat", "on", "a", "mat", "and", "then", "the", "dog", "sat", "on", "the", "cat"]
TEXTS = [" ".join(WORDS[row % 7 : row % 7 + 1 + row % 5]) for row in range(60)]


def store(options: dict[str, object] | None = None, base: Settings | None = None) -> Store:
    frame = pl.DataFrame({"text": TEXTS, "label": ["a", "b"] * 30})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: override(base or Settings(), options or {})})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def words_of(text: TrainingText, mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> set[str]:
    return set(text.tokens.types[mask].tolist())


# --- the text -------------------------------------------------------------------------------------------------------------


def test_vectors_are_trained_on_the_training_rows_only() -> None:
    shop = store()
    text, split, tokens = shop.get(TrainingText), shop.get(Split), shop.get(Tokens)

    by_hand = Counter(word for row in split.train.tolist() for word in TEXTS[row].split())
    assert dict(zip(tokens.types.tolist(), text.counts.tolist(), strict=True)) == {
        word: by_hand[word] for word in tokens.types.tolist()
    }
    assert text.rows is split.train
    assert text.source == "the training rows"
    assert text.counts.sum() < len(tokens.ids)


def test_a_corpus_file_is_the_text_where_one_is_configured(folder: Path) -> None:
    (folder / "c.txt").write_text("\N{BOM}Over the hills\n\n  \nand far, far away\n", encoding="utf-8")

    text = store({"word2vec.corpus": "c.txt"}).get(TrainingText)

    assert text.tokens.sentences(text.rows) == [["over", "the", "hills"], ["and", "far", "far", "away"]]
    assert dict(zip(text.tokens.types.tolist(), text.counts.tolist(), strict=True)) == {
        "and": 1, "away": 1, "far": 2, "hills": 1, "over": 1, "the": 1,
    }  # fmt: skip
    assert text.source == "c.txt"


def test_a_corpus_file_is_cut_as_the_texts_are(folder: Path) -> None:
    (folder / "c.txt").write_text("Far, far away\n", encoding="utf-8")
    options = {"word2vec.corpus": "c.txt", "tokens.tokenizer": "whitespace", "tokens.lowercase": False}

    text = store(options).get(TrainingText)

    assert text.tokens.sentences(text.rows) == [["Far,", "far", "away"]]
    assert text.tokens.says == "whitespace of c.txt"


def test_a_corpus_file_in_another_encoding(folder: Path) -> None:
    (folder / "c.txt").write_bytes("über die Höhe".encode("cp1252"))

    text = store({"word2vec.corpus": "c.txt", "data.encoding": "cp1252"}).get(TrainingText)

    assert text.tokens.sentences(text.rows) == [["über", "die", "höhe"]]


def test_a_table_of_features_has_no_text_of_its_own_but_may_have_a_corpus_file(folder: Path) -> None:
    (folder / "c.txt").write_text("far away", encoding="utf-8")
    frame = pl.DataFrame({"f0": [0.5, 1.5, 2.5] * 20, "f1": [1.0, 2.0] * 30, "label": ["a", "b"] * 30})
    rows = dataset(from_frame(frame), None)

    with pytest.raises(Unavailable, match="there are no texts to train word vectors on"):
        Store({Dataset: rows, Settings: Settings()}).get(TrainingText)
    with_file = Store({Dataset: rows, Settings: override(Settings(), {"word2vec.corpus": "c.txt"})})
    assert with_file.get(TrainingText).counts.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("content", "expected", "found", "advice"),
    [
        (None, "a text file as word2vec.corpus", "'c.txt': No such file or directory", "mend the path"),
        (b"\xff\xfeabc\x80", "UTF-8 text in word2vec.corpus", "'c.txt' with other bytes", "set data.encoding"),
        (b" \n\n", "sentences in word2vec.corpus", "none in 'c.txt'", "write one sentence a line"),
    ],
)
def test_corpus_files_that_cannot_be_read(folder: Path, content: bytes | None, expected: str, found: str, advice: str) -> None:
    (folder / "w2vcheck.toml").write_text('\n[word2vec]\nepochs = 9\ncorpus = "c.txt"\n', encoding="utf-8")
    if content is not None:
        (folder / "c.txt").write_bytes(content)

    with pytest.raises(DataError) as in_file:
        store(base=load_settings("w2vcheck.toml", start=folder)).get(TrainingText)
    with pytest.raises(DataError) as on_command_line:
        store({"word2vec.corpus": "c.txt"}).get(TrainingText)

    for error in (in_file.value, on_command_line.value):
        assert (error.expected, error.found, error.advice) == (expected, found, advice)
    assert (in_file.value.file, in_file.value.line) == ("w2vcheck.toml", 4)
    assert (on_command_line.value.file, on_command_line.value.line) == (None, None)


# --- the words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("min_count", [0, 1, 3, 10, 1000])
def test_the_vocabulary_is_gensim_s(min_count: int) -> None:
    shop = store({"word2vec.min_count": min_count})
    text, vocabulary = shop.get(TrainingText), shop.get(Vocabulary)

    model = Word2Vec(min_count=min_count, workers=1)
    model.build_vocab(text.tokens.sentences(text.rows))

    assert words_of(text, vocabulary.kept) == set(model.wv.index_to_key)
    assert vocabulary.size == len(model.wv)
    assert (vocabulary.min_count, vocabulary.says) == (min_count, "as configured")


@pytest.mark.parametrize("most", [1, 3, 5, 8, 1000])
@pytest.mark.parametrize("min_count", [1, 12])
def test_a_largest_vocabulary_is_cut_as_gensim_cuts_it(most: int, min_count: int) -> None:
    shop = store({"word2vec.min_count": min_count, "word2vec.max_final_vocab": most})
    text, vocabulary = shop.get(TrainingText), shop.get(Vocabulary)

    model = Word2Vec(min_count=min_count, max_final_vocab=most, workers=1)
    model.build_vocab(text.tokens.sentences(text.rows))

    assert words_of(text, vocabulary.kept) == set(model.wv.index_to_key)
    assert vocabulary.size == len(model.wv) <= most
    assert vocabulary.min_count == model.effective_min_count


def test_without_a_setting_gensim_s_default_holds() -> None:
    shop = store()
    text, vocabulary = shop.get(TrainingText), shop.get(Vocabulary)

    assert (vocabulary.min_count, vocabulary.says) == (5, "gensim's default")
    assert vocabulary.kept.tolist() == (text.counts >= 5).tolist()
    assert 0 < vocabulary.size < len(text.counts)
