"""A smoke of the fuzzing: sound files, and a few hundred damaged ones, through every reader; see `bench/fuzz.py`."""

import random
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))
from fuzz_readers import DOORS, Broken, Door, damaged, tried, written  # noqa: E402 - bench is not a package

FILES = 12
"""Damaged files for each door."""
HANGS_AFTER = 600
"""Seconds; a busy machine is slow, a reader that hangs never ends."""


class Hangs(BaseException):
    """Raised by the alarm; no reader can take it for an error of its own."""


def _hangs(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Hangs


@pytest.mark.slow
@pytest.mark.parametrize("name", DOORS)
def test_any_file_ends_in_a_result_or_a_sentence(folder: Path, name: str) -> None:
    door, rng = DOORS[name], random.Random(name)  # noqa: S311 - damages for tests
    seeds = door.seeds()
    files = seeds[:3] + [damaged(rng.choice(seeds), rng) for _ in range(FILES)]
    watched = hasattr(signal, "SIGALRM")
    if watched:
        signal.signal(signal.SIGALRM, _hangs)
    for number, data in enumerate(files):
        path = written(door, data, folder)
        if watched:
            signal.alarm(HANGS_AFTER)
        try:
            said = tried(door, path)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            pytest.fail(f"{name}, file {number}, {data[:200]!r}: {type(error).__name__}: {error}")
        finally:
            if watched:
                signal.alarm(0)
        assert "\n" not in said


def test_a_reader_that_fails_is_noticed(folder: Path) -> None:
    def fails(_: Path) -> NoReturn:
        raise ZeroDivisionError

    path = written(DOORS["csv"], b"text,label\n", folder)

    assert tried(DOORS["csv"], path).endswith("check how the table was written.")
    with pytest.raises(ZeroDivisionError):
        tried(Door("data.csv", fails, list), path)


def test_a_sentence_that_is_none_is_noticed(folder: Path) -> None:
    from w2vcheck.errors import DataError

    def rambles(_: Path) -> NoReturn:
        raise DataError("a table", "x" * 5000, "check it")

    with pytest.raises(Broken, match="not a sentence"):
        tried(Door("data.csv", rambles, list), folder)


def test_damages_are_the_same_for_the_same_seed() -> None:
    first, second = ([damaged(b"text,label\n" * 9, random.Random(seed)) for seed in range(50)] for _ in range(2))  # noqa: S311 - no secret

    assert first == second
    assert len(set(first)) > 40
