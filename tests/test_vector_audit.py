"""`audit_vectors` and `w2vcheck vectors`, through the front door."""

import gzip
import json
import os
import pickle
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from gensim.models import Doc2Vec, FastText, Word2Vec
from gensim.models.doc2vec import TaggedDocument
from gensim.test.utils import datapath

from w2vcheck import Report, W2vcheckError, audit_vectors
from w2vcheck.cli import THREADS, main
from w2vcheck.demo.tickets import tickets

NEWS = datapath("lee_background.cor")
TEXTS = [" ".join(re.findall(r"\w+", text.lower())) for text, _ in tickets(300, seed=1)]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()  # no configuration from the folders above


@cache
def healthy() -> Word2Vec:
    return Word2Vec([text.split() for text in TEXTS], sg=1, epochs=40, min_count=2, vector_size=50, workers=1)


def codes(report: Report) -> dict[str, str]:
    return {finding.code: str(finding.severity) for finding in report.findings}


def test_a_healthy_model_is_clean() -> None:
    healthy().save("m")
    Path("texts.txt").write_text("\n".join(TEXTS), encoding="utf-8")

    report = audit_vectors("m", corpus="texts.txt", options={"tokens.tokenizer": "whitespace"})

    assert codes(report) == {}
    assert not report.crashed
    facts = dict(report.subject.facts)
    assert facts["words"] == f"{len(healthy().wv):,} vectors of 50 dimensions"
    assert facts["format"] == "gensim Word2Vec"
    assert facts["provenance"].startswith("gensim 4, seed 1, trained")
    assert facts["corpus"].startswith("texts.txt: 300 texts")
    assert {entry.code for entry in report.measures} >= {
        f"W2V2{number:02}" for number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 14, 15, 16)
    }
    assert (report.ladder, report.experiments) == ((), ())


FORMS: dict[str, Callable[[], str]] = {}


def form(write: Callable[[], str]) -> Callable[[], str]:
    FORMS[write.__name__] = write
    return write


@form
def keyed_vectors() -> str:
    healthy().wv.save("v.kv")
    return "v.kv"


@form
def text() -> str:
    healthy().wv.save_word2vec_format("v.txt")
    return "v.txt"


@form
def binary_gzip() -> str:
    healthy().wv.save_word2vec_format("v.bin.gz", binary=True)
    return "v.bin.gz"


@form
def glove_gzip() -> str:
    healthy().wv.save_word2vec_format("g.txt", write_header=False)
    Path("g.gz").write_bytes(gzip.compress(Path("g.txt").read_bytes()))
    return "g.gz"


@form
def npz() -> str:
    np.savez("v.npz", words=np.array(healthy().wv.index_to_key), vectors=healthy().wv.vectors)
    return "v.npz"


@form
def npy() -> str:
    np.save("v.npy", healthy().wv.vectors)
    Path("words.txt").write_text("\n".join(healthy().wv.index_to_key), encoding="utf-8")
    return "v.npy"


@form
def csv() -> str:
    pl.DataFrame({"word": healthy().wv.index_to_key} | {f"v{i}": healthy().wv.vectors[:, i] for i in range(50)}).write_csv(
        "v.csv"
    )
    return "v.csv"


@pytest.mark.parametrize("write", FORMS.values(), ids=FORMS)
def test_every_format_gives_the_same_figures(write: Callable[[], str]) -> None:
    frame = pl.DataFrame({"message": TEXTS, "kind": "x"})

    report = audit_vectors(write(), corpus=frame, text="message", options={"tokens.tokenizer": "whitespace"})

    figures = {entry.measure.name: entry.measure.value for entry in report.measures}
    assert figures["tokens that have a vector"] > 0.9
    often = [word for word in healthy().wv.index_to_key if healthy().wv.get_vecattr(word, "count") >= 5]
    counted = "rank correlation of the first axis with word counts" in figures  # otherwise rare words are judged too
    unit = healthy().wv.get_normed_vectors()[: len(often) if counted else None].astype(np.float64)
    pairs = (unit @ unit.T)[np.triu_indices(len(unit), 1)]
    assert figures["mean cosine of two words"] == pytest.approx(pairs.mean(), abs=1e-5)
    assert figures["likeness of neighbours by that of equally frequent words"] > 1.5
    assert "W2V205" not in codes(report)
    assert report.subject.rows == len(healthy().wv)
    assert dict(report.subject.facts)["provenance"].startswith("gensim 4, seed 1, trained")


def test_fast_text_and_doc2vec() -> None:
    FastText([text.split() for text in TEXTS], epochs=2, vector_size=12, bucket=200, workers=1).save("f")
    documents = [TaggedDocument(text.split(), [number]) for number, text in enumerate(TEXTS)]
    Doc2Vec(documents, vector_size=12, epochs=2, workers=1).save("d")

    assert dict(audit_vectors("f", select=["W2V209"]).subject.facts)["format"] == "gensim FastText"
    facts = dict(audit_vectors("d", select=["W2V209"]).subject.facts)
    assert facts["documents"] == "300 vectors of 12 dimensions"
    assert facts["words"].endswith("vectors of 12 dimensions")


def test_vectors_of_documents_are_known_by_their_number() -> None:
    np.save("d.npy", np.random.default_rng(0).normal(size=(300, 20)))
    pl.DataFrame({"text": TEXTS, "label": ["a", "b"] * 150}).write_csv("texts.csv")

    report = audit_vectors("d.npy", corpus="texts.csv")

    assert dict(report.subject.facts)["documents"] == "300 vectors of 20 dimensions"
    assert codes(report) == {}
    assert {entry.code for entry in report.measures} == {"W2V209", "W2V210", "W2V214", "W2V219"}
    assert any("one vector a document" in entry.reason for entry in report.skipped)
    with pytest.raises(W2vcheckError, match="words of the rows"):
        audit_vectors("d.npy")


def test_sick_document_vectors_are_found() -> None:
    matrix = np.random.default_rng(0).normal(size=(300, 20)) / 1000
    matrix[:, 3] = 1
    matrix[5, 5] = np.nan
    np.save("d.npy", matrix)

    report = audit_vectors("d.npy", corpus=pl.DataFrame({"text": TEXTS, "label": "x"}))

    assert codes(report) == {"W2V209": "error", "W2V210": "warning", "W2V219": "warning"}


def test_a_table_on_its_side_is_found() -> None:
    wv = healthy().wv
    pl.DataFrame({word: wv[word] for word in wv.index_to_key if word.isalpha()}).write_csv("v.csv")

    report = audit_vectors("v.csv")

    assert codes(report)["W2V207"] == "error"
    assert "205" not in str(codes(report))  # it is read the right way round


class Hostile:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch ran",)


def test_a_hostile_file_is_a_finding_and_nothing_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("m").write_bytes(pickle.dumps(Hostile()))

    code, out = shell(monkeypatch, capsys, "m", "--format", "json")

    document = json.loads(out)
    assert code == 1
    assert [(finding["code"], finding["severity"]) for finding in document["findings"]] == [("W2V214", "error")]
    assert f"{os.system.__module__}.system" in document["findings"][0]["message"]
    assert not Path("ran").exists()


def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    for name in THREADS:
        monkeypatch.setenv(name, "1")
    monkeypatch.setattr(sys, "argv", ["w2vcheck", "vectors", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    captured = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, captured.out + captured.err


def test_the_command_prints_and_exits(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    healthy().wv.save_word2vec_format("v.txt")
    arguments = ("v.txt", "--select", "w2v205,w2v210")

    code, out = shell(monkeypatch, capsys, *arguments)
    assert (code, "Nothing wrong was found" in out) == (0, True)
    first = shell(monkeypatch, capsys, *arguments, "--format", "json")
    assert first == shell(monkeypatch, capsys, *arguments, "--format", "json")
    healthy().wv.save_word2vec_format("few.txt")
    lines = Path("few.txt").read_text(encoding="utf-8").splitlines()
    Path("few.txt").write_text("\n".join(["100 50", *lines[1:101]]) + "\n", encoding="utf-8")
    code, out = shell(monkeypatch, capsys, "few.txt", "--select", "W2V201", "--fail-on", "warning", "--output", "report.txt")
    assert (code, out) == (1, "")
    assert "W2V201" in Path("report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.txt",), "no such file"),
        (("v.txt", "--corpus", "none.txt"), "none.txt"),
        (("v.txt", "--corpus", "none.csv"), "none.csv"),
        (("v.txt", "--format", "yaml"), "--format"),
        (("v.txt", "--select", "W2V999"), "W2V999"),
        (("v.txt", "--corpus", "numbers.csv"), "a column of texts"),
        (("numbers.csv",), "the words of the rows"),
    ],
)
def test_bad_input_is_one_sentence(
    arguments: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    healthy().wv.save_word2vec_format("v.txt")
    Path("numbers.csv").write_text("v1,v2,v3\n1,2,3\n4,5,6\n", encoding="utf-8")

    code, out = shell(monkeypatch, capsys, *arguments)

    assert code == 2
    assert says in out
    assert "Traceback" not in out


def test_unknown_settings_are_refused() -> None:
    with pytest.raises(TypeError, match="label"):
        audit_vectors("v.txt", label="x")


def test_warnings_of_the_reader_are_in_the_report() -> None:
    Path("v.txt").write_text("3 4\na 1 2 3 4\nb 3 4 5 6\na 5 6 7 8\n", encoding="utf-8")

    assert any("duplicate" in line for line in audit_vectors("v.txt").warnings)


# --- calibration ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"sg": 1, "epochs": 20}, {}),
        ({"sg": 1, "epochs": 17, "vector_size": 300}, {}),
        ({"epochs": 30}, {}),
        ({"sg": 1, "epochs": 20, "min_count": 1}, {}),
        ({}, {"W2V205": "error"}),
        ({"epochs": 1}, {"W2V204": "warning", "W2V205": "error"}),
        ({"alpha": 1e-7, "min_alpha": 1e-7}, {"W2V204": "error"}),
        ({"alpha": 5.0, "epochs": 20}, {"W2V209": "error"}),
    ],
    ids=["skip-gram", "300 dimensions", "CBOW", "min_count 1", "gensim's defaults", "one epoch", "never trained", "blown up"],
)
def test_news_lands_on_the_right_side(options: dict[str, float], expected: dict[str, str]) -> None:
    sentences = [line.split() for line in Path(NEWS).read_text(encoding="utf-8").splitlines()]
    Word2Vec(sentences, workers=1, **options).save("m")

    report = audit_vectors(
        "m", corpus=NEWS, ignore=["W2V211"], options={"tokens.tokenizer": "whitespace", "tokens.lowercase": False}
    )

    found = {code: severity for code, severity in codes(report).items() if severity != "note"}
    assert {code: severity for code, severity in found.items() if code in expected} == expected
    if not expected:
        assert found == {}
