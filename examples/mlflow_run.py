"""Log a report to an MLflow run: `python examples/mlflow_run.py`."""

import mlflow
import polars as pl

import w2vcheck
from w2vcheck.demo.tickets import faulty_tickets
from w2vcheck.integrations.mlflow import log_report, metrics_of

rows, _ = faulty_tickets(600, seed=2)

with mlflow.start_run() as run:
    report = w2vcheck.audit(pl.DataFrame(rows), text="text", label="label")
    log_report(report)

for name, value in sorted(metrics_of(report).items()):
    print(f"{name} = {value:.3f}")
print("run", run.info.run_id)
