"""A remedy: a pure change of the experiment that undoes one fault, so that the fault's worth can be measured."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from w2vcheck.artefacts import Unavailable


class NothingToUndo(Unavailable):
    """The experiment has no such part: word vectors that it does not use can do it no harm."""


class Stage(IntEnum):
    """Where in the experiment a remedy acts; remedies are applied in this order."""

    LEAKAGE = 0
    SPLIT = 1
    EMBEDDING = 2
    MODEL = 3


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would be done: `says` it in words that follow "as written, but", such as "without the column 'id'".

    `changes` are providers of the artefacts that differ, each marked with `w2vcheck.artefacts.provider`; one that asks for its
    own type gets what there was before, so that remedies compose.
    """

    stage: Stage
    says: str
    changes: tuple[Callable[..., object], ...]
