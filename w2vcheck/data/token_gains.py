"""Single words that give the label away, and class names inside the texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.dates import words_of
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.data.word_folds import FOLDS, PERMUTATIONS, counts_by_fold, frequent_words, permuted, rows_with
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

ROWS_TO_PERMUTE = 20_000
"""The permutation test is made on a random sample of at most this many rows; a smaller sample has larger gains by chance."""
SCREEN = 0.1
"""Gain below which no token is put to the permutation test: it could not fire."""
LEAST_ROWS, LEAST_SHARE = 10, 0.01
"""A token must occur in this many rows, and in this share of them (RULES, 306)."""
MOST_TOKENS = 5_000
"""The most frequent tokens are enough: those beyond stand in fewer rows than a gain worth telling needs."""
MOST_CELLS = 4_000_000
"""Tokens times folds times classes that are counted: with more than 200 classes fewer tokens are looked at."""
MOST_HITS = 50_000_000
"""Rows that hold a word of a class name, over all names and words, beyond which names are not compared with the texts."""
STRONGEST = 5
LEAST_LETTERS = 3
"""Letters from which a word of a class name is looked for."""


@dataclass(frozen=True, slots=True)
class TokenGain:
    """What one word alone says about the label.

    `accuracy` is that of the rule "rows with the word are of one class, rows without it of another", both learnt on the other
    folds; `gain` is (accuracy - majority) / (1 - majority). `class_code` is the class that the word speaks for, `own` the
    share of its rows that hold the word, `others` the share of all other rows. `rows` are row numbers of that class with it.
    """

    token: str
    accuracy: float
    gain: float
    class_code: int
    own: float
    others: float
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TokenGains:
    """The strongest words of `tested`, over `n` labelled rows; `gains` may be empty.

    `p` is the share of label shuffles in which the best of all words gains as much as the best one does here, `null` the
    largest gain among them; p is 1 where the best gain is too small to test.
    """

    gains: tuple[TokenGain, ...]
    tested: int
    n: int
    majority: float
    p: float
    null: float
    permutations: int


@dataclass(frozen=True, slots=True)
class NamedClass:
    """A class whose name stands in texts: `own` of its `n_own` rows hold all its words, `others` of the `n_others` rest.

    `rows` are row numbers of the class that hold them.
    """

    class_code: int
    words: tuple[str, ...]
    own: int
    n_own: int
    others: int
    n_others: int
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassNames:
    """The classes that have a name of words, and the rule that answers the one class whose name stands in the text.

    Where no name or several stand there it answers the most frequent class of such rows; nothing else about it is learnt.
    `accuracy` is its share of right answers among `n` labelled rows, `gain` (accuracy - majority) / (1 - majority).
    """

    named: tuple[NamedClass, ...]
    accuracy: float
    majority: float
    gain: float
    n: int


@provider("testing words against the label")
def token_gains(tokens: Tokens, classes: Classes, settings: Settings) -> TokenGains:
    """Cross-validate the label on each frequent word alone, with the permutation null of the best of them."""
    rows = classes.labelled
    if classes.k < 2:
        raise Unavailable("there is only one class")
    most = max(1, min(MOST_TOKENS, MOST_CELLS // (FOLDS * classes.k)))
    present, columns = frequent_words(tokens, rows, max(LEAST_ROWS, LEAST_SHARE * len(rows)), most)
    truth = classes.codes[rows].astype(np.int64)
    rng = np.random.default_rng(settings.seed)
    fold = rng.permutation(len(rows)) % FOLDS
    majority = classes.majority
    if not len(columns):
        return TokenGains((), 0, len(rows), majority, 1.0, 0.0, 0)
    gain = (stump_accuracy(present, truth, fold, classes.k) - majority) / (1 - majority)
    best = np.argsort(-gain, kind="stable")[:STRONGEST]
    p, null, permutations = 1.0, 0.0, 0
    if gain[best[0]] >= SCREEN:
        p, null = permuted(partial(_best, k=classes.k), present, truth, fold, ROWS_TO_PERMUTE, rng)
        permutations = PERMUTATIONS
    found = tuple(
        _described(str(tokens.types[columns[one]]), float(gain[one]), majority, rows_with(present, one), truth, rows, classes)
        for one in best.tolist()
    )
    return TokenGains(found, len(columns), len(rows), majority, p, null, permutations)


def stump_accuracy(present: csc_matrix, truth: NDArray[np.int64], fold: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Cross-validated accuracy of each column alone, shape (columns,).

    `present` has shape (rows, columns), stored where the word stands; `truth` in [0, k) and `fold` in [0, 4) one entry a row.
    Rows with the word are answered with their most frequent class in the other folds, and so are rows without it.
    """
    with_word = counts_by_fold(present, truth, fold, k)
    all_rows = np.bincount(fold * k + truth, minlength=FOLDS * k).reshape(1, FOLDS, k)
    hits = np.zeros(present.shape[1])
    for own in (with_word, all_rows - with_word):
        others = own.sum(axis=1, keepdims=True) - own
        answer = others.argmax(axis=2)[:, :, None]
        hits += np.take_along_axis(own, answer, axis=2).sum(axis=(1, 2))
    return hits / len(truth)


def _best(present: csc_matrix, truth: NDArray[np.int64], fold: NDArray[np.int64], k: int) -> float:
    return float(stump_accuracy(present, truth, fold, k).max())


def _described(
    token: str,
    gain: float,
    majority: float,
    held: NDArray[np.int64],
    truth: NDArray[np.int64],
    rows: NDArray[np.int64],
    classes: Classes,
) -> TokenGain:
    """The word with the class in which it is most over-represented."""
    counts = np.bincount(truth[held], minlength=classes.k)
    rest = (len(held) - counts) / np.maximum(1, len(truth) - classes.counts)
    own = counts / np.maximum(1, classes.counts)
    code = int((own - rest).argmax())
    return TokenGain(
        token,
        majority + gain * (1 - majority),
        gain,
        code,
        float(own[code]),
        float(rest[code]),
        rows[held[truth[held] == code]],
    )


@provider("looking for class names in the texts")
def class_names(tokens: Tokens, classes: Classes) -> ClassNames:
    """Look for the words of each class name in the texts; unavailable where no name has a word that tells it apart."""
    wanted = telling_words(classes.names)
    rows = classes.labelled
    truth = classes.codes[rows].astype(np.int64)
    if classes.k < 2 or not any(wanted):
        raise Unavailable("the class names have no words to look for" if classes.k > 1 else "there is only one class")
    held = _holding(tokens, rows, {word for words in wanted for word in words})
    if sum(len(held[word]) for words in wanted for word in words) > MOST_HITS:
        raise Unavailable(f"the words of {classes.k:,} class names stand in too many texts to compare them all")
    hits = [_in_all([held[word] for word in words]) if words else rows[:0] for words in wanted]
    every, code = np.concatenate(hits), np.repeat(np.arange(classes.k), [len(one) for one in hits])
    own = np.bincount(code[truth[every] == code], minlength=classes.k)
    named = tuple(
        NamedClass(
            one,
            words,
            int(own[one]),
            int(classes.counts[one]),
            len(hits[one]) - int(own[one]),
            len(rows) - int(classes.counts[one]),
            rows[hits[one][truth[hits[one]] == one]],
        )
        for one, words in enumerate(wanted)
        if words
    )
    told = np.bincount(every, minlength=len(rows)) == 1
    sole = np.zeros(len(rows), np.int64)
    sole[every] = code
    answer = np.where(told, sole, np.bincount(truth[~told], minlength=classes.k).argmax())
    accuracy = float((answer == truth).mean())
    return ClassNames(named, accuracy, classes.majority, (accuracy - classes.majority) / (1 - classes.majority), len(rows))


def _holding(tokens: Tokens, rows: NDArray[np.int64], words: set[str]) -> dict[str, NDArray[np.int64]]:
    """For each of these lower-case words the positions in `rows` of the texts that hold it, ascending."""
    types: dict[str, list[int]] = {word: [] for word in words}
    for position, word in enumerate(tokens.types.tolist()):
        if (lower := word.lower()) in types:
            types[lower].append(position)
    columns = [position for found in types.values() for position in found]
    present = tokens.matrix()[:, columns][rows].tocsc()
    holding, begin = {}, 0
    for word, found in types.items():
        end = begin + len(found)
        holding[word] = np.unique(present.indices[present.indptr[begin] : present.indptr[end]]).astype(np.int64)
        begin = end
    return holding


def _in_all(sets: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """What stands in all of these ascending arrays."""
    smallest, *others = sorted(sets, key=len)
    for other in others:
        smallest = np.intersect1d(smallest, other, assume_unique=True)
    return smallest


def telling_words(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words of each class name: lower case, three letters or more, without those that half of several names share.

    "GetWeather" and "PlayMusic" are "get weather" and "play music"; "class_a" and "class_b" have none.
    """
    split = [tuple(dict.fromkeys(word for word in words_of(name) if len(word) >= LEAST_LETTERS)) for name in names]
    split = [tuple(word for word in words if not word.isdigit()) for words in split]
    often = Counter(word for words in split for word in words)
    shared = {word for word, names_with in often.items() if 2 * names_with > max(2, len(split))}
    return [tuple(word for word in words if word not in shared) for words in split]
