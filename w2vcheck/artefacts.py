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


class Keeper(Protocol):
    """Something that has artefacts of earlier audits."""

    def artefact(self, kind: type[T]) -> T | None:
        """This artefact, or None where it has to be built."""

    def keep_artefact(self, artefact: object) -> None:
        """Called with every artefact that was built."""


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
def hints_of(function: Callable[..., object]) -> dict[str, Any]:
    """The annotations of a function or a class, those that are imported under `if TYPE_CHECKING` too."""
    try:
        return get_type_hints(function)
    except NameError:
        return get_type_hints(function, localns=_deferred(function.__module__))


@cache
def _deferred(module: str) -> dict[str, object]:
    """What a module imports under `if TYPE_CHECKING`, by name.

    Rules that look at data and at scripts import the artefacts of their check there, so that scripts are read without numpy.
    """
    names: dict[str, object] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for given in node.body:
                if isinstance(given, ast.ImportFrom) and given.module is not None:
                    home = import_module(given.module)
                    names |= {alias.asname or alias.name: getattr(home, alias.name) for alias in given.names}
    return names


def _is_provided(kind: type) -> bool:
    try:
        _provider_of(kind)
    except LookupError:
        return False
    return True


@cache
def wanted(function: Callable[..., object]) -> dict[str, type]:
    """The artefacts that a check or provider asks for, by parameter name; `X | None` counts as X."""
    hints = {name: hint for name, hint in hints_of(function).items() if name != "return"}
    kinds = {}
    for name, hint in hints.items():
        if get_origin(hint) is UnionType:
            (kinds[name],) = (part for part in get_args(hint) if part is not NoneType)
        else:
            kinds[name] = hint
    return kinds


def made_by(function: Callable[..., object]) -> type:
    """The artefact that a provider or a change returns."""
    kind: type = hints_of(function)["return"]
    return kind


@dataclass(slots=True)
class Store:
    """Builds artefacts on demand and remembers them, their absence, or the crash that prevented them.

    `given` are artefacts from outside. A store made by `varied` shares with its parent whatever its change does not touch.
    `keeper` has artefacts of earlier audits, as long as nothing is varied; `gate` is asked before one is built and may raise
    `Unavailable`.
    """

    given: Mapping[type, object]
    progress: Progress = silent
    _parent: "Store | None" = None
    _changes: Mapping[type, tuple[Callable[..., object], ...]] = field(default_factory=dict)
    _changed: type | None = None
    _built: dict[tuple[type, int], object] = field(default_factory=dict)
    _known: dict[tuple[type, int], frozenset[type]] = field(default_factory=dict)
    keeper: Keeper | None = None
    gate: "Callable[[type, Store], None] | None" = None

    def varied(self, change: Callable[..., object]) -> "Store":
        """The same with another provider of what `change` returns; what is made from that is made anew.

        `change` asks for artefacts like any provider; for its own type it gets what there was before.
        """
        kind = made_by(change)
        changes = {**self._changes, kind: (*self._changes.get(kind, ()), change)}
        return Store(self.given, self.progress, self, changes, kind, gate=self.gate)

    def get(self, kind: type[T]) -> T:
        """The artefact of this type.

        Raises `Unavailable` where it cannot be had, and again whatever its provider raised the first time.
        """
        built = self._get(kind, len(self._changes.get(kind, ())))
        if isinstance(built, Exception):
            raise built
        return built  # type: ignore[return-value]  # keyed by its own type

    def _get(self, kind: type, depth: int) -> object:
        """The artefact after `depth` of the changes to its type, or the exception that prevented it."""
        if not depth and kind in self.given:
            return self.given[kind]
        if self._parent is not None and self._changed not in self._needed(kind, depth):
            return self._parent._get(kind, depth)  # noqa: SLF001 - a store like this one
        if (kind, depth) not in self._built:
            make = self._maker(kind, depth)
            try:
                before = self._get(kind, depth - 1) if depth and kind in wanted(make).values() else None
                if isinstance(before, Exception):
                    raise before  # noqa: TRY301 - handled as if its provider had raised it here
                self._built[kind, depth] = self._made(kind, make, {} if before is None else {kind: before})
            except W2vcheckError:
                raise
            except Exception as error:  # noqa: BLE001 - remembered here, judged by the runner
                self._built[kind, depth] = error
        return self._built[kind, depth]

    def _made(self, kind: type, make: Callable[..., object], given: Mapping[type, object]) -> object:
        found: object = self.keeper.artefact(kind) if self.keeper is not None else None
        if found is not None:
            return found
        if self.gate is not None:
            self.gate(kind, self)
        arguments = self.arguments(make, given)
        self.progress(getattr(make, _MARK, ""))
        made = make(**arguments)
        if self.keeper is not None:
            self.keeper.keep_artefact(made)
        return made

    def _maker(self, kind: type, depth: int) -> Callable[..., object]:
        return self._changes[kind][depth - 1] if depth else _provider_of(kind)

    def _needed(self, kind: type, depth: int) -> frozenset[type]:
        """Every type whose change would change this artefact, itself included."""
        if (kind, depth) not in self._known:
            needed = {kind} if depth == len(self._changes.get(kind, ())) else set()
            if depth or kind not in self.given:
                for inner in wanted(self._maker(kind, depth)).values():
                    needed |= self._needed(inner, depth - 1 if inner is kind else len(self._changes.get(inner, ())))
            self._known[kind, depth] = frozenset(needed)
        return self._known[kind, depth]

    def withhold(self, kind: type, reason: str) -> None:
        """Say beforehand that this artefact cannot be had, and why."""
        self._built[kind, 0] = Unavailable(reason)

    def find(self, kind: type[T]) -> T | None:
        """The artefact of this type, or None where it cannot be had."""
        try:
            return self.get(kind)
        except Unavailable:
            return None

    def built(self, kind: type[T]) -> T | None:
        """The artefact of this type if something has asked for it already, else None."""
        if self._parent is not None and self._changed not in self._needed(kind, len(self._changes.get(kind, ()))):
            return self._parent.built(kind)
        built = self._built.get((kind, len(self._changes.get(kind, ()))))
        return None if isinstance(built, Exception) else built  # type: ignore[return-value]  # keyed by its own type

    def needs(self, function: Callable[..., object], kind: type) -> bool:
        """Whether what `function` asks for is made from this artefact, at any depth."""
        return any(
            kind in self._needed(inner, len(self._changes.get(inner, ())))
            for inner in wanted(function).values()
            if inner in self.given or _is_provided(inner)
        )

    def arguments(self, function: Callable[..., object], given: Mapping[type, object] | None = None) -> dict[str, Any]:
        """What `function` asks for, by parameter name; `X | None` is None where X cannot be had."""
        hints = hints_of(function)
        arguments: dict[str, Any] = {}
        for name, kind in wanted(function).items():
            if given and kind in given:
                arguments[name] = given[kind]
            elif get_origin(hints[name]) is UnionType:
                arguments[name] = self.find(kind)
            else:
                arguments[name] = self.get(kind)
        return arguments
