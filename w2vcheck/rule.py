"""A rule: one thing that can be wrong. One file each under `rules/`, found by looking in the folder."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from importlib import import_module
from importlib.abc import InspectLoader
from inspect import cleandoc
from pkgutil import ModuleInfo
from typing import TypeVar

import w2vcheck.rules
from w2vcheck.remedy import Remedy
from w2vcheck.results import Confidence, Evidence, Finding, Fix, Location, Measure, Severity

Result = Measure | Finding
Check = Callable[..., Iterator[Result]]
Lint = Callable[..., Iterator[Finding]]
C = TypeVar("C", bound=Check)
L = TypeVar("L", bound=Lint)


@dataclass(frozen=True, slots=True)
class Rule:
    """The declaration of a rule.

    `name` names the bad pattern; `severity` is the highest the rule may use; `silences` are codes of more general
    rules that need not speak when this one does; `why` and `fix` are what its findings say unless they say it better.
    A `pedantic` rule runs only where it is asked for.
    """

    code: str
    name: str
    severity: Severity
    since: str
    summary: str
    why: str
    fix: str
    silences: tuple[str, ...] = ()
    pedantic: bool = False
    checks: list[Check] = field(default_factory=list, repr=False, compare=False)
    lints: list[Lint] = field(default_factory=list, repr=False, compare=False)

    def check(self, function: C) -> C:
        """Decorator: run `function` on the artefacts that its parameters name by type."""
        self.checks.append(function)
        return function

    def lint(self, function: L) -> L:
        """Decorator: run `function` on each script, on the artefacts that its parameters name by type."""
        self.lints.append(function)
        return function

    def finding(
        self,
        message: str,
        *,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.HIGH,
        measure: Measure | None = None,
        locations: tuple[Location, ...] = (),
        evidence: tuple[Evidence, ...] = (),
        why: str | None = None,
        fix: str | None = None,
        remedy: Remedy | None = None,
        mending: Fix | None = None,
    ) -> Finding:
        """A finding of this rule. Raises ValueError for a severity above the declared one."""
        severity = severity or self.severity
        if severity.rank < self.severity.rank:
            raise ValueError(f"{self.code} declares {self.severity} and may not rise to {severity}")
        return Finding(
            self.code,
            self.name,
            severity,
            confidence,
            message,
            why or self.why,
            fix or self.fix,
            measure,
            locations,
            evidence,
            remedy=remedy,
            mending=mending,
        )


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with its page (the docstring of its module) and its Options type, where it has one."""

    rule: Rule
    page: str
    options: type[object] | None


@cache
def _modules() -> dict[str, ModuleInfo]:
    """The module of every rule, by the code that its name begins with."""
    found = pkgutil.walk_packages(w2vcheck.rules.__path__, "w2vcheck.rules.")
    names = ((module.name.rpartition(".")[2], module) for module in found)
    return {name[:6].upper(): module for name, module in sorted(names) if name.startswith("w2v")}


@cache
def load_rule(code: str) -> LoadedRule:
    """The rule with this code. Raises KeyError where there is none."""
    module = import_module(_modules()[code].name)
    options = getattr(module, "Options", None)
    return LoadedRule(
        module.RULE, cleandoc(module.__doc__ or ""), options if isinstance(options, type) and is_dataclass(options) else None
    )


@cache
def load_rules() -> tuple[LoadedRule, ...]:
    """Every rule there is, by code."""
    return tuple(load_rule(code) for code in rule_codes())


def rule_codes() -> tuple[str, ...]:
    """The codes of all rules, in order, without importing one."""
    return tuple(sorted(_modules()))


@cache
def lint_codes() -> tuple[str, ...]:
    """The codes of the rules that look at scripts, without importing one: the others need numpy and more to start."""
    return tuple(code for code in rule_codes() if "@RULE.lint" in _source(_modules()[code]))


def _source(module: ModuleInfo) -> str:
    spec = module.module_finder.find_spec(module.name, None)
    loader = spec.loader if spec else None
    return (loader.get_source(module.name) or "") if isinstance(loader, InspectLoader) else ""


def matches(code: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a code is meant by one of these codes or prefixes ("W2V3", "ALL")."""
    return any(prefix == "ALL" or code.startswith(prefix) for prefix in prefixes)
