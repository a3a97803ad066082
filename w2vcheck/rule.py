"""A rule: one thing that can be wrong. One file each under `rules/`, found by looking in the folder."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from importlib import import_module
from inspect import cleandoc
from types import ModuleType
from typing import TypeVar

import w2vcheck.rules
from w2vcheck.remedy import Remedy
from w2vcheck.results import Confidence, Evidence, Finding, Location, Measure, Severity

Result = Measure | Finding
Check = Callable[..., Iterator[Result]]
C = TypeVar("C", bound=Check)


@dataclass(frozen=True, slots=True)
class Rule:
    """The declaration of a rule.

    `name` names the bad pattern; `severity` is the highest the rule may use; `silences` are codes of more general
    rules that need not speak when this one does; `why` and `fix` are what its findings say unless they say it better.
    """

    code: str
    name: str
    severity: Severity
    since: str
    summary: str
    why: str
    fix: str
    silences: tuple[str, ...] = ()
    checks: list[Check] = field(default_factory=list, repr=False, compare=False)

    def check(self, function: C) -> C:
        """Decorator: run `function` on the artefacts that its parameters name by type."""
        self.checks.append(function)
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
        )


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with its page (the docstring of its module) and its Options type, where it has one."""

    rule: Rule
    page: str
    options: type[object] | None


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(w2vcheck.rules.__path__, "w2vcheck.rules."):
        if found.name.rpartition(".")[2].startswith("w2v"):
            yield import_module(found.name)


@cache
def load_rules() -> tuple[LoadedRule, ...]:
    """Every rule there is, by code."""
    loaded = []
    for module in _modules():
        options = getattr(module, "Options", None)
        loaded.append(
            LoadedRule(
                module.RULE,
                cleandoc(module.__doc__ or ""),
                options if isinstance(options, type) and is_dataclass(options) else None,
            )
        )
    return tuple(sorted(loaded, key=lambda entry: entry.rule.code))


def matches(code: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a code is meant by one of these codes or prefixes ("W2V3", "ALL")."""
    return any(prefix == "ALL" or code.startswith(prefix) for prefix in prefixes)
