"""A rule: one thing that can be wrong. One file each under `rules/`, found by looking in the folder.

Other packages bring rules of their own, see `w2vcheck.plugins`. What their authors need of w2vcheck stands in `__all__` here.
"""

import ast
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from importlib import import_module
from inspect import cleandoc, getsource
from types import ModuleType
from typing import TypeVar

import w2vcheck.rules
from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.plugins import RuleModule, rule_modules
from w2vcheck.remedy import Remedy
from w2vcheck.results import Confidence, Edit, Evidence, Finding, Fix, Location, Measure, Quote, Severity

__all__ = [
    "Confidence",
    "Edit",
    "Evidence",
    "Finding",
    "Fix",
    "LoadedRule",
    "Location",
    "Measure",
    "Quote",
    "Result",
    "Rule",
    "Severity",
    "Unavailable",
    "lint_codes",
    "load_rule",
    "load_rules",
    "matches",
    "provider",
    "rule_codes",
    "rule_names",
]

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
    """A rule with its page (the docstring of its module) and its Options type, where it has one.

    `package` names the distribution that brings it, with its version, and is empty for the rules of w2vcheck itself. `broken`
    says why it could not be loaded; what it runs instead raises that.
    """

    rule: Rule
    page: str
    options: type[object] | None
    package: str = ""
    broken: str = ""


@cache
def _modules() -> dict[str, RuleModule]:
    """The module of every rule, by its code."""
    found = pkgutil.walk_packages(w2vcheck.rules.__path__, "w2vcheck.rules.")
    names = ((module.name.rpartition(".")[2], module) for module in found)
    own = {
        name[:6].upper(): RuleModule(name[:6].upper(), module.name, spec=module.module_finder.find_spec(module.name, None))
        for name, module in sorted(names)
        if name.startswith("w2v")
    }
    return own | {one.code: one for one in rule_modules()}


@cache
def load_rule(code: str) -> LoadedRule:
    """The rule with this code. Raises KeyError where there is none.

    A rule of another package that cannot be loaded crashes when it runs, as a rule that fails does, and like one it is
    reported, and can be ignored.
    """
    module = _modules()[code]
    if not module.package:
        return _loaded(module)
    try:
        if module.error:
            raise ImportError(module.error)  # noqa: TRY301 - told below like what importing it raises
        return _loaded(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - one broken package must not take the other rules with it, nor end the run
        return _broken(module, module.error or f"{type(error).__name__}: {error}")


def _loaded(module: RuleModule) -> LoadedRule:
    loaded = import_module(module.name)
    rule = getattr(loaded, "RULE", None)
    if not isinstance(rule, Rule):
        raise TypeError(f"{module.name} declares no RULE = Rule(...)")
    if rule.code != module.code:
        raise ValueError(f"{module.name} declares {rule.code}; a module bears the code of its rule in its name")
    options = getattr(loaded, "Options", None)
    typed = options if isinstance(options, type) and is_dataclass(options) else None
    return LoadedRule(rule, cleandoc(loaded.__doc__ or _written_page(loaded)), typed, module.package)


def _written_page(module: ModuleType) -> str:
    """The docstring as the file has it, for `python -OO`, which drops it; empty where there is none."""
    try:
        return ast.get_docstring(ast.parse(getsource(module)), clean=False) or ""
    except (OSError, TypeError, SyntaxError):  # a module without a file
        return ""


def _broken(module: RuleModule, reason: str) -> LoadedRule:
    rule = Rule(
        code=module.code,
        name=module.name,
        severity=Severity.ERROR,
        since="",
        summary=f"Could not be loaded from {module.package}: {reason}",
        why="What it would find is not found.",
        fix=f"Repair or remove {module.package}, or ignore {module.code}.",
    )

    def fail() -> Iterator[Finding]:
        raise ImportError(f"{reason} (in {module.package})")

    (rule.lints if _LINT in module.source() else rule.checks).append(fail)
    return LoadedRule(rule, "", None, module.package, reason)


@cache
def load_rules() -> tuple[LoadedRule, ...]:
    """Every rule there is, by code; those of other packages come last."""
    return tuple(load_rule(code) for code in rule_codes())


@cache
def rule_codes() -> tuple[str, ...]:
    """The codes of all rules, in order, those of other packages last, without importing one."""
    return tuple(sorted(_modules(), key=lambda code: (bool(_modules()[code].package), code)))


def rule_names() -> dict[str, str]:
    """The names of all rules by their codes, in the order of `rule_codes`, without importing one: modules bear them."""
    stems = {code: _modules()[code].name.rpartition(".")[2] for code in rule_codes()}
    return {code: stem.partition("_")[2].replace("_", "-") or stem for code, stem in stems.items()}


_LINT = "@RULE.lint"


@cache
def lint_codes() -> tuple[str, ...]:
    """The codes of the rules that look at scripts, without importing one: the others need numpy and more to start."""
    return tuple(code for code in rule_codes() if _LINT in _modules()[code].source())


def matches(code: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a code is meant by one of these codes or prefixes ("W2V3", "ALL")."""
    return any(prefix == "ALL" or code.startswith(prefix) for prefix in prefixes)
