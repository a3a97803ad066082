import polars as pl
import pytest

import w2vcheck
from w2vcheck.results import Finding, Severity


@pytest.fixture
def frame() -> pl.DataFrame:
    """Texts of forty words that train, and tests of which half the words are new."""
    train = [" ".join(f"w{(row + step) % 40}" for step in range(10)) for row in range(200)]
    test = [" ".join(f"w{step}" if step % 2 else f"new{row}x{step}" for step in range(10)) for row in range(100)]
    labels = ["yes", "no"] * 150
    return pl.DataFrame({"text": train + test, "label": labels, "split": ["train"] * 200 + ["test"] * 100})


def found(frame: pl.DataFrame, code: str, **options: object) -> Finding:
    keys = {name.replace("__", "."): value for name, value in options.items()}
    (finding,) = w2vcheck.audit(frame, select=[code], ladder=False, cache=False, options=keys).findings
    return finding


def says(finding: Finding) -> bool:
    return "no word vectors are configured: this is what gensim's defaults would give" in {one.says for one in finding.evidence}


@pytest.mark.parametrize(("code", "worst"), [("W2V201", Severity.ERROR), ("W2V203", Severity.WARNING)])
def test_what_is_wrong_with_vectors_is_a_note_where_nobody_asked_for_any(frame: pl.DataFrame, code: str, worst: Severity) -> None:
    asked, not_asked = found(frame, code, word2vec__min_count=5), found(frame, code)

    assert (asked.severity, says(asked)) == (worst, False)
    assert (not_asked.severity, says(not_asked)) == (Severity.NOTE, True)
    assert not_asked.measure == asked.measure


def test_words_that_only_a_respelling_knows_are_a_note_too(frame: pl.DataFrame) -> None:
    shouted = frame.with_columns(
        text=pl.when(pl.col("split") == "test").then(pl.col("text").str.to_uppercase()).otherwise("text")
    )

    assert found(shouted, "W2V212", tokens__lowercase=False).severity is Severity.NOTE
    assert found(shouted, "W2V212", tokens__lowercase=False, word2vec__min_count=5).severity is Severity.ERROR
