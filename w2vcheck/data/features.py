"""The numbers of a feature table, as the user's model would see them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import numbers
from w2vcheck.errors import DataError

LARGEST = float(np.finfo(np.float32).max)
"""Beyond it torch would read infinity."""


@dataclass(frozen=True, slots=True)
class Features:
    """`matrix` has shape (rows, features), float64 and finite also as float32; `names` one name a column."""

    names: tuple[str, ...]
    matrix: NDArray[np.float64]


@provider("reading the features")
def features(data: Dataset, columns: Columns) -> Features:
    """The feature columns; unavailable where the data are texts.

    Raises `DataError` for a cell that is missing, NaN, infinite or too large for float32: no model can be trained on it.
    """
    if not columns.features:
        raise Unavailable("the data are texts, not a table of features")
    matrix = np.empty((data.rows, len(columns.features)))
    for position, name in enumerate(columns.features):
        column = numbers(data.table, name)
        if column is None:
            raise DataError(
                f"numbers in the feature column {name!r}",
                "other cells",
                "leave the column out with --features",
                data.table.source,
            )
        bad = np.flatnonzero(~(np.abs(column) <= LARGEST))
        if len(bad):
            (place,) = data.places([int(bad[0])], name)
            found = data.frame[name][int(bad[0])]
            raise DataError(
                expected=f"a finite number below {LARGEST:.1g} in the feature column {name!r}"
                if np.isfinite(column[bad[0]])
                else f"a finite number in the feature column {name!r}",
                found=f"{'an empty cell' if found in (None, '') else repr(str(found))} (and {len(bad) - 1:,} more like it)",
                advice="fill or drop these rows before training; no model can learn from them",
                file=place.file,
                line=place.line,
            )
        matrix[:, position] = column
    return Features(columns.features, matrix)
