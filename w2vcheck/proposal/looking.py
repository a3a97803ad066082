"""What a folder holds that a configuration has to speak of: tables, the columns in them, training scripts, vectors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path

from w2vcheck.artefacts import Store, silent
from w2vcheck.code.experiment import WrittenExperiment, seen_from
from w2vcheck.code.files import find_files
from w2vcheck.code.source import Source, read_source
from w2vcheck.data.columns import Columns, columns
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.counts import ClassCounts
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.dates import read_dates, words_of
from w2vcheck.data.engines.reading import opened, rows_of
from w2vcheck.data.groups import SOURCE_NAMES
from w2vcheck.data.table import strings
from w2vcheck.data.tokens import unsegmented
from w2vcheck.errors import ConfigError, DataError, SourceError, W2vcheckError
from w2vcheck.results import Location
from w2vcheck.settings import Settings, overlay, override
from w2vcheck.wording import count, listing, percent

TABLES = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".parquet")
VECTORS = (".w2v", ".kv", ".vec", ".glove", ".wordvectors")
FOLDERS = ("", "data", "datasets", "dataset")
"""Where tables are looked for, below the folder."""
PATHS = ("word2vec.corpus", "word2vec.vectors")
MOST_TABLES, MOST_SCRIPTS, MOST_BYTES = 10, 200, 2_000_000
_DATE_WORDS = frozenset({"date", "time", "timestamp", "day", "created", "updated", "year", "at"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A value for a setting, and in words why."""

    value: object
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Guesses by dotted key; `remarks` on the whole; `hints` by the key that they are about, where nothing is set."""

    guesses: Mapping[str, Guess] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)


def propose(folder: Path, data: str | None, *, text: str | None = None, label: str | None = None) -> Proposal:
    """What a configuration in `folder` should say.

    Args:
        folder: Where the file will stand; paths in it are from there.
        data: The table, from the current folder; None takes one that is there.
        text: The column of texts, where it is not to be guessed.
        label: The column of labels, where it is not to be guessed.

    Raises:
        DataError: For a table that is none, and where the columns cannot be told.
        ConfigError: Where there is neither a table nor a script to speak of.
    """
    named = {"data.text": text, "data.label": label}
    guesses: dict[str, Guess] = {}
    hints: dict[str, str] = {}
    scripted, remarks = _script(folder)
    found = _table(folder, data, named)
    if found is None and not scripted:
        expected = f"a table to look at in {str(folder)!r}, such as data.csv"
        raise ConfigError(expected, "none, and no training script either", "name one: w2vcheck init data.csv")
    if found is not None:
        guesses |= found.guesses
        hints |= found.hints
        remarks = (*found.remarks, *remarks)
    taken = {key: guess for key, guess in scripted.items() if key.partition(".")[0] in ("word2vec", "classifier")}
    if found is None or not any(key.startswith("split.") or key == "data.test" for key in guesses):
        taken |= {key: guess for key, guess in scripted.items() if key.startswith("split.")}
    vectors = sorted(one for one in _files(folder) if one.suffix.casefold() in VECTORS)
    if vectors:
        names = listing([relpath(one, folder) for one in vectors], 3)
        hints["word2vec.vectors"] = f"{names} {'lies' if len(vectors) == 1 else 'lie'} here: set this to use trained vectors"
    return Proposal(guesses | taken, remarks, hints)


def _table(folder: Path, data: str | None, named: Mapping[str, str | None]) -> Proposal | None:
    """What the table says; of several in the folder, the largest that can be worked with."""
    if data is not None:
        return _described(folder, Path(data), None, named)
    tables = sorted((one for one in _files(folder) if _is_table(one)), key=lambda one: (-one.stat().st_size, one.name))
    refused: list[DataError] = []
    for table in tables[:MOST_TABLES]:
        if _other(table, tables, "test", "train") is not None:
            continue  # test rows, which go with the file of the training rows
        try:
            found = _described(folder, table, _other(table, tables, "train", "test"), named)
        except DataError as error:
            refused.append(error)
            continue
        others = [relpath(one, folder) for one in tables if one != table and relpath(one, folder) not in _paths(found)]
        more = (f"Other tables here: {listing(others)}.",) if others else ()
        return Proposal(found.guesses, found.remarks + more, found.hints)
    if refused:
        raise refused[0]
    return None


def _paths(found: Proposal) -> set[object]:
    return {guess.value for key, guess in found.guesses.items() if key in ("source", "data.test")}


def _other(table: Path, tables: Iterable[Path], word: str, its: str) -> Path | None:
    """The file that is called like this one, but for `its` in the place of `word`."""
    if word not in table.name.casefold():
        return None
    wanted = table.name.casefold().replace(word, its)
    return next((one for one in tables if one.parent == table.parent and one.name.casefold() == wanted), None)


def _files(folder: Path) -> Iterator[Path]:
    for name in FOLDERS:
        place = folder / name
        if place.is_dir():
            yield from (one for one in sorted(place.iterdir()) if one.is_file() and not one.name.startswith("."))


def _is_table(path: Path) -> bool:
    return Path(path.name.removesuffix(".gz")).suffix.casefold() in TABLES


def _described(folder: Path, table: Path, test: Path | None, named: Mapping[str, str | None]) -> Proposal:
    settings = override(Settings(), named)
    data = opened(str(table), settings)
    try:
        rows = rows_of(data, None if test is None else opened(str(test), settings), settings, silent)
        known = columns(rows, settings)
    except DataError:
        if test is None:
            raise
        return _described(folder, table, None, named)
    store = Store({Dataset: rows, Settings: settings})
    guesses = {"source": Guess(_from(folder, table), f"{count(rows.rows, 'rows')}{'' if rows.whole is None else ' looked at'}")}
    if test is not None:
        guesses["data.test"] = Guess(_from(folder, test), "named like the file of training rows; its rows are never trained on")
    guesses |= _columns_of(known, store)
    if known.split is not None:
        guesses["split.column"] = Guess(known.split, "its cells say train and test")
    if known.text is not None and unsegmented(store.get(Corpus).texts):
        guesses["tokens.tokenizer"] = Guess("characters", "the texts are written without spaces between words")
    return Proposal(guesses, tuple(_remarks(known, rows)), {})


def _columns_of(known: Columns, store: Store) -> dict[str, Guess]:
    guesses = {}
    if known.text is not None:
        texts = store.get(Corpus).texts
        unit, pattern = ("characters", ".") if unsegmented(texts) else ("words", r"\S+")
        sizes = texts.head(2000).str.count_matches(pattern).to_numpy()
        guesses["data.text"] = Guess(known.text, f"{sizes.mean():.0f} {unit} a text on average")
    else:
        guesses["data.features"] = Guess(known.features, f"{count(len(known.features), 'columns')} of numbers")
    classes = store.find(ClassCounts)
    said = (
        "" if classes is None else f"{len(classes.names):,} classes, the largest {percent(classes.rows.max() / classes.labelled)}"
    )
    return guesses | {"data.label": Guess(known.label, said or "what is to be predicted")}


def _remarks(known: Columns, rows: Dataset) -> Iterator[str]:
    """On columns that play no part, but are looked at."""
    for name in known.beside:
        cells = strings(rows.table, name)
        words = set(words_of(name))
        if read_dates(cells, named=bool(words & _DATE_WORDS)) is not None:
            yield f"Column {name!r} holds dates; W2V309 looks whether test rows are older than training rows."
        elif words & SOURCE_NAMES:
            yield f"Column {name!r} says where a row comes from; W2V308 looks whether a source is on both sides of the split."


def _from(folder: Path, path: Path) -> str:
    """The path as a file in `folder` says it, with the separators that work everywhere."""
    outside = path.is_absolute() and not path.is_relative_to(folder.absolute())
    return str(path) if outside else Path(relpath(path, folder)).as_posix()


def _script(folder: Path) -> tuple[dict[str, Guess], tuple[str, ...]]:
    """The settings of the script that says most about an experiment, and a remark on it and on others."""
    told = sorted(_told(folder), key=lambda one: (-len(one[1]), one[0]))
    if not told:
        return {}, ()
    path, written, reasons = told[0]
    lost = {key: guess for key, guess in written.items() if key in PATHS and not (folder / str(guess.value)).exists()}
    guesses = {key: guess for key, guess in written.items() if key not in lost}
    name = Path(relpath(path, folder)).as_posix()
    remarks = [f"The experiment is that of {name}. `w2vcheck audit --script {name}` reads it anew each time."]
    remarks += [f"[{table}] could not be read out of {name}: {reason}." for table, reason in sorted(reasons.items())]
    remarks += [f"{name} reads {guess.value!r}, which is not there ({key})." for key, guess in lost.items()]
    if len(told) > 1:
        remarks.append(f"Other scripts that train: {listing([relpath(other, folder) for other, _, _ in told[1:]])}.")
    return guesses, tuple(remarks)


def _told(folder: Path) -> Iterator[tuple[str, dict[str, Guess], Mapping[str, str]]]:
    try:
        scripts = find_files((str(folder),))
    except SourceError:
        return
    for path in scripts[:MOST_SCRIPTS]:
        try:
            written = _experiment(path) if os.stat(path).st_size <= MOST_BYTES else None  # noqa: PTH116 - a name, not a Path
        except (W2vcheckError, OSError):
            continue
        if written is None or not any(key.startswith(("word2vec.", "classifier.")) for key in written.values):
            continue
        values = {
            key: Path(seen_from(str(folder), path, str(value))).as_posix() if key in PATHS else value
            for key, value in written.values.items()
        }
        settings = overlay(Settings(), values, written.places, written.unresolved)
        guesses = {
            key: Guess(value, _line(folder, written.places.get(key)))
            for key, value in values.items()
            if key.partition(".")[0] not in settings.unresolved and key.partition(".")[0] in ("split", "word2vec", "classifier")
        }
        yield path, guesses, settings.unresolved


def _experiment(path: str) -> WrittenExperiment:
    return Store({Source: read_source(path)}).get(WrittenExperiment)


def _line(folder: Path, place: Location | None) -> str:
    if place is None or place.file is None:
        return "as the script has it"
    where = Path(relpath(place.file, folder)).as_posix()
    cell = "" if place.cell is None else f", cell {place.cell}"
    return f"{where}{cell}, line {place.line}"
