"""Faults, planted into clean corpora and counted independently of the rules that should find them.

A planter takes clean texts and labels, a strength, and a random generator. It returns the faulty table, the settings under
which it is audited, and how much of the fault is really in it, counted on the table itself.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Clean:
    """A corpus without the fault: texts that differ after normalisation, one label each."""

    name: str
    texts: list[str]
    labels: list[str]

    @property
    def classes(self) -> list[str]:
        """The labels, most frequent first."""
        return [label for label, _ in Counter(self.labels).most_common()]


@dataclass(frozen=True)
class Planted:
    """A faulty table. `amount` is the fault counted on the table, in the unit the planter's docstring names."""

    frame: pl.DataFrame
    amount: float
    options: dict[str, object] = field(default_factory=dict)


Plant = Callable[[Clean, float, np.random.Generator], Planted]


@dataclass(frozen=True)
class Planter:
    """`strengths` run from mild to strong; from `documented` on the rule should always see it, at `severity` or worse."""

    code: str
    plant: Plant
    strengths: tuple[float, ...]
    documented: float
    severity: str


FEWEST_ROWS = 300
"""Rows below which a planter that uses two classes only plants nothing."""
PLANTERS: dict[str, Planter] = {}


def planter(code: str, *strengths: float, documented: float | None = None, severity: str = "note") -> Callable[[Plant], Plant]:
    """Register a planter."""

    def register(plant: Plant) -> Plant:
        PLANTERS[code] = Planter(code, plant, strengths, strengths[-1] if documented is None else documented, severity)
        return plant

    return register


def key(text: str) -> str:
    """A text without case, Unicode form and runs of white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def table(texts: list[str], labels: list[str], **more: list[str]) -> pl.DataFrame:
    """Columns text and label, and more."""
    return pl.DataFrame({"text": texts, "label": labels, **more})


def some(rng: np.random.Generator, n: int, share: float) -> list[int]:
    """At least one row number, `share` of n."""
    return sorted(rng.choice(n, max(1, round(share * n)), replace=False).tolist())


def marked(rng: np.random.Generator, n: int) -> list[str]:
    """A split column: 20 % test."""
    test = set(some(rng, n, 0.2))
    return ["test" if row in test else "train" for row in range(n)]


def other(label: str, classes: list[str]) -> str:
    """Another class."""
    return classes[(classes.index(label) + 1) % len(classes)]


# Data and labels


@planter("W2V101", 0.005, 0.02, 0.1, documented=0.005)
def empty_text(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows whose text is blank."""
    texts = list(clean.texts)
    for row in some(rng, len(texts), strength):
        texts[row] = "  " if row % 2 else "..."
    return Planted(table(texts, clean.labels), sum(not any(char.isalnum() for char in text) for text in texts) / len(texts))


@planter("W2V102", 0.001, 0.01, 0.1, documented=0.001, severity="error")
def missing_label(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows without a label."""
    labels = list(clean.labels)
    for row in some(rng, len(labels), strength):
        labels[row] = ""
    return Planted(table(clean.texts, labels), labels.count("") / len(labels))


@planter("W2V103", 0.002, 0.01, 0.1, documented=0.002, severity="error")
def label_variants(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows with another spelling of their label."""
    labels = list(clean.labels)
    for row in some(rng, len(labels), strength):
        labels[row] = f"{labels[row].upper()} " if labels[row].upper() == labels[row] else labels[row].upper()
    return Planted(table(clean.texts, labels), sum(a != b for a, b in zip(labels, clean.labels, strict=True)) / len(labels))


@planter("W2V104", 1.0, severity="error")
def single_class(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Classes left: one."""
    kept = [(text, label) for text, label in zip(clean.texts, clean.labels, strict=True) if label == clean.classes[0]]
    labels = [label for _, label in kept]
    return Planted(table([text for text, _ in kept], labels), len(set(labels)))


@planter("W2V105", 18, 12, 6, documented=18, severity="warning")
def rare_class(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Rows of one more class, taken from the largest."""
    labels = list(clean.labels)
    largest = [row for row, label in enumerate(labels) if label == clean.classes[0]]
    for row in rng.choice(largest, int(strength), replace=False):
        labels[row] = "rare"
    return Planted(table(clean.texts, labels), labels.count("rare"))


@planter("W2V106", 0.03, 0.015, documented=0.03, severity="warning")
def class_imbalance(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of one more class, in units of a fair share 1/K; taken from the largest."""
    labels = list(clean.labels)
    k = len(clean.classes) + 1
    largest = [row for row, label in enumerate(labels) if label == clean.classes[0]]
    for row in rng.choice(largest, max(2, int(strength * len(labels) / k)), replace=False):
        labels[row] = "small"
    return Planted(table(clean.texts, labels), labels.count("small") * k / len(labels))


@planter("W2V107", 0.01, 0.05, 0.1, documented=0.01)
def duplicate_texts(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows that copy another row."""
    texts, labels = list(clean.texts), list(clean.labels)
    for row in some(rng, len(texts) - 1, strength):
        texts[row], labels[row] = f" {texts[row + 1].upper()}", labels[row + 1]
    return Planted(table(texts, labels), 1 - len({key(text) for text in texts}) / len(texts))


@planter("W2V108", 0.005, 0.02, 0.05, documented=0.005)
def conflicting_labels(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows whose text also stands under another label."""
    texts, labels = list(clean.texts), list(clean.labels)
    for row in some(rng, len(texts) // 2, strength):
        texts[2 * row], labels[2 * row] = texts[2 * row + 1], other(labels[2 * row + 1], clean.classes)
    seen: dict[str, set[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        seen.setdefault(key(text), set()).add(label)
    return Planted(table(texts, labels), sum(len(seen[key(text)]) > 1 for text in texts) / len(texts))


def edited(text: str, rng: np.random.Generator) -> str:
    """One word replaced by a word of nobody's, in the last third."""
    words = text.split()
    words[-1 - int(rng.integers(0, max(1, len(words) // 3)))] = f"q{rng.integers(0, 10**6)}"
    return " ".join(words)


def shingle_overlap(one: str, two: str) -> float:
    """Jaccard similarity of word 3-shingles (5 from 50 words on)."""
    size = 3 if min(len(one.split()), len(two.split())) < 50 else 5
    sets = [
        {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} for words in (key(one).split(), key(two).split())
    ]
    return len(sets[0] & sets[1]) / max(1, len(sets[0] | sets[1]))


def long_rows(clean: Clean) -> list[int]:
    """Rows of at least 35 words: one edit leaves them a Jaccard above .8. Corpora of short texts have none."""
    return [row for row, text in enumerate(clean.texts) if len(text.split()) >= 35]


@planter("W2V109", 0.02, 0.05, 0.1, documented=0.02)
def near_duplicate_texts(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows that nearly copy another row."""
    texts, labels, long = list(clean.texts), list(clean.labels), long_rows(clean)
    if not long:
        return Planted(table(texts, labels), 0)
    near = 0
    for row in rng.choice(len(texts), max(1, round(strength * len(texts))), replace=False).tolist():
        source = int(rng.choice(long))
        texts[row], labels[row] = edited(clean.texts[source], rng), clean.labels[source]
        near += shingle_overlap(texts[row], clean.texts[source]) >= 0.8
    return Planted(table(texts, labels), near / len(texts))


@planter("W2V110", 0.05, 0.1, 0.2, documented=0.1)
def label_noise(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows with a wrong label."""
    labels = list(clean.labels)
    for row in some(rng, len(labels), strength):
        labels[row] = other(labels[row], clean.classes)
    return Planted(table(clean.texts, labels), sum(a != b for a, b in zip(labels, clean.labels, strict=True)) / len(labels))


@planter("W2V111", 0.005, 0.02, 0.1, documented=0.005, severity="warning")
def encoding_damage(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of texts with UTF-8 read as cp1252."""
    texts = list(clean.texts)
    for row in some(rng, len(texts), strength):
        texts[row] += " naïve café – “sure”".encode().decode("cp1252", "replace")
    return Planted(table(texts, clean.labels), sum("Ã" in text or "â€" in text for text in texts) / len(texts))


@planter("W2V112", 0.02, 0.1, 0.3, documented=0.02)
def markup_remnants(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of texts with HTML in them."""
    texts = list(clean.texts)
    for row in some(rng, len(texts), strength):
        texts[row] = f'<p class="body">{texts[row]}<br /> &nbsp;&amp; more</p>'
    return Planted(table(texts, clean.labels), sum("<br />" in text for text in texts) / len(texts))


@planter("W2V113", 1.0, severity="error")
def unsegmented_text(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of texts in Chinese characters without spaces: each word becomes two of them."""
    words = {
        word: chr(0x4E00 + number % 20000) + chr(0x4E00 + (number * 7 + 3) % 20000)
        for number, word in enumerate(sorted({word for text in clean.texts for word in text.split()}))
    }
    texts = ["".join(words[word] for word in text.split()) for text in clean.texts]
    return Planted(table(texts, clean.labels), sum(" " not in text for text in texts) / len(texts), {"tokens.tokenizer": "words"})


@planter("W2V114", 1.0, severity="error")
def continuous_label(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Different labels by rows."""
    labels = [f"{value:.6f}" for value in rng.normal(size=len(clean.texts))]
    return Planted(table(clean.texts, labels), len(set(labels)) / len(labels), {"classifier.loss": "bce_with_logits"})


@planter("W2V115", 1.0)
def truncated_texts(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of texts cut at 60 characters in the middle of a word."""
    texts = [text[:60] if len(text) > 60 else text for text in clean.texts]
    cut = sum(len(text) > 60 and text[59].isalnum() and text[60].isalnum() for text in clean.texts)
    return Planted(table(texts, clean.labels), cut / len(texts))


@planter("W2V117", 0.35, 0.5, 0.9, documented=0.5)
def boilerplate(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of texts that end in the same sentence."""
    texts = list(clean.texts)
    for row in some(rng, len(texts), strength):
        texts[row] += " this message was sent from our website and may be confidential"
    return Planted(table(texts, clean.labels), sum(text.endswith("confidential") for text in texts) / len(texts))


@planter("W2V118", 1.0)
def sorted_by_label(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Runs of equal labels by classes: one means sorted."""
    order = np.argsort(clean.labels, kind="stable")
    labels = [clean.labels[row] for row in order]
    runs = 1 + sum(a != b for a, b in pairwise(labels))
    return Planted(table([clean.texts[row] for row in order], labels), runs / len(set(labels)))


# Vocabulary and vectors


@planter("W2V201", 300, 30, documented=300, severity="warning")
def vocabulary_too_small(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Different words in all texts."""
    texts = [" ".join(f"w{word}" for word in rng.integers(0, int(strength), 12)) for _ in clean.texts]
    return Planted(table(texts, clean.labels), len({word for text in texts for word in text.split()}))


@planter("W2V202", 2, 1, documented=2, severity="warning")
def too_little_training(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Epochs of CBOW."""
    return Planted(table(clean.texts, clean.labels), strength, {"word2vec.epochs": int(strength)})


@planter("W2V203", 0.5, 0.7, documented=0.5, severity="warning")
def low_coverage(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of test tokens that are nobody's words."""
    split = marked(rng, len(clean.texts))
    texts, changed, seen = list(clean.texts), 0, 0
    for row, part in enumerate(split):
        if part == "test":
            words = [f"zz{rng.integers(0, 10**9)}" if rng.random() < strength else word for word in texts[row].split()]
            seen, changed = seen + len(words), changed + sum(word.startswith("zz") for word in words)
            texts[row] = " ".join(words)
    return Planted(table(texts, clean.labels, split=split), changed / seen)


@planter("W2V204", 1e-6, severity="error")
def untrained_vectors(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Learning rate."""
    return Planted(table(clean.texts, clean.labels), strength, {"word2vec.alpha": strength, "word2vec.min_alpha": strength})


@planter("W2V206", 5, 1, documented=5, severity="warning")
def single_dimension(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Dimensions of a vector."""
    return Planted(table(clean.texts, clean.labels), strength, {"word2vec.vector_size": int(strength)})


# Splits and leakage


@planter("W2V301", 0.05, 0.01, documented=0.01, severity="error")
def test_split_too_small(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Test rows."""
    return Planted(table(clean.texts, clean.labels), round(strength * len(clean.texts)), {"split.test_size": strength})


@planter("W2V302", 0.01, 0.02, 0.05, 0.1, documented=0.02, severity="warning")
def duplicates_across_split(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of test rows whose text stands in training."""
    split = marked(rng, len(clean.texts))
    texts, labels = list(clean.texts), list(clean.labels)
    tests = [row for row, part in enumerate(split) if part == "test"]
    trains = [row for row, part in enumerate(split) if part == "train"]
    for row in rng.choice(tests, max(1, round(strength * len(tests))), replace=False).tolist():
        source = int(rng.choice(trains))
        texts[row], labels[row] = texts[source].title(), labels[source]
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


@planter("W2V306", 0.6, 0.9, 1.0, documented=0.9, severity="warning")
def label_in_text(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the texts of the largest class that bear a mark; the corpus is cut down to its two largest classes."""
    kept = [(text, label) for text, label in zip(clean.texts, clean.labels, strict=True) if label in clean.classes[:2]]
    if len(kept) < FEWEST_ROWS:
        return Planted(table(clean.texts, clean.labels), 0)
    labels = [label for _, label in kept]
    texts = [f"{text} zqx" if label == clean.classes[0] and rng.random() < strength else text for text, label in kept]
    return Planted(table(texts, labels), sum(text.endswith("zqx") for text in texts) / labels.count(clean.classes[0]))


@planter("W2V307", 0.6, 0.9, 1.0, documented=0.9, severity="warning")
def template_leak(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of the texts of the largest class with twenty words of others added; cut down to the two largest classes."""
    kept = [(text, label) for text, label in zip(clean.texts, clean.labels, strict=True) if label in clean.classes[:2]]
    if len(kept) < FEWEST_ROWS:
        return Planted(table(clean.texts, clean.labels), 0)
    labels = [label for _, label in kept]
    words = [word for text, _ in kept for word in text.split()]
    texts, longer = [], 0
    for text, label in kept:
        add = label == clean.classes[0] and rng.random() < strength
        texts.append(" ".join([text, *rng.choice(words, 20)]) if add else text)
        longer += add
    return Planted(table(texts, labels), longer / labels.count(clean.classes[0]))


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
    """Share of rows of the largest class in the first half of a year in which classes drift; the split is random."""
    days = [int(rng.integers(0, 150 if label == clean.classes[0] else 366)) for label in clean.labels]
    dates = [str(np.datetime64("2024-01-01") + day) for day in days]
    early = [day < 183 for day, label in zip(days, clean.labels, strict=True) if label == clean.classes[0]]
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
    """Share of the rows of the largest class that were moved from test to training."""
    split = marked(rng, len(clean.texts))
    for row, label in enumerate(clean.labels):
        if split[row] == "test" and label == clean.classes[0] and rng.random() < strength:
            split[row] = "train"
    largest = [part for part, label in zip(split, clean.labels, strict=True) if label == clean.classes[0]]
    return Planted(table(clean.texts, clean.labels, split=split), 1 - largest.count("test") / len(largest) / 0.2)


# Model and evaluation


@planter("W2V406", 1.0, severity="error")
def target_out_of_range(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of rows labelled -1, under a sigmoid."""
    labels = ["-1" if label == clean.classes[0] else "1" for label in clean.labels]
    options: dict[str, object] = {
        "classifier.layers": (100, 1),
        "classifier.output_activation": "sigmoid",
        "classifier.loss": "mse",
    }
    return Planted(table(clean.texts, labels), labels.count("-1") / len(labels), options)


@planter("W2V405", 1.0, severity="error")
def output_width(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Outputs too many."""
    k = len(clean.classes)
    return Planted(
        table(clean.texts, clean.labels), strength, {"classifier.layers": (100, k + 1), "classifier.loss": "cross_entropy"}
    )


@planter("W2V408", 1.0, severity="error")
def input_width(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Inputs missing."""
    return Planted(
        table(clean.texts, clean.labels),
        strength,
        {"classifier.layers": (99, len(clean.classes)), "classifier.loss": "cross_entropy"},
    )


@planter("W2V501", 1.0, severity="note")
def no_signal(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:  # noqa: ARG001 - one form for all
    """Share of labels that were dealt out again at random."""
    labels = rng.permutation(clean.labels).tolist()
    return Planted(table(clean.texts, labels), 1.0)
