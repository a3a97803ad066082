"""A scikit-learn estimator that the user gave, as the experiment as written: clones of it, fitted on training rows alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.features import Features
from w2vcheck.data.given_rows import GivenRows, taken, with_columns, with_texts
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import Tokens
from w2vcheck.errors import DataError
from w2vcheck.experiment.folds import NETWORK_SEEDS, Folds
from w2vcheck.experiment.own import Own
from w2vcheck.fits import Fits, of_arrays
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    import polars as pl

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class GivenEstimator:
    """The estimator, which nothing here fits or changes, what it is fed, and what it is called."""

    estimator: Any
    given: GivenRows
    says: str


@dataclass(frozen=True, slots=True)
class Fed:
    """What clones of the estimator are fed, an entry a row of the table; `key` says how that differs from what was given."""

    rows: object
    key: tuple[str, ...]


@provider("looking for an estimator")
def given_estimator() -> GivenEstimator:
    """There is none unless one is given."""
    raise Unavailable("no estimator was given")


def checked(estimator: object, given: GivenRows) -> GivenEstimator:
    """The estimator, held to what is done with it.

    Raises:
        DataError: Where it cannot be cloned, fitted or asked for predictions.
    """
    from sklearn.base import clone

    lacking = [name for name in ("fit", "predict", "get_params") if not callable(getattr(estimator, name, None))]
    if isinstance(estimator, type) or lacking:
        found = f"the class {estimator.__name__}" if isinstance(estimator, type) else f"no {lacking[0]} on {_kind(estimator)}"
        raise DataError("a classifier or pipeline of scikit-learn", found, "give an estimator with fit and predict")
    try:
        clone(estimator)
    except Exception as error:  # it is the user's code: whatever it raises is told in a sentence
        advice = "keep every argument of __init__ as an attribute of its name"
        raise DataError("an estimator that sklearn.base.clone can copy", _told(error), advice) from error
    return GivenEstimator(estimator, given, _in_words(estimator))


@provider("")
def fed(
    given: GivenEstimator, corpus: Corpus | None, tokens: Tokens | None, features: Features | None, settings: Settings
) -> Fed:
    """The rows as they were given, without the columns and words that a remedy leaves out."""
    rows = given.given
    if features is not None and features.names != rows.features:
        kept = [rows.features.index(name) for name in features.names]
        return Fed(with_columns(rows.rows, kept), ("columns", *features.names))
    if corpus is not None and tokens is not None and tokens.muted is not None:
        words = tuple(tokens.types[tokens.muted].tolist())
        return Fed(with_texts(rows, without_words(corpus.texts, words, tokens, settings)), ("without", *words))
    return Fed(rows.rows, ())


def without_words(texts: pl.Series, words: tuple[str, ...], tokens: Tokens, settings: Settings) -> pl.Series:
    """The texts without these words, each a space instead, as the words were cut. Unavailable where that cannot be told."""
    if settings.tokens.column is not None:
        raise Unavailable(f"the words stand in column {settings.tokens.column!r}, not in the texts")
    folded = "" if settings.tokens.lowercase is False else "(?i)"
    if tokens.says.startswith("characters"):
        return texts.str.replace_all(f"{folded}[{''.join(map(re.escape, words))}]", " ")
    if settings.tokens.tokenizer == "whitespace":
        gone = frozenset(words)
        cut = (re.split(r"(\s+)", text) for text in texts)
        kept = ("".join(" " if (part.lower() if folded else part) in gone else part for part in parts) for parts in cut)
        return type(texts)(texts.name, list(kept))
    return texts.str.replace_all(rf"{folded}\b(?:{'|'.join(map(re.escape, words))})\b", " ")


@provider("")
def of_estimator(
    given: GivenEstimator, fed: Fed, classes: Classes, split: Split, folds: Folds, fits: Fits, settings: Settings
) -> Own:
    """The estimator as the experiment as written: clones of it, fitted on the training rows.

    The first clone is as the estimator is. Others get another seed in place of its own: where there is one split and the
    second answers otherwise than the first, the luck of the seed stands in the intervals.
    """
    key = ("estimator", fed.key, of_arrays(split.train, classes.codes))

    def answer(seed: int) -> Codes:
        if len(np.unique(classes.codes[split.train])) < 2:
            raise Unavailable("the training rows hold only one class")
        own_seed = None if seed == settings.seed else seed
        return fits.once((*key, seed), lambda: _answers(given, fed, classes, split.train, seed, own_seed))

    several = len(folds.folds) == 1 and _seeds_of(given.estimator) and _depends_on(answer, settings.seed)
    how = f"{given.says}, cloned and fitted on {len(split.train):,} rows"
    return Own(given.says, how, answer, NETWORK_SEEDS if several else 1)


def _depends_on(answer: Callable[[int], Codes], seed: int) -> bool:
    """Whether another seed gives other answers; also where there are none to be had, which whoever asks next is told."""
    try:
        return not np.array_equal(answer(seed), answer(seed + 1))
    except Unavailable:
        return False


def _answers(
    given: GivenEstimator, fed: Fed, classes: Classes, train: NDArray[np.int64], seed: int, own_seed: int | None
) -> Codes:
    """The class a row that one clone gives, with `own_seed` for its own if there is one.

    Random numbers that it draws from elsewhere begin with `seed`.
    """
    from sklearn.base import clone

    labels = _own_labels(given.given.labels, classes)
    with _seeded(seed):
        try:
            one = clone(given.estimator)
            if own_seed is not None:
                one.set_params(**dict.fromkeys(_seeds_of(one), own_seed % 2**32))
            one.fit(taken(fed.rows, train), labels[classes.codes[train]])
            said = np.asarray(one.predict(fed.rows))
        except Exception as error:  # it is the user's code: whatever it raises is the reason
            raise Unavailable(f"{given.says} could not be fitted: {_told(error)}") from error
    return _as_codes(said, given, classes)


def _own_labels(labels: NDArray[Any], classes: Classes) -> NDArray[Any]:
    """The label of each class as it stands in y, shape (k,)."""
    _, first = np.unique(classes.codes[classes.labelled], return_index=True)
    return labels[classes.labelled[first]]


def _as_codes(said: NDArray[Any], given: GivenEstimator, classes: Classes) -> Codes:
    """The classes that were answered. Unavailable where an answer is no label of y, as a regression's are."""
    rows = len(classes.codes)
    if said.shape not in ((rows,), (rows, 1)):
        raise Unavailable(f"{given.says} predicts an array of shape {said.shape} for {rows:,} rows, not one label a row")
    known = dict(zip(given.given.labels[classes.labelled].tolist(), classes.codes[classes.labelled].tolist(), strict=True))
    answers = said.reshape(rows).tolist()
    strange = next((answer for answer in answers if answer not in known), None)
    if strange is not None:
        raise Unavailable(f"{given.says} predicts {strange!r}, which is no label in y: is it a classifier?")
    return np.fromiter((known[answer] for answer in answers), np.int32, rows)


def _seeds_of(estimator: Any) -> list[str]:
    """The parameters that hold a seed, those of inner estimators too."""
    return sorted(name for name in estimator.get_params(deep=True) if name.rpartition("__")[2] == "random_state")


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """The global generators of Python and numpy begin with `seed`; afterwards they are as they were."""
    of_python, of_numpy = random.getstate(), np.random.get_state()  # noqa: NPY002 - what an estimator without a seed draws from
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - as above
    try:
        yield
    finally:
        random.setstate(of_python)
        np.random.set_state(of_numpy)  # noqa: NPY002 - as above


def _in_words(estimator: Any) -> str:
    """`TfidfVectorizer → LogisticRegression` of a pipeline, the name of the class of another estimator."""
    steps = getattr(estimator, "steps", None)
    if not isinstance(steps, list):
        return _kind(estimator)
    return " → ".join(_kind(step) for _, step in steps if step not in (None, "passthrough"))


def _kind(thing: object) -> str:
    return type(thing).__name__


def _told(error: Exception) -> str:
    return f"{_kind(error)}: {next(iter(str(error).splitlines()), '')}"
