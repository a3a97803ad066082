"""Near duplicates to be seen side by side: across the split where there are any, else anywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.corpus import Corpus, Keys
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.near_duplicates import NearDuplicates, Twins, twins
from w2vcheck.data.split import Split
from w2vcheck.data.target import Target
from w2vcheck.exhibits.documents import copies
from w2vcheck.exhibits.values import Pair, Pairs, Side

SHOWN = 5
LENGTH = 400
"""Characters of a text that are shown."""


def pairs(data: Dataset, corpus: Corpus, keys: Keys, near: NearDuplicates, split: Split, target: Target) -> Pairs:
    """The pairs whose labels differ first, then those that are least alike, since they are the ones to doubt."""
    across = twins(near, keys, split.train)
    own = split.test[across.rows[split.test] >= 0]
    found = across
    if not len(own):
        found = twins(near, keys, np.arange(len(keys.codes), dtype=np.int64))
        own = np.flatnonzero(found.rows >= 0)
    if not len(own):
        raise Unavailable("no two texts are near duplicates")
    labels = target.values.to_list()
    part = np.full(len(keys.codes), "", dtype=object)
    part[split.train], part[split.test] = "train", "test"

    def side(row: int) -> Side:
        return Side(data.quote(_cut(str(corpus.texts[row])), row), str(part[row]), labels[row] or "")

    shown = tuple(
        Pair(side(row), side(int(found.rows[row])), float(f"{found.jaccard[row]:.4g}")) for row in _picked(found, own, labels)
    )
    return Pairs(shown, len(copies(keys, near, split)), len(split.test))


def _picked(found: Twins, own: NDArray[np.int64], labels: list[str | None]) -> list[int]:
    """The rows to show beside their twins, each pair once."""
    same = np.array([labels[row] == labels[twin] for row, twin in zip(own.tolist(), found.rows[own].tolist(), strict=True)])
    picked: dict[frozenset[int], int] = {}
    for row in own[np.lexsort((own, found.jaccard[own], same))].tolist():
        picked.setdefault(frozenset((row, int(found.rows[row]))), row)
        if len(picked) == SHOWN:
            break
    return list(picked.values())


def _cut(text: str) -> str:
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"
