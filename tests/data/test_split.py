from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.split import Split, stratified
from w2vcheck.data.table import from_frame
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings, override

Frame = dict[str, list[str | None]]


def frame(labels: list[str | None] | list[str], **more: list[str | None] | list[str]) -> Frame:
    return {"text": [f"text {row}" for row in range(len(labels))], "label": [*labels], **{name: [*more[name]] for name in more}}


def split(data: Frame, options: dict[str, object] | None = None, test: Frame | None = None) -> Split:
    rows = dataset(from_frame(pl.DataFrame(data), "data.csv"), None if test is None else from_frame(pl.DataFrame(test), "t.csv"))
    settings = override(Settings(), {"data.text": "text", "data.label": "label", **(options or {})})
    return Store({Dataset: rows, Settings: settings}).get(Split)


def assert_split_of(rows: NDArray[np.int64] | list[int], train: NDArray[np.int64], test: NDArray[np.int64]) -> None:
    assert sorted([*train.tolist(), *test.tolist()]) == sorted(np.asarray(rows).tolist())


MIXED: list[str | None] = ["a", "a", "b", None, "a", "b", "c", "a", "a", "b"] * 20
LABELLED = [row for row, label in enumerate(MIXED) if label is not None]
CODES = ["abc".find(label) if label else -1 for label in MIXED]


# --- as configured --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({"split.test_size": 0.2}, {"test_size": 0.2, "random_state": 0}),
        ({"split.test_size": 0.2, "seed": 7}, {"test_size": 0.2, "random_state": 7}),
        ({"split.test_size": 0.2, "split.seed": 42, "seed": 7}, {"test_size": 0.2, "random_state": 42}),
        ({"split.test_size": 30}, {"test_size": 30, "random_state": 0}),
        ({"split.seed": 3}, {"random_state": 3}),
        ({"split.stratify": True}, {"random_state": 0, "stratify": [CODES[row] for row in LABELLED]}),
        ({"split.test_size": 0.1, "split.shuffle": False}, {"test_size": 0.1, "shuffle": False}),
    ],
)
def test_a_configured_split_is_scikit_learn_s(options: dict[str, object], arguments: dict[str, object]) -> None:
    train, test = train_test_split(LABELLED, **arguments)

    found = split(frame(MIXED), options)

    assert found.train.tolist() == train
    assert found.test.tolist() == test
    assert found.origin == "configured"
    assert found.shuffled is arguments.get("shuffle", True)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"split.test_size": 0.2}, "20.0 % of the rows as test, shuffled, seed 0"),
        ({"split.test_size": 30, "split.seed": 9, "split.stratify": True}, "30 rows as test, shuffled, seed 9, stratified"),
        ({"split.shuffle": False}, "25.0 % of the rows as test, by position, not shuffled"),
    ],
)
def test_a_configured_split_in_words(options: dict[str, object], says: str) -> None:
    assert split(frame(MIXED), options).says == says


def test_a_split_by_position_takes_the_last_rows() -> None:
    found = split(frame(["a"] * 80 + ["b"] * 20), {"split.test_size": 0.2, "split.shuffle": False})

    assert found.test.tolist() == list(range(80, 100))


def test_a_split_that_scikit_learn_cannot_make_is_unavailable_with_its_reason() -> None:
    with pytest.raises(Unavailable, match=r"scikit-learn cannot make the configured split: test_size=500 should be"):
        split(frame(MIXED), {"split.test_size": 500})
    with pytest.raises(Unavailable, match=r"least populated class"):
        split(frame(["a"] * 50 + ["b"]), {"split.stratify": True})


# --- ours -----------------------------------------------------------------------------------------------------------------


def test_ours_keeps_the_shares_of_the_classes_and_leaves_rows_without_a_label_out() -> None:
    found = split(frame(MIXED))

    assert_split_of(LABELLED, found.train, found.test)
    assert Counter(MIXED[row] for row in found.test.tolist()) == {"a": 20, "b": 12, "c": 4}
    assert (found.origin, found.shuffled) == ("ours", True)
    assert found.says == "none given; ours: 20 % test rows, shuffled and stratified, seed 0"


def test_a_split_that_we_make_is_only_planned() -> None:
    assert split(frame(MIXED)).planned
    assert split(frame(MIXED), {"split.test_size": 0.2}).planned
    assert not split(frame(["a", "b"], split=["train", "test"])).planned
    assert not split(frame(["a", "b"]), test=frame(["a", "b"])).planned


def test_ours_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert split(frame(MIXED)).test.tolist() == split(frame(MIXED)).test.tolist()
    assert split(frame(MIXED), {"seed": 1}).test.tolist() != split(frame(MIXED)).test.tolist()


def test_ours_is_shuffled() -> None:
    found = split(frame(["a"] * 500 + ["b"] * 500))

    assert 80 < np.median(found.test[found.test < 500]) < 420
    assert np.diff(found.test).max() < 100


CLASSES = st.lists(st.integers(0, 4), min_size=1, max_size=60).map(lambda codes: np.array(codes, np.int32))


@settings(deadline=None)
@given(CLASSES, st.sampled_from([0.05, 0.2, 0.5]), st.integers(0, 5))
def test_stratifying_takes_the_share_of_each_class_and_one_row_at_least(
    codes: NDArray[np.int32], share: float, seed: int
) -> None:
    rows = np.arange(len(codes))

    train, test = stratified(rows, codes, share, seed)

    assert_split_of(rows, train, test)
    for code, n in Counter(codes.tolist()).items():
        taken = int((codes[test] == code).sum())
        assert taken == (0 if n == 1 else max(1, round(share * n)))
        assert taken < n  # something is left to train on


def test_stratifying_without_classes_takes_the_share_of_all_rows() -> None:
    rows = np.arange(10, 60)

    train, test = stratified(rows, None, 0.2, seed=0)

    assert_split_of(rows, train, test)
    assert len(test) == 10


def test_stratifying_nothing_gives_nothing() -> None:
    train, test = stratified(np.zeros(0, np.int64), np.zeros(0, np.int32), 0.2, seed=0)

    assert (len(train), len(test)) == (0, 0)


def test_without_a_class_of_two_rows_nothing_can_be_held_out() -> None:
    with pytest.raises(Unavailable, match="no class has two rows, one to train on and one to test on"):
        split(frame(["a", "b", "c"]))


def test_a_continuous_label_is_split_without_classes() -> None:
    numbers = [f"{row / 77:.5f}" for row in range(50)]

    found = split(frame(numbers), {"classifier.loss": "bce"})

    assert_split_of(list(range(50)), found.train, found.test)
    assert len(found.test) == 10


# --- from a column --------------------------------------------------------------------------------------------------------


def test_a_column_says_which_rows_test() -> None:
    data = frame(["a", "b", None, "a", "b"], split=["train", "Test ", "train", "TRAINING", "valid"])

    found = split(data)

    assert found.train.tolist() == [0, 3]
    assert found.test.tolist() == [1]
    assert (found.origin, found.says, found.shuffled) == ("column", "column 'split'", None)


def test_validation_rows_test_where_no_others_do() -> None:
    found = split(frame(["a", "b", "a"], part=["train", "val", "dev"]), {"split.column": "part"})

    assert found.test.tolist() == [1, 2]
    assert found.says == "column 'part', its validation rows as test"


@pytest.mark.parametrize(("words", "found"), [(["train", "test", "tset"], "'tset'"), (["train", None, "test"], "an empty cell")])
def test_strange_words_in_the_split_column(words: list[str | None], found: str) -> None:
    with pytest.raises(DataError) as caught:
        split(frame(["a", "b", "a"], part=words), {"split.column": "part"})

    assert caught.value.expected == "train, valid or test in the split column 'part'"
    assert caught.value.found == found


@pytest.mark.parametrize(("words", "empty"), [(["test", "test"], "train"), (["train", "train"], "test")])
def test_a_split_column_with_one_side_only(words: list[str], empty: str) -> None:
    with pytest.raises(DataError, match=f"expected rows of {empty} in the split column 'part', found none; "):
        split(frame(["a", "b"], part=words), {"split.column": "part"})


@pytest.mark.parametrize(("labels", "empty"), [(["a", "b", None], "test"), ([None, None, "a"], "train")])
def test_a_split_column_with_labels_on_one_side_only(labels: list[str | None], empty: str) -> None:
    with pytest.raises(DataError, match=f"expected rows of {empty} in the split column 'part', found none with a label; "):
        split(frame(labels, part=["train", "train", "valid"]), {"split.column": "part"})


# --- from a file ----------------------------------------------------------------------------------------------------------


def test_the_rows_of_the_test_file_test() -> None:
    found = split(frame(["a", "b", None]), test=frame([None, "b", "a"]))

    assert found.train.tolist() == [0, 1]
    assert found.test.tolist() == [4, 5]
    assert (found.origin, found.says, found.shuffled) == ("file", "test rows from t.csv", None)


@pytest.mark.parametrize(("train", "test", "file"), [(["a", "b"], [None, None], "t.csv"), ([None, ""], ["a", "b"], "data.csv")])
def test_a_file_without_labels_cannot_train_or_test(train: list[str | None], test: list[str | None], file: str) -> None:
    with pytest.raises(DataError) as caught:
        split(frame(train), test=frame(test))

    assert (caught.value.expected, caught.value.found) == ("labels in column 'label'", "every cell empty")
    assert caught.value.file == file
