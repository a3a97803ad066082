import numpy as np
import polars as pl
import pytest

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.target import Classes, Target
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings, override

Labels = list[str] | list[str | None] | list[int] | list[float] | list[bool] | list[list[str]] | list[object]


def store(labels: Labels, options: dict[str, object] | None = None, features: tuple[str, ...] = ()) -> Store:
    frame = pl.DataFrame({"text": [f"text {row}" for row in range(len(labels))], "label": labels})
    given = {
        Dataset: dataset(from_frame(frame), None),
        Columns: Columns("label", "text", features),
        Settings: override(Settings(), options or {}),
    }
    return Store(given)


def target(labels: Labels, options: dict[str, object] | None = None, features: tuple[str, ...] = ()) -> Target:
    return store(labels, options, features).get(Target)


def classes(labels: Labels) -> Classes:
    return store(labels).get(Classes)


def refusal(labels: Labels) -> DataError:
    with pytest.raises(DataError) as caught:
        target(labels)
    return caught.value


# --- classes --------------------------------------------------------------------------------------------------------------


def test_classes_in_alphabetical_order() -> None:
    found = classes(["spam", "ham", "ham", None, "Ham"])

    assert found.names == ("Ham", "ham", "spam")
    assert found.codes.tolist() == [2, 1, 1, -1, 0]
    assert found.counts.tolist() == [1, 2, 1]
    assert found.k == 3
    assert found.labelled.tolist() == [0, 1, 2, 4]
    assert found.majority == 0.5


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["10", "9", "2", "1"], ("1", "2", "9", "10")),
        ([10, 9, -2, 1], ("-2", "1", "9", "10")),
        ([1.0, 0.5, 2.0, 0.5], ("0.5", "1", "2")),
        (["1e1", "9", "9"], ("9", "1e1")),
        (["01", "1", "0"], ("0", "01", "1")),
        (["10", "9", "b"], ("10", "9", "b")),  # not all are numbers
        ([True, False, True], ("false", "true")),
    ],
)
def test_numbers_are_ordered_as_numbers(labels: Labels, names: tuple[str, ...]) -> None:
    assert classes(labels).names == names


def test_labels_are_taken_as_they_stand() -> None:
    assert classes(["spam", " spam", "Spam"]).names == (" spam", "Spam", "spam")


def test_numbers_and_their_rows() -> None:
    found = target(["1", None, "0", "2"])

    assert found.numbers is not None
    assert np.array_equal(found.numbers, [1, np.nan, 0, 2], equal_nan=True)
    assert target(["1", "x"]).numbers is None


# --- missing labels -------------------------------------------------------------------------------------------------------


def test_blank_cells_are_missing_labels() -> None:
    found = target(["a", None, "", "  ", "b"])

    assert found.missing.tolist() == [1, 2, 3]
    assert found.values.to_list() == ["a", None, None, None, "b"]
    assert (found.distinct, found.continuous, found.reason) == (2, False, "")


@pytest.mark.parametrize("labels", [["1", "nan", "0", "NaN"], [1.0, float("nan"), 0.0, None]])
def test_nan_among_numbers_is_missing_and_no_class(labels: Labels) -> None:
    shop = store(labels)

    assert shop.get(Target).missing.tolist() == [1, 3]
    assert shop.get(Target).distinct == 2
    assert shop.get(Classes).names == ("0", "1")
    assert shop.get(Classes).codes.tolist() == [1, -1, 0, -1]


def test_nan_among_words_is_a_word() -> None:
    assert classes(["good", "nan", "good"]).names == ("good", "nan")


@pytest.mark.parametrize("labels", [[None, None], ["", "  "], ["nan", "nan"]])
def test_no_label_at_all_is_refused(labels: Labels) -> None:
    error = refusal(labels)

    assert (error.expected, error.found) == ("labels in column 'label'", "every cell empty")


# --- continuous labels ----------------------------------------------------------------------------------------------------

SPREAD = [f"{(row * 37 % 101) / 100:.4f}" for row in range(60)]


def test_a_continuous_number_that_nothing_takes_for_a_class_is_a_regression() -> None:
    error = refusal(SPREAD)

    assert error.expected == "classes in the label column 'label'"
    assert error.found == "60 different numbers in 60 rows, the target of a regression"


@pytest.mark.parametrize(
    "options",
    [
        {"classifier.kind": "naive-bayes"},
        {"classifier.loss": "bce"},
        {"classifier.loss": "cross_entropy"},
        {"classifier.output_activation": "sigmoid"},
    ],
)
def test_a_continuous_number_that_is_used_as_a_class_is_a_mistake_to_explain(options: dict[str, object]) -> None:
    shop = store(SPREAD, options)

    found = shop.get(Target)
    assert (found.continuous, found.reason, found.distinct) == (True, "60 different numbers in 60 rows", 60)
    with pytest.raises(Unavailable, match="the label column 'label' holds no classes: 60 different numbers in 60 rows"):
        shop.get(Classes)


def test_a_continuous_number_that_is_also_a_feature_is_a_mistake_to_explain() -> None:
    assert target(SPREAD, features=("label", "f1")).continuous


def test_squared_error_alone_makes_no_classifier() -> None:
    with pytest.raises(DataError, match="regression"):
        target(SPREAD, {"classifier.loss": "mse", "classifier.output_activation": "none"})


@pytest.mark.parametrize(
    ("labels", "continuous"),
    [
        ([f"{row / 40}" for row in range(21)] * 10, False),  # 20 fractions and a zero, in 210 rows
        ([f"{row / 40}" for row in range(1, 22)] * 10, True),  # 21 fractions
        ([str(row) for row in range(100)] * 2, False),  # whole numbers, half of the rows
        ([str(row) for row in range(100)] * 2 + ["0.5"] * 10, False),  # one fraction among whole numbers
        ([str(row) for row in range(101)] + ["0"] * 99, True),  # whole numbers, more than half of the rows: they name rows
        (["a", "b", "c", "d"], False),  # too few rows to tell
    ],
)
def test_where_numbers_stop_to_be_classes(labels: Labels, *, continuous: bool) -> None:
    assert target(labels, {"classifier.loss": "bce"}).continuous is continuous


def test_words_that_differ_in_nearly_every_row_name_rows_and_not_classes() -> None:
    shop = store([f"name{row}" for row in range(40)])

    assert shop.get(Target).continuous
    assert shop.get(Target).numbers is None
    assert shop.get(Target).reason == "40 different values in 40 rows"
    assert shop.find(Classes) is None


# --- what is no label -----------------------------------------------------------------------------------------------------


def test_texts_as_labels() -> None:
    error = refusal([f"this is the text number {row}" for row in range(30)])

    assert (error.expected, error.found) == ("class names in the label column 'label'", "texts")


def test_long_names_of_classes_are_no_texts() -> None:
    assert classes(["was never told of any delay", "lost my bag and my coat"] * 10).k == 2


@pytest.mark.parametrize(
    "labels",
    [
        ["['a', 'b']", "['a']", "[]", "['b']"],
        [["a", "b"], ["a"], ["b"], ["a", "c"]],
    ],
)
def test_lists_as_labels(labels: Labels) -> None:
    error = refusal(labels)

    assert (error.expected, error.found) == ("one label a row in column 'label'", "a list of labels in each cell")


@pytest.mark.parametrize("separator", [",", ";", "|", ", "])
def test_several_labels_in_one_cell(separator: str) -> None:
    parts = ["joy", "fear", "anger", "awe"]
    labels = parts + [separator.join((one, other)) for one in parts for other in parts if one != other]

    error = refusal(labels)

    assert error.expected == "one label a row in column 'label'"
    assert error.found == f"several labels in one cell, such as {f'joy{separator}fear'!r}"


@pytest.mark.parametrize(
    "labels",
    [
        ["Trinidad, Tobago", "Antigua, Barbuda", "France"] * 10,  # each part in one name only
        ["yes", "no", "no", "yes"] * 10 + ["no, not at all of any use to me at all", "yes, I do agree with that"] * 10,
        ["a", "b"] * 50 + ["a,b"],  # rare
    ],
)
def test_a_comma_in_the_name_of_a_class(labels: Labels) -> None:
    assert classes(labels).k == len(set(labels))
