"""Sound classifiers on real corpora: every rule about models must keep silent about them.

`W2VCHECK_CORPORA=FOLDER pytest -m slow tests/test_corpora_models.py`
"""

import csv
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from w2vcheck import Severity, audit
from w2vcheck.demo.tickets import tickets

VARIABLE = "W2VCHECK_CORPORA"
FOLDER = Path(os.environ.get(VARIABLE, "")).absolute()  # before any test changes the current folder
ROWS = 1500
# Averaged vectors deviate by less than a tenth, so that they need long steps: at a tenth of the rate of the linear layer, and
# at a third of that of the network, both are measurably worse on trec6 than on standardised inputs (12 and 7 points), and
# W2V413 says so, rightly.
SOUND: dict[str, dict[str, object]] = {
    "linear": {"classifier.loss": "cross_entropy", "classifier.learning_rate": 0.3},
    "mlp": {"classifier.loss": "cross_entropy", "classifier.learning_rate": 0.03, "hidden": 32},
}
pytestmark = pytest.mark.slow


def rows_of(name: str) -> pl.DataFrame:
    """At most 1,500 rows, drawn at random."""
    if name == "tickets":
        pairs = tickets(ROWS, 1)
    else:
        if not (FOLDER / f"{name}.csv").is_file():
            pytest.skip(f"the environment variable {VARIABLE} names no folder with {name}.csv")
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            pairs = [(record["text"], record["label"]) for record in csv.DictReader(file) if record["text"].strip()]
    order = np.random.default_rng(0).permutation(len(pairs))[:ROWS]
    return pl.DataFrame({"text": [pairs[row][0] for row in order], "label": [pairs[row][1] for row in order]})


@pytest.mark.parametrize("model", SOUND)
@pytest.mark.parametrize("name", ["tickets", "subj", "trec6", "sms_spam", "snips7", "clickbait", "rt_polarity"])
def test_a_sound_classifier_is_let_alone(name: str, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    frame = rows_of(name)
    k = frame["label"].n_unique()
    chosen = dict(SOUND[model])
    hidden = chosen.pop("hidden", None)
    layers = (100, k) if hidden is None else (100, hidden, k)

    report = audit(
        frame,
        text="text",
        label="label",
        select=["W2V4"],
        ladder=False,
        options={
            **chosen,
            "classifier.layers": layers,
            "classifier.optimizer": "adam",
            "classifier.epochs": 30,
            "classifier.batch_size": 32,
            "word2vec.vector_size": 100,
            "word2vec.sg": 1,
            "word2vec.min_count": 2,
            "word2vec.epochs": 30,
        },
    )

    assert not report.crashed
    assert {"W2V402", "W2V413", "W2V415", "W2V418", "W2V424"} <= {entry.code for entry in report.measures}
    assert [finding.message for finding in report.at_least(Severity.WARNING)] == []
