"""Reports in MLflow: which figures, and a real run in a folder."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import w2vcheck
from w2vcheck import Report, W2vcheckError, audit
from w2vcheck.demo.tickets import faulty_tickets, write_csv
from w2vcheck.integrations.mlflow import log_report, metrics_of, tags_of


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("mlflow")
    rows, _ = faulty_tickets(400, seed=2)
    write_csv(folder / "data.csv", tuple(rows[0]), [tuple(row.values()) for row in rows])
    (folder / "w2vcheck.toml").write_text(
        '[classifier]\nkind = "logistic-regression"\n[word2vec]\nepochs = 2\nvector_size = 20\n'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return audit("data.csv", select=["W2V103", "W2V302", "W2V205"])


def test_metrics_are_the_figures_of_the_report(report: Report) -> None:
    metrics = metrics_of(report)

    written = report.experiments[0].accuracy
    honest = report.waterfall[-1].accuracy
    assert written is not None
    assert metrics["w2vcheck.findings.error"] == len([one for one in report.findings if one.severity == "error"]) > 0
    assert [metrics[f"w2vcheck.accuracy_as_written{end}"] for end in ("", ".low", ".high")] == [
        written.value,
        written.low,
        written.high,
    ]
    assert [metrics[f"w2vcheck.accuracy_honest{end}"] for end in ("", ".low", ".high")] == [honest.value, honest.low, honest.high]
    assert metrics["w2vcheck.ladder.tfidf"] == next(rung.accuracy.value for rung in report.ladder if rung.name == "tfidf")
    assert all(isinstance(value, float) for value in metrics.values())


def test_what_was_not_measured_is_no_metric(report: Report) -> None:
    from dataclasses import replace

    bare = metrics_of(replace(report, experiments=(), waterfall=(), ladder=()))

    assert {name.rpartition(".")[0] for name in bare} == {"w2vcheck", "w2vcheck.findings"}


def test_tags_are_short_words(report: Report) -> None:
    tags = tags_of(report)

    assert tags["w2vcheck.verdict"] == "error"
    assert tags["w2vcheck.version"] == w2vcheck.__version__
    assert tags["w2vcheck.codes"].split(",")[0] == report.findings[0].code
    assert all(len(text) <= 500 for text in tags.values())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # what MLflow says about its own file store
def test_a_run_holds_the_report(report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    mlflow: Any = pytest.importorskip("mlflow", reason="the extra 'integrations' is not installed")
    monkeypatch.chdir(tmp_path)
    mlflow.set_tracking_uri(tmp_path.as_uri() + "/runs")

    with mlflow.start_run() as run:
        log_report(report, folder="audit")

    data = mlflow.get_run(run.info.run_id).data
    assert data.metrics == pytest.approx(metrics_of(report))
    assert {name: data.tags[name] for name in tags_of(report)} == tags_of(report)
    (written,) = tmp_path.rglob("report.json")
    assert written.parent.name == "audit"
    assert json.loads(written.read_bytes())["verdict"]["level"] == "error"


def test_without_mlflow_a_sentence_says_what_to_install(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)

    with pytest.raises(W2vcheckError, match="found no module 'mlflow'; pip install mlflow"):
        log_report(report)


def test_an_mlflow_that_is_broken_inside_says_so_itself(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> Any:
        raise ModuleNotFoundError("No module named 'yaml'", name="yaml")

    monkeypatch.setattr("w2vcheck.integrations.mlflow.import_module", broken)

    with pytest.raises(ModuleNotFoundError, match="yaml"):
        log_report(report)
