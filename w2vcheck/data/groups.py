"""Who or where a row comes from: columns of authors, users and sources, and what they say about the label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.columns import Columns
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.dates import read_dates, words_of
from w2vcheck.data.leaks import FOLDS, LabelCopies, group_accuracy
from w2vcheck.data.table import numbers, strings
from w2vcheck.data.target import Classes
from w2vcheck.intervals import permutation_p
from w2vcheck.settings import Settings

if TYPE_CHECKING:
    import polars as pl

SOURCE_NAMES = frozenset(
    {"user", "users", "username", "author", "authors", "writer", "speaker", "sender", "from", "source", "publisher", "patient"}
    | {"customer", "client", "person", "annotator", "subject", "thread", "conversation", "session", "account"}
)
"""Last words in the name of a column that says where a row comes from."""
SITE_NAMES = frozenset({"domain", "site", "host", "url"})
"""The same, where the values have dots in them: "domain" may also be a topic."""
HANDLES = frozenset({"id", "ids", "name", "names", "key", "handle", "no", "nr", "number", "code", "hash"})
"""Words after such a word: "user_id" is about users, "user_type" is not."""
FEWEST_GROUPS = 5
MOST_CATEGORIES = 20
"""Different values up to which a column of another name is a plain category (RULES, 308)."""
FEWEST_ROWS_A_GROUP = 2
"""Mean rows a value from which the values repeat."""
FROM = r"(?i)\A(?:[A-Z][A-Z-]*:[^\n]*\n){0,20}?From:[ \t]*([^\n]+)"
"""The From line among the header lines at the top of a message."""
ADDRESS = r"([\w.+-]+@[\w.-]+)"
SHARE_OF_MESSAGES = 0.5
"""Share of the texts that must have a From line for the texts to be messages."""
PERMUTATIONS = 99
ROWS_TO_PERMUTE = 20_000
"""The permutation test takes whole groups, chosen at random, up to about this many rows."""
SCREEN = 0.05
"""Gain below which a column is not put to the permutation test: it could not fire."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One column of groups, or the From lines of the texts.

    `codes` has one entry a row, from 0, or -1 without a value; `n_groups` counts the values, `names` holds the value of each
    row. `column` is None for From lines, `says` names either, and `named` tells whether the name is that of a source.
    `accuracy` is that of answering each row with the most frequent label of the rows of its group in the other folds, over
    `n` rows; `gain` is (accuracy - majority) / (1 - majority), `p` comes from shuffled labels.
    """

    column: str | None
    says: str
    named: bool
    codes: NDArray[np.int64]
    n_groups: int
    names: pl.Series
    accuracy: float
    majority: float
    gain: float
    n: int
    p: float


@dataclass(frozen=True, slots=True)
class Groupings:
    """Every grouping of the rows, strongest gain first; at least one."""

    found: tuple[Grouping, ...]


@provider("looking for authors and sources")
def groupings(
    data: Dataset, columns: Columns, corpus: Corpus | None, classes: Classes, copies: LabelCopies, settings: Settings
) -> Groupings:
    """Find columns, and From lines in the texts, that say where the rows come from; unavailable where there are none.

    The columns are those that play no part and features with such a name; copies of the label are left out.
    """
    found = []
    named_features = tuple(name for name in columns.features if is_source_name(name))
    for name in (*columns.beside, *named_features):
        cells = strings(data.table, name).str.strip_chars().replace("", None)
        if name not in copies.columns and _is_grouping(data, name, cells):
            named = is_source_name(name) or "id" in words_of(name)
            found.append(_measured(name, f"column {name!r}", cells, classes, settings.seed, named=named))
    senders = senders_of(corpus.texts) if corpus is not None else None
    if senders is not None and FEWEST_GROUPS <= senders.drop_nulls().n_unique() <= len(senders) / FEWEST_ROWS_A_GROUP:
        found.append(_measured(None, "the From lines of the texts", senders, classes, settings.seed, named=True))
    if not found:
        raise Unavailable("no column beside the texts names the author or source of several rows")
    return Groupings(tuple(sorted(found, key=lambda one: -one.gain)))


def is_source_name(name: str) -> bool:
    """Whether a column of this name says where a row comes from: "author", "user_id", "SpeakerName", but not "user_type"."""
    return _subject_of(name) in SOURCE_NAMES or words_of(name) in (["group"], ["group", "id"])


def _subject_of(name: str) -> str:
    """The last word of a name before "id", "name" and the like."""
    words = words_of(name)
    while len(words) > 1 and words[-1] in HANDLES:
        words.pop()
    return words[-1] if words else ""


def _is_grouping(data: Dataset, name: str, cells: pl.Series) -> bool:
    """Whether the values of a column repeat as those of authors do, and are no categories, quantities or dates."""
    known = cells.drop_nulls()
    distinct = known.n_unique()
    if not FEWEST_GROUPS <= distinct <= len(known) / FEWEST_ROWS_A_GROUP:
        return False
    if is_source_name(name):
        return True
    if _subject_of(name) in SITE_NAMES:
        return bool(known.str.contains(r"\w\.\w").mean() >= SHARE_OF_MESSAGES)  # type: ignore[operator]  # Boolean, has a mean
    quantity = numbers(data.table, name) is not None and "id" not in words_of(name)
    return distinct > MOST_CATEGORIES and not quantity and read_dates(cells, named=True) is None


def senders_of(texts: pl.Series) -> pl.Series | None:
    """The lower-cased address, or else the name, in the From line of each text; None where fewer than half have one."""
    import polars as pl

    lines = texts.str.extract(FROM).str.strip_chars().str.to_lowercase()
    if not len(texts) or lines.is_not_null().mean() < SHARE_OF_MESSAGES:  # type: ignore[operator]  # a Boolean column has a mean
        return None
    return pl.select(pl.coalesce(lines.str.extract(ADDRESS), lines)).to_series()


def _measured(column: str | None, says: str, cells: pl.Series, classes: Classes, seed: int, *, named: bool) -> Grouping:
    codes = cells.rank("dense").fill_null(0).to_numpy().astype(np.int64) - 1
    rows = classes.labelled
    truth = classes.codes[rows].astype(np.int64)
    rng = np.random.default_rng(seed)
    fold = rng.permutation(len(rows)) % FOLDS
    majority = classes.majority
    accuracy = group_accuracy(codes[rows], truth, fold, classes.k)
    gain = (accuracy - majority) / (1 - majority) if majority < 1 else 0.0
    p = _permutation_p(codes[rows], truth, fold, classes.k, rng) if gain >= SCREEN else 1.0
    return Grouping(column, says, named, codes, int(codes.max()) + 1, cells, accuracy, majority, gain, len(rows), p)


def _permutation_p(
    codes: NDArray[np.int64], truth: NDArray[np.int64], fold: NDArray[np.int64], k: int, rng: np.random.Generator
) -> float:
    """How often shuffled labels are answered at least as well, on a sample of whole groups."""
    order = rng.permutation(int(codes.max()) + 2)
    rows_until = np.cumsum(np.bincount(order[codes + 1], minlength=len(order)))
    kept = (rows_until <= max(ROWS_TO_PERMUTE, int(rows_until[0])))[order[codes + 1]]
    codes, truth, fold = codes[kept], truth[kept], fold[kept]
    accuracy = group_accuracy(codes, truth, fold, k)
    return permutation_p(accuracy, (group_accuracy(codes, rng.permutation(truth), fold, k) for _ in range(PERMUTATIONS)))
