"""What every row is reduced to before anything is counted: a handful of numbers and its label.

This is the one place where the rows themselves are read, so that every engine sees the same: the normalised key, the kind
of an empty text, the label, the side of the split, and the row's draw for the sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from w2vcheck.data.blanks import PLACEHOLDERS
from w2vcheck.data.columns import SPLIT_WORDS
from w2vcheck.data.corpus import normalise
from w2vcheck.data.engines.engine import ROW
from w2vcheck.data.table import Table, numbers, strings
from w2vcheck.data.tokens import PATTERNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl
    from numpy.typing import NDArray

    from w2vcheck.data.tokens import Tokenizer

NARROW = {"row": "int64", "key": "int64", "blank": "int64", "label": "string", "part": "int64", "draw": "int64"}
"""The columns of a row, none of them ever null.

`key` is a hash of the normalised text, or of the features, and 0 for an empty text. `blank` is 0, or `MISSING`, `WORDLESS`,
or a number in `PLACEHOLDER`. `label` stands as written and is "" where it is missing. `draw` lies in [0, 2^63).
"""
MISSING, WORDLESS = 1, 2
PLACEHOLDER = {text: number for number, text in enumerate(sorted(PLACEHOLDERS), start=3)}
TRAIN, TEST, VALID, STRANGE = 1, 2, 3, -1
PARTS = {"train": TRAIN, "test": TEST, "valid": VALID}
TOP = 2**63
"""Draws lie below this."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What the columns are, and how the rows are split.

    `split` is the column that says so; otherwise rows from number `test_from` on are tested, or each row with the chance
    `test_share`. `classes` is False where the label is a continuous number, of which only its absence is kept. `first` is
    added to all row numbers.
    """

    label: str
    text: str | None
    features: tuple[str, ...]
    tokenizer: Tokenizer
    split: str | None
    test_from: int | None
    test_share: float
    seed: int
    classes: bool = True
    first: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        named = (self.text, self.label, self.split, *self.features)
        return tuple(dict.fromkeys((ROW, *(name for name in named if name is not None))))


def narrow(batch: pl.DataFrame, roles: Roles) -> pl.DataFrame:
    """The narrow columns of a batch of rows; the same for a row whatever batch it comes in."""
    import polars as pl

    table = Table(batch, "", "frame", has_header=True)
    row = batch[ROW].cast(pl.Int64).to_numpy() + roles.first
    label = strings(table, roles.label).fill_null("")
    label = label.set(label.str.strip_chars() == "", "")
    if not roles.classes:
        label = label.set(label != "", "*")
    if roles.text is not None:
        texts = strings(table, roles.text).fill_null("")
        key, blank = _hashes(normalise(text).encode() for text in texts), _blank(texts, roles.tokenizer)
    else:
        matrix = np.column_stack([_figures(table, name) for name in roles.features])
        key, blank = _hashes(cells.tobytes() for cells in np.ascontiguousarray(matrix + 0.0)), np.zeros(len(row), np.int64)
    columns = {"row": row, "key": key, "blank": blank, "label": label, "part": _parts(table, row, roles)}
    return pl.DataFrame(columns | {"draw": scrambled(key, roles.seed)}, schema_overrides={"label": pl.String})


def scrambled(values: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Evenly spread numbers in [0, 2^63), one for each value under this seed.

    Source: the finaliser of SplitMix64, Steele, Lea and Flood, OOPSLA 2014.
    """
    state = values.astype(np.uint64) + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((state ^ (state >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)


def _hashes(values: Iterable[bytes]) -> NDArray[np.int64]:
    """BLAKE2b of each value in 64 bits, never 0; 0 for no bytes.

    Among ten million different texts two share a hash with a chance of 3 in a million.
    """
    return np.array(
        [int.from_bytes(blake2b(value, digest_size=8).digest(), "little", signed=True) or 1 if value else 0 for value in values],
        np.int64,
    )


def _figures(table: Table, column: str) -> NDArray[np.float64]:
    figures = numbers(table, column)
    return np.full(table.frame.height, np.nan) if figures is None else figures


def _blank(texts: pl.Series, tokenizer: Tokenizer) -> NDArray[np.int64]:
    """The kind of each empty text, as `w2vcheck.data.blanks` has them; 0 for texts that say something."""
    stripped = texts.str.strip_chars()
    blank = stripped.replace_strict(PLACEHOLDER, default=0).to_numpy().astype(np.int64)
    blank[~texts.str.contains(PATTERNS[tokenizer]).to_numpy()] = WORDLESS
    blank[(stripped == "").to_numpy()] = MISSING
    return blank


def _parts(table: Table, row: NDArray[np.int64], roles: Roles) -> NDArray[np.int64]:
    """The side of the split on which each row stands."""
    if roles.split is not None:
        words = strings(table, roles.split).str.strip_chars().str.to_lowercase().fill_null("")
        codes = {word: PARTS[part] for word, part in SPLIT_WORDS.items()}
        return words.replace_strict(codes, default=STRANGE).to_numpy().astype(np.int64)
    if roles.test_from is not None:
        return np.where(row < roles.test_from, TRAIN, TEST)
    # Another stream of numbers than that of the sample, or the sample would hold test rows only.
    return np.where(scrambled(row, ~roles.seed % 2**32) < roles.test_share * TOP, TEST, TRAIN)
