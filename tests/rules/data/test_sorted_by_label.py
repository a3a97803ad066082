from itertools import groupby
from random import Random

import polars as pl
import pytest

from w2vcheck import Report, audit


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("w2vcheck.auditor._ladder", lambda _: (None, {}))
    monkeypatch.setattr("w2vcheck.auditor._experiments", lambda *_: ((), {}))
    monkeypatch.chdir(str(tmp_path))


def run(labels: list[str], **options: object) -> Report:
    frame = pl.DataFrame({"text": [f"number {row} of the texts" for row in range(len(labels))], "label": labels})
    return audit(frame, text="text", label="label", select=["W2V118"], options=options)


@pytest.mark.parametrize("seed", range(5))
def test_runs_are_counted_and_a_random_order_is_silent(seed: int) -> None:
    labels = Random(seed).choices("abc", k=300)  # noqa: S311 - no secret

    report = run(labels)

    assert [entry.measure.value for entry in report.measures] == [len(list(groupby(labels)))]
    assert not report.findings


@pytest.mark.parametrize("k", [2, 5, 40])
def test_a_sorted_file_is_a_note(k: int) -> None:
    labels = sorted(f"class {row % k:02}" for row in range(400))

    (finding,) = run(labels).findings

    assert finding.severity == "note"
    assert f"in {k} runs" in finding.message


@pytest.mark.parametrize("shuffle", [True, False])
def test_a_configured_split_leaves_it_to_others(shuffle: bool) -> None:  # noqa: FBT001 - a parameter of the test
    options: dict[str, object] = {"split.test_size": 0.2, "split.shuffle": shuffle}

    assert not run(["a"] * 100 + ["b"] * 100, **options).findings
