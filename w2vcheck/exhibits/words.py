"""The words that mark a class: they stand in its rows far more often than in all others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.exhibits.values import MarkedClass, MarkingWord, MarkingWords
from w2vcheck.results import Quote

CLASSES, WORDS = 6, 6
FEWEST_ROWS = 5
"""Rows that must hold a word."""
PRIOR_ROWS = 10.0
"""How many rows the prior is worth: a word in three rows of a small class is no marker yet."""
SURE = 3.0
"""Standard errors from which a word is listed."""


def marking_words(tokens: Tokens, classes: Classes, split: Split) -> MarkingWords:
    """The surest words of the largest classes, in the training rows; a word counts once a row."""
    if classes.k < 2:
        raise Unavailable("there is only one class")
    codes = classes.codes[split.train].astype(np.int64)
    if not len(codes):
        raise Unavailable("there are no training rows")
    present = tokens.matrix()[split.train]
    width = len(tokens.types)
    of_word = np.bincount(present.indices, minlength=width)
    sizes = np.bincount(codes, minlength=classes.k)
    owner = np.repeat(codes, np.diff(present.indptr))
    marked = []
    for code in np.argsort(-sizes, kind="stable")[:CLASSES].tolist():
        own = np.bincount(present.indices[owner == code], minlength=width)
        rows, rest = int(sizes[code]), int(len(codes) - sizes[code])
        z = np.where(of_word >= FEWEST_ROWS, log_odds_z(own, of_word - own, rows, rest), 0.0)
        best = [word for word in np.argsort(-z, kind="stable")[:WORDS].tolist() if z[word] >= SURE]
        words = tuple(
            MarkingWord(Quote(str(tokens.types[word])), int(own[word]), int(of_word[word] - own[word]), float(f"{z[word]:.4g}"))
            for word in best
        )
        marked.append(MarkedClass(classes.names[code], rows, rest, words))
    if not any(one.words for one in marked):
        raise Unavailable("no word marks a class")
    return MarkingWords(tuple(marked), classes.k)


def log_odds_z(own: NDArray[np.int64], others: NDArray[np.int64], rows: int, rest: int) -> NDArray[np.float64]:
    """The log-odds ratio of each word by its standard error, shape (words,), positive where it speaks for the class.

    `own` of the `rows` of the class hold the word, `others` of the `rest`. With an informative prior, the share of all rows that
    hold the word, worth `PRIOR_ROWS` rows: Monroe, Colaresi and Quinn, Political Analysis 16 (2008), equations 15 and 22. The
    variance is that of two binomials (B. Woolf, Annals of Human Genetics 19, 1955), since a word may stand in most rows.
    """
    prior = PRIOR_ROWS * (own + others) / max(1, rows + rest)
    cells = (own + prior, rows + PRIOR_ROWS - own - prior, others + prior, rest + PRIOR_ROWS - others - prior)
    with np.errstate(divide="ignore", invalid="ignore"):
        yes, without, no, neither = (np.log(cell) for cell in cells)
        z = (yes - without - no + neither) / np.sqrt(sum(1 / cell for cell in cells))
    return np.nan_to_num(z, nan=0.0, posinf=0.0, neginf=0.0)
