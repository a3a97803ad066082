"""Reading a TOML file together with the line on which every key stands, and holding its values against types.

`tomllib` decides what the file means; the scanner here only says where, and runs on text that `tomllib` accepted.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from w2vcheck.errors import ConfigError
from w2vcheck.results import Location

KeyPath = tuple[str, ...]
OWN_FILE = "w2vcheck.toml"
SHARED_FILE = "pyproject.toml"
SHARED_TABLE = ("tool", "w2vcheck")
INTEGER_LIMIT = 2**63
"""TOML promises whole numbers of 64 bits."""
LONGEST_SHOWN = 60
"""Characters of a value that an error repeats."""
_NAMES: Mapping[object, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date such as 2027-01-31",
}
_NAMES_OF_MANY: Mapping[object, str] = {str: "texts", int: "whole numbers", float: "numbers", bool: "trues and falses"}
_MISFIT = object()
_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?""""{0,2}         # a multi-line text may end with one or two quotes of its own
      | \'\'\'.*?\'\'\''{0,2}
      | "(?:\\.|[^"\\\n])*" | '[^'\n]*'
      | \#[^\n]* | \n | [\[\]{}=,]
      | [A-Za-z0-9_+:-]+                    # a bare key or a piece of a number or date; blanks and dots are skipped
    ''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TomlSource:
    """What a configuration file says, and where.

    `file` is the path to show; `tables` what `tomllib` read; `places` maps each key, as the tuple of its parts from
    the top of `tables`, to the line where it is first written.
    """

    file: str
    tables: Mapping[str, object]
    places: Mapping[KeyPath, Location]


@dataclass(frozen=True, slots=True)
class Range:
    """What a value must be beyond its type: `says` stands in the error after "expected"."""

    says: str
    holds: Callable[[Any], bool]


def read_toml(file: str) -> TomlSource:
    """Read a configuration file: a `pyproject.toml` from its table `[tool.w2vcheck]`, any other file from the top.

    Raises `ConfigError` for a file that is missing, is not UTF-8 or not TOML, or is a `pyproject.toml` without the table.
    """
    source = _parsed(file, _read(file))
    if Path(file).name != SHARED_FILE:
        return source
    shared = _shared(source)
    if shared is None:
        raise ConfigError("a table [tool.w2vcheck]", "none", "add it, or name another file with --config", file)
    return shared


def find_toml(start: Path) -> TomlSource | None:
    """The configuration file nearest to `start`, or None.

    Each folder from `start` upwards is asked for `w2vcheck.toml`, then for a `pyproject.toml` with `[tool.w2vcheck]`;
    a folder with `.git` is the last one asked.
    """
    here, start = Path.cwd(), start.resolve()
    for folder in (start, *start.parents):
        own, shared = folder / OWN_FILE, folder / SHARED_FILE
        try:
            has_own, has_shared, is_last = own.is_file(), shared.is_file(), (folder / ".git").exists()
        except OSError:  # a folder on the way up that we may not look into
            continue
        if has_own:
            return read_toml(_shown(own, here))
        if has_shared and (found := _find_shared(_shown(shared, here))):
            return found
        if is_last:
            return None
    return None


def _find_shared(file: str) -> TomlSource | None:
    raw = _read(file)
    # The file belongs to other tools too: a mistake in it is our business only where it speaks of us.
    return _shared(_parsed(file, raw)) if b"w2vcheck" in raw else None


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line, from 1, on which each key of a valid TOML text first stands.

    Tables, dotted keys and the keys of inline tables count, each with all the tables it implies; the elements of an
    array share one path. Those of an array of tables have one of their own besides, by number: ("accept", "0", "rule").
    """
    lines: dict[KeyPath, int] = {}
    numbers: Counter[KeyPath] = Counter()
    numbered: KeyPath = ()  # the last [[header]] with its number
    for path, known, line, brackets in _keys(text):
        _note(lines, path, known, line)
        if brackets == 2:
            numbered = (*path, str(numbers[path]))
            numbers[path] += 1
            _note(lines, numbered, len(path), line)
        elif brackets:
            numbered = ()
        elif numbered and path[:known] == numbered[:-1]:
            _note(lines, numbered + path[known:], len(numbered), line)
    return lines


def _keys(text: str) -> Iterator[tuple[KeyPath, int, int, int]]:
    """Each key as it is written: its path, how many parts of it were known before, its line, and which bracket ends a header."""
    table: KeyPath = ()  # of the last [header]
    current: KeyPath = ()  # of the value being read
    open_paths: list[tuple[str, KeyPath]] = []  # the brackets that are open in this value
    parts: KeyPath = ()
    in_key, brackets = True, 0
    for line, piece in _tokens(text):
        in_braces = bool(open_paths) and open_paths[-1][0] == "{"
        match piece:
            case "\n" if not open_paths:
                in_key, brackets, parts = True, 0, ()
            case "[" if in_key and not open_paths:
                pass  # a header begins
            case "]" if not open_paths:
                brackets += 1
                table = parts
                yield table, 0, line, brackets
            case "=":
                prefix = open_paths[-1][1] if in_braces else table
                current = prefix + parts
                yield current, len(prefix), line, 0
                in_key, parts = False, ()
            case "[" | "{":
                open_paths.append((piece, current))
                in_key = piece == "{"
            case "]" | "}":
                current = open_paths.pop()[1]
                in_key = False
            case ",":
                in_key, parts = in_braces, ()
            case _ if in_key and piece != "\n":
                parts += (_key_part(piece),)


def typed(value: object, hint: object, key: str, place: Location | None) -> object:
    """The value as the type hint of a setting wants it: lists as tuples, whole numbers as floats where it says float.

    `hint` may be a scalar type, `date`, `tuple[X, ...]`, `Literal`, a union of these, or any of them `Annotated` with a `Range`.
    Raises `ConfigError` at `place` for a value of another type (true is no number), out of range, infinite or NaN.
    """
    fit = _fit(value, hint)
    if fit is not _MISFIT:
        return fit
    file, line = (place.file, place.line) if place else (None, None)
    raise ConfigError(f"{wanted(hint)} for {key}", shown(value), _advice(value, hint), file, line)


def closest(word: str, known: Iterable[str]) -> str | None:
    """The advice "did you mean …", or None when no known word is near; upper and lower case count as near."""
    from difflib import get_close_matches  # needed only on the way to an error

    by_folded = {name.casefold(): name for name in reversed(list(known))}
    near = get_close_matches(word.strip().casefold(), by_folded, n=1)
    return f"did you mean {by_folded[near[0]]!r}" if near else None


def shown(value: object) -> str:
    """A value of a TOML file in a few words."""
    match value:
        case bool():
            says = str(value).lower()
        case int() if abs(value) >= INTEGER_LIMIT:
            says = "a whole number of more than 64 bits"
        case str():
            says = repr(value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…")
        case list() | tuple():
            says = f"[{', '.join(map(shown, value))}]"
            says = says if len(says) <= LONGEST_SHOWN else f"a list of {len(value)}"
        case Mapping():
            says = "a table"
        case _:
            says = str(value)
    return says


def _fit(value: object, hint: object) -> object:
    """The value as the hint wants it, or `_MISFIT`."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        fit = _fit(value, inner[0])
        return fit if fit is not _MISFIT and all(limit.holds(fit) for limit in inner[1:]) else _MISFIT
    if origin in (Union, UnionType):
        exact_first = sorted(inner, key=lambda kind: kind is not type(value))  # 5 stays 5 for float | int
        return next((fit for kind in exact_first if (fit := _fit(value, kind)) is not _MISFIT), _MISFIT)
    if origin is Literal:
        return next((choice for choice in inner if choice == value and _fit(value, type(choice)) is not _MISFIT), _MISFIT)
    if origin is tuple:
        fits = tuple(_fit(item, inner[0]) for item in value) if isinstance(value, list | tuple) else (_MISFIT,)
        return _MISFIT if _MISFIT in fits else fits
    return _fit_scalar(value, hint)


def _fit_scalar(value: object, hint: object) -> object:
    match value:
        case bool():
            return value if hint is bool else _MISFIT
        case int() if abs(value) < INTEGER_LIMIT and hint in (int, float):
            return value if hint is int else float(value)
        case float() if isfinite(value) and hint is float:
            return value
        case str() if hint is str:
            return str(value)
        case date() if hint is date and not isinstance(value, datetime):
            return value
    return _MISFIT


def wanted(hint: object, names: Mapping[object, str] = _NAMES) -> str:
    """What the hint wants, in words."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return str(inner[1].says)
    if origin in (Union, UnionType):
        return " or ".join(wanted(kind, names) for kind in inner if kind is not NoneType)
    if origin is Literal:
        return f"one of {', '.join(map(str, inner))}" if len(inner) > 1 else repr(inner[0])
    if origin is tuple:
        return f"a list of {wanted(inner[0], _NAMES_OF_MANY)}"
    return names[hint]


def _advice(value: object, hint: object) -> str:
    kinds = list(_parts(hint))
    choices = [choice for kind in kinds if get_origin(kind) is Literal for choice in get_args(kind)]
    if isinstance(value, str) and choices:
        return closest(value, choices) or "correct it or leave it out"
    if isinstance(value, str) and str not in kinds and re.fullmatch(r"[-+]?[\d.]+(e[-+]?\d+)?|true|false|\d+-\d+-\d+", value):
        return "write it without quotes"
    if not isinstance(value, list | tuple) and any(get_origin(kind) is tuple for kind in kinds):
        return "write it as a list, in square brackets"
    return "correct it or leave it out"


def _parts(hint: object) -> Iterator[object]:
    """The hint and all the hints inside it."""
    yield hint
    if get_origin(hint) is not Literal:
        for inner in get_args(hint):
            yield from _parts(inner)


def _note(lines: dict[KeyPath, int], path: KeyPath, known: int, line: int) -> None:
    """Remember the line of `path` and of the tables between it and its first `known` parts."""
    for length in range(known + 1, len(path) + 1):
        lines.setdefault(path[:length], line)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """The tokens of a TOML text without its comments, each with the line on which it starts."""
    line, seen = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        if not found[0].startswith("#"):
            yield line, found[0]


def _key_part(token: str) -> str:
    if token[0] not in "\"'":
        return token
    return str(tomllib.loads(f"key = {token}")["key"])  # escapes mean what tomllib says they mean


def _shown(path: Path, here: Path) -> str:
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _shared(source: TomlSource) -> TomlSource | None:
    """The part of a `pyproject.toml` that is ours, or None where it has none."""
    tables: object = source.tables
    for name in SHARED_TABLE:
        if not isinstance(tables, Mapping) or name not in tables:
            return None
        tables = tables[name]
    if not isinstance(tables, Mapping):
        place = source.places[SHARED_TABLE]
        raise ConfigError("a table [tool.w2vcheck]", "a single value", "write it as a table", place.file, place.line)
    depth = len(SHARED_TABLE)
    places = {path[depth:]: place for path, place in source.places.items() if path[:depth] == SHARED_TABLE and len(path) > depth}
    return TomlSource(source.file, tables, places)


def _read(file: str) -> bytes:
    expected = "a configuration file"
    try:
        return Path(file).read_bytes()
    except FileNotFoundError:
        raise ConfigError(expected, "no such file", "check the path", file) from None
    except IsADirectoryError:
        raise ConfigError(expected, "a folder", "name the file in it", file) from None
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise ConfigError(f"{expected} that can be read", reason, "check its permissions", file) from None


def _parsed(file: str, raw: bytes) -> TomlSource:
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError("UTF-8 text", f"the byte 0x{raw[error.start]:02x}", "save the file as UTF-8", file, line) from None
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(file, text, str(error)) from None
    except (ValueError, RecursionError):  # a number of thousands of digits; thousands of nested brackets
        raise ConfigError("TOML of a sensible size", "endless digits or brackets", "shorten it", file) from None
    return TomlSource(file, tables, {path: Location(file, line) for path, line in key_lines(text).items()})


def _broken(file: str, text: str, says: str) -> ConfigError:
    """The error for a text that is not TOML, at the line and column that `tomllib` puts into its message."""
    reason, _, where = says.rpartition(" (at ")
    line, column = text.rstrip("\n").count("\n") + 1, None
    if found := re.fullmatch(r"line (\d+), column (\d+)\)", where):
        line, column = int(found[1]), int(found[2])
    return ConfigError("valid TOML", f"a mistake ({reason[:1].lower()}{reason[1:]})", "correct this line", file, line, column)
