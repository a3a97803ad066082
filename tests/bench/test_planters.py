"""The bench itself: every plant proves that its fault is there, and the tables of results are filled in."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from w2vcheck.demo.tickets import tickets
from w2vcheck.results import Severity

BENCH = Path(__file__).parents[2] / "bench"
SHARES = ("W2V101", "W2V107", "W2V109", "W2V110", "W2V111", "W2V112", "W2V117", "W2V302", "W2V303", "W2V313", "W2V314")
"""Rules whose planters count the share that was asked for."""
LARGE = ("W2V218",)
"""Rules whose fault needs more tokens than a batch of gensim has."""


@pytest.fixture(autouse=True)
def on_the_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(BENCH))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if (BENCH / name.partition(".")[0]).exists() or (BENCH / f"{name}.py").exists():
            del sys.modules[name]


@pytest.mark.slow
def test_every_plant_is_counted_on_the_table_itself() -> None:
    from planters import PLANTERS, Clean

    few, many = (
        Clean("tickets", [text for text, _ in pairs], [label for _, label in pairs])
        for pairs in (tickets(600, seed=1), tickets(1200, seed=1))
    )
    for planter in PLANTERS:
        clean = many if planter.code in LARGE else few
        assert planter.documented in planter.strengths
        assert Severity(planter.severity)
        for number, strength in enumerate(planter.strengths):
            planted = planter.plant(clean, strength, np.random.default_rng(number))

            assert planted.amount > 0, (planter.code, planter.kind, strength)
            assert set(planted.roles.values()) <= set(planted.frame.columns)
            if planter.code in SHARES:
                assert planted.amount == pytest.approx(strength, rel=0.3), (planter.code, strength)


def test_a_rule_that_is_silent_is_counted_as_missed() -> None:
    from concurrent.futures import Executor, ThreadPoolExecutor

    from planters import Clean
    from planters.planting import Planted, Planter, table
    from recall import recalls, section

    pool: Executor
    clean = Clean("few", ["one two three", "four five six"] * 20, ["a", "b"] * 20)
    nothing = Planter("W2V102", lambda one, _, __: Planted(table(one.texts, one.labels), 1.0), (0.5,), 0.5, "error")
    nothing.plant.__doc__ = "Nothing."
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setattr("recall.PLANTERS", [nothing])
        (found,) = recalls([nothing], [clean], pool, quick=False)

    assert found.at_documented() == [False]
    assert "| W2V102 | nothing | error from 0.5 | 0.5 (counted 1): 0/1 (0–79 %) |" in section([found])


def test_only_what_was_not_adjudicated_is_false() -> None:
    import alarms

    said = {"W2V105": Severity.WARNING, "W2V110": Severity.NOTE}
    found = [alarms.Unplanted("one", [said, {}], [said]), alarms.Unplanted("two", [{}, {}], [{}])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("alarms.NATURAL", {("one", "W2V105"): "it is rare"})
        assert alarms.rate(found, "data", Severity.WARNING, only_false=False).startswith("25.0 %")
        assert alarms.rate(found, "data", Severity.WARNING, only_false=True).startswith("0.0 %")
    assert alarms.rate(found, "data", Severity.WARNING, only_false=True).startswith("25.0 %")
    assert alarms.rate(found, "data", Severity.ERROR, only_false=False).startswith("0.0 %")


def test_brute_force_agrees_on_edited_texts() -> None:
    from near_duplicates import by_brute_force, by_w2vcheck

    texts = [text for text, _ in tickets(120, seed=2)]
    texts += [text.upper() for text in texts[:20]] + [f"{text} indeed" for text in texts[20:40]]
    true = by_brute_force(texts)

    assert {(row, 120 + row) for row in range(20)} <= true
    assert by_w2vcheck(texts) == true
