"""Many files, linted by several processes at once; what comes back is the same, in the same order.

Processes and not threads: reading code is Python's own work, which only one thread of a process does at a time. Only the command
line asks for them: a script that calls `w2vcheck.lint` without `if __name__ == "__main__"` would be run again by each of them.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import partial

from w2vcheck.artefacts import Progress, silent
from w2vcheck.errors import SourceError
from w2vcheck.linter import COLLECT_AFTER, Linted, lint_files
from w2vcheck.settings import Settings

FEWEST = 16
"""Files for each process: for fewer it takes longer to start one than to read them."""
_MOST = 8
"""Processes; more would wait for the one that puts together what they found."""
_PORTION = 6
"""Files that a process takes at a time: few enough that all end at about the same time."""


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def lint_together(
    files: Sequence[str], settings: Settings, progress: Progress = silent, *, jobs: int | None = None
) -> Iterator[Linted | SourceError]:
    """What `lint_files` gives, by up to `jobs` processes; by default as many as there are processors."""
    jobs = min(cores() if jobs is None else jobs, len(files) // FEWEST, _MOST)
    done = 0
    if jobs > 1:
        from concurrent.futures import BrokenExecutor

        try:
            for one in _from_all(files, settings, jobs):
                progress("reading the code", done / len(files))
                done += 1
                yield one
        except (BrokenExecutor, ImportError, OSError):
            # No processes to be had here, or one was ended from outside: this one does what is left.
            progress("reading the code", done / len(files))
    yield from lint_files(files[done:], settings, progress)


def _from_all(files: Sequence[str], settings: Settings, jobs: int) -> Iterator[Linted | SourceError]:
    import multiprocessing  # these two take as long to import as ten files to read
    from concurrent.futures import ProcessPoolExecutor

    portions = [files[start : start + _PORTION] for start in range(0, len(files), _PORTION)]
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context(_method()), initializer=_prepare)
    try:
        for portion in pool.map(partial(_lint_portion, settings), portions):
            yield from portion
    finally:
        pool.shutdown(cancel_futures=True)


def _method() -> str:
    """How processes begin: as copies, which takes no time, but only where no other thread may hold a lock meanwhile."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _prepare() -> None:
    """Leave Ctrl-C to the process that asked for this one, and the garbage alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(COLLECT_AFTER)


def _lint_portion(settings: Settings, files: Sequence[str]) -> list[Linted | SourceError]:
    return list(lint_files(files, settings))
