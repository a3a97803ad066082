"""Artefacts: what rules ask for by the type of a parameter, built at most once and only when asked for.

The provider of an artefact is the function in the artefact's own module that is marked with `@provider` and
returns it. That is the whole mechanism; there is no registry.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, Protocol, TypeVar, get_args, get_origin, get_type_hints

from w2vcheck.errors import W2vcheckError

_MARK = "__w2vcheck_stage__"
F = TypeVar("F", bound=Callable[..., object])
T = TypeVar("T")


class Unavailable(Exception):  # noqa: N818 - a state of the data with a reason, not an error
    """An artefact that cannot be had here; `str()` gives the reason that the skipped rules will show."""


class Progress(Protocol):
    """Something that wants to know how far the audit is. Providers may ask for it like for an artefact."""

    def __call__(self, stage: str, done: float | None = None) -> None:
        """Called when a stage begins, and within long stages with the share that is done, in [0, 1]."""


def silent(stage: str, done: float | None = None) -> None:
    """Progress for those who do not want to know."""


def provider(stage: str) -> Callable[[F], F]:
    """Mark a function as the provider of its return type; `stage` is what the progress line shows meanwhile."""

    def mark(function: F) -> F:
        setattr(function, _MARK, stage)
        return function

    return mark


@cache
def _provider_of(kind: type) -> Callable[..., object]:
    for candidate in vars(sys.modules[kind.__module__]).values():
        if hasattr(candidate, _MARK) and get_type_hints(candidate)["return"] is kind:
            found: Callable[..., object] = candidate
            return found
    raise LookupError(f"no provider of {kind.__name__} in {kind.__module__}")


@cache
def _wanted(function: Callable[..., object]) -> dict[str, Any]:
    """The types of the parameters of a function, by name."""
    try:
        hints = get_type_hints(function)
    except NameError:
        hints = get_type_hints(function, localns=_deferred(function.__module__))
    hints.pop("return", None)
    return hints


@cache
def _deferred(module: str) -> dict[str, object]:
    """What a module imports under `if TYPE_CHECKING`, by name.

    Rules that look at data and at scripts import the artefacts of their check there, so that scripts are read without numpy.
    """
    names: dict[str, object] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for wanted in node.body:
                if isinstance(wanted, ast.ImportFrom) and wanted.module is not None:
                    home = import_module(wanted.module)
                    names |= {alias.asname or alias.name: getattr(home, alias.name) for alias in wanted.names}
    return names


@dataclass(slots=True)
class Store:
    """Builds artefacts on demand and remembers them, their absence, or the crash that prevented them."""

    given: Mapping[type, object]
    progress: Progress = silent
    _built: dict[type, object] = field(default_factory=dict)

    def get(self, kind: type[T]) -> T:
        """The artefact of this type.

        Raises `Unavailable` where it cannot be had, and again whatever its provider raised the first time.
        """
        if kind in self.given:
            return self.given[kind]  # type: ignore[return-value]  # keyed by its own type
        if kind not in self._built:
            make = _provider_of(kind)  # type: ignore[arg-type]  # mypy does not see that a type is hashable
            try:
                arguments = self.arguments(make)
                self.progress(getattr(make, _MARK))
                self._built[kind] = make(**arguments)
            except W2vcheckError:
                raise
            except Exception as error:  # noqa: BLE001 - remembered here, judged by the runner
                self._built[kind] = error
        built = self._built[kind]
        if isinstance(built, Exception):
            raise built
        return built  # type: ignore[return-value]  # keyed by its own type

    def find(self, kind: type[T]) -> T | None:
        """The artefact of this type, or None where it cannot be had."""
        try:
            return self.get(kind)
        except Unavailable:
            return None

    def built(self, kind: type[T]) -> T | None:
        """The artefact of this type if something has asked for it already, else None."""
        built = self._built.get(kind)
        return None if isinstance(built, Exception) else built  # type: ignore[return-value]  # keyed by its own type

    def arguments(self, function: Callable[..., object], given: Mapping[type, object] | None = None) -> dict[str, Any]:
        """What `function` asks for, by parameter name; `X | None` is None where X cannot be had."""
        arguments: dict[str, Any] = {}
        for name, kind in _wanted(function).items():
            if given and kind in given:
                arguments[name] = given[kind]
            elif get_origin(kind) is UnionType:
                (inner,) = (part for part in get_args(kind) if part is not NoneType)
                arguments[name] = self.find(inner)
            else:
                arguments[name] = self.get(kind)
        return arguments
