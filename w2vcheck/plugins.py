"""The rules of other packages, found through the entry-point group `w2vcheck.rules`.

An entry point names a module of one rule, or a package of such modules. A module's name begins with the code of its rule, as
in `acme101_too_short.py`; other modules of the package are left alone. Nothing is imported to find them but the packages above
the one that is named.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from pathlib import Path
from pkgutil import ModuleInfo, iter_modules
from typing import TYPE_CHECKING

from w2vcheck.errors import ConfigError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "w2vcheck.rules"
OWN = "W2V"
"""The beginning of the codes of w2vcheck itself."""
_CODE = re.compile(r"([a-z][a-z0-9]*[0-9]{3})_\w+")


@dataclass(frozen=True, slots=True)
class RuleModule:
    """Where a rule stands, before anything of it is imported.

    `package` names the distribution that brings it, with its version, and is empty for the rules of w2vcheck itself. `error`
    says why there is nothing to import, where that is known already.
    """

    code: str
    name: str
    package: str = ""
    error: str = ""
    spec: ModuleSpec | None = field(default=None, repr=False, compare=False)

    def source(self) -> str:
        """The text of the module; empty where it cannot be had without importing it."""
        loader = self.spec.loader if self.spec else None
        return (loader.get_source(self.name) or "") if isinstance(loader, InspectLoader) else ""


@cache
def rule_modules() -> tuple[RuleModule, ...]:
    """The modules of all rules of other packages, by code; and one entry, with its error, for each that cannot be found.

    Raises `ConfigError` for a code that begins like those of w2vcheck, and for one that two modules have.
    """
    from importlib.metadata import entry_points  # takes longer to import than most of what is in this package

    found: dict[str, RuleModule] = {}
    for one in sorted(_all(entry_points(group=GROUP)), key=lambda one: (one.code, one.name)):
        if one.code.startswith(OWN):
            begin = f"a code of its own for the rule {one.name} of {one.package}"
            raise ConfigError(begin, one.code, f"codes that begin with {OWN} are w2vcheck's: rename it, or remove the package")
        other = found.setdefault(one.code, one)
        if other.name != one.name:
            two = f"two: {other.name} of {other.package}, and {one.name} of {one.package}"
            raise ConfigError(f"one rule with the code {one.code}", two, "remove one of the packages")
    return tuple(found.values())


def _all(entries: Iterable["EntryPoint"]) -> Iterator[RuleModule]:
    for entry in entries:
        package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.name
        try:
            modules = _named(entry, package)
        except Exception as error:  # noqa: BLE001 - a broken package must not take the other rules with it
            yield RuleModule(entry.name.upper(), entry.value, package, f"{type(error).__name__}: {error}")
        else:
            yield from modules


def _named(entry: "EntryPoint", package: str) -> list[RuleModule]:
    if entry.attr:
        raise ValueError(f"{entry.value!r} names something in a module; the name of a module is expected")
    modules = list(_in(entry.module, package))
    if not modules:
        raise ImportError(f"no module in {entry.module} has a name such as acme101_too_short")
    return modules


def _in(name: str, package: str) -> Iterator[RuleModule]:
    """The rule that the module `name` is, or those in the package."""
    from importlib.util import find_spec

    spec = find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {name!r}")
    if spec.submodule_search_locations is None:
        yield from _rule(name, spec, package)
    else:
        yield from _inside(name, spec, package)


def _inside(name: str, spec: ModuleSpec, package: str) -> Iterator[RuleModule]:
    for module in iter_modules(spec.submodule_search_locations, f"{name}."):
        inner = _spec(module)
        if inner is not None and module.ispkg:
            yield from _inside(module.name, inner, package)
        elif inner is not None:
            yield from _rule(module.name, inner, package)


def _spec(module: ModuleInfo) -> ModuleSpec | None:
    return module.module_finder.find_spec(module.name, None)


def _rule(name: str, spec: ModuleSpec, package: str) -> Iterator[RuleModule]:
    if match := _CODE.fullmatch(name.rpartition(".")[2]):
        yield RuleModule(match[1].upper(), name, package, spec=spec)


def fingerprint() -> str:
    """A hash of what brings the rules of others: versions, and all Python beside the rules in their package."""
    code = hashlib.sha256()
    for one in rule_modules():
        code.update(f"{one.code}\0{one.name}\0{one.package}\0{one.error}\0".encode() + one.source().encode("utf-8", "replace"))
    inside = (one.spec.origin for one in rule_modules() if one.spec and one.spec.origin and "." in one.name)
    for folder in sorted({Path(file).parent for file in inside}):
        for file in sorted(folder.rglob("*.py")):
            code.update(f"{file.relative_to(folder).as_posix()}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return code.hexdigest()
