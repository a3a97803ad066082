"""Which column is what: given by the user, or guessed, and then said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

from w2vcheck.artefacts import provider
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.table import numbers, strings
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings
from w2vcheck.wording import count

if TYPE_CHECKING:
    import polars as pl

TEXT_NAMES = (
    "text",
    "texts",
    "sentence",
    "review",
    "tweet",
    "message",
    "body",
    "content",
    "comment",
    "document",
    "utterance",
    "question",
)
LABEL_NAMES = ("label", "labels", "class", "category", "target", "sentiment", "intent", "topic", "emotion", "y")
SPLIT_NAMES = ("split", "set", "subset", "partition", "fold")
SPLIT_WORDS = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
    "eval": "test",
    "holdout": "test",
    "valid": "valid",
    "validation": "valid",
    "val": "valid",
    "dev": "valid",
}
MIN_WORDS_OF_TEXT = 2.5
"""Mean words a cell from which a column reads as text; a column of names or categories lies below two."""
MIN_LENGTH_OF_TEXT = 12
"""Mean characters a cell from which a column without spaces (Chinese, Thai) reads as text."""
MAX_SHARE_OF_CLASSES = 0.2
"""Distinct values by rows up to which a column may be guessed to be the label."""
CLEARLY_LONGER = 3
"""How many times longer one text column must be than the next for the guess to be safe."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The part that each column plays.

    Either `text` is set, or `features` names the numeric columns of a feature table. `beside` are the columns that
    play no part; they are looked at as possible leaks. `guessed` says in words what was guessed.
    """

    label: str
    text: str | None = None
    features: tuple[str, ...] = ()
    split: str | None = None
    tokens: str | None = None
    beside: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Looks:
    """What one column looks like."""

    name: str
    distinct: int
    words: float
    length: float
    numeric: bool

    def is_text(self, rows: int) -> bool:
        wordy = self.words >= MIN_WORDS_OF_TEXT or self.length >= MIN_LENGTH_OF_TEXT
        named = self.name.casefold() in TEXT_NAMES
        return not self.numeric and (wordy or named) and self.distinct > min(20, 0.2 * rows)

    def may_be_label(self, rows: int) -> bool:
        return 1 <= self.distinct <= max(20, MAX_SHARE_OF_CLASSES * rows)


@provider("looking at the columns")
def columns(data: Dataset, settings: Settings) -> Columns:
    """Take the columns the user named, guess the others.

    Raises `DataError` for a column that does not exist and where the guess would be a toss-up.
    """
    if data.whole is not None:
        return data.whole.columns
    names = data.frame.columns
    guessed: list[str] = []
    split = _split_column(data, settings, guessed)
    given = settings.data
    wanted = given.target if given.label is None else given.label
    label = _named(data, wanted, "label") if wanted is not None else None
    text = _named(data, given.text, "text") if given.text is not None else None
    tokens = _named(data, settings.tokens.column, "tokens") if settings.tokens.column is not None else None
    if text is not None and text == label:
        raise DataError(
            expected="two columns, one of texts and one of labels",
            found=f"{text!r} named for both",
            advice="name another column with --label",
            file=data.table.source,
        )
    features = _feature_columns(data, given.features) if given.features is not None else ()
    if text is None and not features:
        looks = _look(data, [name for name in names if name != split])
        text = tokens or _guess_text(data, looks, label, guessed)
        if text is None:
            label = label or _guess_label(data, looks, None, guessed)
            features = tuple(look.name for look in looks if look.numeric and look.name != label)
            if not features and any(look.name == label and look.is_text(data.rows) for look in looks):
                _refuse(data, f"class names in the label column {label!r}", "texts", "name the column of labels with --label")
            if not features:
                _refuse(
                    data,
                    "a column of texts, or columns of numbers",
                    f"neither among {', '.join(names)}",
                    "name the text column with --text",
                )
            guessed.append(f"features: the {count(len(features), 'numeric columns')} (override with --features)")
    if label is None:
        looks = _look(data, [name for name in names if name not in (text, split, *(features if given.features else ()))])
        label = _guess_label(data, looks, text, guessed)
    beside = tuple(name for name in names if name not in (label, text, split, tokens, *features))
    return Columns(label, text, features, split, tokens, beside, tuple(guessed))


def text_column(data: Dataset, settings: Settings) -> tuple[str, tuple[str, ...]]:
    """The column of texts in a table that need not have labels, and what was guessed. Raises `DataError` as `columns` does."""
    if settings.data.text is not None:
        return _named(data, settings.data.text, "text"), ()
    guessed: list[str] = []
    found = _guess_text(data, _look(data, data.frame.columns), None, guessed)
    if found is None:
        names = ", ".join(data.frame.columns)
        _refuse(data, "a column of texts", f"none among {names}", "name it with --text")
    return found, tuple(guessed)


def _refuse(data: Dataset, expected: str, found: str, advice: str) -> NoReturn:
    raise DataError(expected=expected, found=found, advice=advice, file=data.table.source)


def _named(data: Dataset, wanted: str | int, part: str) -> str:
    """The column of this name or, for a number or a name of digits that no header has, of this position."""
    names = data.frame.columns
    if str(wanted) in names:
        return str(wanted)
    position = wanted if isinstance(wanted, int) else int(wanted) if re.fullmatch(r"-?\d+", wanted) else None
    if position is not None and -len(names) <= position < len(names):
        return names[position]
    if position is not None:
        _refuse(
            data, f"a {part} column at a position from 0 to {len(names) - 1}", f"position {position}", "count the columns from 0"
        )
    close = get_close_matches(str(wanted), names, 3, 0.5)
    advice = f"did you mean {' or '.join(map(repr, close))}?" if close else f"there are {', '.join(names[:12])}"
    return _refuse(data, f"a {part} column that exists", f"no column {wanted!r}", advice.rstrip("?"))


def _feature_columns(data: Dataset, given: str | Sequence[str | int]) -> tuple[str, ...]:
    """`"0:6"` (positions, end excluded), `"f0:f9"` (names, end included), `"v0,v1"` or a list."""
    names = data.frame.columns
    parts: list[str | int] = [part.strip() for part in given.split(",")] if isinstance(given, str) else list(given)
    chosen: list[str] = []
    for part in parts:
        begin, colon, end = str(part).partition(":")
        if not colon or str(part) in names:
            chosen.append(_named(data, part, "feature"))
        elif all(re.fullmatch(r"(-?\d+)?", bound) for bound in (begin, end)):
            positions = range(*slice(int(begin) if begin else None, int(end) if end else None).indices(len(names)))
            if (end and abs(int(end)) > len(names)) or not positions:
                _refuse(
                    data,
                    f"features within the {len(names)} columns",
                    f"{part!r}",
                    f"the last position is {len(names)} (excluded)",
                )
            chosen.extend(names[position] for position in positions)
        else:
            first, last = names.index(_named(data, begin, "feature")), names.index(_named(data, end, "feature"))
            if first > last:
                _refuse(data, "features from left to right", f"{part!r}", f"write '{names[last]}:{names[first]}'")
            chosen.extend(names[first : last + 1])
    if not chosen:
        _refuse(data, "at least one feature column", "an empty list", "name them with --features")
    for name in chosen:
        if numbers(data.table, name) is None:
            _refuse(
                data,
                f"numbers in the feature column {name!r}",
                repr(_no_number(data, name)),
                "leave the column out with --features",
            )
    return tuple(dict.fromkeys(chosen))


def _no_number(data: Dataset, name: str) -> str:
    """The beginning of the first cell that is no number."""
    import polars as pl

    cells = strings(data.table, name).drop_nulls()
    bad = cells.filter(cells.cast(pl.Float64, strict=False).is_null())
    return str(bad[0])[:40] if len(bad) else ""


def _split_column(data: Dataset, settings: Settings, guessed: list[str]) -> str | None:
    if settings.split.column is not None and data.test is not None:
        _refuse(data, "one split", f"a split column and a test file ({data.test.source})", "leave one of the two out")
    if settings.split.column is not None:
        return _named(data, settings.split.column, "split")
    if data.test is not None or settings.split.test_size is not None:
        return None
    for name in data.frame.columns:
        if name.casefold() in SPLIT_NAMES:
            values = {str(value).strip().casefold() for value in strings(data.table, name).drop_nulls().unique()}
            if values and values <= SPLIT_WORDS.keys() and {"test", "valid"} & {SPLIT_WORDS[value] for value in values}:
                guessed.append(f"split: column {name!r} (override with --split)")
                return name
    return None


def _look(data: Dataset, names: Iterable[str]) -> list[_Looks]:
    """Looks of these columns; wordiness is judged on the first 2,000 rows that have a value."""
    looks = []
    for name in names:
        column: pl.Series = strings(data.table, name).drop_nulls()
        sample = column.head(2000)
        words, length = sample.str.count_matches(r"\S+").to_numpy(), sample.str.len_chars().to_numpy()
        numeric = len(sample) > 0 and numbers(data.table, name) is not None
        means = (float(words.mean()), float(length.mean())) if len(sample) else (0.0, 0.0)
        looks.append(_Looks(name, column.n_unique(), *means, numeric))
    return looks


def _guess_text(data: Dataset, looks: list[_Looks], label: str | None, guessed: list[str]) -> str | None:
    candidates = sorted((look for look in looks if look.name != label and look.is_text(data.rows)), key=lambda look: -look.length)
    if not candidates:
        return None
    by_name = sorted(
        (look for look in candidates if look.name.casefold() in TEXT_NAMES),
        key=lambda look: TEXT_NAMES.index(look.name.casefold()),
    )
    if by_name:
        found = by_name[0]
    elif len(candidates) == 1 or candidates[0].length >= CLEARLY_LONGER * candidates[1].length:
        found = candidates[0]
    else:
        some = " or ".join(repr(look.name) for look in candidates[:4])
        _refuse(data, "one column that is clearly the text", f"{len(candidates)} that could be", f"say which with --text: {some}")
    guessed.append(f"text: column {found.name!r} (override with --text)")
    return found.name


def _rank_of_label_name(name: str) -> int | None:
    """Position in LABEL_NAMES of the name itself or of its last word; None for another name."""
    folded = name.casefold()
    if folded in LABEL_NAMES:
        return LABEL_NAMES.index(folded)
    last = re.split(r"[\W_]+", folded)[-1]
    return len(LABEL_NAMES) + LABEL_NAMES.index(last) if last in LABEL_NAMES else None


def _guess_label(data: Dataset, looks: list[_Looks], text: str | None, guessed: list[str]) -> str:
    others = [look for look in looks if look.name != text]
    ranked = sorted((rank, look.name) for look in others if (rank := _rank_of_label_name(look.name)) is not None)
    candidates = [
        look.name
        for look in others
        if look.may_be_label(data.rows) and not (text is None and look.numeric and look.distinct > 20)
    ]
    if ranked and (len(ranked) == 1 or ranked[0][0] < ranked[1][0]):
        found = ranked[0][1]
    elif not ranked and len(candidates) == 1:
        found = candidates[0]
    else:
        some = [name for _, name in ranked] or candidates
        if not some:
            _refuse(data, "a column of labels", f"none among {', '.join(look.name for look in looks)}", "name it with --label")
        _refuse(
            data,
            "one column that is clearly the label",
            f"{len(some)} that could be",
            f"say which with --label: {' or '.join(map(repr, some[:6]))}",
        )
    guessed.append(f"label: column {found!r} (override with --label)")
    if data.table.form == "csv" and (strings(data.table, found) == found).any():
        guessed.append(f"header: the first line; if its {found!r} is the label of a row, add a line with the column names")
    return found
