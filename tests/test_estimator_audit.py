"""`audit_estimator`: the rules on X and y, and the estimator itself as the experiment as written."""

import pickle
import random
from typing import Any, Self

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from w2vcheck import W2vcheckError, audit_estimator
from w2vcheck.demo.tickets import faulty_tickets, tickets
from w2vcheck.intervals import wilson
from w2vcheck.report import json_report
from w2vcheck.results import Outcome, Report

FEW: dict[str, Any] = {"select": ["W2V103", "W2V301", "W2V302"], "ladder": False}


@pytest.fixture(autouse=True)
def _here(folder: object) -> None:
    """No configuration but an empty one."""


@pytest.fixture(scope="module")
def clean() -> tuple[list[str], list[str]]:
    rows = tickets(400, seed=2)
    return [text for text, _ in rows], [label for _, label in rows]


@pytest.fixture(scope="module")
def faulty() -> tuple[list[str], list[str]]:
    rows, _ = faulty_tickets(400, seed=2)
    return [row["text"] for row in rows], [row["label"] for row in rows]


def pipeline() -> Pipeline:
    return make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=500))


def written(report: Report) -> Outcome:
    (outcome,) = report.experiments
    return outcome


# --- as written ---------------------------------------------------------------------------------------------------------------


def test_the_accuracy_is_that_of_the_estimator_on_these_rows(clean: tuple[list[str], list[str]]) -> None:
    texts, labels = np.array(clean[0], dtype=object), np.array(clean[1])
    train, test = train_test_split(np.arange(len(texts)), test_size=0.3, random_state=7, stratify=labels)

    report = audit_estimator(pipeline(), texts, labels, split=(train, test), **FEW)

    own = accuracy_score(labels[test], pipeline().fit(texts[np.sort(train)], labels[np.sort(train)]).predict(texts[test]))
    accuracy = written(report).accuracy
    assert accuracy is not None
    assert accuracy.value == pytest.approx(own)
    assert (accuracy.low, accuracy.high) == pytest.approx(wilson(own, len(test)), abs=0.01)
    assert accuracy.n == len(test)
    assert report.waterfall[0].accuracy.value == accuracy.value
    assert "as given" in written(report).how


def test_test_rows_kept_apart_are_the_ones_scored(clean: tuple[list[str], list[str]]) -> None:
    texts, labels = clean

    report = audit_estimator(pipeline(), texts[:250], labels[:250], test=(texts[250:], labels[250:]), **FEW)

    own = accuracy_score(labels[250:], pipeline().fit(texts[:250], labels[:250]).predict(texts[250:]))
    accuracy = written(report).accuracy
    assert accuracy is not None
    assert accuracy.value == pytest.approx(own)
    assert report.subject.rows == 400


def test_an_estimator_that_learns_nothing_is_an_error(clean: tuple[list[str], list[str]]) -> None:
    healthy = audit_estimator(pipeline(), *clean, select=["W2V501"])
    sick = audit_estimator(DummyClassifier(), *clean, select=["W2V501"])

    assert healthy.findings == ()
    assert [finding.code for finding in sick.findings] == ["W2V501"]
    assert "The experiment as written" in sick.findings[0].message


def test_features_and_their_own_rules() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 2, 300)
    features = np.column_stack([labels, rng.normal(size=300) + 0.3 * labels, rng.normal(size=300)])

    report = audit_estimator(make_pipeline(StandardScaler(), GaussianNB()), features, labels)

    leak = next(finding for finding in report.findings if finding.code == "W2V304")
    assert leak.impact is not None
    assert leak.impact.accuracy_before.value == 1.0
    assert leak.impact.accuracy_after.value < 0.8
    assert report.waterfall[-1].accuracy.value < 0.8
    assert ("estimator", "StandardScaler → GaussianNB, cloned and fitted: this ran your code") in report.subject.facts


def test_a_frame_reaches_the_estimator_whole(clean: tuple[list[str], list[str]]) -> None:
    frame = pd.DataFrame({"body": clean[0], "length": [len(text) for text in clean[0]]}, index=range(1000, 1400))
    columns = ColumnTransformer([("words", TfidfVectorizer(), "body"), ("length", StandardScaler(), ["length"])])
    model = make_pipeline(columns, LogisticRegression(max_iter=500))

    report = audit_estimator(model, frame, pd.Series(clean[1], index=frame.index), text="body", **FEW)

    accuracy = written(report).accuracy
    assert accuracy is not None
    assert accuracy.value > 0.7


def test_rows_without_a_label_take_no_part(clean: tuple[list[str], list[str]]) -> None:
    labels: list[str | None] = [None if row % 10 == 0 else label for row, label in enumerate(clean[1])]

    report = audit_estimator(pipeline(), clean[0], labels, split=(np.arange(300), np.arange(300, 400)), **FEW)

    accuracy = written(report).accuracy
    assert accuracy is not None
    assert accuracy.n == 90


def test_labels_that_are_numbers_stay_numbers(clean: tuple[list[str], list[str]]) -> None:
    class Numbers(LogisticRegression):  # type: ignore[misc]  # scikit-learn has no types
        def fit(self, X: Any, y: NDArray[Any], sample_weight: None = None) -> Self:
            assert y.dtype == np.int64
            super().fit(X, y, sample_weight)
            return self

    codes = np.unique(clean[1], return_inverse=True)[1] * 10

    report = audit_estimator(make_pipeline(TfidfVectorizer(), Numbers()), clean[0], codes, **FEW)

    assert len(report.experiments) == 1


# --- remedies -----------------------------------------------------------------------------------------------------------------


def test_remedies_are_tried_on_clones(faulty: tuple[list[str], list[str]]) -> None:
    report = audit_estimator(pipeline(), *faulty, **FEW)

    worth = {finding.code: finding.impact for finding in report.findings if finding.impact is not None}
    assert {"W2V103", "W2V302"} <= worth.keys()
    assert [step.name for step in report.waterfall][:1] == ["as-written"]
    assert {step.code for step in report.waterfall} >= {"W2V103", "W2V302", ""}
    assert not report.crashed


def test_a_word_that_gives_the_label_away_is_taken_out_of_the_texts() -> None:
    rng = np.random.default_rng(5)
    words = [f"w{number}" for number in range(40)]
    labels = rng.integers(0, 2, 400)
    texts = [" ".join(rng.choice(words, 12)) + (" Zebra!" if label else " Yak!") for label in labels]

    report = audit_estimator(pipeline(), texts, labels, select=["W2V310", "W2V314", "W2V303", "W2V3"], ladder=False)

    worth = [one.impact for one in report.findings if one.impact is not None and "word" in getattr(one.remedy, "says", "")]
    assert worth
    assert worth[0].accuracy_before.value == 1.0
    assert worth[0].accuracy_after.value < 0.7


def test_word_vectors_that_the_estimator_does_not_use_have_no_worth(clean: tuple[list[str], list[str]]) -> None:
    options = {"word2vec.epochs": 1, "word2vec.min_count": 1, "word2vec.vector_size": 20}

    report = audit_estimator(pipeline(), *clean, select=["W2V2"], ladder=False, options=options)

    trained = [finding for finding in report.findings if finding.remedy is not None]
    assert trained
    assert all(finding.impact is None for finding in report.findings)


# --- nothing is changed, and the same comes out ---------------------------------------------------------------------------


def test_estimator_rows_labels_and_random_numbers_stay_as_they_are(faulty: tuple[list[str], list[str]]) -> None:
    model = pipeline().fit(faulty[0][:50], faulty[1][:50])
    texts, labels = np.array(faulty[0], dtype=object), np.array(faulty[1])
    before = pickle.dumps((model, texts, labels))
    drawn = random.getstate(), str(np.random.get_state())  # noqa: NPY002 - the state that must not move

    audit_estimator(model, texts, labels, **FEW)

    assert pickle.dumps((model, texts, labels)) == before
    assert (random.getstate(), str(np.random.get_state())) == drawn  # noqa: NPY002 - the same


def test_an_estimator_that_draws_its_own_random_numbers_gives_the_same_bytes(clean: tuple[list[str], list[str]]) -> None:
    model = make_pipeline(TfidfVectorizer(max_features=30), DecisionTreeClassifier(max_features=3))

    first, second = (json_report.render(audit_estimator(model, *clean, **FEW)) for _ in range(2))

    assert first == second


class Counting(DecisionTreeClassifier):  # type: ignore[misc]  # scikit-learn has no types
    """Counts its fits."""

    fits = 0

    def fit(self, *arguments: Any, **named: Any) -> Self:
        Counting.fits += 1
        super().fit(*arguments, **named)
        return self


@pytest.mark.parametrize(("depth", "fits"), [(1, 2), (None, 3)], ids=["the seed does not matter", "it does"])
def test_other_seeds_are_tried_only_where_they_matter(depth: int | None, fits: int) -> None:
    rng = np.random.default_rng(1)
    labels = np.arange(200) % 2
    features = np.column_stack([labels + rng.normal(size=200) * (0 if depth else 2), rng.normal(size=200)])
    Counting.fits = 0

    audit_estimator(Counting(max_depth=depth, splitter="best" if depth else "random"), features, labels, select=["W2V101"])

    assert Counting.fits == fits


# --- what goes wrong ----------------------------------------------------------------------------------------------------------


class Failing(LogisticRegression):  # type: ignore[misc]  # scikit-learn has no types
    def fit(self, *_: Any, **__: Any) -> Self:
        raise RuntimeError("the disk is full\nand more")


def reason(report: Report, name: str = "as-written") -> str:
    (found,) = (one.reason for one in report.skipped if one.name == name)
    return found


def test_an_estimator_whose_fit_fails_is_skipped_with_its_reason(faulty: tuple[list[str], list[str]]) -> None:
    report = audit_estimator(make_pipeline(TfidfVectorizer(), Failing()), *faulty, **FEW)

    expected = "TfidfVectorizer → Failing could not be fitted: RuntimeError: the disk is full"
    assert reason(report) == reason(report, "waterfall") == expected
    assert report.experiments == ()
    assert [finding.code for finding in report.findings]
    assert not report.crashed


def test_a_regression_is_no_classifier(clean: tuple[list[str], list[str]]) -> None:
    codes = np.unique(clean[1], return_inverse=True)[1]

    report = audit_estimator(make_pipeline(TfidfVectorizer(), Ridge()), clean[0], codes, **FEW)

    assert "which is no label in y: is it a classifier?" in reason(report)


def test_probabilities_are_no_labels(clean: tuple[list[str], list[str]]) -> None:
    class Shares(DummyClassifier):  # type: ignore[misc]  # scikit-learn has no types
        def predict(self, X: Any) -> Any:
            return self.predict_proba(X)

    report = audit_estimator(Shares(), *clean, **FEW)

    assert "not one label a row" in reason(report)


def test_one_class_alone_cannot_be_learnt(clean: tuple[list[str], list[str]]) -> None:
    labels = ["a"] * 300 + ["b"] * 100

    report = audit_estimator(pipeline(), clean[0], labels, split=(np.arange(300), np.arange(300, 400)), **FEW)

    assert reason(report) == "the training rows hold only one class"


class Uncloneable(LogisticRegression):  # type: ignore[misc]  # scikit-learn has no types
    def __init__(self, rate: float = 1.0) -> None:
        super().__init__()
        self.other = rate

    def get_params(self, *_: Any, **__: Any) -> dict[str, Any]:
        raise AttributeError("no such parameter")


ROWS = (["a b", "c d", "a b c", "d e"] * 5, ["x", "y"] * 10)


@pytest.mark.parametrize(
    ("estimator", "says"),
    [
        (LogisticRegression, "found the class LogisticRegression"),
        (object(), "no fit on object"),
        (StandardScaler(), "no predict on StandardScaler"),
        (Uncloneable(), "AttributeError: no such parameter"),
    ],
    ids=["a class", "no estimator", "no classifier", "no copy"],
)
def test_what_is_no_estimator_is_refused(estimator: object, says: str) -> None:
    with pytest.raises(W2vcheckError, match=says):
        audit_estimator(estimator, *ROWS)


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"split": ([0, 1], [2, 3]), "test": ROWS}, "both test and split"),
        ({"split": [0, 1, 2]}, "give a pair"),
        ({"split": ([0, 1], [20])}, "test rows from 0 to 19, found 20"),
        ({"split": ([-1, 1], [2])}, "training rows from 0 to 19, found -1"),
        ({"split": ([True, False], [2])}, "give whole numbers"),
        ({"split": ([], [2])}, "give whole numbers"),
        ({"test": 3}, r"\(X, y\) of the test rows"),
        ({"select": []}, "at least one rule"),
        ({"select": ["W2V999"]}, "W2V999"),
    ],
    ids=str,
)
def test_what_cannot_be_split_or_selected_is_refused(named: dict[str, Any], says: str) -> None:
    with pytest.raises(W2vcheckError, match=says):
        audit_estimator(pipeline(), *ROWS, **named)


def test_a_split_without_labels_on_one_side_is_refused() -> None:
    with pytest.raises(W2vcheckError, match="none on one of them"):
        audit_estimator(pipeline(), ROWS[0], [*ROWS[1][:19], None], split=(np.arange(19), [19]))


def test_an_unknown_name_is_told_as_python_tells_it() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'labels'"):
        audit_estimator(pipeline(), *ROWS, labels="label")


def test_the_configured_classifier_gives_way(folder: Any, clean: tuple[list[str], list[str]]) -> None:
    configured = (
        'source = "no.csv"\n[data]\ntext = "body"\n[classifier]\nkind = "mlp"\nlayers = [3, 3]\n[split]\ntest_size = 0.5\n'
    )
    (folder / "w2vcheck.toml").write_text(configured)

    report = audit_estimator(pipeline(), *clean, **FEW)

    accuracy = written(report).accuracy
    assert written(report).how.startswith("TfidfVectorizer → LogisticRegression")
    assert accuracy is not None
    assert accuracy.n == 200


def test_a_budget_that_is_spent_skips_the_training(clean: tuple[list[str], list[str]]) -> None:
    report = audit_estimator(pipeline(), *clean, budget=0.001)

    assert report.experiments == ()
    assert any("budget" in one.reason for one in report.skipped)
