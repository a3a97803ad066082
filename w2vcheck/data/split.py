"""Which rows train and which test: given in a column or file, made as configured, or ours."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.columns import SPLIT_WORDS, Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import Table, strings
from w2vcheck.data.target import Classes, Target
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings
from w2vcheck.wording import percent

OUR_TEST_SHARE = 0.2
SKLEARN_TEST_SHARE = 0.25
"""What `sklearn.model_selection.train_test_split` takes when no size is given."""

Origin = Literal["column", "file", "configured", "ours"]


@dataclass(frozen=True, slots=True)
class Split:
    """The split of the experiment as written.

    `train` and `test` are row numbers of labelled rows. `origin` tells who made it, `says` how, in words. `shuffled` is
    None where that cannot be known (a column, a file).
    """

    train: NDArray[np.int64]
    test: NDArray[np.int64]
    origin: Origin
    says: str
    shuffled: bool | None

    @property
    def planned(self) -> bool:
        """Whether it is made here, so that a finding about it says what would happen."""
        return self.origin in ("ours", "configured")


@provider("splitting the rows")
def split(data: Dataset, columns: Columns, target: Target, classes: Classes | None, settings: Settings) -> Split:
    """Split as the user said; where nothing was said, 80/20, shuffled and stratified.

    Keys missing from a written `[split]` table get scikit-learn's defaults, since that is what the user's script would do.
    Unavailable where no class has two rows, and where scikit-learn cannot make the configured split.
    Raises `DataError` for a split column with other words than train, valid and test, and for a file without labels.
    """
    if data.whole is not None and data.whole.split is not None:
        return data.whole.split
    labelled = np.flatnonzero(~target.values.is_null().to_numpy())
    if data.test is not None:
        return _from_file(data, data.test, columns.label, labelled)
    if columns.split is not None:
        return _from_column(data, columns.split, labelled)
    if settings.has("split"):
        return _as_configured(settings, labelled, classes)
    train, test = stratified(labelled, classes.codes if classes else None, OUR_TEST_SHARE, settings.seed)
    if not len(test):
        raise Unavailable("no class has two rows, one to train on and one to test on")
    return Split(
        train, test, "ours", f"none given; ours: 20 % test rows, shuffled and stratified, seed {settings.seed}", shuffled=True
    )


def _from_file(data: Dataset, test: Table, label: str, labelled: NDArray[np.int64]) -> Split:
    first = data.data.frame.height
    of_data, of_test = labelled[labelled < first], labelled[labelled >= first]
    for rows, source in ((of_data, data.data.source), (of_test, test.source)):
        if not len(rows):
            raise DataError(f"labels in column {label!r}", "every cell empty", "give rows that have labels", source)
    return Split(of_data, of_test, "file", f"test rows from {test.source}", None)


def _from_column(data: Dataset, column: str, labelled: NDArray[np.int64]) -> Split:
    words = strings(data.table, column).str.strip_chars().str.to_lowercase().fill_null("").to_numpy()
    parts = np.array([SPLIT_WORDS.get(word, "") for word in words])
    strange = np.flatnonzero(parts == "")
    if len(strange):
        (place,) = data.places([int(strange[0])], column)
        raise DataError(
            expected=f"train, valid or test in the split column {column!r}",
            found=repr(words[strange[0]]) if words[strange[0]] else "an empty cell",
            advice="fill the column, or split otherwise",
            file=place.file,
            line=place.line,
        )
    held_out = "test" if (parts == "test").any() else "valid"
    train, test = labelled[parts[labelled] == "train"], labelled[parts[labelled] == held_out]
    if not len(train) or not len(test):
        empty = "train" if not len(train) else "test"
        raise DataError(
            f"rows of {empty} in the split column {column!r}",
            "none with a label" if (parts == (empty if empty == "train" else held_out)).any() else "none",
            "mark some, or split otherwise",
            data.table.source,
        )
    return Split(
        train, test, "column", f"column {column!r}" + (", its validation rows as test" if held_out == "valid" else ""), None
    )


def _as_configured(settings: Settings, labelled: NDArray[np.int64], classes: Classes | None) -> Split:
    """As scikit-learn's `train_test_split` does it, by its own code."""
    from sklearn.model_selection import train_test_split

    wanted = settings.split
    size = SKLEARN_TEST_SHARE if wanted.test_size is None else wanted.test_size
    shuffle = wanted.shuffle is not False
    seed = settings.seed if wanted.seed is None else wanted.seed
    stratify = bool(wanted.stratify) and shuffle and classes is not None
    try:
        train, test = train_test_split(
            labelled,
            test_size=size,
            shuffle=shuffle,
            random_state=seed if shuffle else None,
            stratify=classes.codes[labelled] if stratify and classes else None,
        )
    except ValueError as error:
        raise Unavailable(f"scikit-learn cannot make the configured split: {str(error).splitlines()[0]}") from error
    manner = f"shuffled, seed {seed}" if shuffle else "by position, not shuffled"
    share = f"{percent(size)} of the rows" if isinstance(size, float) else f"{size:,} rows"
    return Split(train, test, "configured", f"{share} as test, {manner}{', stratified' if stratify else ''}", shuffle)


def stratified(
    rows: NDArray[np.int64], codes: NDArray[np.int32] | None, share: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Shuffle `rows` and set `share` of each class aside, at least one row of every class that has two.

    `codes` is indexed by row; None treats all rows as one class. Returns train and test rows, sorted.
    """
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(rows)
    parts = [shuffled] if codes is None else _by_class(shuffled, codes[shuffled])
    taken = [own[: min(len(own) - 1, max(1, round(share * len(own))))] if len(own) > 1 else own[:0] for own in parts]
    test = np.sort(np.concatenate(taken))
    return np.setdiff1d(rows, test, assume_unique=True), test


def _by_class(rows: NDArray[np.int64], codes: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """The rows of each class, classes and rows in order; sorted once, since there may be very many classes."""
    order = np.argsort(codes, kind="stable")
    return np.split(rows[order], np.flatnonzero(np.diff(codes[order])) + 1)
