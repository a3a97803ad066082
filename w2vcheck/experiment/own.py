"""What the user trains, given as something that runs: it takes the place of a configured classifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Store, Unavailable, provider
from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment.approach import Approach
from w2vcheck.experiment.as_written import STAGE, AsWritten, Trained, outcome_of
from w2vcheck.settings import Settings

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Own:
    """The user's model, on the split under audit.

    `answer` trains a copy, from the start that a seed gives, on the training rows alone, and gives a class to every row of the
    table, shape (rows,); it raises `Unavailable`, with the reason, where it cannot. It may be asked twice for one seed.
    `title` names the model in a sentence, `how` says what is trained and on what, `seeds` how many seeds are worth the time.
    """

    title: str
    how: str
    answer: Callable[[int], Codes]
    seeds: int = 1


@provider("")
def own() -> Own:
    """There is none unless `in_place` puts one here."""
    raise Unavailable("no model was given that runs")


def in_place(store: Store, make: Callable[..., Own]) -> Store:
    """The store in which the user's model is the experiment as written, and what the waterfall scores.

    `make` is a provider of `Own`: it asks for the artefacts that its model is made from (split, classes, tokens or inputs), so
    that it is asked anew for every fold and after every remedy that changes one of them. Nothing stands in for a model that
    cannot be trained: the experiment as written is then skipped, with its reason.
    """
    return store.varied(make).varied(_approach).varied(_as_written)


@provider("training the experiment")
def _approach(own: Own, settings: Settings) -> Approach:
    return Approach(np.stack([own.answer(settings.seed + number) for number in range(own.seeds)]), own.title)


@provider(STAGE)
def _as_written(own: Own, classes: Classes, split: Split, keys: Keys, settings: Settings) -> AsWritten:
    begin = perf_counter()
    done = Trained(own.answer(settings.seed), None, None)
    return outcome_of(done, f"{own.how}; {split.says}", perf_counter() - begin, classes, split, keys, settings)
