"""How the reference is scored: on the given test rows if they can say anything, else by cross-validation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import OUR_TEST_SHARE, Split
from w2vcheck.data.target import Classes
from w2vcheck.intervals import wilson_width
from w2vcheck.settings import Settings
from w2vcheck.wording import count, percent

WIDEST = 0.2
"""Width of the accuracy's interval beyond which a test says nothing (RULES, 301)."""
LIKELY = 0.8
"""Accuracy at which that width is reckoned before there is one: fewer than 60 rows are too few."""
FOLDS = 5
REPEATS = 2
PIECES = 20
FEW_ROWS = 5_000
"""Up to here cross-validation is repeated."""
MOST_TRAINING_ROWS = 30_000
FEWEST_ROWS = 10
MOST_WORK = 3e7
"""Training rows times classes beyond which baselines are not trained: one model a class takes minutes here, then hours."""

Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Pairs of training and test rows that every baseline is scored on; one pair is a hold-out."""

    folds: tuple[Fold, ...]
    says: str

    @property
    def held_out(self) -> bool:
        """Whether there is one fixed test split, so that predictions can be compared row by row."""
        return len(self.folds) == 1

    @property
    def test_share(self) -> float:
        """Test rows of a fold by all its rows."""
        train, test = self.folds[0]
        return len(test) / (len(train) + len(test))


@provider("choosing how to score")
def evaluation(split: Split, classes: Classes, keys: Keys, settings: Settings) -> Evaluation:
    """Score on the split as given where it is wide enough; else on our own, with copies of a text kept on one side.

    Unavailable where there is only one class, fewer than ten labelled rows, too few different rows to hold some out, or so
    many classes that no baseline could be trained.
    """
    rows = classes.labelled
    if classes.k < 2:
        raise Unavailable("there is only one class")
    if len(rows) < FEWEST_ROWS:
        raise Unavailable(f"{len(rows)} labelled rows are too few to train on")
    if len(np.unique(classes.codes[split.train])) < 2:
        raise Unavailable("the training rows hold only one class")
    if min(len(rows), MOST_TRAINING_ROWS) * classes.k > MOST_WORK:
        raise Unavailable(f"{classes.k:,} classes on {len(rows):,} rows would take hours to train")
    if split.origin != "ours" and wilson_width(LIKELY, len(split.test)) <= WIDEST:
        return Evaluation((_bounded(split.train, split.test, settings.seed),), f"on the {len(split.test):,} test rows as given")
    if split.origin == "ours" and wilson_width(LIKELY, round(OUR_TEST_SHARE * len(rows))) <= WIDEST:
        train, test = held_out(rows, classes, keys, settings.seed)
        copies = "copies of a text" if keys.what == "texts" else "copies of a row"
        says = f"on {len(test):,} held-out rows ({percent(len(test) / len(rows))}, stratified, {copies} kept on one side)"
        return Evaluation(((train, test),), says)
    folds, manner = cross_validation(rows, classes, keys, settings.seed)
    return Evaluation(
        folds, f"{manner}, over {len(rows):,} rows, since {count(len(split.test), 'test rows')} would say too little"
    )


def cross_validation(rows: NDArray[np.int64], classes: Classes, keys: Keys, seed: int) -> tuple[tuple[Fold, ...], str]:
    """Stratified folds with copies on one side, and the manner in words. Unavailable where they cannot be made."""
    repeats = REPEATS if len(rows) <= FEW_ROWS else 1
    folds = _learnable(grouped_folds(rows, classes, keys, repeats, seed), classes, keys)
    manner = f"by stratified {FOLDS}-fold cross-validation{', repeated twice' if repeats > 1 else ''}"
    return tuple(_bounded(*fold, seed) for fold in folds), manner


def resplit_folds(rows: NDArray[np.int64], classes: Classes, keys: Keys, seed: int) -> tuple[tuple[Fold, ...], str]:
    """Another split of these rows: one fifth held out where that is enough to say something, else cross-validation."""
    if wilson_width(LIKELY, round(OUR_TEST_SHARE * len(rows))) > WIDEST / 2:
        return cross_validation(rows, classes, keys, seed)
    return (held_out(rows, classes, keys, seed),), f"on {percent(OUR_TEST_SHARE)} of the rows, stratified"


def held_out(rows: NDArray[np.int64], classes: Classes, keys: Keys, seed: int) -> Fold:
    """One fifth held out, stratified, with copies on one side. Unavailable where that cannot be done."""
    return _bounded(*_learnable(grouped_folds(rows, classes, keys, 1, seed)[:1], classes, keys)[0], seed)


def held_out_as_large(rows: NDArray[np.int64], classes: Classes, keys: Keys, share: float, seed: int) -> Fold:
    """About this share of the rows held out, to about a twentieth; else as `held_out`."""
    pieces = grouped_folds(rows, classes, keys, 1, seed, PIECES)
    until = np.cumsum([len(piece) for _, piece in pieces])[:-1]
    many = int(np.argmin(np.abs(until - share * len(rows)))) + 1
    test = np.sort(np.concatenate([piece for _, piece in pieces[:many]]))
    return _bounded(*_learnable([(np.setdiff1d(rows, test), test)], classes, keys)[0], seed)


def grouped_folds(
    rows: NDArray[np.int64], classes: Classes, keys: Keys, repeats: int, seed: int, many: int = FOLDS
) -> list[Fold]:
    """So many stratified folds in which rows of the same key stay together: groups are dealt out class by class, in turn."""
    _, first, group = np.unique(keys.codes[rows], return_index=True, return_inverse=True)
    label = classes.codes[rows][first]
    folds: list[Fold] = []
    for repeat in range(repeats):
        rng = np.random.default_rng([seed, repeat])
        order = rng.permutation(len(first))
        dealt = np.empty(len(first), np.int64)
        by_class = order[np.argsort(label[order], kind="stable")]
        dealt[by_class] = np.arange(len(first)) % many
        fold_of = dealt[group]
        folds.extend((rows[fold_of != fold], rows[fold_of == fold]) for fold in range(many))
    return folds


def _learnable(folds: list[Fold], classes: Classes, keys: Keys) -> list[Fold]:
    """The folds themselves; unavailable where one has no row to test on, or only one class to train on."""
    for train, test in folds:
        if not len(test) or len(np.unique(classes.codes[train])) < 2:
            raise Unavailable(f"there are too few different {keys.what} of each class to train on some and test on others")
    return folds


def _bounded(train: NDArray[np.int64], test: NDArray[np.int64], seed: int) -> Fold:
    """At most 30,000 training rows, drawn at random."""
    if len(train) <= MOST_TRAINING_ROWS:
        return train, test
    return np.sort(np.random.default_rng(seed).choice(train, MOST_TRAINING_ROWS, replace=False)), test
