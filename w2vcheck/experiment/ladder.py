"""The ladder of baselines, weakest first: what any approach on these data has to beat."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Progress, Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.features import Features
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.embedding.pooling import columns_of, pool
from w2vcheck.embedding.reference import TRAINED_WORDS, ReferencePlan, plan
from w2vcheck.experiment import classifiers, scores
from w2vcheck.experiment.evaluation import Evaluation, Fold
from w2vcheck.fits import Fits, of_sentences
from w2vcheck.results import Rung
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

TITLES = {
    "majority": "majority class",
    "random-vectors": "random vectors",
    "word2vec": "Word2Vec, averaged",
    "tfidf": "TF-IDF",
    "logistic-regression": "logistic regression",
}


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs and, for each, the predicted classes of the test rows of every fold."""

    rungs: tuple[Rung, ...]
    predictions: dict[str, list[NDArray[np.int32]]] = field(default_factory=dict)
    note: str = ""

    def rung(self, name: str) -> Rung | None:
        """The rung of this name."""
        return next((rung for rung in self.rungs if rung.name == name), None)

    @property
    def best(self) -> Rung:
        """The rung with the highest accuracy."""
        return max(self.rungs, key=lambda rung: rung.accuracy.value)


@dataclass(frozen=True, slots=True)
class _Tried:
    """Predictions of one baseline over all folds."""

    how: str
    predicted: list[NDArray[np.int32]]
    seconds: float


STAGE = "training the ladder of baselines"


@provider(STAGE)
def ladder(
    evaluation: Evaluation,
    classes: Classes,
    keys: Keys,
    tokens: Tokens | None,
    features: Features | None,
    fits: Fits,
    settings: Settings,
    progress: Progress,
) -> Ladder:
    """Train every baseline on every fold.

    Texts: majority, random vectors, Word2Vec, TF-IDF. Features: majority, logistic regression.
    """
    if not settings.ladder:
        raise Unavailable("the ladder of baselines is switched off")
    tried = {
        "majority": _timed("the most frequent class, always", lambda: [_majority(classes, fold) for fold in evaluation.folds])
    }
    note = ""
    if tokens is not None:
        counts = tokens.matrix()
        with ThreadPoolExecutor(2) as pool_of_threads:
            vectors = pool_of_threads.submit(_vectors, tokens, counts, classes, evaluation, fits, settings.seed, progress)
            words = pool_of_threads.submit(
                lambda: _timed(
                    "TF-IDF of words + logistic regression", lambda: [_tfidf(counts, classes, fold) for fold in evaluation.folds]
                )
            )
            trained, note = vectors.result()
            tried |= trained
            tried["tfidf"] = words.result()
    elif features is not None:
        tried["logistic-regression"] = _timed(
            "the features as given, standardised + logistic regression",
            lambda: [
                classifiers.logistic_on_vectors(features.matrix[train], classes.codes[train], features.matrix[test])
                for train, test in evaluation.folds
            ],
        )
    rungs = tuple(_rung(name, one, evaluation, classes, keys, settings.seed) for name, one in tried.items())
    return Ladder(
        rungs, {name: one.predicted for name, one in tried.items()}, f"Scored {evaluation.says}." + (f" {note}" if note else "")
    )


def _timed(how: str, run: Callable[[], list[NDArray[np.int32]]]) -> _Tried:
    begin = perf_counter()
    return _Tried(how, run(), perf_counter() - begin)


def _majority(classes: Classes, fold: Fold) -> NDArray[np.int32]:
    train, test = fold
    return np.full(len(test), np.bincount(classes.codes[train]).argmax(), np.int32)


def _tfidf(counts: csr_matrix, classes: Classes, fold: Fold) -> NDArray[np.int32]:
    train, test = fold
    if not counts[train].nnz:  # without a single word nothing is left but to guess
        return _majority(classes, fold)
    own = counts[np.concatenate([train, test])]
    weighted = classifiers.tfidf(own, np.arange(len(train)))
    return classifiers.logistic_on_words(weighted[: len(train)], classes.codes[train], weighted[len(train) :])


def _vectors(
    tokens: Tokens, counts: csr_matrix, classes: Classes, evaluation: Evaluation, fits: Fits, seed: int, progress: Progress
) -> tuple[dict[str, _Tried], str]:
    """Word2Vec and random vectors, fold by fold, on training rows only."""
    from w2vcheck.embedding.training import initial_vectors, train

    predicted: dict[str, list[NDArray[np.int32]]] = {"random-vectors": [], "word2vec": []}
    seconds = dict.fromkeys(predicted, 0.0)
    chosen: ReferencePlan | None = None
    for number, (rows, test) in enumerate(evaluation.folds):

        def tell(done: float, before: int = number) -> None:
            progress(STAGE, (before + done) / len(evaluation.folds))

        of_fold = plan(tokens.counts(rows), seed, TRAINED_WORDS // len(evaluation.folds))
        chosen = chosen or of_fold
        begin = perf_counter()
        sentences = tokens.sentences(of_fold.some_of(rows))
        key = ("word2vec", of_fold.config, of_sentences(sentences))
        trained = fits.once(key, partial(train, sentences, of_fold.config, tell))
        seconds["word2vec"] += perf_counter() - begin
        if trained is None:
            return {}, "No word vectors: no word occurs often enough."
        here, there = columns_of(trained.words, tokens.types)
        known = counts[:, there]
        matrices = {"random-vectors": initial_vectors(len(trained.words), of_fold.config), "word2vec": trained.matrix}
        for name, matrix in matrices.items():
            begin = perf_counter()
            texts = pool(known, matrix[here], "mean", rows)
            predicted[name].append(classifiers.logistic_on_vectors(texts[rows], classes.codes[rows], texts[test]))
            seconds[name] += perf_counter() - begin
    how = chosen.says if chosen else ""
    return {
        "random-vectors": _Tried(
            "the same words, vectors left at their random start + logistic regression",
            predicted["random-vectors"],
            seconds["random-vectors"],
        ),
        "word2vec": _Tried(f"{how} + logistic regression", predicted["word2vec"], seconds["word2vec"]),
    }, f"Word2Vec: {how}."


def _rung(name: str, tried: _Tried, evaluation: Evaluation, classes: Classes, keys: Keys, seed: int) -> Rung:
    scored = [
        (
            scores.accuracy(classes.codes[test], predicted, keys.codes[test]),
            scores.macro_f1(classes.codes[test], predicted, classes.k, seed),
        )
        for (_, test), predicted in zip(evaluation.folds, tried.predicted, strict=True)
    ]
    if evaluation.held_out:
        accuracy, macro_f1 = scored[0]
    else:
        n, share = len(classes.labelled), evaluation.test_share
        accuracy = scores.over_folds("accuracy", [one.value for one, _ in scored], share, n)
        macro_f1 = scores.over_folds("macro-F1", [one.value for _, one in scored], share, n)
    return Rung(name, TITLES[name], tried.how, accuracy, macro_f1, tried.seconds)
