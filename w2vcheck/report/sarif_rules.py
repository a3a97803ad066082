"""The rules in a SARIF log: every rule that was checked, with its page, so that "looked for and not there" can be seen."""

import re
from collections.abc import Iterable

from w2vcheck.results import Severity
from w2vcheck.rule import LoadedRule, load_rule

_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_FIRST_SECTION = re.compile(r"## What it checks\n(.*?)(?=\n## |\Z)", re.DOTALL)


def descriptors(codes: Iterable[str]) -> list[dict[str, object]]:
    """One reporting descriptor a code, in the order given; of a code that is not known here, the code alone."""
    return [_known(code) or {"id": code} for code in codes]


def _known(code: str) -> dict[str, object] | None:
    try:
        return _descriptor(load_rule(code))
    except KeyError:
        return None


def _descriptor(loaded: LoadedRule) -> dict[str, object]:
    rule = loaded.rule
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": _in_short(loaded.page) or f"{rule.summary}."},
        "help": {"text": loaded.page, "markdown": loaded.page},
        "defaultConfiguration": {"enabled": not rule.pedantic, "level": rule.severity.value},
        "properties": {
            "tags": [*_family(loaded), "machine-learning", "text-classification"],
            # A rule speaks with high confidence unless its findings say otherwise; pedantic ones are right and still noisy.
            "precision": "medium" if rule.pedantic else "high",
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _family(loaded: LoadedRule) -> list[str]:
    """The folder that the rule lies in: data, split, embedding, model, evaluation or code."""
    functions = [*loaded.rule.checks, *loaded.rule.lints]
    return [functions[0].__module__.split(".")[-2]] if functions else []


def _in_short(page: str) -> str:
    """The first section of the page, as one paragraph."""
    found = _FIRST_SECTION.search(page)
    return " ".join(found[1].split()) if found else ""
