"""The standard streams: closed ones, full ones, and readers that leave early."""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from w2vcheck.errors import ConfigError


def fill_closed() -> None:
    """Put the null device where a stream was closed, or the next file that is opened would take its place.

    `sys.stdin` stays None then: what reads it has to know.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            null = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            if number > 0:
                setattr(sys, name, os.fdopen(null, "w", encoding="utf-8", closefd=False))


def write_utf8() -> None:
    """Write UTF-8 whatever the locale, as reports do: signs that cp1252 lacks would end in a traceback on Windows."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def put(content: bytes, stream: TextIO) -> None:
    """Write to a standard stream. A reader that has left, such as `head`, has seen what it wanted: that is no error.

    Raises `ConfigError` where it cannot be written, on a full disk.
    """
    try:
        stream.buffer.write(content)
        stream.buffer.flush()
    except BrokenPipeError:
        silence(stream)
    except OSError as error:
        silence(stream)
        raise ConfigError(
            "standard output that can be written to",
            (error.strerror or str(error)).lower(),
            "free it, or name a file as --output",
        ) from error


def silence(stream: TextIO) -> None:
    """Send what is left of a stream to nowhere: Python would try to write it again at the end, and complain."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def read_all() -> bytes:
    """All that comes on standard input. Raises `ConfigError` where it is closed: no code would look like clean code."""
    if sys.stdin is None:
        raise ConfigError("code on standard input", "it closed", "send the code, or name a file")
    return sys.stdin.buffer.read()
