from random import Random

import polars as pl
import pytest
from scipy.stats import binomtest

from w2vcheck import Report, audit


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("w2vcheck.auditor._ladder", lambda _: (None, {}))
    monkeypatch.setattr("w2vcheck.auditor._experiments", lambda *_: ((), {}))
    monkeypatch.chdir(str(tmp_path))


def run(counts: list[int], copies: int = 1) -> Report:
    labels = [f"class {code}" for code, count in enumerate(counts) for _ in range(count)]
    texts = [f"number {row // copies} of {Random(row // copies).random()} texts" for row in range(len(labels))]  # noqa: S311 - no secret
    frame = pl.DataFrame({"text": texts, "label": labels})
    return audit(frame, text="text", label="label", select=["W2V106"])


@pytest.mark.parametrize("rare", [5, 20, 35, 60])
@pytest.mark.parametrize("k", [2, 4])
def test_it_fires_where_scipys_upper_bound_is_below_a_tenth_of_an_even_share(rare: int, k: int) -> None:
    counts = [rare] + [(1000 - rare) // (k - 1)] * (k - 1)
    interval = binomtest(rare, sum(counts)).proportion_ci(0.95, "wilson")

    report = run(counts)

    (measured,) = report.measures
    assert (measured.measure.low, measured.measure.high) == pytest.approx((interval.low, interval.high))
    assert bool(report.findings) == (interval.high < 0.1 / k)


@pytest.mark.parametrize("k", [2, 10, 50])
def test_balanced_classes_are_silent_however_many(k: int) -> None:
    assert not run([20] * k).findings


def test_copies_of_few_texts_prove_less() -> None:
    assert run([10, 990]).findings
    assert not run([10, 990], copies=50).findings


def test_all_rare_classes_are_named() -> None:
    (finding,) = run([5, 8, 500, 500]).findings

    assert finding.message.startswith("2 of 4 classes")
    assert [quote.text for quote in finding.evidence[0].quotes] == ["class 0: 5 rows", "class 1: 8 rows"]


def test_a_rare_spelling_is_not_a_rare_class() -> None:
    labels = ["ham"] * 500 + ["spam"] * 490 + ["Spam "] * 10
    frame = pl.DataFrame({"text": [f"number {row} of the texts" for row in range(1000)], "label": labels})

    report = audit(frame, text="text", label="label", select=["W2V106"])

    assert not report.findings
    assert report.measures[0].measure.value == 0.5
