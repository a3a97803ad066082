import numpy as np
import polars as pl
import pytest

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.groups import Groupings, is_source_name, senders_of
from w2vcheck.data.leaks import group_accuracy
from w2vcheck.data.table import from_frame
from w2vcheck.settings import Settings


def accuracy_row_by_row(codes: list[int], truth: list[int], fold: list[int], k: int) -> float:
    """The definition, one row after another."""
    hits = 0
    for row, own in enumerate(codes):
        others = [other for other in range(len(codes)) if fold[other] != fold[row]]
        group = [truth[other] for other in others if codes[other] == own and own >= 0]
        counts = np.bincount(group or [truth[other] for other in others], minlength=k)
        hits += int(counts.argmax()) == truth[row]
    return hits / len(codes)


@pytest.mark.parametrize("seed", range(12))
def test_group_accuracy_is_as_defined(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(20, 150)), int(rng.integers(2, 6))
    codes, truth, fold = rng.integers(-1, n // 3, size=n), rng.integers(0, k, size=n), rng.permutation(n) % 4

    found = group_accuracy(codes, truth, fold, k)

    assert found == pytest.approx(accuracy_row_by_row(codes.tolist(), truth.tolist(), fold.tolist(), k))


def groupings(labels: list[str], texts: list[str] | None = None, **columns: list[str]) -> Groupings:
    texts = texts or [f"some words of text {row}" for row in range(len(labels))]
    frame = pl.DataFrame({"text": texts, "label": labels, **columns})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: Settings()}).get(Groupings)


LABELS = ["yes" if row % 4 < 2 else "no" for row in range(400)]


def test_groups_that_tell_the_label_gain_and_beat_the_shuffles() -> None:
    (one,) = groupings(LABELS, author=[f"{label}{row % 25}" for row, label in enumerate(LABELS)]).found

    assert (one.column, one.named) == ("author", True)
    assert one.gain == pytest.approx(1.0)
    assert one.p == pytest.approx(0.01)
    assert one.codes[0] == one.codes[100]
    assert one.n_groups == len(set(one.names))


def test_groups_that_say_nothing_do_not_gain() -> None:
    rng = np.random.default_rng(0)
    (one,) = groupings(LABELS, author=[f"a{number}" for number in rng.integers(0, 60, size=400)]).found

    assert one.gain < 0.1
    assert one.p > 0.01


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("shop", [f"s{row % 18}" for row in range(400)]),  # a category
        ("length", [str(row % 90) for row in range(400)]),  # a quantity
        ("author", [f"a{row}" for row in range(400)]),  # no two rows of one author
        ("author", ["a", "b", "c", "d"] * 100),  # too few
        ("shop", [f"2024-01-{1 + row % 28:02}" for row in range(400)]),  # dates
        ("domain", [f"topic{row % 9}" for row in range(400)]),  # a domain without dots is a topic
    ],
)
def test_other_columns_are_no_groups(name: str, values: list[str]) -> None:
    with pytest.raises(Unavailable, match="names the author or source"):
        groupings(LABELS, **{name: values})


@pytest.mark.parametrize(
    ("name", "values", "named"),
    [
        ("source", [f"s{row % 6}" for row in range(400)], True),
        ("user_id", [str(row % 90) for row in range(400)], True),
        ("domain", [f"site{row % 9}.example" for row in range(400)], False),
        ("shop", [f"s{row % 60}" for row in range(400)], False),
    ],
)
def test_these_columns_are_groups(name: str, values: list[str], *, named: bool) -> None:
    (one,) = groupings(LABELS, **{name: values}).found

    assert (one.column, one.named) == (name, named)


@pytest.mark.parametrize("name", ["author", "user_id", "SpeakerName", "Twitter User", "group", "group_id"])
def test_these_names_are_of_sources(name: str) -> None:
    assert is_source_name(name)


@pytest.mark.parametrize("name", ["user_type", "age_group", "author_gender", "label", "id", "0", ""])
def test_these_are_not(name: str) -> None:
    assert not is_source_name(name)


def test_senders_are_read_from_header_lines_at_the_top() -> None:
    texts = pl.Series(
        [
            "From: Anna@Example.org (Anna)\nSubject: x\n\nHello",
            "Organization: x\nFrom:  the board  \n\nHello",
            "Hello\n\nFrom: nobody@example.org\nquoted",
        ]
    )
    found = senders_of(texts)

    assert found is not None
    assert found.to_list() == ["anna@example.org", "the board", None]


def test_few_headers_make_no_messages() -> None:
    assert senders_of(pl.Series(["From: a@b.c\n\nx", "x", "y", "z"])) is None


def test_the_senders_of_messages_are_groups() -> None:
    texts = [f"From: {label}{row % 25}@example.org\n\nsome words {row}" for row, label in enumerate(LABELS)]
    (one,) = groupings(LABELS, texts).found

    assert one.column is None
    assert one.gain == pytest.approx(1.0)
