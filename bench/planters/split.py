"""Faults of splits, and leaks (W2V3xx)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from planters.data import sorted_by_label
from planters.edits import edited, long_rows, shingle_overlap
from planters.planting import Clean, Planted, key, marked, planter, table, two_classes


@planter("W2V301", 0.05, 0.01, documented=0.01, severity="error")
def test_split_too_small(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Test rows."""
    return Planted(table(clean.texts, clean.labels), round(strength * len(clean.texts)), {"split.test_size": strength})


@planter("W2V302", 0.01, 0.02, 0.05, 0.1, documented=0.02, severity="warning", kind="in capitals")
def duplicates_across_split(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of test rows whose text stands in training with other capitals."""
    return copied(clean, strength, rng, str.title)


@planter("W2V302", 0.01, 0.02, 0.05, 0.1, documented=0.02, severity="warning", kind="verbatim")
def copies_across_split(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of test rows whose text stands in training, letter for letter."""
    return copied(clean, strength, rng, str)


def copied(clean: Clean, strength: float, rng: np.random.Generator, change: Callable[[str], str]) -> Planted:
    """Test rows overwritten with changed training rows, labels and all."""
    split = marked(rng, len(clean.texts))
    texts, labels = list(clean.texts), list(clean.labels)
    tests = [row for row, part in enumerate(split) if part == "test"]
    trains = [row for row, part in enumerate(split) if part == "train"]
    for row in rng.choice(tests, max(1, round(strength * len(tests))), replace=False).tolist():
        source = int(rng.choice(trains))
        texts[row], labels[row] = change(texts[source]), labels[source]
    known = {key(texts[row]) for row in trains}
    return Planted(table(texts, labels, split=split), sum(key(texts[row]) in known for row in tests) / len(tests))


@planter("W2V303", 0.02, 0.05, 0.1, documented=0.05, severity="warning")
def near_duplicates_across_split(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of test rows nearly equal to a training row."""
    split = marked(rng, len(clean.texts))
    texts, labels = list(clean.texts), list(clean.labels)
    tests = [row for row, part in enumerate(split) if part == "test"]
    sources = [row for row in long_rows(clean) if split[row] == "train"]
    if not sources:
        return Planted(table(texts, labels), 0)
    near = 0
    for row in rng.choice(tests, max(1, round(strength * len(tests))), replace=False).tolist():
        source = int(rng.choice(sources))
        texts[row], labels[row] = edited(texts[source], rng), labels[source]
        near += shingle_overlap(texts[row], texts[source]) >= 0.8
    return Planted(table(texts, labels, split=split), near / len(tests))


@planter("W2V304", 1.0, severity="warning")
def label_in_features(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of rows on which the new column names the class."""
    codes = [f"code {clean.classes.index(label)}" for label in clean.labels]
    return Planted(
        table(clean.texts, clean.labels, status=codes), len(set(zip(codes, clean.labels, strict=True))) / len(clean.classes)
    )


@planter("W2V305", 0.4, 0.6, 0.9, documented=0.6, severity="warning")
def feature_predicts_label(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows on which the new column follows from the label; the others are random."""
    values = [
        str(clean.classes.index(label)) if rng.random() < strength else str(rng.integers(0, len(clean.classes)))
        for label in clean.labels
    ]
    agreeing = sum(value == str(clean.classes.index(label)) for value, label in zip(values, clean.labels, strict=True))
    return Planted(table(clean.texts, clean.labels, reviewer=values), agreeing / len(values))


@planter("W2V306", 0.6, 0.9, 1.0, documented=0.9, severity="warning", kind="a word on one class")
def label_in_text(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the texts of the largest class that bear a mark; the corpus is cut down to its two largest classes."""
    two = two_classes(clean)
    if two is None:
        return Planted(table(clean.texts, clean.labels), 0)
    first = two.classes[0]
    texts = [
        f"{text} zqx" if label == first and rng.random() < strength else text
        for text, label in zip(two.texts, two.labels, strict=True)
    ]
    return Planted(table(texts, two.labels), sum(text.endswith("zqx") for text in texts) / two.labels.count(first))


@planter("W2V306", 0.7, 0.95, 1.0, documented=0.95, severity="error", kind="a word for each class")
def marker_of_each_class(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the texts that bear the mark of their class, as fastText writes it; three classes or more."""
    if len(clean.classes) < 3:
        return Planted(table(clean.texts, clean.labels), 0)
    marks = [f"__label__{clean.classes.index(label)}" for label in clean.labels]
    texts = [f"{mark} {text}" if rng.random() < strength else text for mark, text in zip(marks, clean.texts, strict=True)]
    bearing = sum(text.split()[0] == mark for text, mark in zip(texts, marks, strict=True))
    return Planted(table(texts, clean.labels), bearing / len(texts))


@planter("W2V307", 0.6, 0.9, 1.0, documented=0.9, severity="warning")
def template_leak(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the texts of the largest class with twenty words of others added; cut down to the two largest classes."""
    two = two_classes(clean)
    if two is None:
        return Planted(table(clean.texts, clean.labels), 0)
    words = [word for text in two.texts for word in text.split()]
    texts, longer = [], 0
    for text, label in zip(two.texts, two.labels, strict=True):
        add = label == two.classes[0] and rng.random() < strength
        texts.append(" ".join([text, *rng.choice(words, 20)]) if add else text)
        longer += add
    return Planted(table(texts, two.labels), longer / two.labels.count(two.classes[0]))


@planter("W2V308", 0.7, 0.9, documented=0.9, severity="warning")
def group_leak(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows whose author writes about one class only; every author has about eight rows, on both sides."""
    authors = len(clean.texts) // 8
    home = rng.integers(0, len(clean.classes), authors)
    names = []
    for label in clean.labels:
        own = np.flatnonzero(home == clean.classes.index(label))
        names.append(f"author{rng.choice(own) if len(own) and rng.random() < strength else rng.integers(0, authors)}")
    at_home = sum(clean.classes[home[int(name[6:])]] == label for name, label in zip(names, clean.labels, strict=True))
    return Planted(table(clean.texts, clean.labels, author=names, split=marked(rng, len(names))), at_home / len(names))


@planter("W2V309", 1.0, severity="warning")
def time_leak(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of the rows of every other class that stand in the first half of a year; the split is random."""
    drifting = set(clean.classes[::2])
    days = [int(rng.integers(0, 150 if label in drifting else 366)) for label in clean.labels]
    dates = [str(np.datetime64("2024-01-01") + day) for day in days]
    early = [day < 183 for day, label in zip(days, clean.labels, strict=True) if label in drifting]
    return Planted(table(clean.texts, clean.labels, date=dates, split=marked(rng, len(days))), sum(early) / len(early))


@planter("W2V310", 1.0, severity="error")
def class_missing(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Test rows of a class that has no training row."""
    split = marked(rng, len(clean.texts))
    labels = list(clean.labels)
    tests = [row for row, part in enumerate(split) if part == "test"]
    for row in tests[:10]:
        labels[row] = "new"
    return Planted(table(clean.texts, labels, split=split), labels.count("new"))


@planter("W2V312", 1.0, severity="error")
def unshuffled_split(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Runs of equal labels by classes, with a split by position."""
    planted = sorted_by_label(clean, strength, rng)
    return Planted(planted.frame, planted.amount, {"split.shuffle": False, "split.test_size": 0.2})


@planter("W2V311", 0.6, 0.9, documented=0.9)
def split_drift(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the rows of the largest class, a fifth of all at least, that were moved from test to training."""
    split = marked(rng, len(clean.texts))
    if clean.labels.count(clean.classes[0]) < 0.2 * len(clean.labels):  # a smaller one moves Cramér's V by less than .15
        return Planted(table(clean.texts, clean.labels, split=split), 0)
    for row, label in enumerate(clean.labels):
        if split[row] == "test" and label == clean.classes[0] and rng.random() < strength:
            split[row] = "train"
    largest = [part for part, label in zip(split, clean.labels, strict=True) if label == clean.classes[0]]
    return Planted(table(clean.texts, clean.labels, split=split), 1 - largest.count("test") / len(largest) / 0.2)


@planter("W2V313", 0.3, 0.7, 1.0, documented=0.7, severity="warning")
def embeddings_fit_on_test(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the test texts that stand in the corpus of the word vectors."""
    split = marked(rng, len(clean.texts))
    # One line a text, and texts of one word say nothing: those are no test of the rule.
    flat = [" ".join(text.split()) for text in clean.texts]
    lines = [text for text, part in zip(flat, split, strict=True) if part == "train" or rng.random() < strength]
    known = {key(line) for line in lines}
    tests = [text for text, part in zip(flat, split, strict=True) if part == "test"]
    return Planted(
        table(flat, clean.labels, split=split),
        sum(key(text) in known for text in tests) / len(tests),
        {"word2vec.corpus": "corpus.txt"},
        {"corpus.txt": "\n".join(lines).encode()},
    )


@planter("W2V314", 0.97, 1.0, documented=0.97, severity="error")
def no_held_out_evaluation(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the test rows that are training rows."""
    split = marked(rng, len(clean.texts))
    texts, labels = list(clean.texts), list(clean.labels)
    trains = [row for row, part in enumerate(split) if part == "train"]
    tests = [row for row, part in enumerate(split) if part == "test"]
    # Without replacement: a test of training rows has each of them once.
    for row, source in zip(tests, rng.permutation(trains).tolist(), strict=False):
        if rng.random() < strength:
            texts[row], labels[row] = texts[source], labels[source]
    known = {key(texts[row]) for row in trains}
    return Planted(table(texts, labels, split=split), sum(key(texts[row]) in known for row in tests) / len(tests))


@planter("W2V315", 1.0, severity="warning", kind="a row number")
def row_number(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of rows with a number of their own, saved with the table as its index."""
    numbers = list(range(len(clean.texts)))
    return Planted(figures(clean, {"Unnamed: 0": numbers}), len(set(numbers)) / len(numbers), roles={"label": "label"})


@planter("W2V315", 1.0, severity="warning", kind="an identifier")
def identifier(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of rows with an identifier of their own."""
    numbers = rng.choice(10**9, len(clean.texts), replace=False).tolist()
    return Planted(figures(clean, {"message_id": numbers}), len(set(numbers)) / len(numbers), roles={"label": "label"})


def figures(clean: Clean, more: dict[str, list[int]]) -> pl.DataFrame:
    """Each text as three honest numbers, and more."""
    lengths = [[len(text), len(text.split()), sum(char.isupper() for char in text)] for text in clean.texts]
    columns = dict(zip(("characters", "words", "capitals"), zip(*lengths, strict=True), strict=True))
    return pl.DataFrame({**more, **{name: list(values) for name, values in columns.items()}, "label": clean.labels})
