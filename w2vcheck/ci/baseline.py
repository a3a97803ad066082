"""The baseline: findings that were there before, in a file that lies in the repository.

They are matched one by one and not counted: a count would let one finding be exchanged for another.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from w2vcheck import __version__
from w2vcheck.ci.entries import DATA, SCRIPTS, Entry
from w2vcheck.ci.worse import much_worse
from w2vcheck.errors import ConfigError
from w2vcheck.results import Measure, Severity

SCHEMA_VERSION = 1
USUAL_FILE = "w2vcheck-baseline.json"
_TEXTS = ("fingerprint", "code", "name", "of", "file", "where", "severity")
_ENDS = ("value", "low", "high")


@dataclass(frozen=True, slots=True)
class Worse:
    """A finding that is known, as it was and as it is."""

    before: Entry
    now: Entry

    @property
    def raised(self) -> bool:
        """Whether its severity rose."""
        return self.now.severity.rank < self.before.severity.rank


@dataclass(frozen=True, slots=True)
class Held:
    """Findings held against a baseline: those of each kind in their order, and the entries that match none of them."""

    known: tuple[Entry, ...]
    new: tuple[Entry, ...]
    worse: tuple[Worse, ...]
    missing: tuple[Entry, ...]


def hold(found: Sequence[Entry], baseline: Sequence[Entry], worse_than: float) -> Held:
    """Match findings with a baseline by their fingerprints, each entry at most once.

    A finding whose severity rose, or whose measure got worse by more than `worse_than`, is not known but worse.
    """
    left: dict[str, list[Entry]] = {}
    for entry in baseline:
        left.setdefault(entry.fingerprint, []).append(entry)
    known: list[Entry] = []
    new: list[Entry] = []
    worse: list[Worse] = []
    for now in found:
        before = left.get(now.fingerprint)
        if not before:
            new.append(now)
            continue
        pair = Worse(before.pop(0), now)
        if pair.raised or _grew(pair, worse_than):
            worse.append(pair)
        else:
            known.append(now)
    missing = tuple(entry for entries in left.values() for entry in entries)
    return Held(tuple(known), tuple(new), tuple(worse), tuple(sorted(missing, key=_order)))


def _grew(pair: Worse, worse_than: float) -> bool:
    before, now = pair.before.measure, pair.now.measure
    return before is not None and now is not None and much_worse(before, now, worse_than)


def merged(parts: Iterable[Sequence[Entry]]) -> tuple[Entry, ...]:
    """The findings of several reports, each once."""
    return tuple({entry.fingerprint: entry for part in parts for entry in part}.values())


def text_of(entries: Sequence[Entry]) -> str:
    """The file: JSON that ends with a newline, sorted so that a change of it can be reviewed."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "w2vcheck", "version": __version__},
        "findings": [_document(entry) for entry in sorted(entries, key=_order)],
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _order(entry: Entry) -> tuple[str, ...]:
    return (entry.of, entry.file, entry.code, entry.where, entry.fingerprint)


def _document(entry: Entry) -> dict[str, object]:
    measure = entry.measure
    document: dict[str, object] = {name: str(getattr(entry, name)) for name in _TEXTS}
    figures = None if measure is None else [measure.value, measure.low, measure.high]
    if measure is None or figures is None or not all(map(isfinite, figures)):
        return document | {"measure": None}
    ends = {name: float(f"{end:.9g}") or 0.0 for name, end in zip(_ENDS, figures, strict=True)}
    return document | {"measure": {"name": measure.name, **ends, "unit": measure.unit}}


def read_baseline(path: Path) -> tuple[Entry, ...]:
    """The entries of a baseline. Raises `ConfigError` for a file that is missing or is none."""
    document = read_json(path, "a baseline", "write one with 'w2vcheck baseline write'")
    if document.get("schema_version") != SCHEMA_VERSION or not isinstance(document.get("findings"), list):
        what = "a file of another kind or version"
        raise ConfigError("a baseline of this version", what, "write it anew with 'w2vcheck baseline write'", str(path))
    return tuple(_entry(one, number, path) for number, one in enumerate(document["findings"], 1))


def _entry(one: object, number: int, path: Path) -> Entry:
    try:
        return entry_from(one)
    except (KeyError, TypeError, ValueError) as error:
        advice = "take the file out of the history, or write it anew with 'w2vcheck baseline write'"
        found = f"something else as number {number} ({type(error).__name__}: {error})"
        raise ConfigError("an entry of a baseline", found, advice, str(path)) from None


def entry_from(one: object) -> Entry:
    """The entry in a piece of JSON. Raises KeyError, TypeError or ValueError where it is none."""
    if not isinstance(one, Mapping):
        raise TypeError("no table")
    texts = {name: one[name] for name in _TEXTS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError("a text is missing")
    if texts["of"] not in (SCRIPTS, DATA):
        raise ValueError(f"{texts['of']!r} is neither {SCRIPTS!r} nor {DATA!r}")
    return Entry(**texts | {"severity": Severity(texts["severity"])}, measure=measure_from(one["measure"]))


def measure_from(one: object) -> Measure | None:
    """The measure in a piece of JSON; None where there is none, or one of its figures is none. Raises as `entry_from` does."""
    if one is None:
        return None
    if not isinstance(one, Mapping):
        raise TypeError("no table as measure")
    name, unit, ends = one["name"], one["unit"], [one[end] for end in _ENDS]
    if not isinstance(name, str) or not isinstance(unit, str):
        raise TypeError("a text is missing in a measure")
    if any(end is None for end in ends):
        return None
    if not all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends):
        raise TypeError("a measure without figures")
    value, low, high = map(float, ends)
    n = one.get("n", 0)
    return Measure(name, value, low, high, unit, n if isinstance(n, int) else 0)


def read_json(path: Path, what: str, advice: str) -> dict[str, Any]:
    """A JSON object from a file. Raises `ConfigError` where there is none: `what` was expected, and what to do."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(what, "no such file", f"check the path, or {advice}", str(path)) from None
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise ConfigError(f"{what} that can be read", reason, "check the path", str(path)) from None
    except (ValueError, RecursionError) as error:  # broken JSON or UTF-8
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise ConfigError(what, "a file that is not JSON", advice, str(path), line) from None
    if not isinstance(content, dict):
        raise ConfigError(what, "JSON of another kind", advice, str(path))
    return content
