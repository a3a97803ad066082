"""The cache: reports of audits and what took long to train, by a hash of everything that they come from.

One file an entry, a numpy archive without pickles whose name is the hash of the bytes of the data, the settings that matter, and
the code and libraries that made it; so an entry is never out of date, and two audits at once can only write the same. A file
that is damaged, or of another form, is not there. A folder that cannot be written to costs time and nothing else.

Reports quote texts, and so do these files: only their owner may read them. The entries used longest ago go first when there
are more bytes than `MOST_BYTES`.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from time import time
from tokenize import TokenError
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from w2vcheck.codec import Arrays, UnknownForm, decode, encode
from w2vcheck.whole_file import LEFT_BEHIND

if TYPE_CHECKING:
    from hashlib import _Hash

    import polars as pl

FORMAT = 1
"""Rises when the form of the files changes."""
MOST_BYTES = 512 * 1024 * 1024
"""Bytes that the folder may hold; W2VCHECK_CACHE_BYTES says otherwise."""
FOLDER, BYTES = "W2VCHECK_CACHE_DIR", "W2VCHECK_CACHE_BYTES"
LIBRARIES = ("numpy", "scipy", "polars", "scikit-learn", "gensim", "torch")
_SUFFIX, _UNFINISHED, _DOCUMENT = ".npz", ".new-", "document"
_DAMAGED = (
    *(OSError, ValueError, LookupError, TypeError, EOFError, MemoryError, OverflowError, RuntimeError, SyntaxError, TokenError),
    *(zipfile.BadZipFile, zlib.error, UnknownForm),
)
"""What reading a damaged or foreign file may raise."""

T = TypeVar("T")


def folder() -> Path | None:
    """The folder of the cache, which need not exist. None, and no cache then, where W2VCHECK_CACHE_DIR is set to nothing.

    None for a user without a home folder, too.
    """
    chosen = os.environ.get(FOLDER)
    if chosen is not None:
        return Path(chosen) if chosen else None
    from platformdirs import user_cache_dir

    try:
        return Path(user_cache_dir("w2vcheck", appauthor=False))
    except RuntimeError:  # a user without a home, as containers have them
        return None


@dataclass(frozen=True, slots=True)
class Cache:
    """The entries of one audit's data, in `folder`; `content` is the hash of the data, of the code and of the libraries."""

    folder: Path
    content: str

    def get(self, kind: type[T], about: object) -> T | None:
        """What was put under this type and `about`, any JSON value; None where there is nothing that can be read."""
        path = self._path(kind, about)
        try:
            with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as archive:
                document = json.loads(archive[_DOCUMENT].tobytes())
                arrays = {name: archive[name] for name in archive.files if name != _DOCUMENT}
            found = decode(kind, document, arrays)
        except _DAMAGED:
            return None
        with suppress(OSError):
            os.utime(path)  # used now: the others go first
        return cast("T", found)

    def put(self, value: object, about: object) -> None:
        """Keep a value under its type and `about`. Where that cannot be done, nothing happens."""
        arrays: Arrays = {}
        try:
            document = json.dumps(encode(value, arrays)).encode()
        except UnknownForm:
            return
        path = self._path(type(value), about)
        with suppress(OSError):
            _make(path.parent)
            _write(path, {_DOCUMENT: np.frombuffer(document, np.uint8), **arrays})
            _trim(path.parent, _most_bytes())

    def _path(self, kind: type, about: object) -> Path:
        said = json.dumps([FORMAT, self.content, kind.__module__, kind.__qualname__, about], sort_keys=True)
        return self.folder / (hashlib.sha256(said.encode()).hexdigest() + _SUFFIX)


def open_cache(parts: Iterable[str | Path | pl.DataFrame | None]) -> Cache | None:
    """The cache for data of these files and frames; names and anything else that matters come as strings.

    Of files the bytes count. None where the cache is switched off, and where the data cannot be read.
    """
    place = folder()
    if place is None:
        return None
    content = hashlib.sha256(_origin().encode())
    try:
        for part in parts:
            _add(content, part)
    except (OSError, ValueError, TypeError):
        return None
    return Cache(place, content.hexdigest())


def _add(content: _Hash, part: str | Path | pl.DataFrame | None) -> None:
    match part:
        case None:
            content.update(b"\0none")
        case str():
            content.update(b"\0text" + hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
        case Path():
            content.update(b"\0file" + _hash_of(part))
        case frame:
            written = BytesIO()
            _write_frame(frame, written)
            content.update(b"\0frame" + hashlib.sha256(written.getbuffer()).digest())


def _write_frame(frame: pl.DataFrame, written: BytesIO) -> None:
    from polars.exceptions import PolarsError

    try:
        frame.rechunk().write_ipc(written, compression="uncompressed")
    except PolarsError as error:  # a column of Python objects
        raise ValueError(str(error)) from error


def _hash_of(file: Path) -> bytes:
    if not file.is_file():
        raise ValueError("a pipe: reading it here would leave nothing of it")
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


@cache
def _origin() -> str:
    """What made the entries: the code of w2vcheck and of the rules of others, the libraries, Python and the kind of machine."""
    from w2vcheck.plugins import fingerprint

    root = Path(__file__).parent
    code = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        code.update(f"{file.relative_to(root).as_posix()}\0".encode() + _hash_of(file))
    return json.dumps(
        [FORMAT, code.hexdigest(), fingerprint(), platform.python_version(), platform.machine(), *map(_version, LIBRARIES)]
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _make(place: Path) -> None:
    """The folder, for its owner alone where it is new."""
    if not place.is_dir():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)


def _write(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write under a name of its own, readable by the owner alone, then rename: others see all of it or nothing."""
    handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _most_bytes() -> int:
    given = os.environ.get(BYTES, "")
    return int(given) if given.isdecimal() else MOST_BYTES


def _entries(place: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Our files in the folder, and what writers that were stopped left behind."""
    with suppress(OSError):
        for file in place.iterdir():
            ours = file.name.startswith(_UNFINISHED) or (
                file.suffix == _SUFFIX and len(file.stem) == hashlib.sha256().digest_size * 2
            )
            with suppress(OSError):
                if ours and file.is_file():
                    yield file, file.stat()


def _trim(place: Path, most: int) -> None:
    """Remove what was left behind, then the entries used longest ago until no more than `most` bytes are left."""
    entries = sorted(_entries(place), key=lambda entry: (not _is_left_behind(*entry), entry[1].st_mtime_ns, entry[0].name))
    left = sum(stat.st_size for _, stat in entries)
    for file, stat in entries:
        if left <= most and not _is_left_behind(file, stat):
            return
        with suppress(OSError):
            file.unlink()
        left -= stat.st_size


def _is_left_behind(file: Path, stat: os.stat_result) -> bool:
    """Whether a writer that was killed left this behind; others finish within seconds."""
    return file.name.startswith(_UNFINISHED) and stat.st_mtime < time() - LEFT_BEHIND


def size(place: Path) -> tuple[int, int]:
    """How many files the cache has, and their bytes."""
    sizes = [stat.st_size for _, stat in _entries(place)]
    return len(sizes), sum(sizes)


def clear(place: Path) -> int:
    """Remove all files of the cache and nothing else; how many. Raises OSError where one cannot be removed."""
    removed = 0
    for file, _ in list(_entries(place)):
        file.unlink(missing_ok=True)
        removed += 1
    return removed
