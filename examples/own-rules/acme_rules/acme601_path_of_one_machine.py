"""
## What it checks
Paths into somebody's home folder in a script: `/home/ann/vectors.w2v`, `/Users/…`, `C:\\Users\\…`.

## Why it matters
The script runs on one machine, and its result can be had again on no other.

## How it is measured
By reading: a text in the script begins like such a path. There is nothing to count, so there is no figure.

## Fix
Write the path from the folder of the project, or take it as an argument.

## When to ignore it
In a script that is kept for one machine alone.

## References
- Acme, handbook of experiments, section 1.
"""

import ast
import re
from collections.abc import Iterator

from w2vcheck.code.script import Script
from w2vcheck.rule import Finding, Rule, Severity

RULE = Rule(
    code="ACME601",
    name="path-of-one-machine",
    severity=Severity.NOTE,
    since="1.0.0",
    summary="Paths into the home folder of one person",
    why="The script runs on that machine alone.",
    fix="Write the path from the folder of the project.",
)
_HOME = re.compile(r"/home/\w|/Users/\w|[A-Z]:[\\/]Users[\\/]")


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Look at every text of the script."""
    for node in script.nodes_of(ast.Constant):
        if isinstance(node.value, str) and _HOME.match(node.value):
            yield RULE.finding("This path leads into the home folder of one person.", locations=(script.place(node),))
