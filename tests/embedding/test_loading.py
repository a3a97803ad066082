"""Vectors from files: every format, what is refused, and what the rules make of them."""

import bz2
import gzip
import os
import pickle
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import gensim.models.keyedvectors
import gensim.models.word2vec
import gensim.utils
import numpy as np
import polars as pl
import pytest
from gensim.models import Doc2Vec, FastText, KeyedVectors, Word2Vec
from gensim.models.doc2vec import TaggedDocument
from gensim.test.utils import datapath
from numpy.typing import NDArray

from w2vcheck import audit
from w2vcheck.artefacts import Progress, Store, Unavailable, silent
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.split import Split
from w2vcheck.data.table import from_frame
from w2vcheck.data.vocabulary import TrainingText, Vocabulary
from w2vcheck.demo.tickets import tickets
from w2vcheck.embedding.budget import Budget, Word2VecConfig
from w2vcheck.embedding.gensim_pickle import KNOWN
from w2vcheck.embedding.loading import TrainedVectors, open_vectors
from w2vcheck.embedding.training import initial_vectors
from w2vcheck.embedding.vectors import FiniteVectors, Vectors
from w2vcheck.errors import DataError
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.runner import Findings, run
from w2vcheck.settings import Settings, load_settings, override

FIXTURES = Path(__file__).parents[2] / "fixtures"
ROWS = tickets(120, seed=1)
TEXTS = [text.lower().split() for text, _ in ROWS]
GENSIM_TOO = {"vector_size": 12, "min_count": 2, "workers": 1, "epochs": 2, "seed": 7}
Write = Callable[[Path], Path]


@cache
def word2vec() -> Word2Vec:
    return Word2Vec(TEXTS, **GENSIM_TOO)


@cache
def fast_text() -> FastText:
    return FastText(TEXTS, bucket=300, **GENSIM_TOO)


@cache
def doc2vec() -> Doc2Vec:
    return Doc2Vec([TaggedDocument(text, [row]) for row, text in enumerate(TEXTS)], **GENSIM_TOO)


def content(path: Path) -> TrainedVectors:
    opened = open_vectors(path, path.name)
    assert opened.refused == ()
    return opened.vectors


def counts_of(vectors: KeyedVectors) -> list[int]:
    return [vectors.get_vecattr(word, "count") for word in vectors.index_to_key]


# --- formats --------------------------------------------------------------------------------------------------------------


def saved(name: str, model: Callable[[], Any], **options: object) -> Write:
    def write(folder: Path) -> Path:
        model().save(str(folder / name), **options)
        return folder / name

    return write


def dumped(name: str, model: Callable[[], object], protocol: int) -> Write:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(pickle.dumps(model(), protocol))
        return folder / name

    return write


def as_text(name: str, **options: object) -> Write:
    def write(folder: Path) -> Path:
        word2vec().wv.save_word2vec_format(str(folder / name), **options)
        return folder / name

    return write


def squeezed(write: Write, name: str, squeeze: Callable[[bytes], bytes]) -> Write:
    def wrapped(folder: Path) -> Path:
        (folder / name).write_bytes(squeeze(write(folder).read_bytes()))
        return folder / name

    return wrapped


def as_npz(folder: Path) -> Path:
    np.savez_compressed(folder / "v.npz", words=np.array(word2vec().wv.index_to_key), vectors=word2vec().wv.vectors)
    return folder / "v.npz"


def as_npz_of_bytes(folder: Path) -> Path:
    words = np.array([word.encode() for word in word2vec().wv.index_to_key])
    np.savez(folder / "v.npz", words=words, vectors=word2vec().wv.vectors.astype(np.float64))
    return folder / "v.npz"


def as_npy(list_name: str, end: str) -> Write:
    def write(folder: Path) -> Path:
        np.save(folder / "v.npy", np.asfortranarray(word2vec().wv.vectors))
        (folder / list_name).write_bytes((end.join(word2vec().wv.index_to_key) + end).encode())
        return folder / "v.npy"

    return write


WHOLE: dict[str, Write] = {
    "one file": saved("m.w2v", word2vec),
    "arrays beside it": saved("m.w2v", word2vec, sep_limit=0),
    "protocol 2": saved("m.bin", word2vec, pickle_protocol=2),
    "gzip": saved("m.w2v.gz", word2vec),
    "gzip, arrays beside it": saved("m.gz", word2vec, sep_limit=0),
    "bzip2, arrays beside it": saved("m.bz2", word2vec, sep_limit=0),
    "pickled by hand, protocol 0": dumped("m.txt", word2vec, 0),
    "pickled by hand, protocol 5": dumped("m.pkl", word2vec, 5),
}
VECTORS: dict[str, tuple[Write, str]] = {
    "KeyedVectors": (saved("v.kv", lambda: word2vec().wv), "gensim KeyedVectors"),
    "KeyedVectors, arrays beside": (saved("v.kv", lambda: word2vec().wv, sep_limit=0), "gensim KeyedVectors"),
    "KeyedVectors, protocol 1": (dumped("v", lambda: word2vec().wv, 1), "gensim KeyedVectors"),
    "text": (as_text("v.txt"), "word2vec text"),
    "text under another name": (as_text("v.bin"), "word2vec text"),
    "text, gzip": (as_text("v.txt.gz"), "word2vec text"),
    "text, bzip2": (as_text("v.bz2"), "word2vec text"),
    "binary": (as_text("v.bin", binary=True), "word2vec binary"),
    "binary, gzip": (as_text("v.bin.gz", binary=True), "word2vec binary"),
    "GloVe": (as_text("v.txt", write_header=False), "GloVe text"),
    "GloVe, gzip under any name": (squeezed(as_text("v.txt", write_header=False), "v", gzip.compress), "GloVe text"),
    "npz": (as_npz, "npz"),
    "npz of bytes": (as_npz_of_bytes, "npz"),
    "npy": (as_npy("v.txt", "\n"), "npy"),
    "npy, words.txt from Windows": (as_npy("words.txt", "\r\n"), "npy"),
    "npy, bzip2": (squeezed(as_npy("words.txt", "\n"), "v", bz2.compress), "npy"),
}


@pytest.mark.parametrize("write", WHOLE.values(), ids=WHOLE)
def test_a_whole_model_comes_back_with_all_it_knows(write: Write, tmp_path: Path) -> None:
    model = word2vec()

    found = content(write(tmp_path))

    assert found.words == tuple(model.wv.index_to_key)
    assert found.matrix.dtype == np.float32
    assert np.array_equal(found.matrix, model.wv.vectors)
    assert found.counts is not None
    assert found.counts.tolist() == counts_of(model.wv)
    assert (found.form, found.has_start) == ("gensim Word2Vec", True)
    assert found.settings is not None
    assert {name: found.settings[name] for name in ("epochs", "seed", "sample", "min_count", "negative", "train_count")} == {
        "epochs": 2, "seed": 7, "sample": 1e-3, "min_count": 2, "negative": 5, "train_count": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("write", "form"), VECTORS.values(), ids=VECTORS)
def test_vectors_come_back_in_every_format(write: Write, form: str, tmp_path: Path) -> None:
    wv = word2vec().wv

    found = content(write(tmp_path))

    assert found.words == tuple(wv.index_to_key)
    assert found.matrix.dtype == np.float32
    np.testing.assert_allclose(found.matrix, wv.vectors, rtol=1e-5, atol=1e-8)
    assert (found.form, found.settings, found.has_start, found.said) == (form, None, False, ())
    if form == "gensim KeyedVectors":
        assert found.counts is not None
        assert found.counts.tolist() == counts_of(wv)
    else:
        assert found.counts is None


@pytest.mark.parametrize("options", [{}, {"sep_limit": 0}])
@pytest.mark.parametrize("of", [fast_text, doc2vec, lambda: fast_text().wv], ids=["FastText", "Doc2Vec", "FastText vectors"])
def test_other_models_give_their_word_vectors(of: Callable[[], Any], options: dict[str, object], tmp_path: Path) -> None:
    model = of()
    wv = getattr(model, "wv", model)

    found = content(saved("m", of, **options)(tmp_path))

    assert found.words == tuple(wv.index_to_key)
    np.testing.assert_allclose(found.matrix, wv.vectors, rtol=1e-5, atol=1e-7)  # FastText: means over n-grams, added up anew
    assert found.counts is not None
    assert found.counts.tolist() == counts_of(wv)
    assert (found.settings, found.has_start) == (None, False)


def test_fast_text_without_ngrams(tmp_path: Path) -> None:
    model = FastText(TEXTS, min_n=5, max_n=4, **GENSIM_TOO)
    model.save(str(tmp_path / "m"))

    assert model.wv.bucket == 0
    np.testing.assert_allclose(content(tmp_path / "m").matrix, model.wv.vectors)


def test_arrays_beside_the_model_stay_on_disk(tmp_path: Path) -> None:
    found = content(WHOLE["arrays beside it"](tmp_path))

    assert isinstance(found.matrix.base, np.memmap)


@pytest.mark.parametrize("dtype", ["<f4", ">f4", "<f8", ">f2", ">i4"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_any_machine(dtype: str, order: Any, tmp_path: Path) -> None:
    vectors = KeyedVectors(3)
    vectors.add_vectors(["a", "b"], [[1, 2, 3], [-4, 5, 6.5]])
    vectors.vectors = np.array(vectors.vectors, dtype=dtype, order=order)
    vectors.expandos["count"] = np.array([7, 300], dtype=">i8")

    for protocol in (2, 4, 5):
        (tmp_path / "v").write_bytes(pickle.dumps(vectors, protocol))
        found = content(tmp_path / "v")
        assert np.array_equal(found.matrix, vectors.vectors.astype(np.float32))
        assert found.counts is not None
        assert found.counts.tolist() == [7, 300]


def test_counts_after_a_detour_over_text_are_none(tmp_path: Path) -> None:
    path = str(as_text("v.txt")(tmp_path))
    again = KeyedVectors.load_word2vec_format(path)
    again.save(str(tmp_path / "v.kv"))

    assert counts_of(again) == list(range(len(again), 0, -1))
    assert content(tmp_path / "v.kv").counts is None


def test_of_equal_words_the_first_counts(tmp_path: Path) -> None:
    np.savez(tmp_path / "v.npz", words=np.array(["a", "b", "a", "c"]), vectors=np.arange(8.0).reshape(4, 2))

    found = content(tmp_path / "v.npz")

    assert found.words == ("a", "b", "c")
    assert found.matrix.tolist() == [[0, 1], [2, 3], [6, 7]]


def test_gensim_s_warnings_are_kept_and_not_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "v.txt").write_text("3 2\na 1 2\nb 3 4\na 5 6\n", encoding="utf-8")

    found = content(tmp_path / "v.txt")

    assert found.words == ("a", "b")
    assert len(found.said) == 1
    assert "duplicate" in found.said[0]
    assert capfd.readouterr() == ("", "")


def test_words_of_glove_may_hold_blanks(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("the 0.5 -1.5 2e-3\n. . . 1 2 3\nnew york 4 5 6\n", encoding="utf-8")

    found = content(tmp_path / "v.txt")

    assert found.words == ("the", ". . .", "new york")
    assert np.array_equal(found.matrix, np.array([[0.5, -1.5, 2e-3], [1, 2, 3], [4, 5, 6]], np.float32))


def test_numbers_that_are_not_finite_are_no_error_of_the_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "v.npz", words=np.array(["a", "b", "c"]), vectors=np.array([[1, np.nan], [1e300, 2], [3, 4]]))

    store = store_of({"word2vec.vectors": str(tmp_path / "v.npz")})

    np.testing.assert_array_equal(store.get(Vectors).matrix, np.array([[1, np.nan], [np.inf, 2], [3, 4]], np.float32))
    with pytest.raises(Unavailable, match=r"^2 vectors of 3 hold NaN or infinite numbers$"):
        store.get(FiniteVectors)


# --- models of gensim 3 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["word2vec_old", "word2vec_old_sep", "model-from-gensim-3.8.0.w2v", "compatible-hash-true.model", "old_keyedvectors_320.dat"],
)
def test_old_models_are_read_as_gensim_reads_them(name: str) -> None:
    kind = {"c": FastText, "o": KeyedVectors}.get(name[0], Word2Vec)
    model = kind.load(datapath(name))
    wv = getattr(model, "wv", model)

    found = content(Path(datapath(name)))

    assert found.words == tuple(wv.index_to_key)
    np.testing.assert_allclose(found.matrix, wv.vectors, rtol=1e-5, atol=1e-7)
    assert found.counts is not None
    assert found.counts.tolist() == counts_of(wv)
    assert not found.has_start
    if kind is Word2Vec:
        assert found.settings is not None
        assert {name: found.settings[name] for name in ("epochs", "sample", "min_count", "seed")} == {
            name: getattr(model, name) for name in ("epochs", "sample", "min_count", "seed")
        }


def test_models_that_gensim_4_cannot_read_any_more_are_read() -> None:
    found = content(Path(datapath("old_w2v_models/w2v_0.12.0.mdl")))

    assert found.matrix.shape == (len(found.words), 4)
    assert found.settings is not None
    assert (found.settings["sg"], found.settings["epochs"]) == (1, 1)


class OfGensim3:
    """Stands in for a class of gensim 3 while it is pickled."""

    def __init__(self, **state: object) -> None:
        vars(self).update(state)


def of_gensim3(monkeypatch: pytest.MonkeyPatch, module: str, name: str) -> type[OfGensim3]:
    made = type(name, (OfGensim3,), {"__module__": module, "__qualname__": name})
    monkeypatch.setattr(f"{module}.{name}", made, raising=False)
    return made


def test_a_model_of_gensim_3_keeps_settings_and_words_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, kept = (of_gensim3(monkeypatch, "gensim.models.word2vec", name) for name in ("Word2Vec", "Word2VecVocab"))
    trained = of_gensim3(monkeypatch, "gensim.models.word2vec", "Word2VecTrainables")
    vectors, vocab = (of_gensim3(monkeypatch, "gensim.models.keyedvectors", name) for name in ("Word2VecKeyedVectors", "Vocab"))
    matrix = np.random.default_rng(0).normal(size=(3, 5)).astype(np.float32)
    np.save(tmp_path / "m.wv.vectors.npy", matrix)
    wv = vectors(
        index2word=["b", "a", "c"],
        vocab={word: vocab(count=count, index=index) for index, (word, count) in enumerate([("b", 9), ("a", 4), ("c", 4)])},
        vector_size=5,
        __numpys=["vectors"],
    )
    whole = model(
        wv=wv,
        vocabulary=kept(min_count=4, sample=0.01),
        trainables=trained(seed=3, hashfxn=hash),
        iter=11,
        alpha=0.05,
        min_alpha=np.float64(0.01),
        sg=1,
        __recursive_saveloads=["wv", "vocabulary", "trainables"],
    )
    (tmp_path / "m").write_bytes(pickle.dumps(whole, 2))

    store = store_of({"word2vec.vectors": str(tmp_path / "m")})
    found = store.get(Vectors)

    assert found.words == ("b", "a", "c")
    assert np.array_equal(found.matrix, matrix)
    assert found.counts is not None
    assert found.counts.tolist() == [9, 4, 4]
    assert found.config == Word2VecConfig(
        vector_size=5, epochs=11, alpha=0.05, min_alpha=0.01, sg=1, min_count=4, sample=0.01, seed=3
    )
    assert found.start is None


# --- nothing is run -------------------------------------------------------------------------------------------------------


class Calls:
    """Pickles as a call of a function."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[object, ...]:
        return self.call


def calls(function: object, *arguments: object, protocol: int = 4) -> bytes:
    return pickle.dumps(Calls(function, *arguments), protocol)


def inside_a_model(ran: str) -> bytes:
    model = Word2Vec(TEXTS[:20], vector_size=4, min_count=1, workers=1)
    model.wv.expandos["note"] = {"deep": [(Calls(eval, f"open({ran!r}, 'w').close()"),)]}
    return pickle.dumps(model)


HOSTILE: dict[str, tuple[Callable[[str], bytes], str]] = {
    "os.system": (lambda ran: calls(os.system, f"touch {ran}"), f"{os.system.__module__}.system"),
    "eval": (lambda ran: calls(eval, f"open({ran!r}, 'w').close()"), "builtins.eval"),
    "eval, protocol 2": (lambda ran: calls(eval, f"open({ran!r}, 'w').close()", protocol=2), "__builtin__.eval"),
    "exec, protocol 0": (lambda ran: calls(exec, f"open({ran!r}, 'w').close()", protocol=0), "__builtin__.exec"),
    "a process of gensim's": (lambda ran: calls(gensim.utils.check_output, -1, ["touch", ran]), "gensim.utils.check_output"),
    "a process": (lambda ran: calls(subprocess.call, ["touch", ran]), "subprocess.call"),
    "by hand, as a function": (lambda ran: f"cos\nsystem\n(S'touch {ran}'\ntR.".encode(), "os.system"),
    "by hand, as an instance": (lambda ran: f"(S'touch {ran}'\nios\nsystem\n.".encode(), "os.system"),
    "through a known module": (
        lambda ran: (
            pickle.dumps(word2vec(), 4)[:-1]
            + b"\x8c\x0cgensim.utils\x8c\tos.system\x93\x8c"
            + bytes([len(f"touch {ran}")])
            + f"touch {ran}".encode()
            + b"\x85R."
        ),
        "gensim.utils.os.system",
    ),
    "inside a trained model": (inside_a_model, "builtins.eval"),
}


@pytest.mark.parametrize(("make", "name"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_by_name_and_nothing_runs(
    make: Callable[[str], bytes], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.w2v").write_bytes(make("ran"))

    said = findings({"word2vec.vectors": "m.w2v"})

    assert not Path("ran").exists()
    (finding,) = said.found
    assert (finding.code, finding.severity) == ("W2V214", Severity.ERROR)
    assert finding.message == f"m.w2v asks for {name} when it is loaded; it was not loaded, and nothing in it was run."
    assert finding.measure is not None
    assert finding.measure.value == 1
    assert said.crashed == []
    pickle.loads(Path("m.w2v").read_bytes())  # noqa: S301 - shows that the trap is a real one
    assert Path("ran").exists()


def test_everything_that_needs_refused_vectors_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.w2v").write_bytes(calls(eval, "1"))

    said = findings({"word2vec.vectors": "m.w2v", "rules.select": ["W2V2"]})

    skipped = {entry.code for entry in said.skipped if entry.reason == "m.w2v was not loaded: it asks for builtins.eval (W2V214)"}
    assert {"W2V201", "W2V203", "W2V206"} <= skipped
    assert {"W2V202", "W2V204", "W2V205"} <= {entry.code for entry in said.skipped}


def test_all_refused_names_are_counted(tmp_path: Path) -> None:
    model = Word2Vec(TEXTS[:20], vector_size=4, min_count=1, workers=1)
    model.comment = [eval, exec, eval, gensim.utils.check_output, Calls(print, "x")]
    model.save(str(tmp_path / "m"))

    opened = open_vectors(tmp_path / "m", "m")

    assert opened.refused == ("builtins.eval", "builtins.exec", "gensim.utils.check_output", "builtins.print")
    assert opened.asked > len(opened.refused)
    (finding,) = findings({"word2vec.vectors": str(tmp_path / "m")}).found
    assert "asks for builtins.eval and 3 more when" in finding.message
    assert [quote.text for quote in finding.evidence[0].quotes] == list(opened.refused)


def test_refused_names_are_legible(tmp_path: Path) -> None:
    name = "x\n\x1b[31m\u202e" + "y" * 300
    written = name.encode()
    (tmp_path / "m").write_bytes(b"\x80\x04\x8c\x02ab\x8d" + len(written).to_bytes(8, "little") + written + b"\x93.")

    (refused,) = open_vectors(tmp_path / "m", "m").refused

    assert refused.startswith(r"ab.x\n\x1b[31m\u202eyyy")
    assert refused.isprintable()
    assert len(refused) < 100


@pytest.mark.parametrize("part", ["model", "wv"])
@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "..\\outside"])
def test_side_files_elsewhere_are_refused_and_never_opened(
    part: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    model = Word2Vec(TEXTS[:20], vector_size=4, min_count=1, workers=1)
    model.save(str(folder / "m"), sep_limit=0)
    vars(model if part == "model" else model.wv)["__numpys"] = [name, "vectors"]
    (folder / "m").write_bytes(pickle.dumps(model))
    opened: list[object] = []
    monkeypatch.setattr(np, "load", lambda path, **_: opened.append(path))

    assert open_vectors(folder / "m", "m").refused == (f"the side file {name}",)
    assert opened == []


def with_objects(ran: Path) -> NDArray[np.object_]:
    array = np.empty(2, dtype=object)
    array[:] = [Calls(eval, f"open({str(ran)!r}, 'w').close()"), "b"]
    return array


def test_arrays_of_objects_are_not_unpickled(tmp_path: Path) -> None:
    ran, matrix = tmp_path / "ran", np.ones((2, 3))
    np.save(tmp_path / "v.npy", with_objects(ran), allow_pickle=True)
    np.savez(tmp_path / "v.npz", vectors=matrix, words=with_objects(ran))
    saved("m", word2vec, sep_limit=0)(tmp_path)
    np.save(tmp_path / "m.wv.vectors.npy", with_objects(ran), allow_pickle=True)

    for name in ("v.npy", "v.npz", "m"):
        with pytest.raises(DataError):
            open_vectors(tmp_path / name, name)
    assert not ran.exists()
    np.load(tmp_path / "v.npy", allow_pickle=True)
    assert ran.exists()


def test_a_pickle_cannot_write_to_the_stand_ins(tmp_path: Path) -> None:
    known = {key: dict(vars(stand_in)) for key, stand_in in KNOWN.items()}
    kinds = {kind for stand_in in KNOWN.values() for kind in stand_in.__mro__[:-1]}
    for module, name in KNOWN:
        # GLOBAL, then (None, {"__setstate__": 1, "__new__": 1}) as its state: attributes set on the class itself
        attributes = b"N}(\x8c\x0c__setstate__K\x01\x8c\x07__new__K\x01u\x86b"
        (tmp_path / "m").write_bytes(b"\x80\x04c" + f"{module}\n{name}\n".encode() + attributes + b".")
        with pytest.raises(DataError):
            open_vectors(tmp_path / "m", "m")

    assert {key: dict(vars(stand_in)) for key, stand_in in KNOWN.items()} == known
    assert all(kind.__module__ in ("w2vcheck.embedding.gensim_pickle", "builtins") for kind in kinds)
    assert content(WHOLE["one file"](tmp_path)).words == tuple(word2vec().wv.index_to_key)


def test_known_names_are_exact_and_start_nothing() -> None:
    assert ("gensim.utils", "check_output") not in KNOWN
    assert not {module for module, _ in KNOWN} & {"os", "posix", "nt", "sys", "subprocess", "importlib", "runpy", "_pickle"}
    assert not {name for module, name in KNOWN if "builtin" in module} & {"eval", "exec", "getattr", "open", "__import__", "type"}


# --- files that cannot be read --------------------------------------------------------------------------------------------


def truncated(write: Write, share: float) -> Write:
    def wrapped(folder: Path) -> Path:
        path = write(folder)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(share * len(whole))])
        return path

    return wrapped


def without(write: Write, name: str) -> Write:
    def wrapped(folder: Path) -> Path:
        path = write(folder)
        (folder / name).unlink()
        return path

    return wrapped


def made_of(name: str, content: bytes) -> Write:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def arrays(words: object, matrix: object) -> Write:
    def write(folder: Path) -> Path:
        np.savez(folder / "v.npz", words=np.array(words), vectors=np.array(matrix))
        return folder / "v.npz"

    return write


def other_arrays(folder: Path) -> Path:
    np.savez(folder / "v.npz", weights=np.ones((2, 3)))
    return folder / "v.npz"


def a_folder(folder: Path) -> Path:
    (folder / "v").mkdir()
    return folder / "v"


AGAIN = "copy the file again"
BAD: dict[str, tuple[Write, str, str]] = {
    "missing": (lambda folder: folder / "v", "no such file", "mend the path"),
    "a folder": (a_folder, "a folder", "mend the path"),
    "empty": (made_of("v", b""), "an empty file", AGAIN),
    "Git LFS": (
        made_of("v", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"),
        "a Git LFS pointer, not the file itself",
        "run git lfs pull",
    ),
    "Facebook's": (
        made_of("v.bin", b"\xba\x16\x4f\x2f\x0c\0\0\0"),
        "a binary model of Facebook's fastText",
        "take the .vec file",
    ),
    "a web page": (made_of("v.txt", b"<!DOCTYPE html>\n<html>\n"), "a file of another kind", "save them with gensim"),
    "a word list": (made_of("v.txt", b"cat\ndog\n"), "a file of another kind", "save them with gensim"),
    "a text": (made_of("v.txt", b"the cat sleeps\n"), "a file of another kind", "save them with gensim"),
    "short text": (truncated(as_text("v.txt"), 0.7), "a damaged or incomplete file", AGAIN),
    "very short text": (truncated(as_text("v.txt"), 0.1), "a shorter file", AGAIN),
    "short binary": (truncated(as_text("v.bin", binary=True), 0.9), "a damaged or incomplete file", AGAIN),
    "very short binary": (truncated(as_text("v.bin", binary=True), 0.3), "a shorter file", AGAIN),
    "a huge header": (made_of("v.txt", b"999999999999 300\na 1 2\n"), "a shorter file", AGAIN),
    "a word with a blank": (made_of("v.txt", b"2 2\nnew york 1 2\nb 3 4\n"), "a damaged or incomplete file", AGAIN),
    "an uneven GloVe": (made_of("v.txt", b"a 1 2 3\nb 1 2\n"), "something else in vector 2", AGAIN),
    "short gzip": (truncated(as_text("v.txt.gz"), 0.7), "a damaged or incomplete file", AGAIN),
    "gzip under another name": (squeezed(as_text("v.txt"), "w.txt", gzip.compress), "gz inside", "rename it to end in .gz"),
    "no gzip": (lambda folder: as_text("v.txt")(folder).rename(folder / "v.gz"), "no gz inside", "rename it"),
    "short pickle": (truncated(WHOLE["one file"], 0.8), "a damaged or incomplete pickle", "save or copy"),
    "another pickle": (made_of("v", pickle.dumps({"a": [1.0]})), "a pickled dict", "save the model with its own save()"),
    "a model of nothing": (dumped("v", lambda: KeyedVectors(5), 4), "a KeyedVectors without any", "save a trained model"),
    "no side file": (without(WHOLE["arrays beside it"], "m.w2v.wv.vectors.npy"), "no such file", "copy the side files along"),
    "short npz": (truncated(as_npz, 0.5), "something else", "write it with np.savez"),
    "other arrays": (other_arrays, "something else", "write it with np.savez"),
    "words as numbers": (arrays([1, 2], [[1.0], [2.0]]), "an array of int64", "use np.array(words, dtype=str)"),
    "short npy": (truncated(as_npy("v.txt", "\n"), 0.5), "a damaged file or Python objects", "np.save"),
    "no word list": (without(as_npy("v.txt", "\n"), "v.txt"), "no such file", "write one word a line"),
    "words of other vectors": (arrays(["a", "b"], np.ones((3, 4))), "2 words and 3 rows", "save words and vectors together"),
    "lying on its side": (arrays(["a", "b"], np.ones((3, 2))), "2 words and 3 rows", "transpose the matrix"),
    "a single column": (arrays(["a", "b"], [1.0, 2.0]), "float64 2", "save them with gensim"),
    "no numbers": (arrays(["a", "b"], [["x"], ["y"]]), "<U1 2 × 1", "save them with gensim"),
    "no vectors": (arrays(np.array([], dtype=str), np.ones((0, 3))), "float64 0 × 3", "save them with gensim"),
}


@pytest.mark.parametrize(("write", "found", "advice"), BAD.values(), ids=BAD)
def test_bad_files_are_one_sentence_at_the_line_of_the_configuration(
    write: Write, found: str, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(tmp_path).name
    (tmp_path / "w2vcheck.toml").write_text(f'\n[word2vec]\nvectors = "{name}"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(DataError) as caught:
        store_of(base=load_settings("w2vcheck.toml", start=tmp_path)).get(Vectors)

    error = caught.value
    assert (error.file, error.line) == ("w2vcheck.toml", 3)
    assert error.expected.endswith(" as word2vec.vectors")
    assert error.found == f"{name!r}: {found}" if found != "gz inside" else error.found.startswith(f"{name!r}: ")
    assert error.advice.startswith(advice) or advice in error.advice


# --- what the audit makes of them -----------------------------------------------------------------------------------------


def store_of(options: dict[str, object] | None = None, base: Settings | None = None) -> Store:
    frame = pl.DataFrame({"text": [text for text, _ in ROWS], "label": [label for _, label in ROWS]})
    return Store(
        {Dataset: dataset(from_frame(frame), None), Settings: override(base or Settings(), options or {}), Progress: silent}
    )


def findings(options: dict[str, object]) -> Findings:
    store = store_of(options)
    return run(store, override(Settings(), {"rules.select": ["W2V201", "W2V202", "W2V203", "W2V206", "W2V214"]} | options))


def of_rule(code: str, path: Path) -> tuple[list[Finding], Findings]:
    said = findings({"word2vec.vectors": str(path), "rules.select": [code]})
    assert said.crashed == []
    return said.found, said


def write_npz(path: Path, matrix: NDArray[np.float64]) -> Path:
    np.savez(path, words=np.array([f"w{row}" for row in range(len(matrix))]), vectors=matrix)
    return path


def test_vectors_take_the_place_of_training(tmp_path: Path) -> None:
    path = WHOLE["one file"](tmp_path)

    vectors = store_of({"word2vec.vectors": str(path), "word2vec.epochs": 50}).get(Vectors)

    assert np.array_equal(vectors.matrix, word2vec().wv.vectors)
    assert vectors.config == Word2VecConfig(vector_size=12, min_count=2, epochs=2, seed=7)
    assert (vectors.form, vectors.source) == ("gensim Word2Vec", f"loaded from {path}")
    assert vectors.start is not None
    assert np.array_equal(vectors.start, initial_vectors(len(vectors.words), Word2VecConfig(vector_size=12, seed=7)))
    assert vectors.initial is vectors.start


def test_the_start_is_the_one_that_the_model_had(tmp_path: Path) -> None:
    model = Word2Vec(**GENSIM_TOO)
    model.build_vocab(TEXTS)
    model.save(str(tmp_path / "m"))

    vectors = store_of({"word2vec.vectors": str(tmp_path / "m")}).get(Vectors)

    assert vectors.start is not None
    assert np.array_equal(vectors.matrix, vectors.start)


def test_without_a_known_start_there_are_random_vectors_to_compare_with(tmp_path: Path) -> None:
    path = write_npz(tmp_path / "v.npz", np.random.default_rng(0).normal(size=(90, 12)))
    vectors = store_of({"word2vec.vectors": str(path)}).get(Vectors)

    assert (vectors.start, vectors.config, vectors.counts, vectors.provenance) == (None, None, None, None)
    assert vectors.initial.shape == vectors.matrix.shape
    assert np.abs(vectors.initial).max() <= 1 / 12


def test_the_start_of_bare_numbers_is_found_by_its_seed(tmp_path: Path) -> None:
    vectors = store_of({"word2vec.vectors": str(as_npz(tmp_path))}).get(Vectors)

    assert vectors.provenance is not None
    assert vectors.provenance.seed == GENSIM_TOO["seed"]
    assert vectors.start is not None
    assert np.array_equal(vectors.start, initial_vectors(len(vectors.words), Word2VecConfig(vector_size=12, seed=7)))


def test_a_model_of_gensim_3_saved_anew_has_no_known_start(tmp_path: Path) -> None:
    Word2Vec.load(datapath("word2vec_3.3")).save(str(tmp_path / "m"))

    assert store_of({"word2vec.vectors": str(tmp_path / "m")}).get(Vectors).start is None


def test_the_words_of_the_file_are_the_vocabulary(tmp_path: Path) -> None:
    store = store_of({"word2vec.vectors": str(WHOLE["one file"](tmp_path)), "word2vec.min_count": 99})
    text, vocabulary = store.get(TrainingText), store.get(Vocabulary)

    wv = word2vec().wv
    assert text.tokens.types.tolist() == sorted(wv.index_to_key)
    assert dict(zip(text.tokens.types.tolist(), text.counts.tolist(), strict=True)) == dict(
        zip(wv.index_to_key, counts_of(wv), strict=True)
    )
    assert vocabulary.kept.all()
    assert (vocabulary.size, vocabulary.min_count) == (len(wv), 2)
    assert vocabulary.says.endswith("m.w2v")


def test_coverage_is_that_of_the_words_of_the_file(tmp_path: Path) -> None:
    known = {"the", "i", "to", "password"}
    lines = [f"{word} {row} 1 2\n" for row, word in enumerate([*sorted(known), "elsewhere"])]
    (tmp_path / "v.txt").write_text("".join(lines), encoding="utf-8")

    found, said = of_rule("W2V203", tmp_path / "v.txt")

    tests = [str(ROWS[row][0]) for row in store_of().get(Split).test.tolist()]
    words = pl.Series(tests).str.to_lowercase().str.extract_all(r"\w+").explode().to_list()
    covered = next(entry.measure for entry in said.measured if entry.measure.name == "test tokens that have a vector")
    assert covered.value == sum(word in known for word in words) / len(words)
    assert covered.n == len(words)
    assert found[0].severity is Severity.ERROR
    assert "v.txt" in found[0].message


def test_a_short_word_list_is_too_small_a_vocabulary() -> None:
    (finding,), _ = of_rule("W2V201", FIXTURES / "question" / "vectors.npy")

    assert finding.severity is Severity.ERROR
    assert finding.message.startswith("Only 7 words get a vector: those that occur at least once in ")
    assert "vectors.npy" in finding.message


def test_the_budget_is_reckoned_from_the_model(tmp_path: Path) -> None:
    model = word2vec()
    store = store_of({"word2vec.vectors": str(WHOLE["one file"](tmp_path)), "word2vec.epochs": 50})

    budget = store.get(Budget)

    # What gensim itself decided when it prepared to skip frequent words.
    keep = np.array([model.wv.get_vecattr(word, "sample_int") for word in model.wv.index_to_key]) / 2**32
    effective = float((np.array(counts_of(model.wv)) * keep).sum())
    assert budget.effective == pytest.approx(effective, rel=1e-6)
    often = np.array(counts_of(model.wv)) >= 5
    assert often.sum() > 50
    of_often = float((np.array(counts_of(model.wv)) * keep)[often].sum())
    assert budget.updates == pytest.approx(2 * of_often / often.sum(), rel=1e-6)
    assert (budget.vocabulary, budget.judged, budget.config.epochs) == (len(model.wv), often.sum(), 2)


def test_a_model_that_was_never_trained_has_a_budget_of_nothing(tmp_path: Path) -> None:
    model = Word2Vec(**GENSIM_TOO)
    model.build_vocab(TEXTS)
    model.save(str(tmp_path / "m"))

    budget = store_of({"word2vec.vectors": str(tmp_path / "m")}).get(Budget)

    assert budget.updates == 0
    assert budget.epochs_needed > 2


@pytest.mark.parametrize("name", ["KeyedVectors", "text", "npz"])
def test_without_settings_there_is_no_budget(name: str, tmp_path: Path) -> None:
    write, form = VECTORS[name]

    with pytest.raises(Unavailable) as reason:
        store_of({"word2vec.vectors": str(write(tmp_path))}).get(Budget)

    assert str(reason.value) == f"the vectors come from a file without training settings ({form})"


def test_without_counts_there_is_no_budget(tmp_path: Path) -> None:
    model = Word2Vec(TEXTS, **GENSIM_TOO)
    model.wv.expandos.clear()
    (tmp_path / "m").write_bytes(pickle.dumps(model))

    with pytest.raises(Unavailable, match=r"^the vectors come from a file without word counts$"):
        store_of({"word2vec.vectors": str(tmp_path / "m")}).get(Budget)


# --- the rules ------------------------------------------------------------------------------------------------------------


def test_the_model_of_the_founding_case_is_at_its_start() -> None:
    (finding,), _ = of_rule("W2V204", FIXTURES / "question" / "word2vec.model")

    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.HIGH)
    assert finding.message.startswith("7 of 7 word vectors are still at their random start")
    assert "effective updates per word" in finding.evidence[0].says


def test_the_start_that_gensim_4_drew_is_drawn_again() -> None:
    (finding,), _ = of_rule("W2V204", FIXTURES / "question" / "vectors.npy")

    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.HIGH)
    assert finding.message.startswith("7 of 7 word vectors are still at their random start")
    assert any("gensim 4, seed 1, untouched by training" in line.says for line in finding.evidence)


@pytest.mark.parametrize(("generation", "scale"), [(4, "1"), (3, "0.5")])
def test_a_random_start_is_known_by_its_scale(generation: int, scale: str, tmp_path: Path) -> None:
    ends = float(scale) / 100
    matrix = np.random.default_rng(987654).uniform(-ends, ends, size=(60, 100))
    (finding,), said = of_rule("W2V204", write_npz(tmp_path / "v.npz", matrix))

    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.MEDIUM)
    assert f"which is {scale}/100, where gensim {generation} begins with 100 dimensions" in finding.message
    assert said.measured[0].fired


def test_numbers_without_any_structure_are_random(tmp_path: Path) -> None:
    matrix = np.random.default_rng(0).normal(0, 3, size=(400, 50))

    (finding,), _ = of_rule("W2V204", write_npz(tmp_path / "v.npz", matrix))

    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LOW)
    assert finding.measure is not None
    # An independent reckoning: participation ratio from the covariance, expectation for independent numbers.
    variances = np.linalg.eigvalsh(np.cov(matrix.T))
    assert finding.measure.value == pytest.approx(variances.sum() ** 2 / (variances**2).sum() / (399 * 50 / 449), rel=1e-4)


def test_words_that_have_nothing_in_common_are_not_random(tmp_path: Path) -> None:
    found, said = of_rule("W2V204", write_npz(tmp_path / "v.npz", np.eye(60)))

    assert found == []
    assert said.measured[-1].measure.value > 1.9


@cache
def healthy() -> KeyedVectors:
    texts = [text.lower().split() for text, _ in tickets(400, seed=1)]
    return Word2Vec(texts, vector_size=100, sg=1, epochs=30, workers=1).wv


@pytest.mark.parametrize("code", ["W2V204", "W2V205", "W2V206"])
def test_trained_vectors_are_left_alone(code: str, tmp_path: Path) -> None:
    healthy().save(str(tmp_path / "v.kv"))
    healthy().save_word2vec_format(str(tmp_path / "v.txt"))

    for name in ("v.kv", "v.txt"):
        found, said = of_rule(code, tmp_path / name)
        assert found == []
        assert said.skipped == []
        assert said.measured
    assert ("rank correlation of the first axis with word counts" in {entry.measure.name for entry in said.measured}) is False


def test_word_counts_of_a_file_are_used(tmp_path: Path) -> None:
    healthy().save(str(tmp_path / "v.kv"))

    _, said = of_rule("W2V205", tmp_path / "v.kv")

    assert "rank correlation of the first axis with word counts" in {entry.measure.name for entry in said.measured}


def test_collapsed_vectors_of_a_file_are_found_by_their_shape_alone(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    matrix = rng.normal(0, 1, (300, 1)) * rng.normal(0, 1, (1, 50)) + 0.05 * rng.normal(0, 1, (300, 50))

    (finding,), _ = of_rule("W2V205", write_npz(tmp_path / "v.npz", matrix))

    assert finding.severity is Severity.WARNING  # no word of the data has a vector, so nobody knows what it costs
    assert "effective updates" not in finding.evidence[0].says
    assert finding.fix == "Train longer or with skip-gram (sg=1)."


def test_whitened_vectors_are_not_taken_for_random_ones(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    left, _, _ = np.linalg.svd(rng.normal(size=(1500, 60)) @ rng.normal(size=(60, 60)), full_matrices=False)

    found, said = of_rule("W2V204", write_npz(tmp_path / "v.npz", left * 40))

    assert found == []
    assert 0.95 < said.measured[-1].measure.value < 1.05  # as many directions as random numbers have


def test_collapsed_vectors_that_are_no_better_than_random_ones_are_an_error(tmp_path: Path) -> None:
    words = sorted({word for text in TEXTS for word in text if word.isalpha()})
    rng = np.random.default_rng(0)
    matrix = 1 + 0.001 * rng.normal(0, 1, (len(words), 1)) * np.ones((1, 50)) + 1e-6 * rng.normal(0, 1, (len(words), 50))
    np.savez(tmp_path / "v.npz", words=np.array(words), vectors=matrix)

    rows = tickets(900, seed=2)
    frame = pl.DataFrame({"text": [text for text, _ in rows], "label": [label for _, label in rows]})

    # Without the ladder random vectors are what is left to compare with.
    report = audit(frame, select=["W2V205"], ladder=False, options={"word2vec.vectors": str(tmp_path / "v.npz")})
    (finding,) = report.findings

    assert finding.severity is Severity.ERROR
    assert "with random ones" in finding.evidence[1].says


@pytest.mark.parametrize("code", ["W2V204", "W2V205"])
def test_vectors_with_numbers_that_are_not_finite_are_skipped(code: str, tmp_path: Path) -> None:
    matrix = np.random.default_rng(0).normal(size=(100, 20))
    matrix[3, 4] = np.nan

    found, said = of_rule(code, write_npz(tmp_path / "v.npz", matrix))

    assert found == []
    assert said.skipped[0].reason == "1 vector of 100 hold NaN or infinite numbers"


@pytest.mark.parametrize(("size", "severity"), [(1, Severity.ERROR), (5, Severity.WARNING), (10, None)])
def test_the_size_of_the_loaded_vectors_is_judged(size: int, severity: Severity | None, tmp_path: Path) -> None:
    found, said = of_rule("W2V206", write_npz(tmp_path / "v.npz", np.random.default_rng(0).normal(size=(60, size))))

    assert [finding.severity for finding in found] == ([severity] if severity else [])
    (measured,) = said.measured
    assert (measured.measure.value, measured.measure.n) == (size, 60)


def test_a_configured_size_is_not_judged_beside_a_file(tmp_path: Path) -> None:
    path = WHOLE["one file"](tmp_path)

    said = findings({"word2vec.vectors": str(path), "word2vec.vector_size": 1, "rules.select": ["W2V206"]})

    assert said.found == []
    assert [entry.measure.value for entry in said.measured] == [12]


# --- a whole audit --------------------------------------------------------------------------------------------------------


def test_an_audit_with_loaded_vectors_and_a_classifier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    healthy_model = Word2Vec(
        [text.lower().split() for text, _ in tickets(400, seed=1)], vector_size=100, sg=1, epochs=30, workers=1
    )
    healthy_model.save(str(tmp_path / "m.w2v"))
    (tmp_path / "w2vcheck.toml").write_text(
        '[word2vec]\nvectors = "m.w2v"\n[classifier]\nkind = "logistic-regression"\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)

    report = audit(str(FIXTURES / "corpora" / "tickets.csv"), ladder=False)

    assert report.crashed == ()
    (outcome,) = report.experiments
    assert outcome.accuracy is not None
    assert outcome.accuracy.low > 0.4  # the largest class has 0.28
    measured = {entry.code for entry in report.measures}
    assert {"W2V201", "W2V202", "W2V203", "W2V204", "W2V205", "W2V206", "W2V214"} <= measured
    assert not [finding for finding in report.findings if finding.code in ("W2V204", "W2V205", "W2V206", "W2V214")]
