from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from w2vcheck.artefacts import Progress, Store, Unavailable, silent
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.split import Split
from w2vcheck.data.table import from_frame
from w2vcheck.data.target import Classes
from w2vcheck.experiment.overfitting import Overfitting
from w2vcheck.model.config import LossTargets, ModelConfig
from w2vcheck.model.network import decide, fit
from w2vcheck.settings import Settings, override

RNG = np.random.default_rng(3)
MATRIX = RNG.normal(size=(300, 20)).astype(np.float32)
LABELS = (MATRIX[:, 0] + RNG.normal(size=300) > 0).astype(int).tolist()
NETWORK: dict[str, object] = {
    "split.test_size": 0.5,
    "classifier.layers": [20, 16, 1],
    "classifier.optimizer": "adam",
    "classifier.learning_rate": 0.01,
    "classifier.epochs": 80,
}


def store(**more: object) -> Store:
    columns: dict[str, list[object]] = {f"f{column}": MATRIX[:, column].tolist() for column in range(20)}
    rows = dataset(from_frame(pl.DataFrame({**columns, "label": LABELS})), None)
    settings = override(Settings(), {**NETWORK, **{f"classifier.{key}": value for key, value in more.items()}})
    return Store({Dataset: rows, Settings: settings, Progress: silent})


def test_the_shorter_training_is_the_same_network_with_a_quarter_of_the_epochs() -> None:
    shop = store()
    found, config, split, codes = shop.get(Overfitting), shop.get(ModelConfig), shop.get(Split), shop.get(Classes).codes

    def accuracy(epochs: int, rows: object) -> float:
        model = replace(config, epochs=epochs)
        outputs = fit(model, MATRIX, shop.get(LossTargets), split.train, 0).outputs
        return float((decide(model, outputs, np.array([0.0, 1.0])) == codes)[rows].mean())

    assert (found.configured, found.epochs) == (80, 20)
    assert found.training.value == accuracy(80, split.train)
    assert found.test.value == accuracy(80, split.test)
    assert found.gap.value == pytest.approx(found.training.value - found.test.value)
    assert found.shorter.value == pytest.approx(accuracy(20, split.test) - accuracy(80, split.test))


def test_what_has_no_epochs_to_shorten_can_not_be_judged() -> None:
    with pytest.raises(Unavailable, match="too few epochs"):
        store(epochs=3).get(Overfitting)
    with pytest.raises(Unavailable, match="not trained in epochs"):
        store(kind="logistic-regression").get(Overfitting)
