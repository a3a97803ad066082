"""
## What it checks
A comment `# w2vcheck: ignore[W2V401]` or `# noqa: W2V401` where that rule has nothing to say.

## Why it matters
It was right once. Now it would hide the next fault on this line, and readers believe that there is one.

## How it is measured
Only codes of rules that ran are judged: under `--select W2V6` a comment about W2V401 is left alone. A code that no rule has is
always unused, and so is that of a rule that looks at data only. Nothing is counted, so there is no figure.

## Fix
Safe: the code is taken out of the comment, and the comment out of the line where nothing else stands in it.

## When to ignore it
When the finding comes and goes with the version of Python or of a library.

## References
- ruff, rule RUF100 (unused-noqa): the same idea for its own comments.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.code.source import Source
from w2vcheck.code.suppressions import Suppression, without
from w2vcheck.results import Finding, Fix, Severity
from w2vcheck.rule import Rule, lint_codes, rule_codes

RULE = Rule(
    code="W2V609",
    name="unused-suppression",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="Comments that quieten a rule which has nothing to say there",
    why="It would hide the next fault on this line.",
    fix="Remove the code from the comment.",
)


@dataclass(frozen=True, slots=True)
class UnusedSuppressions:
    """What the linter found unused once all other rules had spoken."""

    found: tuple[Suppression, ...]


@RULE.lint
def lint(unused: UnusedSuppressions, source: Source) -> Iterator[Finding]:
    """One finding a code."""
    for one in unused.found:
        if one.code not in rule_codes():
            says = f"There is no rule {one.code[:30]}, so this comment quietens nothing."
        elif one.code not in lint_codes():
            says = f"{one.code} looks at data and has nothing to say of a script, so this comment quietens nothing."
        else:
            says = f"{one.code} has nothing to say here, so this comment quietens nothing."
        cell = source.cell(one.cell)
        yield RULE.finding(
            says,
            locations=(source.at(one.start, one.end, cell),),
            mending=Fix(f"remove {one.code[:30]} from the comment", (without(source, one),)),
        )
