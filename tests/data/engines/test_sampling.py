import random
from collections import Counter

import polars as pl
import pytest
from hostile_tables import hostile, write
from test_counting import counted

from w2vcheck.data.corpus import normalise
from w2vcheck.data.engines.narrow import TOP, scrambled
from w2vcheck.data.engines.sampling import FEWEST, quotas


def contents(path: str, **options: int) -> Counter[tuple[str | None, ...]]:
    """How often the sample has each text, up to its spelling, with its label and side."""
    rows = counted(path, size=options.get("size", 300)).frame.rows()
    return Counter((normalise(text or ""), *others) for text, *others in rows)


@pytest.mark.usefixtures("folder")
def test_every_label_and_side_has_its_share() -> None:
    rows = hostile(3000)
    drawn = counted(write("data.csv", rows), size=300)
    whole = Counter((label, split) for _, label, split in rows)
    sample = Counter((label or "", split) for _, label, split in drawn.frame.rows())

    assert sample.keys() == whole.keys()
    for stratum, n in whole.items():
        assert abs(sample[stratum] - max(min(n, FEWEST), 300 * n // 3000)) <= 1, stratum


@pytest.mark.usefixtures("folder")
def test_the_order_of_the_table_does_not_matter() -> None:
    rows = hostile(3000)
    before = contents(write("data.csv", rows))
    random.Random(1).shuffle(rows)  # noqa: S311 - an order for a test

    assert contents(write("data.csv", rows)) == before


@pytest.mark.usefixtures("folder")
def test_a_table_that_grows_keeps_most_of_its_sample() -> None:
    rows = hostile(3000)
    before = contents(write("data.csv", rows))

    after = contents(write("data.csv", rows + hostile(300, seed=9)))

    assert (before & after).total() > 0.75 * before.total()


@pytest.mark.usefixtures("folder")
def test_a_text_of_two_fifths_of_the_rows_is_two_fifths_of_the_sample() -> None:
    rows = [("the same again" if row % 5 < 2 else f"text {row} of its own", str(row % 2)) for row in range(5000)]

    texts = counted(write("data.csv", rows, ("text", "label")), size=400).frame["text"]

    assert abs(texts.to_list().count("the same again") / len(texts) - 0.4) < 0.02


@pytest.mark.usefixtures("folder")
def test_copies_of_a_text_come_together() -> None:
    """A sample of single rows, one in twenty, would hold both copies of one text in four hundred."""
    rows = [(f"text {row // 2} and its only copy", "ab"[row // 2 % 2]) for row in range(8000)]

    texts = counted(write("data.csv", rows, ("text", "label")), size=400, split_shuffle=False).frame["text"]

    assert Counter(Counter(texts.to_list()).values())[2] > 100


@pytest.mark.usefixtures("folder")
def test_another_seed_is_another_sample() -> None:
    path = write("data.csv", hostile(3000))

    first, second = (counted(path, size=300).frame, counted(path, size=300, seed=1).frame)

    assert not first.equals(second)


def test_quotas_are_in_proportion_and_leave_nothing_rare_out() -> None:
    strata = pl.DataFrame({"label": ["a", "b", "c"], "part": [1, 1, 1], "n": [9000, 990, 10], "first": [0, 1, 2]})

    assert quotas(strata, 1000)["quota"].to_list() == [900, 99, 10]


def test_draws_are_evenly_spread() -> None:
    draws = scrambled(pl.int_range(100_000, eager=True).to_numpy(), 0) / TOP

    for deciles in range(1, 10):
        assert abs((draws < deciles / 10).mean() - deciles / 10) < 0.01
    assert abs(float(pl.DataFrame({"a": draws[1:], "b": draws[:-1]}).select(pl.corr("a", "b")).item())) < 0.02
