"""Tables and arrays of vectors, of words and of documents, and which of them they are."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from gensim.models import Doc2Vec, Word2Vec
from gensim.models.doc2vec import TaggedDocument

from w2vcheck.demo.tickets import tickets
from w2vcheck.embedding.array_files import Rows, read_csv
from w2vcheck.embedding.loading import VectorFile, open_vectors
from w2vcheck.errors import DataError

MATRIX = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
WORDS = ["cat", "dog", "new york", "2001"]
TEXTS = [text.lower().split() for text, _ in tickets(60, seed=1)]
FRAME = pd.DataFrame(MATRIX, index=WORDS)


def read(text: str, separator: str = ",") -> Rows:
    return read_csv(io.BytesIO(text.encode()), separator.encode())


NAMED = {
    "pandas": FRAME.to_csv(),
    "pandas, a column of words": FRAME.reset_index(names="word").to_csv(index=False),
    "pandas, columns with names": FRAME.rename(columns="v{}".format).to_csv(index_label="word"),
    "no header": FRAME.to_csv(header=False),
    "words last": FRAME.assign(word=WORDS).to_csv(index=False),
    "semicolons": FRAME.to_csv(sep=";"),
    "tabs, no header": FRAME.to_csv(sep="\t", header=False),
    "quotes": FRAME.to_csv(quoting=1),
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_a_table_of_words_comes_back(text: str, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text(text, encoding="utf-8")

    held = open_vectors(tmp_path / "v.csv", "v.csv").vectors

    assert held.words == tuple(WORDS)
    np.testing.assert_allclose(held.matrix, MATRIX, rtol=1e-6)
    assert (held.form, held.across, held.of_documents, held.counts) == ("CSV", False, False, None)


def test_a_compressed_table(tmp_path: Path) -> None:
    (tmp_path / "v.csv.gz").write_bytes(gzip.compress(NAMED["pandas"].encode()))

    assert open_vectors(tmp_path / "v.csv.gz", "v").vectors.words == tuple(WORDS)


@pytest.mark.parametrize("index", [True, False])
def test_words_above_the_columns_are_turned_and_said(*, index: bool, tmp_path: Path) -> None:
    words = [*WORDS[:3], "gone"]
    pd.DataFrame(MATRIX.T, columns=words).to_csv(tmp_path / "v.csv", index=index)

    held = open_vectors(tmp_path / "v.csv", "v.csv").vectors

    assert held.words == tuple(words)
    assert held.across
    np.testing.assert_allclose(held.matrix, MATRIX, rtol=1e-6)


def test_empty_cells_are_no_numbers() -> None:
    found = read("word,a,b\ncat,1,\ndog,2,3\n")

    assert np.isnan(found.matrix).tolist() == [[False, True], [False, False]]


def test_features_with_names_are_not_words() -> None:
    assert read("v1,v2,dim_3,x4\n1,2,3,4\n5,6,7,8\n").words is None
    assert read("1,2,3\n4,5,6\n").words is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("word,a,b\n", "the header line only"),
        ("word,label,a,b\ncat,noun,1,2\ndog,noun,3,4\n", "2 columns that hold other text"),
        ("word,a,b\ncat,1,2\ndog,3,4,5,6\n", "rows of different lengths"),
    ],
)
def test_other_tables_are_refused(text: str, found: str) -> None:
    with pytest.raises(DataError) as caught:
        read(text)

    assert found in caught.value.found


# --- rows without words ---------------------------------------------------------------------------------------------------


def as_npy(path: Path) -> None:
    np.save(path.with_suffix(".npy"), MATRIX)
    path.with_suffix(".npy").rename(path)


def as_npz(path: Path) -> None:
    np.savez(path.with_suffix(".npz"), vectors=MATRIX)
    path.with_suffix(".npz").rename(path)


def as_csv(path: Path) -> None:
    pd.DataFrame(MATRIX).to_csv(path, index=False)


NAMELESS: dict[str, Callable[[Path], None]] = {"npy": as_npy, "npz": as_npz, "CSV": as_csv}


@pytest.mark.parametrize("form", NAMELESS)
def test_a_row_for_each_text_is_a_document(form: str, tmp_path: Path) -> None:
    NAMELESS[form](tmp_path / "v")

    opened = open_vectors(tmp_path / "v", "v", documents=4)

    assert opened.content is None
    assert opened.documents is not None
    assert (opened.documents.form, opened.documents.words) == (form, ("0", "1", "2", "3"))
    np.testing.assert_allclose(opened.documents.matrix, MATRIX, rtol=1e-6)


@pytest.mark.parametrize("form", NAMELESS)
@pytest.mark.parametrize("documents", [None, 5])
def test_rows_that_nobody_names_are_refused(form: str, documents: int | None, tmp_path: Path) -> None:
    NAMELESS[form](tmp_path / "v")

    with pytest.raises(DataError) as caught:
        open_vectors(tmp_path / "v", "v", documents)

    assert caught.value.expected.startswith("the words of the rows")
    assert ("5 texts" in caught.value.advice) == (documents is not None)


def test_an_array_stays_on_disk(tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", MATRIX)
    (tmp_path / "v.txt").write_text("\n".join(WORDS), encoding="utf-8")

    assert isinstance(open_vectors(tmp_path / "v.npy", "v").vectors.matrix.base, np.memmap)


# --- Doc2Vec --------------------------------------------------------------------------------------------------------------


def doc2vec(tags: Callable[[int], int | str]) -> Doc2Vec:
    documents = [TaggedDocument(text, [tags(number)]) for number, text in enumerate(TEXTS)]
    return Doc2Vec(documents, vector_size=12, min_count=2, epochs=2, workers=1)


@pytest.mark.parametrize("sep_limit", [10_000_000, 0], ids=["one file", "arrays beside it"])
@pytest.mark.parametrize("tags", [int, "doc {}".format], ids=["numbers", "names"])
def test_words_and_documents_of_a_model_are_told_apart(tags: Callable[[int], int | str], sep_limit: int, tmp_path: Path) -> None:
    model = doc2vec(tags)
    model.save(str(tmp_path / "m"), sep_limit=sep_limit)

    opened = open_vectors(tmp_path / "m", "m")

    assert opened.vectors.words == tuple(model.wv.index_to_key)
    assert np.array_equal(opened.vectors.matrix, model.wv.vectors)
    assert opened.documents is not None
    assert opened.documents.words == tuple(str(tag) for tag in model.dv.index_to_key)
    assert np.array_equal(opened.documents.matrix, model.dv.vectors)


@pytest.mark.parametrize("tags", [int, "doc {}".format], ids=["numbers", "names"])
def test_vectors_of_documents_alone_are_known_as_such(tags: Callable[[int], int | str], tmp_path: Path) -> None:
    model = doc2vec(tags)
    model.dv.save(str(tmp_path / "dv"))

    opened: VectorFile = open_vectors(tmp_path / "dv", "dv")

    assert opened.content is None
    assert opened.documents is not None
    assert np.array_equal(opened.documents.matrix, model.dv.vectors)
    assert opened.documents.of_documents


def test_words_that_are_numbers_are_words(tmp_path: Path) -> None:
    Word2Vec([["10", "7", "3"] * 5], min_count=1, vector_size=4, workers=1).wv.save(str(tmp_path / "v"))

    assert open_vectors(tmp_path / "v", "v").documents is None
