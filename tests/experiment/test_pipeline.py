import ast
import csv
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import w2vcheck
from w2vcheck.demo.tickets import tickets
from w2vcheck.results import Report


def write(path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def audit(path: Path, **options: object) -> Report:
    named = {key.replace("__", "."): value for key, value in options.items()}
    return w2vcheck.audit(str(path), pipeline=True, options=named)


def run(report: Report, folder: Path) -> float:
    """The accuracy that the script prints."""
    (folder / "train.py").write_text(report.pipeline, encoding="utf-8")
    done = subprocess.run([sys.executable, "train.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = re.match(r"accuracy (\d\.\d+), macro-F1", done.stdout)
    assert found, done.stdout
    return float(found[1])


def leaking() -> dict[str, Sequence[object]]:
    rng = np.random.default_rng(5)
    label = rng.integers(0, 2, 600)
    return {
        "a": (rng.normal(size=600) + 0.8 * label).round(6).tolist(),
        "after": (label * 2 + 3).tolist(),
        "b": rng.normal(size=600).round(6).tolist(),
        "label": label.tolist(),
    }


@pytest.mark.parametrize(
    "classifier",
    [{"kind": "logistic-regression"}, {"layers": [3, 1], "optimizer": "adam", "learning_rate": 0.01, "epochs": 200}],
    ids=["scikit-learn", "torch"],
)
def test_the_script_reproduces_the_honest_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, classifier: dict[str, object]
) -> None:
    write(tmp_path / "data.csv", leaking())
    monkeypatch.chdir(tmp_path)
    options = {f"classifier.{key}": value for key, value in classifier.items()}
    report = audit(Path("data.csv"), **{"data.features": ["a", "after", "b"], "data.target": "label", "ladder": False}, **options)
    honest = report.waterfall[-1].accuracy

    assert report.waterfall[0].accuracy.value > honest.value
    assert honest.low - 0.02 <= run(report, tmp_path) <= honest.high + 0.02
    assert 'FEATURES = ["a", "b"]' in report.pipeline


@pytest.mark.slow
@pytest.mark.parametrize("vectors", [True, False])
def test_texts_are_trained_on_as_the_report_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, vectors: bool) -> None:
    rows = tickets(700, seed=3)
    labels = [label.title() if row % 9 == 0 else label for row, (_, label) in enumerate(rows)]
    write(tmp_path / "data.csv", {"text": [text for text, _ in rows], "label": labels})
    monkeypatch.chdir(tmp_path)
    report = audit(Path("data.csv"), **({"word2vec__epochs": 2} if vectors else {}))
    honest = report.waterfall[-1].accuracy

    assert "SAME = {" in report.pipeline
    assert ("Word2Vec(" in report.pipeline) == vectors
    assert honest.low - 0.02 <= run(report, tmp_path) <= honest.high + 0.02


def test_imports_stand_on_top_and_once(tmp_path: Path) -> None:
    write(tmp_path / "data.csv", leaking())
    report = audit(
        tmp_path / "data.csv",
        **{"data.features": ["a", "b"], "data.target": "label", "ladder": False, "classifier.kind": "linear-svm"},
    )
    body = ast.parse(report.pipeline).body
    kinds = [isinstance(line, ast.Import | ast.ImportFrom) for line in body]

    assert isinstance(body[0], ast.Expr)  # the docstring
    assert kinds[1 : 1 + sum(kinds)] == [True] * sum(kinds)


def test_hostile_names_stay_names(tmp_path: Path) -> None:
    columns = leaking()
    columns['"""\nimport os; os.abort()  # {x}'] = columns.pop("a")
    write(tmp_path / 'da"""ta.csv', columns)
    report = audit(
        tmp_path / 'da"""ta.csv',
        **{"data.features": [0, 1, 3], "data.target": "label", "ladder": False, "classifier.kind": "naive-bayes"},
    )

    run(report, tmp_path)


def test_nothing_is_written_unasked_or_for_a_data_frame() -> None:
    frame = pl.DataFrame(leaking())
    options = {"data.target": "label", "data.features": ["a", "b"], "classifier.kind": "naive-bayes"}

    assert w2vcheck.audit(frame, ladder=False, options=options).pipeline == ""
    report = w2vcheck.audit(frame, ladder=False, pipeline=True, options=options)
    assert report.pipeline == ""
    assert ("pipeline", "the script reads one data file") in [(one.name, one.reason) for one in report.skipped]
