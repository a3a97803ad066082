"""Which labels look wrong: confident learning on out-of-fold probabilities of TF-IDF with logistic regression.

Source: C. Northcutt, L. Jiang and I. Chuang, Confident Learning, JAIR 70 (2021); section numbers are theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Progress, Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import stratified
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.experiment import classifiers, scores
from w2vcheck.experiment.evaluation import grouped_folds
from w2vcheck.intervals import effective_rows, wilson
from w2vcheck.results import Measure
from w2vcheck.settings import Settings
from w2vcheck.wording import percent

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEWEST_ROWS_OF_CLASS = 5
"""Rarer classes are left out: five folds cannot each hold a row of them."""
MOST_ROWS = 20_000
MOST_WORK = 1.6e6
"""Rows times classes, which is what the time goes by: 77 classes on 20,000 rows take some 15 seconds."""
SUREST = 10
"""One in so many rows of each predicted class counts as those the model is surest of."""
LEAST_SURE = 0.8
"""Mean probability of these answers below which the model is in no position to doubt a label."""
SHOWN = 20

Shares = NDArray[np.float64]
Codes = NDArray[np.int32]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row whose label looks wrong. `given` and `suggested` are class codes; `margin` is in [-1, 0), the worst at -1."""

    row: int
    given: int
    suggested: int
    margin: float


@dataclass(frozen=True, slots=True)
class LabelNoise:
    """How many labels look wrong.

    `estimate` is the share of wrong labels by confident learning, which counts hard rows as well; `surest` the share of
    labels that contradict the model among the tenth of the rows it is surest of, which hardly does. `suspects` are the 20
    most suspicious rows, the worst first. `rows` are the rows looked at. `expected` is the share of errors that the model
    itself, by its probabilities, expects among its surest answers.
    """

    rows: Positions
    estimate: Measure
    surest: Measure
    expected: float
    suspects: tuple[Suspect, ...]


STAGE = "looking for wrong labels"


@provider(STAGE)
def label_noise(tokens: Tokens, classes: Classes, keys: Keys, settings: Settings, progress: Progress) -> LabelNoise:
    """Judge the labels by a model that has not seen them.

    Unavailable where fewer than two classes have five rows, and where the model is too weak to doubt a label.
    """
    rows, sampled = _rows(classes, settings.seed)
    used, labels = np.unique(classes.codes[rows], return_inverse=True)
    given = labels.astype(np.int32)
    if len(used) < 2:
        raise Unavailable(f"it takes two classes with at least {FEWEST_ROWS_OF_CLASS} rows each")
    numbered = np.full(len(classes.codes), -1, np.int32)
    numbered[rows] = given
    own = Classes(tuple(classes.names[code] for code in used), numbered, np.bincount(given))
    probabilities = _out_of_fold(tokens.matrix(), own, keys, settings.seed, progress)
    groups = keys.codes[rows]
    answers = probabilities.argmax(axis=1)
    accuracy = scores.accuracy(given, answers.astype(np.int32), groups)
    if accuracy.low <= own.majority:
        raise Unavailable(
            f"TF-IDF gets {percent(accuracy.value)} of the rows right, no better than the majority class, too few to doubt labels"
        )
    sure = surest(probabilities)
    certainty = float(probabilities[sure].max(axis=1).mean()) if len(sure) else 0.0
    if certainty < LEAST_SURE:
        raise Unavailable(
            f"even where it is surest TF-IDF gives its answers only {percent(certainty)}, too little to doubt labels"
        )
    confident = confident_classes(probabilities, thresholds(probabilities, given))
    joint = estimated_joint(given, confident, own.k)
    noun = "sampled rows" if sampled else "rows"
    return LabelNoise(
        rows,
        _estimate(given, confident, joint, groups, noun, settings.seed),
        Measure.share(
            "labels that contradict the model where it is surest",
            int((answers[sure] != given[sure]).sum()),
            len(sure),
            effective=effective_rows(groups[sure]),
            scope=f"surest {noun}",
        ),
        1 - certainty,
        tuple(
            Suspect(
                int(rows[at]),
                int(used[given[at]]),
                int(used[answers[at]]),
                float(probabilities[at, given[at]] - probabilities[at, answers[at]]),
            )
            for at in prune_by_noise_rate(probabilities, given, joint)[:SHOWN].tolist()
        ),
    )


def _rows(classes: Classes, seed: int) -> tuple[Positions, bool]:
    """The labelled rows without classes that have too few of them, and whether these are a stratified sample."""
    rows = classes.labelled
    k = int((classes.counts >= FEWEST_ROWS_OF_CLASS).sum())
    most = min(MOST_ROWS, int(MOST_WORK / max(1, k)))
    sampled = len(rows) > most
    if sampled:
        _, rows = stratified(rows, classes.codes, most / len(rows), seed)
    often = np.bincount(classes.codes[rows], minlength=classes.k) >= FEWEST_ROWS_OF_CLASS
    return rows[often[classes.codes[rows]]], sampled


def _out_of_fold(counts: csr_matrix, classes: Classes, keys: Keys, seed: int, progress: Progress) -> Shares:
    """Probabilities of each row by a model trained on the other folds, shape (labelled rows, k); copies share a fold."""
    rows = classes.labelled
    counts = counts[rows]
    probabilities = np.zeros((len(rows), classes.k))
    folds = grouped_folds(rows, classes, keys, 1, seed)
    for number, fold in enumerate(folds):
        train, test = (np.searchsorted(rows, part) for part in fold)
        labels = classes.codes[rows[train]]
        if not counts[train].nnz or len(np.unique(labels)) < 2:
            raise Unavailable("there are too few different texts with words to train on some and judge others")
        weighted = classifiers.tfidf(counts, train)
        probabilities[test] = classifiers.probabilities_on_words(weighted[train], labels, weighted[test], classes.k)
        progress(STAGE, (number + 1) / len(folds))
    return probabilities


def thresholds(probabilities: Shares, labels: Codes) -> Shares:
    """Mean probability of each class over the rows labelled with it, shape (k,). Section 3.1, t_j.

    `probabilities` has shape (rows, k), `labels` (rows,); every class has a row.
    """
    k = probabilities.shape[1]
    own = probabilities[np.arange(len(labels)), labels]
    return np.bincount(labels, weights=own, minlength=k) / np.bincount(labels, minlength=k)


def confident_classes(probabilities: Shares, thresholds: Shares) -> Positions:
    """The most probable of the classes that reach their threshold in each row, -1 where none does; shape (rows,)."""
    reaching = np.where(probabilities >= thresholds, probabilities, -1.0)
    return np.where(reaching.max(axis=1) < 0, -1, reaching.argmax(axis=1))


def estimated_joint(labels: Codes, confident: Positions, k: int) -> Shares:
    """Estimated joint distribution of given (rows) and true (columns) labels, shape (k, k), sum 1. Section 3.1, Q.

    The confident joint with each row scaled to the rows that bear its label; a label without a confident row is taken as right.
    """
    seen = confident >= 0
    joint = np.bincount(labels[seen].astype(np.int64) * k + confident[seen], minlength=k * k).reshape(k, k).astype(np.float64)
    joint[joint.sum(axis=1) == 0] = np.eye(k)[joint.sum(axis=1) == 0]
    joint *= (np.bincount(labels, minlength=k) / joint.sum(axis=1))[:, None]
    return joint / len(labels)


def prune_by_noise_rate(probabilities: Shares, labels: Codes, joint: Shares) -> Positions:
    """Suspicious rows, the worst first. Section 3.2, "prune by noise rate", ordered by normalised margin.

    For each pair of classes i, j: the rows * joint[i, j] rows labelled i with the largest p_j - p_i. Rows whose label is the
    most probable class are not suspicious, whatever the joint says.
    """
    n, k = probabilities.shape
    wanted = np.rint(n * joint).astype(np.int64)
    taken = np.zeros(n, bool)
    for label in range(k):
        own = np.flatnonzero(labels == label)
        for other in np.flatnonzero(wanted[label]):
            if other != label:
                gap = probabilities[own, label] - probabilities[own, other]
                taken[own[np.argsort(gap, kind="stable")[: wanted[label, other]]]] = True
    margin = probabilities[np.arange(n), labels] - probabilities.max(axis=1)
    suspicious = np.flatnonzero(taken & (margin < 0))
    return suspicious[np.argsort(margin[suspicious], kind="stable")]


def surest(probabilities: Shares) -> Positions:
    """Of the rows that are given each class, the tenth with the highest probability; sorted positions."""
    answers, height = probabilities.argmax(axis=1), probabilities.max(axis=1)
    order = np.lexsort((-height, answers))
    sizes = np.bincount(answers)
    rank = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.sort(order[rank < np.repeat(sizes // SUREST, sizes)])


def _estimate(labels: Codes, confident: Positions, joint: Shares, groups: Positions, scope: str, seed: int) -> Measure:
    """The mass off the diagonal of the joint with a 95 % cluster bootstrap over equal texts, the model held fixed."""
    k = len(joint)
    state = np.where(confident < 0, 0, np.where(confident == labels, 1, 2))
    cell = labels.astype(np.int64) * 3 + state
    _, cluster = np.unique(groups, return_inverse=True)
    clusters = int(cluster.max()) + 1
    rng = np.random.default_rng(seed)
    drawn = np.empty(scores.RESAMPLES)
    for number in range(scores.RESAMPLES):
        often = np.bincount(rng.integers(0, clusters, clusters), minlength=clusters)
        tally = np.bincount(cell, weights=often[cluster], minlength=3 * k).reshape(k, 3)
        sure = tally[:, 1] + tally[:, 2]
        wrong = np.divide(tally[:, 2], sure, out=np.zeros(k), where=sure > 0)
        drawn[number] = (tally.sum(axis=1) * wrong).sum() / tally.sum()
    value = max(0.0, float(joint.sum() - np.trace(joint)))
    low, high = np.quantile(drawn, [0.025, 0.975]).tolist()
    if not (state == 2).any():  # resampling cannot show what was never seen
        high = wilson(0.0, len(labels))[1]
    return Measure(
        "labels that look wrong to confident learning", value, min(value, low), max(value, high), "share", len(labels), scope
    )
