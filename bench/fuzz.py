"""Throw damaged files at every reader: each must end in a result or in one sentence, within seconds and without much memory.

atheris finds the bytes by coverage (`pip install atheris`, Linux only). Each door (see `fuzz_readers`) is a process of its
own, so that one that hangs, dies or eats memory does not end the run; what was found lies in the folder, with a traceback each.

    python bench/fuzz.py [--seconds 60] [--doors csv notebook] [--folder fuzz]
    python bench/fuzz.py --again fuzz/found/csv-1a2b3c4d
"""

import argparse
import hashlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import NoReturn

HANGS_AFTER = 20
"""Seconds after which a small file counts as one that hangs."""
MOST_MEMORY = 1500
"""Megabytes of a process, of which the libraries take some 500."""
LONGEST = 20_000
"""Bytes of a file, at the most: what goes wrong with more goes wrong with these, and the search is quicker."""
_INSTRUMENTED = ["w2vcheck", "tomllib", "numpy.lib", "zipfile", "json", "gensim.models.keyedvectors"]


class Hangs(BaseException):
    """Raised by the alarm; no reader can take it for an error of its own."""


def main(given: Sequence[str] | None = None) -> int:
    """Run the doors one after the other; 1 where anything was found."""
    arguments = _arguments(given)
    os.environ.update(W2VCHECK_CACHE_DIR="", OMP_NUM_THREADS="1", POLARS_MAX_THREADS="1")
    if arguments.again:
        return _again(Path(arguments.again))
    if arguments.inside:
        _inside(arguments.inside, Path(arguments.folder), arguments.seconds)
    from fuzz_readers import DOORS

    folder = Path(arguments.folder)
    doors = arguments.doors or list(DOORS)
    for name in doors:
        (folder / "corpus" / name).mkdir(parents=True, exist_ok=True)
    (folder / "found").mkdir(exist_ok=True)
    for name in doors:
        _run_door(name, folder, arguments.seconds)
    found = sorted(path.name for path in (folder / "found").iterdir() if not path.name.endswith(".txt"))
    print(f"{len(found)} found{': ' if found else ''}{', '.join(found)}")
    return int(bool(found))


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="for each door")
    parser.add_argument("--doors", nargs="*", help="all of them by default")
    parser.add_argument("--folder", default="fuzz", help="where corpora and what was found are kept")
    parser.add_argument("--again", help="try this file again, whose name begins with its door")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args(given)


def _run_door(name: str, folder: Path, seconds: float) -> None:
    """Fuzz one door until the time is up; a process that ends early is started again."""
    begin, starts, tried = perf_counter(), 0, 0
    tally = folder / f"{name}.tally"
    tally.unlink(missing_ok=True)
    while (left := seconds - (perf_counter() - begin)) > 1:
        command = [sys.executable, __file__, "--inside", name, "--folder", str(folder), "--seconds", f"{left:.0f}"]
        with (folder / f"{name}.log").open("ab") as log, suppress(subprocess.TimeoutExpired):
            subprocess.run(command, stdout=log, stderr=log, check=False, timeout=left + 120)
        starts += 1
        tried += int(tally.read_text()) if tally.exists() else 0
        tally.unlink(missing_ok=True)
        if starts >= 50:
            break
    print(f"{name:14} {tried:9,} files in {perf_counter() - begin:6.0f} s, {starts} processes", flush=True)


def _inside(name: str, folder: Path, seconds: float) -> NoReturn:
    """Be the process that fuzzes one door."""
    import atheris  # installed by hand, where it exists

    with atheris.instrument_imports(include=_INSTRUMENTED):
        from fuzz_readers import DOORS, tried, written

        import w2vcheck.auditor
        import w2vcheck.linter
        import w2vcheck.vector_audit  # noqa: F401 - imported for their instruments
        from w2vcheck.rule import load_rules

        load_rules()
    door = DOORS[name]
    corpus = folder / "corpus" / name
    for seed in door.seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    scratch = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))  # noqa: S108 - in memory, where there is one
    (scratch / "w2vcheck.toml").touch()
    found, tally = (folder / "found").resolve(), (folder / f"{name}.tally").resolve()
    corpus = corpus.resolve()
    os.chdir(scratch)
    signal.signal(signal.SIGALRM, _hangs)
    count, base = 0, 0

    def one(data: bytes) -> None:
        nonlocal count, base
        count += 1
        if not count % 50:
            tally.write_text(str(count))
        path = written(door, data, Path())
        before = _peak()
        signal.alarm(HANGS_AFTER)
        try:
            tried(door, path)
        except (Exception, Hangs, pyo3_panic()) as error:  # noqa: BLE001 - that is what is looked for
            _keep(name, data, error, found)
        finally:
            signal.alarm(0)
        if count > 20 and (grown := _peak() - before) > MOST_MEMORY / 2:
            _keep(name, data, MemoryError(f"{grown:.0f} MB more than before"), found)

    options = [
        f"-max_len={LONGEST}",
        f"-max_total_time={seconds:.0f}",
        f"-timeout={HANGS_AFTER * 2}",  # for what an alarm cannot end: one long call of a library
        f"-rss_limit_mb={MOST_MEMORY * 2}",
        f"-artifact_prefix={found / name}-",
        "-print_final_stats=1",
        "-verbosity=0",
        "-close_fd_mask=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, internal_libfuzzer=True)
    atheris.Fuzz()
    sys.exit(0)


def pyo3_panic() -> type[BaseException]:
    """What a library in Rust raises where it gave up; no subclass of Exception."""
    import polars as pl

    return pl.exceptions.PanicException


def _hangs(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Hangs(f"still running after {HANGS_AFTER} s")


def _peak() -> float:
    """Peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _keep(name: str, data: bytes, error: BaseException, found: Path) -> None:
    """Keep what was found, one of each kind: the kind is the error and the last lines of ours that it went through."""
    ours = [
        f"{frame.filename}:{frame.name}" for frame in traceback.extract_tb(error.__traceback__) if "w2vcheck" in frame.filename
    ]
    says = "" if ours[-1:] and "fuzz" not in ours[-1] else str(error)[:80]
    kind = hashlib.sha256(f"{name} {type(error).__name__} {ours[-2:]} {says}".encode()).hexdigest()[:8]
    file = found / f"{name}-{kind}"
    if file.exists() and file.stat().st_size <= len(data):
        return
    file.write_bytes(data)
    file.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8", errors="replace")


def _again(file: Path) -> int:
    """Try one file again and say what became of it."""
    from fuzz_readers import DOORS, tried, written

    name = max((one for one in DOORS if file.name.startswith(f"{one}-")), key=len)
    data = file.read_bytes()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        Path("w2vcheck.toml").touch()
        print(tried(DOORS[name], written(DOORS[name], data, Path())) or "a result")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.exit(main())
