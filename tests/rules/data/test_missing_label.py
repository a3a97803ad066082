import polars as pl
import pytest

from w2vcheck import Report, Severity, audit


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("w2vcheck.auditor._ladder", lambda _: (None, {}))
    monkeypatch.setattr("w2vcheck.auditor._experiments", lambda *_: ((), {}))
    monkeypatch.chdir(str(tmp_path))


def run(labels: list[str | None]) -> Report:
    frame = pl.DataFrame({"text": [f"number {row} of the texts" for row in range(len(labels))], "label": labels})
    return audit(frame, text="text", label="label", select=["W2V102"])


def test_rows_are_counted_and_named() -> None:
    (finding,) = run(["a", None, "b", "", " ", "a", "b", "a"]).findings

    assert finding.severity == Severity.ERROR
    assert finding.message == "3 rows (37.5 %) have no label."
    assert [place.row for place in finding.locations] == [1, 3, 4]


@pytest.mark.parametrize("word", ["nan", "NaN", "<NA>", "#N/A", "#REF!"])
def test_what_only_programs_write_is_a_warning(word: str) -> None:
    (finding,) = run(["a", "b", "a", f"{word} ", "b", "a"]).findings

    assert finding.severity == Severity.WARNING
    assert f"the label {word!r}" in finding.message
    assert [place.row for place in finding.locations] == [3]


@pytest.mark.parametrize("word", ["NA", "None", "none", "null", "n/a", "empty", "0"])
def test_what_may_be_a_name_is_a_class(word: str) -> None:
    assert run(["a", "b", "a", word, "b", word]).findings == ()
