from random import Random

import numpy as np
import polars as pl
import pytest
from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeClassifier

from w2vcheck.artefacts import Store
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.leaks import ColumnGain
from w2vcheck.data.table import from_frame
from w2vcheck.data.text_properties import LINES, PUNCTUATION, SIGNS, UPPER_CASE, PropertyGains, counted_signs
from w2vcheck.demo.tickets import tickets
from w2vcheck.settings import Settings, override

RNG = Random(5)  # noqa: S311 - labels, not secrets
MESSAGES = [text for text, _ in tickets(400, seed=2)]
LABELS = [RNG.choice(["yes", "no"]) for _ in MESSAGES]
NAMES = {
    "the number of characters",
    "the number of words",
    "the share of digits",
    UPPER_CASE,
    PUNCTUATION,
    "the number of links",
    LINES,
    "the first four words",
    "the last four words",
}


def of(texts: list[str], labels: list[str] = LABELS, options: dict[str, object] | None = None) -> PropertyGains:
    frame = pl.DataFrame({"text": texts, "label": labels})
    settings = override(Settings(), options or {})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: settings}).get(PropertyGains)


def gains(found: PropertyGains) -> dict[str, ColumnGain]:
    return {one.column: one for one in found.gains}


def planted(change: dict[str, str]) -> list[str]:
    """The messages, with an addition by label."""
    return [f"{text}{change.get(label, '')}" for text, label in zip(MESSAGES, LABELS, strict=True)]


def test_where_the_label_is_chance_no_property_tells_it() -> None:
    found = of(MESSAGES)

    assert {one.column for one in found.gains} == NAMES
    assert all(one.gain < 0.2 for one in found.gains)
    assert all(one.n == 400 for one in found.gains)


@pytest.mark.parametrize(
    ("addition", "name"),
    [
        (" 0049 30 1234567 0049 30 1234567", "the share of digits"),
        (" VISIT OUR SHOP TODAY OR CALL US BACK", UPPER_CASE),
        (" ?!?!?!?!?!?!?!", PUNCTUATION),
        (" see www.example.org", "the number of links"),
        (" see https://example.org", "the number of links"),
        ("\nyours", LINES),
        (" that is all from me", "the last four words"),
        (" so" * 60, "the number of words"),
        (" so" * 60, "the number of characters"),
    ],
)
def test_a_planted_property_is_found(addition: str, name: str) -> None:
    one = gains(of(planted({"yes": addition})))[name]

    assert one.gain > 0.8
    assert one.p == pytest.approx(1 / 200)
    assert one.null < 0.4


def test_a_planted_start_is_found() -> None:
    texts = [f"hello to all there {text}" if label == "yes" else text for text, label in zip(MESSAGES, LABELS, strict=True)]

    assert gains(of(texts))["the first four words"].gain > 0.9


def test_the_gain_against_a_tree_on_the_same_property() -> None:
    counts = [RNG.choice([1, 2, 3] if label == "yes" else [2, 3, 4]) for label in LABELS]
    texts = [f"number {row} is{' so' * count} good" for row, count in enumerate(counts)]
    one = gains(of(texts))["the number of words"]

    words = OneHotEncoder(handle_unknown="ignore").fit_transform(np.array([[len(text.split())] for text in texts]))
    accuracy = cross_val_score(DecisionTreeClassifier(random_state=0), words, LABELS, cv=4).mean()
    majority = max(LABELS.count("yes"), LABELS.count("no")) / len(LABELS)
    assert one.accuracy == pytest.approx(accuracy, abs=0.02)
    assert one.gain == pytest.approx((one.accuracy - majority) / (1 - majority))


def test_rare_starts_are_no_property() -> None:
    rows = [row for row, label in enumerate(LABELS) if label == "yes"]
    texts = ["hello to all there " + text if row in rows[:9] else text for row, text in enumerate(MESSAGES)]
    more = ["hello to all there " + text if row in rows[:30] else text for row, text in enumerate(MESSAGES)]

    assert gains(of(texts))["the first four words"].accuracy == gains(of(MESSAGES))["the first four words"].accuracy
    assert gains(of(more))["the first four words"].accuracy > gains(of(texts))["the first four words"].accuracy


def test_texts_that_are_too_short_do_not_start_alike() -> None:
    texts = ["all is well" if label == "yes" else text for text, label in zip(MESSAGES, LABELS, strict=True)]
    found = gains(of(texts, options={"data.text": "text"}))

    assert found["the first four words"].gain < 0.1
    assert found["the number of words"].gain > 0.9


@pytest.mark.parametrize(
    ("options", "hidden"),
    [
        ({}, {LINES, UPPER_CASE, PUNCTUATION}),
        ({"tokens.lowercase": False}, {LINES, PUNCTUATION}),
        ({"tokens.tokenizer": "whitespace"}, {LINES, UPPER_CASE}),
        ({"tokens.tokenizer": "whitespace", "tokens.lowercase": False}, {LINES}),
    ],
)
def test_what_the_tokens_do_not_show(options: dict[str, object], hidden: set[str]) -> None:
    assert of(MESSAGES, options=options).hidden == hidden


def test_strongest_first() -> None:
    found = of(planted({"yes": " 0049 30 1234567"})).gains

    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)


def test_signs_are_counted_as_the_expressions_say() -> None:
    texts = pl.Series(["", "Plain ASCII, 3 Signs!\nand a_b\x1c\x00", "Ünïcode – Ä1²٣\n", "x" * 40_000 + "A.9", "", "\u200d?"])

    counted = counted_signs(texts)

    assert counted.tolist() == [texts.str.count_matches(pattern).to_list() for pattern in SIGNS]
