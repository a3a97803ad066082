"""
## What it checks
A gensim model with an explicit `seed` that trains in more than one thread. gensim's default is three.

## Why it matters
Threads take the texts in an order that no seed decides. The vectors, and the accuracy built on them, differ from run to run,
although the seed promises that they do not.

## How it is measured
By reading: `seed` is given in the call, and `workers` is a number above 1 or left out. Silent where no seed is given (nobody
promised anything) and where `workers` is not a plain number. There is nothing to count, so there is no figure.

## Fix
Unsafe, since training takes longer and the vectors become others: `workers=1`.

## When to ignore it
When speed matters more than getting the same vectors again, and several runs are compared.

## References
- gensim 4.4.0, documentation of `Word2Vec`, parameter `seed`: a single worker thread is needed for the same result.
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.gensim_version import MODELS
from w2vcheck.code.script import Script
from w2vcheck.code.values import is_constant, whole
from w2vcheck.results import Edit, Finding, Fix, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V602",
    name="nondeterministic-workers",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="A seed for gensim beside more than one thread",
    why="The threads take the texts in an order that no seed decides, so the vectors differ from run to run.",
    fix="Set workers=1 where the same vectors are wanted again.",
)
_DEFAULT = 3
"""Threads, gensim 4.4.0."""


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Look at every construction of a model, once."""
    seen: set[ast.AST] = set()
    for event in script.calls(*MODELS):
        value, node = event.value, event.value.node
        if not isinstance(node, ast.Call) or node in seen or "**" in value.keywords or "*" in {one.name for one in value.args}:
            continue
        seen.add(node)
        given = value.keywords.get("workers")
        threads = _DEFAULT if given is None else whole(given)
        seed = value.keywords.get("seed")
        if seed is None or is_constant(seed, None) or threads is None or threads <= 1:
            continue
        written = {one.arg: one for one in node.keywords}
        says = "gensim's default of three threads" if given is None else f"{threads} threads"
        yield RULE.finding(
            f"A seed is set, but {says} make the vectors differ from run to run.",
            locations=(script.place(written.get("workers", written.get("seed", node))),),
            mending=_mending(script, written),
        )


def _mending(script: Script, written: dict[str | None, ast.keyword]) -> Fix | None:
    near = written.get("workers", written.get("seed"))
    if near is None:
        return None
    cell = script.cell(near)
    start, end = cell.span(near)
    edit = Edit(start, end, "workers=1", cell.index) if "workers" in written else Edit(end, end, ", workers=1", cell.index)
    return Fix("set `workers=1`", (edit,), safe=False)
