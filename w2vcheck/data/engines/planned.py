"""How a large table is split: as its rows say, or by a chance of their own that no other row has a say in."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from w2vcheck.data.split import OUR_TEST_SHARE, SKLEARN_TEST_SHARE, Origin
from w2vcheck.errors import ConfigError
from w2vcheck.wording import percent

if TYPE_CHECKING:
    from w2vcheck.data.columns import Columns
    from w2vcheck.settings import Settings


@dataclass(frozen=True, slots=True)
class Planned:
    """Rows from number `test_from` on are tested, or each row with the chance `test_share`, by a hash of its number."""

    origin: Origin
    says: str
    shuffled: bool | None
    seed: int
    test_from: int | None = None
    test_share: float = 0.0


def planned(columns: Columns, settings: Settings, rows: int, rows_of_data: int | None) -> Planned:
    """The split of a table of `rows` rows, of which the first `rows_of_data` are of the data file where there are two.

    Raises `ConfigError` where the configured test rows are all the rows there are.
    """
    if rows_of_data is not None:
        return Planned("file", "", None, settings.seed, test_from=rows_of_data)
    if columns.split is not None:
        return Planned("column", "", None, settings.seed)
    if not settings.has("split"):
        says = f"none given; ours: 20 % test rows by a hash of the row number, seed {settings.seed}"
        return Planned("ours", says, True, settings.seed, test_share=OUR_TEST_SHARE)
    wanted = settings.split
    size = SKLEARN_TEST_SHARE if wanted.test_size is None else wanted.test_size
    tested = size if isinstance(size, int) else ceil(size * rows)
    if tested >= rows:
        raise ConfigError(f"a test_size below the {rows:,} rows", f"{size:,}", "leave rows to train on")
    seed = settings.seed if wanted.seed is None else wanted.seed
    share = f"{percent(size)} of the rows" if isinstance(size, float) else f"{size:,} rows"
    if wanted.shuffle is False:
        return Planned("configured", f"{share} as test, by position, not shuffled", False, seed, test_from=rows - tested)
    says = f"{share} as test, shuffled by a hash of the row number, seed {seed}"
    return Planned("configured", says, True, seed, test_share=tested / rows)
