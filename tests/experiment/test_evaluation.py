from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Origin, Split, stratified
from w2vcheck.data.target import Classes
from w2vcheck.experiment import evaluation as module
from w2vcheck.experiment.evaluation import Evaluation, evaluation
from w2vcheck.intervals import wilson_width
from w2vcheck.settings import Settings

Ints = NDArray[np.int64]


def classes_of(codes: Sequence[int]) -> Classes:
    array = np.array(codes, np.int32)
    k = int(array.max()) + 1
    return Classes(tuple("abcdefgh"[:k]), array, np.bincount(array[array >= 0], minlength=k))


def keys_of(groups: Sequence[int], what: str = "texts") -> Keys:
    codes = np.unique(groups, return_inverse=True)[1].astype(np.int64)
    return Keys(codes, int(codes.max()) + 1, what)


def evaluated(
    codes: Sequence[int],
    groups: Sequence[int] | None = None,
    *,
    origin: Origin = "ours",
    test: Ints | None = None,
    what: str = "texts",
    seed: int = 0,
) -> Evaluation:
    classes = classes_of(codes)
    if test is None:
        train, test = stratified(classes.labelled, classes.codes, 0.2, seed)
    else:
        train = np.setdiff1d(classes.labelled, test)
    split = Split(train, test, origin, "as we say", shuffled=True)
    keys = keys_of(range(len(codes)) if groups is None else groups, what)
    return evaluation(split, classes, keys, Settings(seed=seed))


def two_classes(n: int) -> list[int]:
    return [row % 3 // 2 for row in range(n)]


# --- which way ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["column", "file", "configured"])
def test_a_given_split_is_used_as_it_is_where_its_test_rows_can_say_something(origin: Origin) -> None:
    test = np.arange(240, 300)
    found = evaluated(two_classes(300), origin=origin, test=test)

    assert found.held_out
    ((train_rows, test_rows),) = found.folds
    assert train_rows.tolist() == list(range(240))
    assert test_rows.tolist() == test.tolist()
    assert found.says == "on the 60 test rows as given"
    assert found.test_share == 0.2


def test_a_given_split_of_too_few_test_rows_gives_way_to_cross_validation() -> None:
    assert wilson_width(0.8, 59) > 0.2
    found = evaluated(two_classes(300), origin="configured", test=np.arange(241, 300))

    assert not found.held_out
    assert len(found.folds) == 10
    assert found.says == (
        "by stratified 5-fold cross-validation, repeated twice, over 300 rows, since 59 test rows would say too little"
    )


def test_one_test_row_is_one_row() -> None:
    found = evaluated(two_classes(100), origin="configured", test=np.array([3]))

    assert found.says.endswith("since 1 test row would say too little")


def test_where_nobody_split_enough_rows_are_held_out() -> None:
    found = evaluated(two_classes(300))

    ((train, test),) = found.folds
    assert (len(train), len(test)) == (240, 60)
    assert found.says == "on 60 held-out rows (20.0 %, stratified, copies of a text kept on one side)"
    assert "copies of a row" in evaluated(two_classes(300), what="feature rows").says


def test_where_nobody_split_few_rows_are_cross_validated() -> None:
    found = evaluated(two_classes(285))

    assert len(found.folds) == 10
    assert found.says.endswith("over 285 rows, since 57 test rows would say too little")


def test_many_rows_are_cross_validated_once() -> None:
    found = evaluated(two_classes(5001), origin="configured", test=np.arange(20))

    assert len(found.folds) == 5
    assert found.says.startswith("by stratified 5-fold cross-validation, over 5,001 rows")


# --- the folds ------------------------------------------------------------------------------------------------------------


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Classes of up to 200 rows, some without one, and groups of equal rows."""
    n = draw(st.integers(60, 200))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    k = draw(st.integers(2, 4))
    codes = rng.integers(0, k, n)
    codes[rng.random(n) < draw(st.sampled_from([0.0, 0.1]))] = -1
    return codes.tolist(), rng.integers(0, draw(st.integers(40, 200)), n).tolist()


@settings(deadline=None)
@given(tables(), st.integers(0, 3))
def test_every_row_tests_once_a_repeat_and_copies_never_stand_on_both_sides(
    table: tuple[list[int], list[int]], seed: int
) -> None:
    codes, groups = table
    labelled = [row for row, code in enumerate(codes) if code >= 0]

    found = evaluated(codes, groups, seed=seed)

    assert len(found.folds) == 10
    for repeat in (found.folds[:5], found.folds[5:]):
        assert sorted(row for _, test in repeat for row in test.tolist()) == labelled
    for train, test in found.folds:
        assert sorted([*train.tolist(), *test.tolist()]) == labelled
        assert not {groups[row] for row in train.tolist()} & {groups[row] for row in test.tolist()}


def test_the_two_repeats_differ_and_a_seed_gives_the_same_folds_again() -> None:
    found = evaluated(two_classes(100))

    assert found.folds[0][1].tolist() != found.folds[5][1].tolist()
    again, other = evaluated(two_classes(100)), evaluated(two_classes(100), seed=1)
    assert all(np.array_equal(one[1], same[1]) for one, same in zip(found.folds, again.folds, strict=True))
    assert not np.array_equal(found.folds[0][1], other.folds[0][1])


def test_folds_keep_the_shares_of_the_classes() -> None:
    codes = [0] * 100 + [1] * 50 + [2] * 10

    for train, test in evaluated(codes).folds:
        assert np.bincount(np.array(codes)[test]).tolist() == [20, 10, 2]
        assert np.bincount(np.array(codes)[train]).tolist() == [80, 40, 8]


def test_folds_do_not_follow_the_order_of_the_rows() -> None:
    assert np.diff(evaluated([0] * 100 + [1] * 100).folds[0][1]).max() < 60
    assert set(np.diff(evaluated([0] * 100 + [1] * 100).folds[0][1]).tolist()) != {5}


def test_copies_stay_together_in_a_hold_out_as_well() -> None:
    groups = [row // 3 for row in range(600)]
    ((train, test),) = evaluated([row // 3 % 2 for row in range(600)], groups).folds

    assert len(test) == 120
    assert not {groups[row] for row in train.tolist()} & {groups[row] for row in test.tolist()}


def test_more_rows_than_can_be_trained_on_are_thinned_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TRAINING_ROWS", 50)

    for given_test in (None, np.arange(240, 300)):
        found = evaluated(two_classes(300), origin="ours" if given_test is None else "file", test=given_test)
        ((train, test),) = found.folds
        assert len(train) == 50
        assert sorted(set(train.tolist())) == train.tolist()
        assert len(test) == 60
        assert not set(train.tolist()) & set(test.tolist())
        assert found.test_share == pytest.approx(60 / 110)


# --- what cannot be scored ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ([0] * 50, "there is only one class"),
        ([0, 1] * 4 + [0, -1, -1], "9 labelled rows are too few to train on"),
    ],
)
def test_too_little_to_train_on(codes: list[int], reason: str) -> None:
    with pytest.raises(Unavailable, match=rf"^{reason}$"):
        evaluated(codes)


def test_one_class_in_the_training_rows() -> None:
    with pytest.raises(Unavailable, match=r"^the training rows hold only one class$"):
        evaluated([0] * 80 + [1] * 20, origin="configured", test=np.arange(80, 100))


def test_so_many_classes_that_training_would_take_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WORK", 599)

    with pytest.raises(Unavailable, match=r"^2 classes on 300 rows would take hours to train$"):
        evaluated(two_classes(300))
    assert evaluated(two_classes(297)).folds


TOO_FEW = "^there are too few different texts of each class to train on some and test on others$"


def test_a_class_of_one_row_cannot_be_held_out_and_trained_on_at_once() -> None:
    refused = 0
    for n in range(300, 305):  # in one of five tables the single row falls among the test rows
        codes = np.array([0] * (n - 1) + [1])
        try:
            ((train, _),) = evaluated(codes.tolist()).folds
        except Unavailable:
            refused += 1
        else:
            assert set(codes[train].tolist()) == {0, 1}
    assert refused == 1


def test_a_class_of_one_text_cannot_be_cross_validated() -> None:
    with pytest.raises(Unavailable, match=TOO_FEW):
        evaluated([0] * 30 + [1] * 10, [*range(30), *[30] * 10])


def test_fewer_different_texts_than_folds() -> None:
    with pytest.raises(Unavailable, match=TOO_FEW):
        evaluated([row % 2 for row in range(40)], [row % 4 for row in range(40)])


def test_three_classes_of_which_one_is_a_single_row_can_still_be_learnt() -> None:
    assert len(evaluated([0] * 30 + [1] * 30 + [2]).folds) == 10
