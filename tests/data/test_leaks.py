from collections import Counter
from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest

from w2vcheck.artefacts import Store
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.leaks import PERMUTATIONS, SCREEN, ColumnGain, ColumnGains, LabelCopies, candidates, gain_of, group_accuracy
from w2vcheck.data.table import from_frame
from w2vcheck.intervals import wilson
from w2vcheck.settings import Settings, override

LABELS = ["ham", "spam", "ham", "eggs", "spam", "ham"] * 40
N = len(LABELS)
RANDOM = np.random.default_rng(0)


def store(
    columns: dict[str, Sequence[object]],
    labels: Sequence[object] = LABELS,
    features: tuple[str, ...] = (),
    options: dict[str, object] | None = None,
) -> Store:
    frame = pl.DataFrame({"text": [f"text {row}" for row in range(len(labels))], "label": labels, **columns}, strict=False)
    beside = tuple(name for name in columns if name not in features)
    given = {
        Dataset: dataset(from_frame(frame), None),
        Columns: Columns("label", "text", features, beside=beside),
        Settings: override(Settings(), options or {}),
    }
    return Store(given)


def copies(
    column: Sequence[object], labels: Sequence[object] = LABELS, options: dict[str, object] | None = None
) -> tuple[float, str] | None:
    return store({"x": column}, labels, options=options).get(LabelCopies).columns.get("x")


def gain(column: Sequence[object], labels: Sequence[object] = LABELS) -> ColumnGain:
    (found,) = store({"x": column}, labels).get(ColumnGains).gains
    return found


def swapped(values: Sequence[object], rows: int, other: object) -> list[object]:
    """The values, with another one in the first few rows."""
    return [other if row < rows else value for row, value in enumerate(values)]


def test_what_could_leak_are_the_features_and_what_plays_no_part() -> None:
    assert candidates(Columns("label", None, ("f0", "f1"), "split", beside=("id",))) == ("f0", "f1", "id")


# --- copies of the label --------------------------------------------------------------------------------------------------

CODED = {"ham": "A7", "spam": "B2", "eggs": "C"}


@pytest.mark.parametrize(
    "column",
    [
        LABELS,
        [CODED[label] for label in LABELS],
        [sorted(CODED).index(label) for label in LABELS],
        [{"ham": 0.5, "spam": -1.5, "eggs": 3.25}[label] for label in LABELS],
        [None if label == "ham" else label for label in LABELS],  # a missing cell is a value of its own
    ],
    ids=["itself", "renamed", "numbered", "numbered with fractions", "one value missing"],
)
def test_a_one_to_one_renaming_is_a_copy(column: list[object]) -> None:
    assert copies(column) == (1.0, "a one-to-one renaming of it")


def test_a_few_wrong_cells_leave_a_copy_a_copy() -> None:
    labels = LABELS * 10  # 2,400 rows: two of them are less than a thousandth
    agreement, _ = copies(swapped(labels, 2, "eggs"), labels) or (0.0, "")

    assert agreement == pytest.approx(1 - 2 / 2400)
    assert copies(swapped(labels, 4, "eggs"), labels) is None


def test_a_few_strange_values_leave_a_copy_a_copy() -> None:
    labels = LABELS * 10
    column: list[object] = ["?", "!", *labels[2:]]

    agreement, _ = copies(column, labels) or (0.0, "")
    assert agreement == pytest.approx(1 - 2 / 2400)


@pytest.mark.parametrize(
    "column",
    [
        [f"id{row}" for row in range(N)],  # tells the rows apart, and so the labels, but is no renaming
        list(range(N)),
        ["x"] * N,
        [{"ham": "meat", "spam": "meat", "eggs": "eggs"}[label] for label in LABELS],
        [f"{label}{row % 2}" for row, label in enumerate(LABELS)],  # two names for each class
        RANDOM.permutation(LABELS).tolist(),
        RANDOM.standard_normal(N).tolist(),
    ],
    ids=["all distinct", "row numbers", "constant", "merged", "split up", "shuffled", "noise"],
)
def test_what_is_no_copy(column: list[object]) -> None:
    assert copies(column) is None


def test_a_column_of_as_many_values_as_rows_is_no_copy_even_of_few_rows() -> None:
    assert copies(["p", "q", "r", "s"], ["a", "b", "a", "b"]) is None
    assert copies(["p", "q", "p", "q"], ["a", "b", "a", "b"]) is not None


def test_the_same_numbers_are_a_copy_however_they_are_written() -> None:
    labels = [str(row % 3) for row in range(N)]

    assert copies([f"{row % 3}.0" for row in range(N)], labels) == (1.0, "the same numbers")
    assert copies([row % 3 for row in range(N)], labels) == (1.0, "the same numbers")


def test_rows_without_a_label_are_not_compared() -> None:
    labels: list[object] = [None if row % 10 == 0 else label for row, label in enumerate(LABELS)]

    assert copies([CODED[label] for label in LABELS], labels) == (1.0, "a one-to-one renaming of it")
    numbers: list[object] = [None if row % 10 == 0 else str(row % 3) for row in range(N)]
    assert copies([row % 3 for row in range(N)], numbers) == (1.0, "the same numbers")


SPREAD = RANDOM.standard_normal(N) * 0.005
REGRESSED: dict[str, object] = {"classifier.loss": "bce"}  # so that a continuous label is a mistake to explain


def test_a_continuous_label_and_itself() -> None:
    assert copies(SPREAD.tolist(), SPREAD.tolist(), REGRESSED) == (1.0, "the same numbers")
    assert copies((SPREAD * (1 + 1e-12)).tolist(), SPREAD.tolist(), REGRESSED) == (1.0, "the same numbers")


def test_a_continuous_label_in_another_unit() -> None:
    assert copies((SPREAD * -1.8 + 32).tolist(), SPREAD.tolist(), REGRESSED) == (1.0, "the same numbers in another unit")
    holes: list[object] = [None if row == 3 else value for row, value in enumerate((2 * SPREAD).tolist())]
    assert copies(holes, SPREAD.tolist(), REGRESSED) == (1.0, "the same numbers in another unit")


@pytest.mark.parametrize(
    "column",
    [
        SPREAD + 1e-3 * SPREAD.std() * RANDOM.standard_normal(N),  # |r| = 1 - 5e-7
        np.exp(SPREAD),  # nearly linear over so small a range
        np.zeros(N),
        RANDOM.standard_normal(N),
    ],
    ids=["a little noise", "a curve", "constant", "noise"],
)
def test_what_is_no_continuous_copy(column: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    assert copies(column.tolist(), SPREAD.tolist(), REGRESSED) is None


def test_words_are_no_copy_of_a_continuous_label() -> None:
    assert copies([f"w{value}" for value in SPREAD], SPREAD.tolist(), REGRESSED) is None
    assert copies([1.5, 2.5] + [None] * (N - 2), SPREAD.tolist(), REGRESSED) is None


def test_the_label_among_the_features() -> None:
    numbers = [str(row % 2) for row in range(N)]
    frame = pl.DataFrame({"f0": SPREAD, "label": numbers})
    shop = Store({
        Dataset: dataset(from_frame(frame), None),
        Columns: Columns("label", None, ("f0", "label")),
        Settings: Settings(),
    })  # fmt: skip

    assert shop.get(LabelCopies).columns == {"label": (1.0, "it is the label column itself")}
    assert [one.column for one in shop.get(ColumnGains).gains] == ["f0"]


# --- the gain of one column -----------------------------------------------------------------------------------------------


def by_hand(column: Sequence[object], labels: Sequence[str], seed: int = 0) -> float:
    """Accuracy of each value's most frequent class, learnt on three folds of four."""
    fold = np.random.default_rng(seed).permutation(len(labels)) % 4
    hits = 0
    for held_out in range(4):
        overall = Counter[str]()
        of_value: dict[object, Counter[str]] = {}
        for value, label, own in zip(column, labels, fold, strict=True):
            if own != held_out:
                overall[label] += 1
                of_value.setdefault(value, Counter())[label] += 1
        best = max(sorted(overall), key=overall.__getitem__)
        for value, label, own in zip(column, labels, fold, strict=True):
            if own == held_out:
                counts = of_value.get(value)
                hits += label == (max(sorted(counts), key=counts.__getitem__) if counts else best)
    return hits / len(labels)


NOISY = [label if hit else other for label, other, hit in zip(LABELS, LABELS[::-1], RANDOM.random(N) < 0.6, strict=True)]


def test_the_gain_by_hand() -> None:
    found = gain(NOISY)

    assert found.accuracy == pytest.approx(by_hand(NOISY, LABELS))
    assert found.majority == LABELS.count("ham") / N == 0.5
    assert found.gain == pytest.approx((found.accuracy - 0.5) / 0.5)
    assert (found.column, found.n) == ("x", N)
    assert found.gain > 0.3


def test_what_gives_the_label_away_stands_out_of_its_null() -> None:
    found = gain([label if row % 20 else "?" for row, label in enumerate(LABELS)])

    assert found.gain > 0.9
    assert found.p == 1 / (1 + PERMUTATIONS)
    assert found.permutations == PERMUTATIONS
    assert found.null < 0.3


def test_a_column_that_says_nothing_is_not_put_to_the_test() -> None:
    found = gain(RANDOM.permutation(LABELS).tolist())

    assert found.gain < SCREEN
    assert (found.p, found.null, found.permutations) == (1.0, 0.0, 0)


def test_numbers_of_few_values_count_one_by_one_and_a_missing_one_is_a_value() -> None:
    column = [None if value == "eggs" else {"ham": 1.5, "spam": -2.0}[value] for value in NOISY]

    assert gain(column).accuracy == pytest.approx(by_hand(column, LABELS))


def test_numbers_of_many_values_are_cut_into_twenty_bins_of_equal_count() -> None:
    column = [{"ham": 0.0, "spam": 2.0, "eggs": 4.0}[label] + noise for label, noise in zip(LABELS, SPREAD * 300, strict=True)]
    cuts = np.quantile(column, np.arange(1, 20) / 20)
    bins = [int((cuts <= value).sum()) for value in column]

    assert gain(column).accuracy == pytest.approx(by_hand(bins, LABELS))
    assert gain(column).gain > 0.3


@pytest.mark.parametrize("column", [NOISY, [f"id{row // 3}" for row in range(N)], [f"id{row}" for row in range(N)]])
def test_a_column_of_very_many_values_is_counted_another_way_to_the_same_end(
    column: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = gain(column)
    monkeypatch.setattr("w2vcheck.data.leaks.MOST_CELLS", 0)

    assert gain(column) == usual
    assert usual.accuracy == pytest.approx(by_hand(column, LABELS))


@pytest.mark.parametrize("groups", [1, 5, 60, 1000])
def test_rows_without_a_group_are_given_the_majority(groups: int) -> None:
    rng = np.random.default_rng(groups)
    codes, fold = rng.integers(-1, groups, N), np.random.default_rng(0).permutation(N) % 4
    names = sorted(set(LABELS))
    truth = np.array([names.index(label) for label in LABELS])
    alone = [f"nobody else {row}" if code < 0 else int(code) for row, code in enumerate(codes)]  # in no other fold

    assert group_accuracy(codes, truth, fold, 3) == pytest.approx(by_hand(alone, LABELS))


def test_the_strongest_comes_first_and_copies_are_left_out() -> None:
    shop = store({"noise": RANDOM.permutation(LABELS).tolist(), "noisy": NOISY, "copy": [CODED[label] for label in LABELS]})

    assert [one.column for one in shop.get(ColumnGains).gains] == ["noisy", "noise"]


def test_whole_numbers_may_be_codes_of_many_classes() -> None:
    rng = np.random.default_rng(5)
    classes = rng.integers(0, 60, size=1200)
    right = rng.random(1200) < 0.9
    codes = np.where(right, (classes * 37) % 60, rng.integers(0, 60, size=1200))
    found = gain(codes.tolist(), [f"class {one:02}" for one in classes])

    # Twenty bins of three codes each could tell a third of the classes at most.
    assert found.accuracy > 0.8
    assert found.p == pytest.approx(0.01)  # 199 shuffles, two ways


def test_whole_numbers_are_still_cut_into_bins_where_that_tells_more() -> None:
    rng = np.random.default_rng(6)
    lengths = rng.integers(20, 200, size=400)
    labels = ["long" if length + rng.normal(0, 5) > 110 else "short" for length in lengths]

    assert gain(lengths.tolist(), labels).accuracy > 0.9


def test_rows_without_a_label_do_not_count() -> None:
    labels: list[object] = [None if row % 10 == 0 else label for row, label in enumerate(LABELS)]

    found = gain(NOISY, labels)

    assert found.n == N - N // 10
    kept = [row for row in range(N) if row % 10]
    assert found.accuracy == pytest.approx(by_hand([NOISY[row] for row in kept], [LABELS[row] for row in kept]))


def test_one_class_leaves_nothing_to_gain() -> None:
    assert gain(["p", "q"] * 20, ["a"] * 40).gain == 0


def test_columns_that_tell_the_rows_apart_gain_nothing() -> None:
    assert gain([f"id{row}" for row in range(N)]).gain <= 0
    assert gain([f"2024-{row:04}" for row in range(N)]).gain <= 0


@pytest.mark.parametrize("n", [60, 200])
def test_two_hundred_random_columns_give_no_alarm(n: int) -> None:
    rng = np.random.default_rng(n)
    labels = rng.permutation(["a", "b"] * (n // 2)).tolist()
    columns: dict[str, Sequence[object]] = {f"number{row}": rng.standard_normal(n).tolist() for row in range(100)}
    columns |= {f"word{row}": rng.choice([*"pqrstuvw"], n).tolist() for row in range(100)}

    gains = store(columns, labels).get(ColumnGains).gains

    assert len(gains) == 200
    # W2V305 fires on p <= .01 where the lower end of the gain reaches 0.3.
    assert [one.column for one in gains if one.p <= 0.01 and 2 * (wilson(one.accuracy, n)[0] - 0.5) >= 0.3] == []
    # And p is a probability: in 200 tries, .01 comes by luck about twice, hardly ever six times.
    assert sum(one.p <= 0.01 for one in gains) <= 6
    # What is learnt from noise is worse than the majority.
    assert np.mean([one.gain for one in gains]) < 0


@pytest.mark.parametrize(("told", "significant"), [(0.6, True), (0.0, False)])
def test_the_permutations_of_many_rows_are_of_a_sample(told: float, significant: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a parameter
    monkeypatch.setattr("w2vcheck.data.leaks.ROWS_TO_PERMUTE", 400)
    monkeypatch.setattr("w2vcheck.data.leaks.SCREEN", -1.0)
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, 4000)
    bins = np.where(rng.random(4000) < told, truth, rng.integers(0, 5, 4000))
    found = gain_of("column", bins, truth, rng.permutation(4000) % 4, rng)

    assert found.n == 4000
    assert found.permutations == PERMUTATIONS
    assert (found.p <= 0.01) == significant
    assert 0.05 < found.null < 0.3  # of 400 rows; of 4,000 it would be a third of that
