"""Writing a file so that it is whole, or as it was: also when the disk is full, or the process is killed."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

_PREFIX, _SUFFIX = ".w2vcheck-", ".part"
"""Of the file that is being written: a name of its own, since the name of the file may already be as long as names may be."""
WINDOWS = os.name == "nt"
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))})
LEFT_BEHIND = 3600
"""Seconds after which such a file is one that a killed process left behind; writing takes far less."""


def write_whole(content: bytes, file: Path, *, mode: int | None = None) -> None:
    """Write beside the file, then rename; but straight into a device or pipe such as /dev/null, which must stay one.

    `mode` are the permissions that the file gets, where not the usual ones. Raises OSError; the file is then as it was.
    """
    if (file.exists() and not file.is_file()) or (WINDOWS and is_device(file.name)):
        file.write_bytes(content)
        return
    with _unfinished(content, file) as unfinished:
        if mode is not None:
            unfinished.chmod(mode)
        unfinished.replace(file)


def create_whole(content: bytes, file: Path) -> None:
    """Write a file that is not there yet. Raises FileExistsError where it is, also when another process was faster."""
    with _unfinished(content, file) as unfinished:
        try:
            os.link(unfinished, file)  # cannot overwrite
        except FileExistsError:
            raise
        except (OSError, NotImplementedError, AttributeError):  # not every file system has links
            with file.open("xb"):
                pass
            unfinished.replace(file)


def is_device(name: str) -> bool:
    """Whether Windows takes a file of this name for a device, in any folder and with any ending: NUL, con.txt, COM1."""
    return name.partition(".")[0].rstrip(" ").upper() in _DEVICES


@contextmanager
def _unfinished(content: bytes, file: Path) -> Iterator[Path]:
    """A file beside this one with the content in it, on the disk; gone at the end."""
    _sweep(file.parent)
    unfinished = file.with_name(f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}")
    try:
        with unfinished.open("xb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        yield unfinished
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _sweep(folder: Path) -> None:
    """Remove what processes that were killed left behind here."""
    with suppress(OSError):
        for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            with suppress(OSError):
                if left.stat().st_mtime < time() - LEFT_BEHIND:
                    left.unlink()
