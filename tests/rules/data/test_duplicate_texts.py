import numpy as np
import polars as pl
import pytest

from w2vcheck import Report, Severity, audit


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("w2vcheck.auditor._ladder", lambda _: (None, {}))
    monkeypatch.setattr("w2vcheck.auditor._experiments", lambda *_: ((), {}))
    monkeypatch.chdir(str(tmp_path))


def run(texts: list[str]) -> Report:
    frame = pl.DataFrame({"text": texts, "label": ["a" if row % 3 else "b" for row in range(len(texts))]})
    return audit(frame, text="text", label="label", select=["W2V107"])


def distinct(n: int) -> list[str]:
    return [f"number {row} of the texts" for row in range(n)]


@pytest.mark.parametrize("copies", [0, 1, 30, 90, 300])
def test_the_share_is_that_of_polars(copies: int) -> None:
    texts = distinct(1000) + distinct(copies)

    (measured,) = run(texts).measures

    assert measured.measure.value == pytest.approx(1 - pl.Series(texts).n_unique() / len(texts))
    # The bounds of Wilson's interval are the p with (share - p)^2 = z^2 p (1 - p) / n, at the effective n.
    sizes = pl.Series(texts).value_counts()["count"].to_numpy()
    share, spread = measured.measure.value, 1.959964**2 * (sizes**2).sum() / len(texts) ** 2
    low, high = sorted(np.roots([1 + spread, -2 * share - spread, share**2]).real)
    assert (measured.measure.low, measured.measure.high) == pytest.approx((low, high), abs=1e-7)


@pytest.mark.parametrize(("copies", "severity"), [(0, None), (1, None), (20, Severity.NOTE), (200, Severity.WARNING)])
def test_severity_follows_the_lower_end(copies: int, severity: Severity | None) -> None:
    assert [finding.severity for finding in run(distinct(2000) + distinct(copies)).findings] == ([severity] if severity else [])


def test_the_most_frequent_text_comes_first() -> None:
    (finding,) = run([*distinct(100), *["number 7 of the texts"] * 9, "NUMBER  8 of the texts"]).findings

    assert [line.says for line in finding.evidence] == ["10 times:", "2 times:"]
    assert finding.evidence[0].quotes[0].text == "number 7 of the texts"
    assert finding.message.startswith("10 rows of 110")
    assert [place.row for place in finding.locations] == [100, 109]


def test_placeholders_are_not_copies() -> None:
    (measured,) = run([*distinct(50), *["N/A"] * 20, *["?"] * 20, *[""] * 5]).measures

    assert measured.measure.value == 0
    assert measured.measure.n == 50
