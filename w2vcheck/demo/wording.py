"""The wording of the example messages: reads `phrases.toml` and fills its {slots} at random."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import TypeVar

Phrase = tuple[str, ...]  # literal text and slot names in turn: ("the ", "product", " will not start")
T = TypeVar("T")

# A message is about one of each of these: what it named once, it names again.
_KEPT = frozenset({"product", "relative", "event", "parcel", "document", "plan"})
_NUMBERS = {"number": (1000, 90_000), "few": (2, 30), "price": (5, 400)}  # slot: the smallest, and how many there are


@dataclass(frozen=True, slots=True)
class Topic:
    """What people write about one topic: the trouble itself, what they ask for, and remarks in passing."""

    issues: tuple[Phrase, ...]
    asks: tuple[Phrase, ...]
    asides: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The parsed `phrases.toml`: what slots can become, phrases that fit every topic, and the topics by label."""

    words: dict[str, tuple[Phrase, ...]]
    phrases: dict[str, tuple[Phrase, ...]]
    topics: dict[str, Topic]


@cache
def load_wording() -> Wording:
    """The wording that comes with the package."""
    raw = tomllib.loads(files("w2vcheck.demo").joinpath("phrases.toml").read_text(encoding="utf-8"))
    words = {slot: tuple(_parse(" ".join(word.split())) for word in listed.split(",")) for slot, listed in raw["words"].items()}
    phrases = {name: _lines(text) for name, text in raw["phrases"].items()}
    topics = {label: Topic(**{name: _lines(text) for name, text in topic.items()}) for label, topic in raw["topics"].items()}
    return Wording(words, phrases, topics)


def draw(phrases: Sequence[Phrase], said: dict[str, str], rng: Random) -> str:
    """One of the phrases, its slots filled.

    `said` remembers what this message has called its product and the like; it is read and added to.
    """
    return _fill(pick(phrases, rng), said, rng)


def pick(options: Sequence[T], rng: Random) -> T:
    """One of the options, all equally likely."""
    # Python promises the same random() in every version, but not the same choice() and shuffle().
    return options[int(rng.random() * len(options))]


def shuffled(values: Iterable[T], rng: Random) -> list[T]:
    """The values in random order (Fisher and Yates)."""
    left = list(values)
    for end in range(len(left) - 1, 0, -1):
        other = int(rng.random() * (end + 1))
        left[end], left[other] = left[other], left[end]
    return left


def _lines(text: str) -> tuple[Phrase, ...]:
    return tuple(_parse(line) for line in text.splitlines() if line)


def _parse(phrase: str) -> Phrase:
    return tuple(re.split(r"\{(\w+)\}", phrase))


def _fill(phrase: Phrase, said: dict[str, str], rng: Random) -> str:
    parts = list(phrase)
    for place in range(1, len(parts), 2):
        parts[place] = _slot(parts[place], said, rng)
    return "".join(parts)


def _slot(slot: str, said: dict[str, str], rng: Random) -> str:
    if slot in said:
        return said[slot]
    if slot in _NUMBERS:
        smallest, count = _NUMBERS[slot]
        return str(smallest + int(rng.random() * count))
    filled = draw(load_wording().words[slot], said, rng)
    if slot in _KEPT:
        said[slot] = filled
    return filled
