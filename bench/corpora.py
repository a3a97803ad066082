"""The corpora of the bench: those of the folder named by W2VCHECK_CORPORA, and two that are generated."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from planters import Clean, key

from w2vcheck.demo.tickets import tickets

CLEAN = ("subj", "rt_polarity", "clickbait", "trec6", "snips7", "banking77")
"""Clean enough to plant in: nobody knows of a fault that copies of texts do not explain."""
OTHERS = ("r8", "uci_yelp", "germeval18_coarse", "hate_davidson", "sms_spam", "crowdflower_emotion", "newsgroups4_headers")
"""With natural faults, which are adjudicated one by one: what else is reported about them is a false alarm."""
ROWS_A_CLASS = 60
"""At least so many rows a class, whatever the limit, where nothing is planted: fewer are a fault of their own (W2V116)."""
GENERATED = (1, 2)


def load(path: Path, rows: int, rows_a_class: int) -> Clean:
    """A corpus without copies and conflicts: one row a text, at most `rows` of them (or so many a class), drawn at random."""
    csv.field_size_limit(10**8)
    with path.open(encoding="utf-8", newline="") as file:
        found = {
            key(record["text"]): (record["text"], record["label"]) for record in csv.DictReader(file) if record["text"].strip()
        }
    pairs = list(found.values())
    most = max(rows, rows_a_class * len({label for _, label in pairs}))
    order = np.random.default_rng(0).permutation(len(pairs))[:most]
    return Clean(path.stem, [pairs[row][0] for row in order], [pairs[row][1] for row in order])


def corpora(names: tuple[str, ...], rows: int, wanted: set[str], rows_a_class: int = 0) -> Iterator[Clean]:
    """Those of these corpora that are wanted (all, if none is named) and at hand, and the generated ones."""
    folder = os.environ.get("W2VCHECK_CORPORA")
    for name in names if folder else ():
        path = Path(folder or "") / f"{name}.csv"
        if path.is_file() and (not wanted or name in wanted):
            yield load(path, rows, rows_a_class)
    for seed in GENERATED:
        if not wanted or f"tickets-{seed}" in wanted:
            pairs = tickets(rows, seed)
            yield Clean(f"tickets-{seed}", [text for text, _ in pairs], [label for _, label in pairs])
