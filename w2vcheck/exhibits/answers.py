"""The confusion matrix: which class was answered with which, by the honest experiment or else by the best baseline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Store
from w2vcheck.data.target import Classes
from w2vcheck.exhibits.values import Confused, Confusion
from w2vcheck.experiment.approach import Approach
from w2vcheck.experiment.evaluation import Evaluation
from w2vcheck.experiment.folds import Folds
from w2vcheck.experiment.ladder import Ladder
from w2vcheck.experiment.waterfall import Waterfall, by_fold

MOST = 12
"""Classes in the matrix; of more, those with the most mistakes."""
WORST = 8
Counts = NDArray[np.int64]


def honest(walked: Waterfall) -> Confusion:
    """The answers of the experiment with all remedies, under the seed of the settings."""
    store: Store = walked.store
    folds, classes = store.get(Folds), store.get(Classes)
    counts = np.zeros((classes.k, classes.k), np.int64)
    for (_, test), of_fold in by_fold(store, folds):
        counts += table(classes.codes[test], of_fold.get(Approach).predicted[0, test], classes.k)
    return confusion(f"{walked.title}, with all remedies", counts, classes.names, _rounds(folds.folds, classes), folds.says)


def best_rung(ladder: Ladder, evaluation: Evaluation, classes: Classes) -> Confusion:
    """The answers of the best baseline."""
    best = ladder.best
    counts = np.zeros((classes.k, classes.k), np.int64)
    for (_, test), predicted in zip(evaluation.folds, ladder.predictions[best.name], strict=True):
        counts += table(classes.codes[test], predicted, classes.k)
    return confusion(
        f"{best.title}, the best baseline", counts, classes.names, _rounds(evaluation.folds, classes), evaluation.says
    )


def table(truth: NDArray[np.int32], answers: NDArray[np.int32], k: int) -> Counts:
    """Rows by class and answer, shape (k, k); rows without a label are left out."""
    known = truth >= 0
    return np.bincount(truth[known].astype(np.int64) * k + answers[known], minlength=k * k).reshape(k, k)


def _rounds(folds: tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...], classes: Classes) -> int:
    """How often the row that is tested most often is."""
    times = np.zeros(len(classes.codes), np.int64)
    for _, test in folds:
        times[test] += 1
    return int(times.max(initial=1))


def confusion(title: str, counts: Counts, names: tuple[str, ...], rounds: int, says: str) -> Confusion:
    """The matrix of these counts, shape (k, k); beyond `MOST` classes those without much to see are put together."""
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:WORST]
    worst = tuple(
        Confused(names[truth], names[answer], int(wrong[truth, answer]))
        for truth, answer in zip(*(part.tolist() for part in np.unravel_index(order, wrong.shape)), strict=True)
        if wrong[truth, answer]
    )
    k = len(names)
    if k <= MOST:
        return Confusion(title, names, _plain(counts), 0, int(counts.sum()), rounds, worst, says)
    mistakes = wrong.sum(axis=0) + wrong.sum(axis=1)
    kept = np.sort(np.argsort(-mistakes, kind="stable")[: MOST - 1])
    group = np.full(k, len(kept))
    group[kept] = np.arange(len(kept))
    merged = np.zeros((MOST, MOST), np.int64)
    np.add.at(merged, (group[:, None], group[None, :]), counts)
    left = k - len(kept)
    shown = (*(names[code] for code in kept.tolist()), f"{left:,} other classes")
    return Confusion(title, shown, _plain(merged), left, int(counts.sum()), rounds, worst, says)


def _plain(counts: Counts) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in counts.tolist())
