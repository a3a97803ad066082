"""Texts that nearly repeat another, and how nearly: Jaccard similarity counted by hand."""

from __future__ import annotations

import numpy as np

from planters.planting import Clean, key


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
