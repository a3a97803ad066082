from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from w2vcheck.artefacts import Progress, Store, Unavailable, silent
from w2vcheck.data.corpus import Keys
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.split import Split
from w2vcheck.data.table import from_frame, read_table
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.demo.tickets import tickets
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment import scores
from w2vcheck.experiment.as_written import AsWritten, Inputs
from w2vcheck.model.config import ModelConfig
from w2vcheck.settings import Settings, load_settings, override

ROOT = Path(__file__).parents[2]
RNG = np.random.default_rng(0)
CODES = RNG.integers(0, 3, 300)
MATRIX = (RNG.standard_normal((300, 4)) + np.eye(3, 4)[CODES] * 3).astype(np.float32).astype(np.float64)
FEATURES: dict[str, Sequence[object]] = {f"f{place}": MATRIX[:, place].tolist() for place in range(4)}
NAMES = [f"c{code}" for code in CODES]
NETWORK: dict[str, object] = {
    "classifier.layers": (4, 16, 3),
    "classifier.optimizer": "adam",
    "classifier.learning_rate": 0.02,
    "classifier.epochs": 60,
}


@pytest.fixture(scope="module", autouse=True)
def _one_thread_for_blas() -> Iterator[None]:
    """As in an audit."""
    with threadpool_limits(1):
        yield


def store(
    options: dict[str, object],
    labels: Sequence[object] = NAMES,
    columns: dict[str, Sequence[object]] | None = None,
    progress: Progress = silent,
) -> Store:
    rows = dataset(from_frame(pl.DataFrame({**(columns or FEATURES), "label": labels})), None)
    return Store({Dataset: rows, Settings: override(Settings(), options), Progress: progress})


def assert_scored(shop: Store, predicted: NDArray[np.int32]) -> None:
    test, codes = shop.get(Split).test, shop.get(Classes).codes
    found = shop.get(AsWritten)

    assert found.predicted is not None
    assert np.array_equal(found.predicted, predicted)
    assert found.outcome.accuracy == scores.accuracy(codes[test], predicted, shop.get(Keys).codes[test])
    assert found.outcome.macro_f1 is not None
    assert found.outcome.macro_f1.value == pytest.approx(f1_score(codes[test], predicted, average="macro"))
    assert (found.outcome.name, found.outcome.title) == ("as-written", "as written")


# --- what the classifier is fed -------------------------------------------------------------------------------------------


def test_features_are_fed_as_they_are() -> None:
    found = store(NETWORK).get(Inputs)

    assert np.array_equal(found.matrix, MATRIX.astype(np.float32))
    assert found.says == "4 feature columns"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "averaged word vectors"),
        ({"tokens.pooling": "sum"}, "sum-pooled word vectors"),
        ({"tokens.pooling": "idf"}, "idf-pooled word vectors"),
    ],
)
def test_texts_are_pooled_as_configured(options: dict[str, object], says: str) -> None:
    rows = tickets(120, seed=3)
    texts: dict[str, Sequence[object]] = {"text": [text for text, _ in rows]}
    settings: dict[str, object] = {"word2vec.vector_size": 12, "word2vec.min_count": 2, **options}
    shop = store(settings, [label for _, label in rows], texts)
    vectors, tokens, train = shop.get(Vectors), shop.get(Tokens), shop.get(Split).train
    of_word = dict(zip(vectors.words, vectors.matrix.astype(np.float64), strict=True))
    sentences = tokens.sentences(np.arange(120))
    documents = {word: sum(word in sentences[row] for row in train) for word in of_word}

    found = shop.get(Inputs)

    assert found.says == says
    for row in range(0, 120, 7):
        known = [word for word in sentences[row] if word in of_word]
        weights = [np.log((1 + len(train)) / (1 + documents[word])) + 1 if "idf" in says else 1.0 for word in known]
        total = sum(weight * of_word[word] for weight, word in zip(weights, known, strict=True))
        expected = total / (1 if "sum" in says else sum(weights)) if known else np.zeros(12)
        assert found.matrix[row] == pytest.approx(expected, abs=1e-5)


def test_texts_without_word_vectors_cannot_be_fed() -> None:
    texts: dict[str, Sequence[object]] = {"text": [f"this is text {row}" for row in range(300)]}

    with pytest.raises(Unavailable, match="a classifier on texts needs word vectors"):
        store({"classifier.kind": "mlp"}, columns=texts).get(AsWritten)


def test_word_vectors_that_are_not_finite_cannot_be_fed() -> None:
    texts: dict[str, Sequence[object]] = {"text": [f"this is text {row}" for row in range(300)]}
    shop = store({"word2vec.min_count": 1}, columns=texts)
    vectors = shop.get(Vectors)
    broken = replace(vectors, matrix=np.where(np.arange(100) == 3, np.nan, vectors.matrix))

    with pytest.raises(Unavailable, match="the word vectors hold entries that are no finite numbers"):
        Store({**shop.given, Vectors: broken}).get(Inputs)


# --- networks -------------------------------------------------------------------------------------------------------------


def test_a_network_is_trained_as_torch_does_and_scored_on_the_test_rows() -> None:
    import torch
    from torch import nn

    shop = store({**NETWORK, "seed": 5})
    split = shop.get(Split)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        network = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
    adam, loss = torch.optim.Adam(network.parameters(), lr=0.02), nn.CrossEntropyLoss()
    rows, wanted = torch.as_tensor(MATRIX, dtype=torch.float32), torch.as_tensor(CODES)
    for _ in range(60):
        adam.zero_grad()
        loss(network(rows[split.train]), wanted[split.train]).backward()
        adam.step()
    with torch.no_grad():
        outputs = network(rows)

    assert_scored(shop, outputs[split.test].argmax(dim=1).numpy().astype(np.int32))
    outcome = shop.get(AsWritten).outcome
    assert outcome.loss == pytest.approx(float(loss(outputs[split.train], wanted[split.train])), rel=1e-6)
    assert outcome.loss_of_mean is None
    assert outcome.accuracy is not None
    assert outcome.accuracy.value > 0.8


def test_the_outcome_in_words() -> None:
    outcome = store(NETWORK).get(AsWritten).outcome

    assert outcome.how == (
        "4-16-3 network, cross_entropy loss, Adam 0.02, 60 epochs, on 4 feature columns; "
        "none given; ours: 20 % test rows, shuffled and stratified, seed 0"
    )
    assert outcome.says == outcome.how


def test_what_cannot_be_learnt_is_not() -> None:
    shuffled = np.random.default_rng(1).permutation(NAMES).tolist()
    outcome = store(NETWORK, shuffled).get(AsWritten).outcome

    assert outcome.accuracy is not None
    assert outcome.accuracy.low < 1 / 3 < outcome.accuracy.high


def test_one_output_against_numbers_gives_the_nearest_class() -> None:
    options: dict[str, object] = {**NETWORK, "classifier.layers": (4, 16, 1), "classifier.loss": "mse"}
    labels = [str([-1, 2, 5][code]) for code in CODES]
    shop = store(options, labels)

    outcome = shop.get(AsWritten).outcome
    train = np.array([-1.0, 2, 5])[CODES[shop.get(Split).train]]
    assert outcome.loss_of_mean == pytest.approx(train.var())
    assert outcome.loss is not None
    assert outcome.loss < 0.5 * train.var()
    assert outcome.accuracy is not None
    assert outcome.accuracy.value > 0.5
    assert shop.get(Classes).names == ("-1", "2", "5")


def test_progress_is_told() -> None:
    told: list[tuple[str, float]] = []

    def progress(stage: str, done: float | None = None) -> None:
        if done is not None:
            told.append((stage, done))

    store({**NETWORK, "classifier.epochs": 4}, progress=progress).get(AsWritten)

    assert told == [("training the experiment as written", done) for done in (0.25, 0.5, 0.75, 1.0)]


# --- scikit-learn's classifiers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "model"),
    [
        ({"classifier.kind": "logistic-regression"}, LogisticRegression()),
        (
            {"classifier.kind": "logistic-regression", "classifier.class_weight": "balanced"},
            LogisticRegression(class_weight="balanced"),
        ),
        ({"classifier.kind": "linear-svm"}, LinearSVC(random_state=0)),
        ({"classifier.kind": "naive-bayes"}, GaussianNB()),
    ],
)
def test_other_classifiers_are_scikit_learn_s_at_their_defaults(options: dict[str, object], model: LogisticRegression) -> None:
    shop = store(options)
    split = shop.get(Split)
    matrix = MATRIX.astype(np.float32)

    assert_scored(shop, model.fit(matrix[split.train], CODES[split.train]).predict(matrix[split.test]).astype(np.int32))
    outcome = shop.get(AsWritten).outcome
    assert (outcome.loss, outcome.loss_of_mean) == (None, None)
    assert outcome.how.startswith(str(options["classifier.kind"]).replace("-", " ") + ", on 4 feature columns; ")


# --- continuous labels ----------------------------------------------------------------------------------------------------


def continuous(**options: object) -> AsWritten:
    """A label that is a feature as well, in a table of numbers."""
    keys: dict[str, object] = {f"classifier.{name}": value for name, value in options.items()}
    base: dict[str, object] = {
        "data.features": "f0:f3",
        "data.label": "f0",
        "classifier.layers": (4, 8, 1),
        "classifier.loss": "mse",
    }
    return store({**base, **keys}).get(AsWritten)


def test_a_continuous_label_has_losses_and_no_accuracy() -> None:
    found = continuous(epochs=2)
    shop = store({"data.features": "f0:f3", "data.label": "f0", "classifier.loss": "mse"})
    labels = MATRIX[shop.get(Split).train, 0]

    assert found.predicted is None
    assert (found.outcome.accuracy, found.outcome.macro_f1) == (None, None)
    assert found.outcome.loss_of_mean == pytest.approx(labels.var())
    assert found.outcome.says.startswith("No accuracy to have: the label 'f0' is a continuous number. Training loss ")


def test_a_network_that_is_not_trained_is_called_that() -> None:
    outcome = continuous(epochs=1, learning_rate=1e-9).outcome

    assert outcome.loss is not None
    assert outcome.loss_of_mean is not None
    assert outcome.loss > 0.9 * outcome.loss_of_mean
    assert outcome.says.endswith(": the network learnt nothing.")


def test_a_network_that_learns_is_not_called_that() -> None:
    outcome = continuous(epochs=100, learning_rate=0.05).outcome

    assert outcome.loss is not None
    assert outcome.loss_of_mean is not None
    assert outcome.loss < 0.5 * outcome.loss_of_mean
    assert "nothing" not in outcome.says


def test_the_founding_case_is_far_worse_than_the_mean() -> None:
    folder = ROOT / "fixtures" / "question"
    rows = dataset(read_table(str(folder / "numbers.csv")), None)
    settings = load_settings(str(folder / "w2vcheck.toml"), start=folder)

    outcome = Store({Dataset: rows, Settings: settings, Progress: silent}).get(AsWritten).outcome

    labels = np.loadtxt(folder / "numbers.csv", delimiter=",")[:, 0]
    assert outcome.loss_of_mean == pytest.approx(labels.var(), rel=0.05)  # one row of the hundred tests
    assert outcome.loss is not None
    assert outcome.loss > 100 * labels.var()  # a sigmoid cannot say anything near zero so fast
    assert "times less: the network learnt nothing." in outcome.says


@pytest.mark.parametrize("loss", ["bce_with_logits", "cross_entropy"])
def test_other_losses_have_no_mean_to_compare_with(loss: str) -> None:
    outcome = continuous(loss=loss, epochs=1).outcome

    assert outcome.loss_of_mean is None
    assert "mean label" not in outcome.says


def test_training_that_diverges_is_called_that() -> None:
    numbers = continuous(epochs=100, learning_rate=1e6, activation="none").outcome
    classes = store({**NETWORK, "classifier.optimizer": "sgd", "classifier.learning_rate": 1e30, "classifier.epochs": 9}).get(
        AsWritten
    )

    assert numbers.loss is not None
    assert not np.isfinite(numbers.loss)
    assert numbers.says.endswith("Training loss nan: the training diverged, try a lower learning rate.")
    assert classes.predicted is not None
    assert set(classes.predicted.tolist()) == {0}
    assert classes.outcome.says.startswith("The training diverged (loss nan), every row is given the first class: 4-16-3 network")


# --- what cannot be trained -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"classifier.layers": (7, 3)}, r"the first layer takes 7 numbers, there are 4 features \(W2V408\)"),
        ({"classifier.layers": (4, 2), "classifier.loss": "cross_entropy"}, r"torch cannot train it as written: \S.*"),
        (
            {"classifier.layers": (4, 3), "classifier.loss": "mse", "classifier.class_weight": "balanced"},
            "torch's mse loss on 3 outputs has no class weights: leave out class_weight",
        ),
        (
            {"classifier.layers": (4, 3), "classifier.loss": "bce_with_logits", "classifier.class_weight": "balanced"},
            "torch's bce_with_logits loss on 3 outputs has no class weights: leave out class_weight",
        ),
        ({"classifier.layers": (4, 9_000_000, 3), "classifier.epochs": 5000}, "5,000 epochs over 240 rows would take hours"),
    ],
)
def test_networks_that_cannot_be_trained_as_they_stand(options: dict[str, object], reason: str) -> None:
    with pytest.raises(Unavailable, match=rf"^{reason}$"):
        store(options).get(AsWritten)


def test_one_class_in_the_training_rows() -> None:
    labels = ["a"] * 280 + ["b"] * 20
    options: dict[str, object] = {**NETWORK, "split.test_size": 30, "split.shuffle": False}

    with pytest.raises(Unavailable, match=r"^the training rows hold only one class$"):
        store(options, labels).get(AsWritten)


def test_scikit_learn_s_classifiers_need_classes() -> None:
    with pytest.raises(Unavailable, match=r"^a naive bayes needs classes, and the label 'f0' is a continuous number$"):
        continuous(kind="naive-bayes")


def test_without_a_classifier_there_is_no_experiment() -> None:
    with pytest.raises(Unavailable, match=r"no \[classifier\] is configured"):
        store({}).get(AsWritten)


def test_the_width_that_counts_is_that_of_the_inputs() -> None:
    shop = store(NETWORK)
    wrong = replace(shop.get(ModelConfig), layers=(5, 3))

    with pytest.raises(Unavailable, match="the first layer takes 5 numbers, there are 4 features"):
        Store({**shop.given, ModelConfig: wrong}).get(AsWritten)


@pytest.mark.parametrize("kind", ["logistic-regression", "linear-svm", "naive-bayes"])
@pytest.mark.parametrize("limit", ["MOST_STEPS", "MOST_SCORES"])
def test_a_classifier_of_too_many_classes_is_not_tried(kind: str, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"w2vcheck.experiment.as_written.{limit}", 100)
    shop = store({"classifier.kind": kind, "data.features": "f0:f3"})

    with pytest.raises(Unavailable, match=r"of 3 classes on \d+ rows and 4 features would take too long"):
        shop.get(AsWritten)


def test_outputs_that_would_fill_the_memory_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("w2vcheck.experiment.as_written.MOST_SCORES", 100)

    with pytest.raises(Unavailable, match="3 outputs for 300 rows would fill the memory"):
        store(NETWORK | {"data.features": "f0:f3"}).get(AsWritten)
