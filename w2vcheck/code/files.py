"""Which files a path means: scripts and notebooks, in a fixed order."""

import os
from collections.abc import Iterator
from pathlib import Path

from w2vcheck.code.source import SUFFIXES
from w2vcheck.errors import SourceError

LEFT_OUT = frozenset({"__pycache__", "__pypackages__", "node_modules", "site-packages", "venv", "build", "_build", "dist"})
"""Folders whose files nobody wrote here; hidden folders and virtual environments are left out too."""


def find_files(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The files that the paths name: a file as it is, a folder with all scripts and notebooks below it, each once.

    Raises `SourceError` for a path that is not there, a file that is no script, and a folder without any.
    """
    found: dict[str, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_files(path)))
    return tuple(found)


def _files(path: str) -> list[str]:
    place = Path(path)
    if place.is_dir():
        below = sorted(_below(place))
        if not below:
            raise SourceError("a folder with scripts or notebooks", "none", "name a file, or another folder", path)
        return below
    if not place.exists():
        raise SourceError("a script, a notebook or a folder", "no such file", "check the path", path)
    if not path.endswith(SUFFIXES):
        raise SourceError("a name that ends in .py or .ipynb", repr(place.name[-60:]), "name a script or notebook", path)
    return [path]


def _below(folder: Path) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _is_left_out(Path(here), name)]
        yield from (
            str(path)
            for name in files
            if name.endswith(SUFFIXES) and not name.startswith(".") and _can_be_read(path := Path(here, name))
        )


def _is_left_out(here: Path, name: str) -> bool:
    return name.startswith(".") or name in LEFT_OUT or (here / name / "pyvenv.cfg").exists()


def _can_be_read(path: Path) -> bool:
    """Whether this is no pipe or device, at which reading would wait for ever. A broken link passes, to be reported."""
    return path.is_file() or not path.exists()
