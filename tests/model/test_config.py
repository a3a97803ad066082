import numpy as np
import polars as pl
import pytest
import torch

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.features import Features
from w2vcheck.data.target import Classes, Target
from w2vcheck.embedding.loading import TrainedVectors, VectorFile
from w2vcheck.model.activations import RANGES
from w2vcheck.model.config import DEFAULT_RATE, LossTargets, ModelConfig, loss_targets, model_config
from w2vcheck.settings import Settings, override

SIX = Features(tuple(f"f{number}" for number in range(6)), np.zeros((4, 6)))


def classes_of(*labels: str | None) -> tuple[Target, Classes]:
    names = sorted({label for label in labels if label is not None})
    codes = np.array([-1 if label is None else names.index(label) for label in labels], np.int32)
    numeric = all(name.lstrip("-").replace(".", "", 1).isdigit() for name in names)
    numbers = np.array([np.nan if label is None else float(label) for label in labels]) if numeric else None
    missing = np.flatnonzero(codes < 0)
    target = Target(
        "label", pl.Series(labels, dtype=pl.String), numbers, len(names), continuous=False, reason="", missing=missing
    )
    return target, Classes(tuple(names), codes, np.bincount(codes[codes >= 0]))


TWO = classes_of("no", "yes", "no", None)[1]
THREE = classes_of("a", "b", "c")[1]


def config(classes: Classes | None = TWO, features: Features | None = SIX, **options: object) -> ModelConfig:
    settings = override(Settings(), {f"classifier.{key}": value for key, value in options.items()})
    return model_config(factory=None, features=features, file=None, classes=classes, settings=settings)


# --- what is not written --------------------------------------------------------------------------------------------------


def test_without_a_classifier_there_is_no_model() -> None:
    with pytest.raises(Unavailable, match=r"no \[classifier\] is configured"):
        model_config(factory=None, features=SIX, file=None, classes=TWO, settings=Settings())


def test_two_classes_get_one_logit_and_more_get_one_each() -> None:
    two, three, numbers = config(epochs=1), config(THREE, epochs=1), config(None, epochs=1)

    assert (two.loss, two.layers, two.outputs) == ("bce_with_logits", (6, 1), 1)
    assert (three.loss, three.layers, three.outputs) == ("cross_entropy", (6, 3), 3)
    assert (numbers.loss, numbers.layers) == ("cross_entropy", (6, 1))


def test_the_loss_follows_the_width_that_is_written() -> None:
    assert config(layers=(6, 8, 2)).loss == "cross_entropy"
    assert config(layers=(6, 8, 1)).loss == "bce_with_logits"
    assert config(THREE, layers=(6, 8, 1)).loss == "cross_entropy"


@pytest.mark.parametrize(
    ("loss", "classes", "width"),
    [
        ("bce", TWO, 1),
        ("bce_with_logits", THREE, 1),
        ("mse", TWO, 1),
        ("mse", THREE, 3),
        ("cross_entropy", TWO, 2),
        ("nll", THREE, 3),
    ],
)
def test_the_width_follows_the_loss_that_is_written(loss: str, classes: Classes, width: int) -> None:
    assert config(classes, loss=loss).layers == (6, width)


def test_what_is_written_is_not_repaired() -> None:
    found = config(
        THREE, layers=(9, 4, 7), activation="none", output_activation="sigmoid", loss="nll", optimizer="adam",
        learning_rate=5.0, epochs=3, batch_size=2, dropout=0.9, weight_decay=1.5, class_weight="balanced",
    )  # fmt: skip

    assert found == ModelConfig(
        "mlp", 6, (9, 4, 7), "none", "sigmoid", "nll", "adam", 5.0, 3, 2, 0.9, 1.5, "balanced"
    )  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), [("sgd", torch.optim.SGD), ("adam", torch.optim.Adam), ("adamw", torch.optim.AdamW)])
def test_rates_and_decays_that_are_not_written_are_torch_s(name: str, kind: type[torch.optim.Optimizer]) -> None:
    defaults = kind([torch.zeros(1, requires_grad=True)]).defaults  # type: ignore[call-arg]  # lr has a default

    assert DEFAULT_RATE[name] == defaults["lr"]
    assert config(optimizer=name).learning_rate == defaults["lr"]
    assert config(optimizer=name).weight_decay == defaults["weight_decay"]


def test_a_decay_of_zero_that_is_written_is_zero() -> None:
    assert config(optimizer="adamw", weight_decay=0.0).weight_decay == 0
    assert config(optimizer="adam", dropout=0.0).dropout == 0


def test_the_input_is_as_wide_as_the_features_or_else_the_word_vectors() -> None:
    assert config(epochs=1).inputs == 6
    assert config(features=None, epochs=1).inputs == 100
    short = override(Settings(), {"word2vec.vector_size": 25, "classifier.epochs": 1})
    assert model_config(factory=None, features=None, file=None, classes=TWO, settings=short).layers == (25, 1)
    vectors = TrainedVectors(("good", "bad"), np.zeros((2, 33), np.float32), None, None, has_start=False, form="word2vec text")
    loaded = model_config(factory=None, features=None, file=VectorFile("v.txt", vectors), classes=TWO, settings=short)
    assert loaded.layers == (33, 1)


def test_ranges_are_what_the_activations_can_give() -> None:
    scores = torch.linspace(-200, 200, 4001)
    outputs = {
        "sigmoid": torch.sigmoid(scores),
        "softmax": torch.softmax(torch.stack([scores, -scores]), dim=0),
        "log_softmax": torch.log_softmax(torch.stack([scores, -scores]), dim=0),
        "relu": torch.relu(scores),
        "tanh": torch.tanh(scores),
    }

    assert outputs.keys() == RANGES.keys()
    for name, values in outputs.items():
        low, high = RANGES[name]
        assert low <= float(values.min())
        assert float(values.max()) <= high
        assert np.isinf(low) == (float(values.min()) < -100)
        assert np.isinf(high) == (float(values.max()) > 100)


# --- in words -------------------------------------------------------------------------------------------------------------


def test_the_model_in_words() -> None:
    network = config(layers=(6, 10, 1), output_activation="sigmoid", loss="mse", learning_rate=0.01, epochs=1500)
    adam = config(layers=(6, 1), optimizer="adam", epochs=1)

    assert network.says == "6-10-1 network, sigmoid output, mse loss, SGD 0.01, 1,500 epochs"
    assert adam.says == "6-1 network, bce_with_logits loss, Adam 0.001, 1 epoch"
    assert config(kind="linear-svm").says == "linear svm"


def test_only_the_network_is_a_network() -> None:
    assert config(epochs=1).is_network
    assert not config(kind="naive-bayes").is_network


# --- what the loss compares with ------------------------------------------------------------------------------------------


def targets(model: ModelConfig, *labels: str | None) -> LossTargets:
    return loss_targets(model, *classes_of(*labels))


def written(targets: LossTargets) -> tuple[str, list[float | None]]:
    return targets.kind, [None if np.isnan(value) else float(value) for value in targets.values]


@pytest.mark.parametrize("loss", ["cross_entropy", "nll"])
def test_cross_entropy_gets_the_numbers_of_the_classes(loss: str) -> None:
    model = config(THREE, loss=loss)

    assert written(targets(model, "b", None, "a", "c")) == ("class ids", [1, None, 0, 2])
    assert written(targets(model, "5", "7", None)) == ("class ids", [0, 1, None])


@pytest.mark.parametrize("loss", ["mse", "bce", "bce_with_logits"])
def test_other_losses_get_a_row_a_class_where_there_is_an_output_a_class(loss: str) -> None:
    assert written(targets(config(THREE, loss=loss, layers=(6, 3)), "b", None, "a", "c")) == ("one-hot", [1, None, 0, 2])
    assert written(targets(config(loss=loss, layers=(6, 2)), "b", None, "a")) == ("one-hot", [1, None, 0])


@pytest.mark.parametrize("loss", ["mse", "bce", "bce_with_logits"])
def test_other_losses_get_the_labels_as_numbers_where_there_is_one_output(loss: str) -> None:
    model = config(loss=loss, layers=(6, 1))

    assert written(targets(model, "yes", None, "no")) == ("numbers", [1, None, 0])
    assert written(targets(model, "-1", None, "1")) == ("numbers", [-1, None, 1])
    assert written(targets(model, "1", "2", "2")) == ("numbers", [1, 2, 2])
    assert targets(config(loss=loss, layers=(6, 5)), "yes", None, "no").kind == "numbers"  # neither one nor two outputs


def test_a_continuous_label_is_itself() -> None:
    numbers = np.array([0.5, np.nan, -2.0])
    target = Target("y", pl.Series(["0.5", None, "-2.0"]), numbers, 2, continuous=True, reason="", missing=np.array([1]))

    found = loss_targets(config(None, loss="mse"), target, None)

    assert written(found) == ("numbers", [0.5, None, -2.0])


def test_names_of_rows_are_neither_classes_nor_numbers() -> None:
    target = Target("y", pl.Series(["p", "q"]), None, 2, continuous=True, reason="", missing=np.zeros(0, np.int64))

    with pytest.raises(Unavailable, match="the labels in 'y' are neither classes nor numbers"):
        loss_targets(config(None, loss="mse"), target, None)
