"""Faults of the data and the labels (W2V1xx)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from planters.edits import edited, long_rows, shingle_overlap
from planters.planting import Clean, Planted, key, other, planter, some, table


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


@planter("W2V103", 0.002, 0.01, 0.1, documented=0.002, severity="error", kind="capitals")
def label_variants(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows with another spelling of their label."""
    labels = list(clean.labels)
    for row in some(rng, len(labels), strength):
        labels[row] = f"{labels[row].upper()} " if labels[row].upper() == labels[row] else labels[row].upper()
    return Planted(table(clean.texts, labels), sum(a != b for a, b in zip(labels, clean.labels, strict=True)) / len(labels))


@planter("W2V103", 0.002, 0.1, documented=0.002, severity="error", kind="1 and 1.0")
def fractions_of_nothing(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Share of rows whose label is a whole number written with a fraction."""
    labels = [str(clean.classes.index(label)) for label in clean.labels]
    for row in some(rng, len(labels), strength):
        labels[row] += ".0"
    return Planted(table(clean.texts, labels), sum("." in label for label in labels) / len(labels))


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
    """Share of one more class, in units of a fair share 1/K; taken from the largest. A fair share of 100 rows at least."""
    labels = list(clean.labels)
    k = len(clean.classes) + 1
    if len(labels) < 100 * k:  # two rows cannot be told from ten
        return Planted(table(clean.texts, labels), 0)
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


@planter("W2V116", 40, 20, 10, documented=20, severity="warning")
def too_few_rows(clean: Clean, strength: float, rng: np.random.Generator) -> Planted:
    """Rows of each of the four largest classes that are left."""
    wanted = clean.classes[:4]
    rows = []
    for label in wanted:
        own = [row for row, name in enumerate(clean.labels) if name == label]
        rows += rng.choice(own, min(int(strength), len(own)), replace=False).tolist()
    rows.sort()
    labels = [clean.labels[row] for row in rows]
    return Planted(table([clean.texts[row] for row in rows], labels), min(labels.count(label) for label in wanted))


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
