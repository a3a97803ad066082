from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from w2vcheck.artefacts import Progress, Store, Unavailable, silent
from w2vcheck.data.corpus import Keys
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.split import Split
from w2vcheck.data.table import from_frame
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.demo.tickets import tickets
from w2vcheck.embedding.reference import TRAINED_WORDS, plan
from w2vcheck.embedding.training import initial_vectors, train
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment import scores
from w2vcheck.experiment.classifiers import logistic_on_vectors, tfidf
from w2vcheck.experiment.configured_vectors import ConfiguredVectors
from w2vcheck.experiment.evaluation import Evaluation
from w2vcheck.experiment.ladder import Ladder
from w2vcheck.settings import Settings, override

TICKETS = tickets(400, seed=2)
TEXTS, LABELS = ([row[column] for row in TICKETS] for column in (0, 1))
WORD = r"\w+"
FEW = 80
"""Too few rows for a hold-out: cross-validated."""
ON_FEW = "w2vcheck.experiment.ladder.TRAINED_WORDS", 20_000
"""The budget of training, cut down for cross-validation: gensim takes its time for every epoch."""


def store(columns: dict[str, Sequence[object]], options: dict[str, object] | None = None, progress: Progress = silent) -> Store:
    rows = dataset(from_frame(pl.DataFrame(columns)), None)
    return Store({Dataset: rows, Settings: override(Settings(), options or {}), Progress: progress})


@pytest.fixture(scope="module", autouse=True)
def _one_thread_for_blas() -> Iterator[None]:
    """As in an audit."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def held_out() -> Store:
    return store({"text": TEXTS, "label": LABELS})


@pytest.fixture(scope="module")
def crossed() -> Store:
    shop = store({"text": TEXTS[:FEW], "label": LABELS[:FEW]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*ON_FEW)
        shop.get(Ladder)
    return shop


def codes(shop: Store) -> NDArray[np.int32]:
    return shop.get(Classes).codes


def averaged(tokens: Tokens, vectors: dict[str, NDArray[np.float32]]) -> NDArray[np.float64]:
    """The mean vector of each text, word by word."""
    texts = tokens.sentences(np.arange(len(tokens.offsets) - 1))
    nothing = np.zeros((1, len(next(iter(vectors.values())))))
    return np.array([np.mean([vectors[word] for word in text if word in vectors] or nothing, axis=0) for text in texts])


def on_vectors() -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))


def agreement(one: Sequence[int] | NDArray[np.int32], other: NDArray[np.int32]) -> float:
    return float((np.asarray(one) == other).mean())


# --- the rungs ------------------------------------------------------------------------------------------------------------


def test_the_rungs_of_texts_weakest_first(held_out: Store) -> None:
    ladder = held_out.get(Ladder)

    assert [rung.name for rung in ladder.rungs] == ["majority", "random-vectors", "word2vec", "tfidf"]
    assert [rung.title for rung in ladder.rungs] == ["majority class", "random vectors", "Word2Vec, averaged", "TF-IDF"]
    assert ladder.note.startswith(
        "Scored on 80 held-out rows (20.0 %, stratified, copies of a text kept on one side). Word2Vec: "
    )
    assert all(rung.seconds >= 0 for rung in ladder.rungs)


def test_the_majority_is_scikit_learn_s_dummy(held_out: Store) -> None:
    ((train_rows, test_rows),) = held_out.get(Evaluation).folds
    dummy = DummyClassifier().fit(np.zeros((len(train_rows), 1)), codes(held_out)[train_rows])

    (predicted,) = held_out.get(Ladder).predictions["majority"]

    assert predicted.tolist() == dummy.predict(np.zeros((len(test_rows), 1))).tolist()


def test_tfidf_is_scikit_learn_s_fitted_on_the_training_rows_alone(held_out: Store) -> None:
    ((train_rows, test_rows),) = held_out.get(Evaluation).folds
    pipeline = make_pipeline(
        TfidfVectorizer(token_pattern=WORD),
        OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear", max_iter=1000)),
    )
    pipeline.fit([TEXTS[row] for row in train_rows], codes(held_out)[train_rows])

    (predicted,) = held_out.get(Ladder).predictions["tfidf"]

    assert agreement(pipeline.predict([TEXTS[row] for row in test_rows]), predicted) == 1


def test_word_vectors_are_trained_on_the_training_rows_alone_and_averaged(held_out: Store) -> None:
    ((train_rows, test_rows),) = held_out.get(Evaluation).folds
    tokens, ladder = held_out.get(Tokens), held_out.get(Ladder)
    chosen = plan(tokens.counts(train_rows), 0, TRAINED_WORDS)
    trained = train(tokens.sentences(train_rows), chosen.config)
    assert trained is not None

    for name, matrix in (("word2vec", trained.matrix), ("random-vectors", initial_vectors(len(trained.words), chosen.config))):
        texts = averaged(tokens, dict(zip(trained.words, matrix, strict=True)))
        model = on_vectors().fit(texts[train_rows], codes(held_out)[train_rows])
        assert agreement(ladder.predictions[name][0], model.predict(texts[test_rows])) >= 0.98  # sums in another order
    assert ladder.note.endswith(f"Word2Vec: {chosen.says}.")


def test_accuracy_and_macro_f1_are_those_of_the_predictions(held_out: Store) -> None:
    ((_, test_rows),) = held_out.get(Evaluation).folds
    truth, groups = codes(held_out)[test_rows], held_out.get(Keys).codes[test_rows]

    for rung in held_out.get(Ladder).rungs:
        (predicted,) = held_out.get(Ladder).predictions[rung.name]
        assert rung.accuracy == scores.accuracy(truth, predicted, groups)
        assert rung.macro_f1.value == pytest.approx(f1_score(truth, predicted, average="macro"))


def test_over_folds_the_intervals_are_those_of_nadeau_and_bengio(crossed: Store) -> None:
    folds, ladder = crossed.get(Evaluation).folds, crossed.get(Ladder)
    assert len(folds) == 10

    for rung in ladder.rungs:
        predictions = ladder.predictions[rung.name]
        of_folds = [float((codes(crossed)[test] == one).mean()) for (_, test), one in zip(folds, predictions, strict=True)]
        f1 = [
            f1_score(codes(crossed)[test], one, average="macro", labels=np.unique([*codes(crossed)[test], *one]))
            for (_, test), one in zip(folds, predictions, strict=True)
        ]
        assert rung.accuracy == scores.over_folds("accuracy", of_folds, crossed.get(Evaluation).test_share, FEW)
        assert rung.macro_f1.value == pytest.approx(np.mean(f1))
    assert ladder.note.startswith("Scored by stratified 5-fold cross-validation, repeated twice, over 80 rows")


def test_a_rung_by_its_name_and_the_best(held_out: Store) -> None:
    ladder = held_out.get(Ladder)

    tfidf_rung = ladder.rung("tfidf")
    assert tfidf_rung is ladder.rungs[3]
    assert ladder.rung("logistic-regression") is None
    assert ladder.best.accuracy.value == max(rung.accuracy.value for rung in ladder.rungs)


def test_what_can_be_learnt_is_learnt_and_what_cannot_is_not(held_out: Store) -> None:
    shuffled = np.random.default_rng(0).permutation(LABELS).tolist()
    healthy, sick = held_out.get(Ladder), store({"text": TEXTS, "label": shuffled}).get(Ladder)

    for name in ("word2vec", "tfidf"):
        good, poor, majority = healthy.rung(name), sick.rung(name), sick.rung("majority")
        assert good is not None
        assert poor is not None
        assert majority is not None
        assert good.accuracy.low > 0.6
        assert poor.accuracy.low < majority.accuracy.high < 0.6


def test_the_same_data_and_seed_give_the_same_predictions(crossed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*ON_FEW)

    again = store({"text": TEXTS[:FEW], "label": LABELS[:FEW]}).get(Ladder)

    for name, predictions in crossed.get(Ladder).predictions.items():
        assert all(np.array_equal(one, same) for one, same in zip(predictions, again.predictions[name], strict=True))


# --- special cases --------------------------------------------------------------------------------------------------------


def test_texts_without_words_leave_the_majority() -> None:
    ladder = store({"text": ["!" * row for row in range(1, 61)], "label": ["a", "a", "b"] * 20}, {"data.text": "text"}).get(
        Ladder
    )

    assert [rung.name for rung in ladder.rungs] == ["majority", "tfidf"]
    assert ladder.note.endswith("No word vectors: no word occurs often enough.")
    assert ladder.rungs[0].accuracy == ladder.rungs[1].accuracy


def test_words_that_occur_once_have_no_vectors_but_a_tfidf() -> None:
    texts = [f"w{row}a w{row}b w{row}c" for row in range(60)]

    ladder = store({"text": texts, "label": ["a", "b"] * 30}).get(Ladder)

    assert [rung.name for rung in ladder.rungs] == ["majority", "tfidf"]


def test_features_have_a_logistic_regression() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 400)
    matrix = rng.standard_normal((400, 3)) * [1, 1000, 0.001] + labels[:, None] * [0.5, 800, 0.0005]
    table: dict[str, Sequence[object]] = {f"f{place}": matrix[:, place].tolist() for place in range(3)}
    shop = store({**table, "label": [f"c{label}" for label in labels]})
    ((train_rows, test_rows),) = shop.get(Evaluation).folds

    ladder = shop.get(Ladder)

    assert [rung.name for rung in ladder.rungs] == ["majority", "logistic-regression"]
    model = on_vectors().fit(matrix[train_rows], labels[train_rows])
    assert ladder.predictions["logistic-regression"][0].tolist() == model.predict(matrix[test_rows]).tolist()
    assert ladder.note == "Scored on 80 held-out rows (20.0 %, stratified, copies of a row kept on one side)."


def test_a_ladder_that_is_switched_off_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="the ladder of baselines is switched off"):
        store({"text": TEXTS, "label": LABELS}, {"ladder": False}).get(Ladder)


def test_progress_rises_over_the_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*ON_FEW)
    told: list[float] = []

    def progress(stage: str, done: float | None = None) -> None:
        if stage == "training the ladder of baselines" and done is not None:
            told.append(done)

    store({"text": TEXTS[:FEW], "label": LABELS[:FEW]}, progress=progress).get(Ladder)

    assert told == sorted(told)
    assert told[-1] == 1
    assert {fold / 10 for fold in range(1, 11)} < set(told)


# --- the parts ------------------------------------------------------------------------------------------------------------


def test_tfidf_knows_the_words_of_the_training_rows_only(held_out: Store) -> None:
    counts, rows = held_out.get(Tokens).matrix(), np.arange(50)
    vectorizer = TfidfVectorizer(token_pattern=WORD).fit(TEXTS[:50])

    weighted = tfidf(counts, rows)

    assert abs(weighted - vectorizer.transform(TEXTS)).max() < 1e-6
    assert weighted.shape[1] == len(CountVectorizer(token_pattern=WORD).fit(TEXTS[:50]).vocabulary_)


def test_standardising_makes_the_scale_of_features_irrelevant() -> None:
    rng = np.random.default_rng(0)
    labels = np.array([0, 1] * 100, np.int32)
    matrix = rng.standard_normal((200, 4)) + 2 * labels[:, None]

    large, small = (logistic_on_vectors(matrix * scale, labels, matrix * scale) for scale in (1000.0, 0.001))

    assert np.array_equal(large, small)
    assert agreement(large, labels) > 0.9


# --- the configured vectors -----------------------------------------------------------------------------------------------


def test_configured_vectors_beside_their_random_start() -> None:
    options: dict[str, object] = {"word2vec.min_count": 2, "word2vec.vector_size": 20, "word2vec.epochs": 30, "word2vec.sg": 1}
    shop = store({"text": TEXTS, "label": LABELS}, options)
    train_rows, test_rows = shop.get(Split).train, shop.get(Split).test
    tokens, vectors = shop.get(Tokens), shop.get(Vectors)
    assert vectors.initial is not None

    found = shop.get(ConfiguredVectors)

    for measure, matrix in ((found.accuracy, vectors.matrix), (found.random, vectors.initial)):
        texts = averaged(tokens, dict(zip(vectors.words, matrix, strict=True)))
        model = on_vectors().fit(texts[train_rows], codes(shop)[train_rows])
        right = agreement(model.predict(texts[test_rows]), codes(shop)[test_rows])
        assert measure.value == pytest.approx(right, abs=0.03)
        assert measure.n == len(test_rows)
    assert found.accuracy.value > found.random.value


def test_without_two_classes_to_train_on_vectors_have_no_score() -> None:
    labels = ["a"] * 380 + ["b"] * 20
    options: dict[str, object] = {"word2vec.epochs": 1, "split.test_size": 30, "split.shuffle": False}

    with pytest.raises(Unavailable, match="the split has no test rows, or trains one class only"):
        store({"text": TEXTS, "label": labels}, options).get(ConfiguredVectors)


def test_vectors_of_other_words_are_worth_nothing(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.txt").write_text("völlig andere wörter\n" * 50, encoding="utf-8")
    shop = store({"text": TEXTS, "label": LABELS}, {"word2vec.corpus": "c.txt"})

    with pytest.raises(Unavailable, match="no word of the data has a vector"):
        shop.get(ConfiguredVectors)
