"""Near duplicates against brute force: of the pairs that are one, how many are found, and of those found, how many are one."""

from __future__ import annotations

import re
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import polars as pl
from planters import Clean
from scipy.sparse import csr_matrix
from shares import counted

from w2vcheck.data.corpus import Corpus, keys
from w2vcheck.data.near_duplicates import near_duplicates
from w2vcheck.data.tokens import tokenise

EDITS = ("a word swapped", "a word inserted", "case", "punctuation", "truncated")
WORD = re.compile(r"\w+")
Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Accuracy:
    """Pairs of rows: `planted` those of an edited text and its source by edit, as (found, all); then all pairs there are."""

    name: str
    planted: dict[str, tuple[int, int]]
    true: int
    found: int
    both: int


def edited(text: str, edit: str, rng: np.random.Generator) -> str:
    """The text with one edit of this kind."""
    words = text.split()
    at = int(rng.integers(len(words)))
    match edit:
        case "a word swapped":
            words[at] = f"swapped{rng.integers(10**6)}"
        case "a word inserted":
            words.insert(at, f"inserted{rng.integers(10**6)}")
        case "case":
            words = [word.upper() if rng.random() < 0.5 else word.lower() for word in words]
        case "punctuation":
            words = [f"{word}," if rng.random() < 0.3 else word for word in words]
        case _:
            words = words[: -max(1, len(words) // 12)]
    return " ".join(words)


def by_brute_force(texts: list[str]) -> Pairs:
    """Every pair of rows with equal words, or with a Jaccard similarity of .8 by their shingles; texts of five words or more.

    Shingles of three words, and of five where both texts have more than fifty; at least four of them in either text.
    """
    words = [[word.lower() for word in WORD.findall(text)] for text in texts]
    pairs: Pairs = set()
    for width, wide in ((3, False), (5, True)):
        sets = [{tuple(own[at : at + width]) for at in range(len(own) - width + 1)} for own in words]
        for one, two, common in shared(sets):
            shorter = min(len(words[one]), len(words[two]))
            if shorter < 5 or (shorter > 50) != wide:
                continue
            jaccard = common / (len(sets[one]) + len(sets[two]) - common)
            if words[one] == words[two] or (jaccard >= 0.8 and min(len(sets[one]), len(sets[two])) >= 4):
                pairs.add((one, two))
    return pairs


def shared(sets: list[set[tuple[str, ...]]]) -> list[tuple[int, int, int]]:
    """All pairs of sets that have something in common, and how much."""
    number: dict[tuple[str, ...], int] = {}
    columns = [[number.setdefault(one, len(number)) for one in own] for own in sets]
    flat = np.array([column for own in columns for column in own], np.int64)
    bounds = np.cumsum([0, *(len(own) for own in columns)])
    matrix = csr_matrix((np.ones(len(flat), np.int32), flat, bounds), shape=(len(sets), max(1, len(number))))
    common = (matrix @ matrix.T).tocoo()
    upper = common.row < common.col
    return list(zip(common.row[upper].tolist(), common.col[upper].tolist(), common.data[upper].tolist(), strict=True))


def by_w2vcheck(texts: list[str]) -> Pairs:
    """The pairs of rows that w2vcheck finds: of one unit, or of two units that are a pair."""
    series = pl.Series(texts, dtype=pl.String)
    near = near_duplicates(tokenise(series, "words", lowercase=True, says="words"), keys(Corpus("text", series), None))
    rows_of: dict[int, list[int]] = {}
    for row, unit in enumerate(near.units.tolist()):
        if unit >= 0:
            rows_of.setdefault(unit, []).append(row)
    same = [(one, two) for rows in rows_of.values() for one in rows for two in rows if one < two]
    near_pairs = [(a, b) for one, two in near.pairs.tolist() for a in rows_of[one] for b in rows_of[two]]
    return {(min(pair), max(pair)) for pair in [*same, *near_pairs]}


def accuracy(clean: Clean) -> Accuracy:
    """Edit a quarter of the texts, a fifth of them in each way, and compare."""
    rng = np.random.default_rng(len(clean.texts))
    texts = list(clean.texts)
    sources = [row for row, text in enumerate(texts) if len(text.split()) >= 5]
    chosen = rng.choice(sources, len(sources) // 4, replace=False).tolist()
    plants = []
    for number, row in enumerate(chosen):
        plants.append((row, len(texts), EDITS[number % len(EDITS)]))
        texts.append(edited(texts[row], EDITS[number % len(EDITS)], rng))
    true, found = by_brute_force(texts), by_w2vcheck(texts)
    planted = {}
    for edit in EDITS:
        own = [(one, two) for one, two, how in plants if how == edit and (one, two) in true]
        planted[edit] = (sum(pair in found for pair in own), len(own))
    return Accuracy(clean.name, planted, len(true), len(found), len(true & found))


def section(all_corpora: list[Clean], pool: Executor) -> list[str]:
    """The table of all corpora, and what it comes to."""
    found = list(pool.map(accuracy, all_corpora))
    both, true, told = (sum(getattr(one, name) for one in found) for name in ("both", "true", "found"))
    lines = [
        "## Near duplicates (`bench/detection.py`)",
        "",
        "A quarter of the texts of each corpus stands there again with one edit. The truth is the Jaccard similarity of all",
        f"pairs, at least .8. Recall {counted(both, true)}, precision {counted(both, told)} (goals .98 and .99).",
        "By edit: texts whose similarity to their source is still .8, and how many of them are found beside it.",
        "",
        f"| corpus | {' | '.join(EDITS)} | all pairs: recall | precision |",
        f"|---|{'---|' * len(EDITS)}---|---|",
    ]
    lines += [
        f"| {one.name} | {' | '.join(f'{hits}/{whole}' for hits, whole in one.planted.values())} | "
        f"{counted(one.both, one.true)} | {counted(one.both, one.found)} |"
        for one in found
    ]
    return lines
