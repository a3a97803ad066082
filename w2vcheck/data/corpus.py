"""The texts of the audit, and the key that makes two rows the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.features import Features
from w2vcheck.data.table import strings

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Corpus:
    """One text a row; a missing text is empty."""

    column: str
    texts: pl.Series


@dataclass(frozen=True, slots=True)
class Keys:
    """Rows that are the same have the same code.

    `codes` counts groups from 0 in order of first appearance, one entry a row; `n_groups` says how many there are. Empty
    texts are groups of their own: they are not copies of each other. `what` names what is compared.
    """

    codes: NDArray[np.int64]
    n_groups: int
    what: str


@provider("reading the texts")
def corpus(data: Dataset, columns: Columns) -> Corpus:
    """The text column; unavailable for a table of features."""
    if columns.text is None:
        raise Unavailable("the data is a table of features, without texts")
    return Corpus(columns.text, strings(data.table, columns.text).fill_null(""))


def normalise(text: str) -> str:
    """The key of a text: Unicode NFKC, casefold, runs of white space to one space, stripped. Nothing else (RULES).

    Stripping stop words or punctuation as well would make "I do not like it" equal "I like it".
    """
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(folded.casefold().split())


@provider("finding equal rows")
def keys(corpus: Corpus | None, features: Features | None) -> Keys:
    """Compare texts by their normalised key, rows of features by their values."""
    if corpus is not None:
        return _group((normalise(text) or None for text in corpus.texts), "texts")
    if features is None:
        raise Unavailable("there are neither texts nor features to compare")
    return _group((row.tobytes() for row in np.ascontiguousarray(features.matrix + 0.0)), "feature rows")  # 0.0 for -0.0


def _group(values: Iterable[Hashable | None], what: str) -> Keys:
    seen: dict[Hashable, int] = {}
    codes = np.fromiter(
        (seen.setdefault(row if value is None else value, len(seen)) for row, value in enumerate(values)), np.int64
    )
    return Keys(codes, len(seen), what)
