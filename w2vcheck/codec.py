"""Dataclasses of ours as JSON and arrays, and back: the same values, with no code in between that a file could run.

The types of the fields say what is read back, so a file holds values only. Known are the types that reports and artefacts
are made of: dataclasses, `StrEnum`, tuples, lists, dictionaries with string keys, arrays, numbers, strings and None.
"""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from numbers import Integral, Real
from typing import Any, get_args, get_origin

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import hints_of

Arrays = dict[str, NDArray[Any]]
_ARRAY = "array"


class UnknownForm(Exception):  # noqa: N818 - it says what it is, and nobody sees it
    """A value that cannot be written, or JSON that does not fit its type."""


def encode(value: object, arrays: Arrays) -> object:  # noqa: PLR0911 - one return a kind of value
    """The value in JSON types; arrays are put into `arrays` and stand as `{"array": name}`.

    Raises `UnknownForm` for a value of another kind.
    """
    match value:
        case None | bool() | str():
            return str(value) if isinstance(value, str) else value  # a StrEnum is its value
        case Integral():
            return int(value)
        case Real():
            return float(value)
        case np.ndarray() if value.dtype != object:
            name = f"{_ARRAY}{len(arrays)}"
            arrays[name] = value
            return {_ARRAY: name}
        case tuple() | list():
            return [encode(item, arrays) for item in value]
        case Mapping() if all(isinstance(key, str) for key in value):
            return {key: encode(item, arrays) for key, item in value.items()}
        case _ if is_dataclass(value):
            return {each.name: encode(getattr(value, each.name), arrays) for each in fields(value)}
        case _:
            raise UnknownForm(f"a value of type {type(value).__name__}")


def decode(kind: Any, value: Any, arrays: Mapping[str, NDArray[Any]]) -> Any:  # noqa: C901, PLR0911 - one return a kind of type
    """The value of this type from what `encode` gave. Raises `UnknownForm` where the two do not fit."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        if value is None:
            return None
        (kind,) = (part for part in inner if part is not type(None))
        return decode(kind, value, arrays)
    if origin is np.ndarray:
        return arrays[_of(value, dict)[_ARRAY]]
    if origin is tuple:
        _of(value, list)
        each = inner[:1] * len(value) if inner[-1:] == (...,) else inner
        return tuple(decode(one, item, arrays) for one, item in zip(each, value, strict=True))
    if origin is list:
        return [decode(inner[0], item, arrays) for item in _of(value, list)]
    if origin is dict:
        return {key: decode(inner[1], item, arrays) for key, item in _of(value, dict).items()}
    if is_dataclass(kind):
        hints = hints_of(kind)  # type: ignore[arg-type]  # a class
        if _of(value, dict).keys() != hints.keys():
            raise UnknownForm(f"{kind} with other fields")
        return kind(**{name: decode(hints[name], item, arrays) for name, item in value.items()})  # type: ignore[operator]  # a class
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(_of(value, str))
    if kind is object:
        return value
    return _of(value, (int, float) if kind is float else kind)


def _of(value: Any, kind: Any) -> Any:
    """The value itself. Raises `UnknownForm` where it is of another type."""
    if not isinstance(value, kind):
        raise UnknownForm(f"{type(value).__name__} instead of {kind}")
    return value
