"""MLflow: a report beside the parameters and metrics of a run.

from w2vcheck.integrations.mlflow import log_report

with mlflow.start_run():
    log_report(w2vcheck.audit("data.csv"))
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from w2vcheck import __version__
from w2vcheck.errors import ConfigError
from w2vcheck.report import formats
from w2vcheck.results import Measure, Report, Severity

MOST_OF_A_TAG = 500
"""Characters of a tag; some stores of MLflow refuse longer ones."""


def metrics_of(report: Report) -> dict[str, float]:
    """The figures of a report by the names that MLflow gets.

    Findings by severity, skipped and crashed rules; the accuracy as written and the honest one, each with the ends of its
    interval, and that of every baseline, as far as they were measured.
    """
    found = {f"w2vcheck.findings.{one}": float(sum(each.severity is one for each in report.findings)) for one in Severity}
    counts = {"w2vcheck.skipped": float(len(report.skipped)), "w2vcheck.crashed": float(len(report.crashed))}
    measured: dict[str, Measure] = {f"w2vcheck.ladder.{rung.name}": rung.accuracy for rung in report.ladder}
    written = next((one.accuracy for one in report.experiments if one.accuracy is not None), None)
    if written is not None:
        measured["w2vcheck.accuracy_as_written"] = written
    if report.waterfall:
        measured["w2vcheck.accuracy_honest"] = report.waterfall[-1].accuracy
    figures = {
        f"{name}{end}": float(value)
        for name, one in measured.items()
        for end, value in (("", one.value), (".low", one.low), (".high", one.high))
    }
    return found | counts | figures


def tags_of(report: Report) -> dict[str, str]:
    """What a report says in words, shortened to what every store of MLflow takes."""
    words = {
        "w2vcheck.verdict": report.verdict.level,
        "w2vcheck.headline": report.verdict.headline,
        "w2vcheck.first": report.verdict.first,
        "w2vcheck.source": report.subject.source,
        "w2vcheck.codes": ",".join(dict.fromkeys(one.code for one in report.findings)),
        "w2vcheck.version": __version__,
    }
    return {name: text if len(text) <= MOST_OF_A_TAG else f"{text[: MOST_OF_A_TAG - 1]}…" for name, text in words.items()}


def log_report(report: Report, *, folder: str = "w2vcheck") -> None:
    """Log a report to the active run of MLflow, or to a new one, as `mlflow.log_metric` does.

    Metrics and tags are those of `metrics_of` and `tags_of`. The report itself goes into the `folder` of the artifacts as
    `report.json`, and as `report.html` for people. Reports quote the data: who can read the run can read those quotes.

    Raises:
        ConfigError: Where MLflow is not installed.
    """
    mlflow = _mlflow()
    mlflow.log_metrics(metrics_of(report))
    mlflow.set_tags(tags_of(report))
    for form in ("json", "html"):
        if form in formats.AUDIT_FORMATS:
            mlflow.log_text(formats.render(report, form), f"{folder}/report.{form}")


def _mlflow() -> Any:
    try:
        return import_module("mlflow")
    except ModuleNotFoundError as error:
        if error.name != "mlflow":
            raise
        raise ConfigError("MLflow to log the report to", "no module 'mlflow'", "pip install mlflow") from error
