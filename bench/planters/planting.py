"""Faults, planted into clean corpora and counted independently of the rules that should find them.

A planter takes clean texts and labels, a strength, and a random generator. It returns the faulty table, the settings under
which it is audited, and how much of the fault is really in it, counted on the table itself.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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
    """A faulty table, and how it is audited.

    `amount` is the fault counted on the table, in the unit the planter's docstring names; 0 where it could not be planted.
    `options` are settings by their key, `files` are written into the folder of the audit, `roles` name the columns.
    """

    frame: pl.DataFrame
    amount: float
    options: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=lambda: {"text": "text", "label": "label"})


Plant = Callable[[Clean, float, np.random.Generator], Planted]


@dataclass(frozen=True)
class Planter:
    """`strengths` run from mild to strong; from `documented` on the rule should always see it, at `severity` or worse.

    `kind` tells several planters of one rule apart. `unit` is what a strength counts: the first sentence of the plant.
    """

    code: str
    plant: Plant
    strengths: tuple[float, ...]
    documented: float
    severity: str
    kind: str = ""

    @property
    def unit(self) -> str:
        """What the strength counts."""
        return (self.plant.__doc__ or "").splitlines()[0].rstrip(".")

    @property
    def demanded(self) -> tuple[float, ...]:
        """The strengths at which the rule should always see it."""
        return self.strengths[self.strengths.index(self.documented) :]


FEWEST_ROWS = 300
"""Rows below which a planter that uses two classes only plants nothing."""
PLANTERS: list[Planter] = []


def planter(
    code: str, *strengths: float, documented: float | None = None, severity: str = "note", kind: str = ""
) -> Callable[[Plant], Plant]:
    """Add the function to `PLANTERS`."""

    def register(plant: Plant) -> Plant:
        PLANTERS.append(Planter(code, plant, strengths, strengths[-1] if documented is None else documented, severity, kind))
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


def two_classes(clean: Clean) -> Clean | None:
    """The rows of the two largest classes; None where they are too few."""
    kept = [(text, label) for text, label in zip(clean.texts, clean.labels, strict=True) if label in clean.classes[:2]]
    if len(kept) < FEWEST_ROWS:
        return None
    return Clean(clean.name, [text for text, _ in kept], [label for _, label in kept])


def other(label: str, classes: list[str]) -> str:
    """Another class."""
    return classes[(classes.index(label) + 1) % len(classes)]
