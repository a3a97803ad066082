import numpy as np
import polars as pl
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.target import Classes
from w2vcheck.demo.tickets import tickets
from w2vcheck.experiment import learning_curve
from w2vcheck.experiment.evaluation import Evaluation
from w2vcheck.experiment.learning_curve import LearningCurve, part_of
from w2vcheck.intervals import wilson
from w2vcheck.settings import Settings


def of_frame(frame: pl.DataFrame, columns: Columns) -> Store:
    return Store({Dataset: dataset(from_frame(frame), None), Columns: columns, Settings: Settings()})


def of_texts(texts: list[str], labels: list[str]) -> Store:
    return of_frame(pl.DataFrame({"text": texts, "label": labels}), Columns("label", "text"))


def of_tickets(rows: int) -> Store:
    drawn = tickets(rows, seed=1)
    return of_texts([text for text, _ in drawn], [label for _, label in drawn])


def test_smaller_parts_lie_within_larger_ones_and_keep_the_classes() -> None:
    codes = np.array([0] * 80 + [1] * 20, np.int32)
    train = np.flatnonzero(np.arange(100) % 2)  # 40 and 10

    quarter, half, whole = (part_of(train, codes, share, 3) for share in (0.25, 0.5, 1.0))

    assert set(quarter) < set(half) < set(whole) == set(train)
    assert np.bincount(codes[half]).tolist() == [20, 5]
    assert np.bincount(codes[quarter]).tolist() == [10, 2]


def test_points_are_accuracies_of_scikit_learn_on_the_same_rows() -> None:
    drawn = tickets(600, seed=1)
    built = of_tickets(600)
    curve, evaluation, classes = built.get(LearningCurve), built.get(Evaluation), built.get(Classes)
    texts = np.array([text for text, _ in drawn], dtype=object)
    (train, test) = evaluation.folds[0]

    for point in curve.points:
        rows = part_of(train, classes.codes, point.share, 0)
        words = TfidfVectorizer(token_pattern=r"\w+")  # noqa: S106 - no password
        model = OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear", max_iter=1000))
        model.fit(words.fit_transform(texts[rows]), classes.codes[rows])
        right = model.predict(words.transform(texts[test])) == classes.codes[test]
        assert point.rows == len(rows)
        assert point.accuracy.value == pytest.approx(right.mean())

    assert [point.share for point in curve.points] == [0.25, 0.5, 1.0]
    assert curve.gain.value == pytest.approx(curve.accuracy.value - curve.points[1].accuracy.value)
    assert curve.gain.n == curve.accuracy.n == len(test)


def test_more_tickets_help_when_there_are_few() -> None:
    curve = of_tickets(150).get(LearningCurve)

    assert curve.points[0].accuracy.value < curve.points[2].accuracy.value
    assert curve.gain.low > 0
    assert curve.gain.n == 150
    assert curve.gain.scope == "cross-validated rows"


def test_more_rows_do_not_help_where_labels_are_drawn_by_lot() -> None:
    texts = [text for text, _ in tickets(600, seed=1)]
    labels = np.random.default_rng(0).choice(["x", "y"], size=600).tolist()

    gain = of_texts(texts, labels).get(LearningCurve).gain

    assert gain.low < 0 < gain.high


def test_answers_that_never_differ_leave_room_for_a_difference() -> None:
    texts = [f"{word} report {item}" for word in ("rain", "rook") for item in range(200)]
    built = of_texts(texts, ["weather"] * 200 + ["chess"] * 200)

    curve = built.get(LearningCurve)

    assert curve.accuracy.value == 1
    assert curve.gain.value == 0
    assert curve.gain.low == pytest.approx(-3 / 80)
    assert curve.gain.high == pytest.approx(max(3 / 80, wilson(0.0, 80)[1]))


@pytest.mark.parametrize(("few", "n"), [(100, 30), (1000, 150)])
def test_many_rows_are_scored_on_the_first_fold_alone(monkeypatch: pytest.MonkeyPatch, few: int, n: int) -> None:
    monkeypatch.setattr(learning_curve, "FEW_ROWS", few)

    curve = of_tickets(150).get(LearningCurve)

    assert curve.gain.n == curve.accuracy.n == n


def test_features_have_a_curve_too() -> None:
    x = np.random.default_rng(0).normal(size=(1000, 30))
    label = np.where(x.sum(axis=1) > 0, "high", "low")
    names = tuple(f"f{column}" for column in range(30))
    frame = pl.DataFrame({name: x[:, column] for column, name in enumerate(names)} | {"label": label})

    curve = of_frame(frame, Columns("label", None, names)).get(LearningCurve)

    assert curve.points[0].accuracy.value < curve.accuracy.value
    assert curve.accuracy.value > 0.95


@pytest.mark.parametrize(
    "texts", [["!" * row for row in range(1, 41)], [f"w{row}" for row in range(40)]], ids=["no words", "no word twice"]
)
def test_texts_that_teach_nothing_are_answered_with_the_majority(texts: list[str]) -> None:
    curve = of_texts(texts, ["x"] * 30 + ["y"] * 10).get(LearningCurve)

    assert [point.accuracy.value for point in curve.points] == pytest.approx([0.75] * 3)


def test_parts_that_hold_one_class_are_answered_with_that_class() -> None:
    # Two rows of "x": a fold that tests one of them trains on the other, and half of one row is none.
    texts = [f"blue {row}" for row in range(30)] + ["red one", "red two"]

    built = of_texts(texts, ["y"] * 30 + ["x"] * 2)
    curve, folds = built.get(LearningCurve), built.get(Evaluation).folds
    common = np.mean([(test < 30).mean() for _, test in folds])

    assert [point.accuracy.value for point in curve.points[:2]] == pytest.approx([common] * 2)


def test_too_few_rows_have_no_curve() -> None:
    with pytest.raises(Unavailable, match="too few"):
        of_tickets(8).get(LearningCurve)
