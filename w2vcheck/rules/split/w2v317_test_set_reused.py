"""
## What it checks
Test rows that choose between models, epochs or settings, and are then the only rows that the winner is scored on.

## Why it matters
The best of several scores on the same rows is too good by luck alone: the more is tried, the more. What remains is
a validation score, and there is no test.

## How it is measured
In a script: a score on the test side of a split, inside a loop, that decides with a comparison what is kept
(`if score > best: best = score`) or goes into `max`, while no later score is taken on rows that neither chose nor
trained. Rows that are called validation rows, and folds of a cross-validation, are what one chooses on and are not
counted.

## Fix
Split off a third part, choose on it, and score the winner once on the test rows.

## When to ignore it
When the chosen score is only read as a validation score.

## References
- G. Cawley and N. Talbot, On Over-fitting in Model Selection, JMLR 11, 2010.
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.evaluations import Evaluations, Score
from w2vcheck.code.losses import Losses
from w2vcheck.code.rows import Sources, meet
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, ancestors
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V317",
    name="test-set-reused",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The test rows choose between models",
    why="The best of several scores on the same rows is too good by luck; no rows are left that could tell.",
    fix="Split off validation rows, choose on those, and score the winner once on the test rows.",
)


@RULE.lint
def lint(script: Script, evaluations: Evaluations, losses: Losses) -> Iterator[Finding]:
    """Look for a score on test rows that decides something, with no other rows scored afterwards."""
    told: set[ast.AST | None] = set()
    for value, order, rows, loops in _scores(evaluations, losses):
        if not loops or value.node in told or not _is_test(rows):
            continue
        decision = _decision(script, value, loops)
        fitted = frozenset[object]().union(*[fit.rows for fit in evaluations.fits])
        others = [score for score in evaluations.scores if score.event.order > order and score.is_metric and score.rows]
        if decision is None or any(_is_fresh(score, rows, fitted) for score in others):  # type: ignore[arg-type]  # rows are known
            continue
        told.add(value.node)
        yield RULE.finding(
            f"The score on the test rows decides in {script.line_of(decision)} what is kept; no other rows test the choice.",
            locations=script.places(value.node, decision),
        )


def _scores(evaluations: Evaluations, losses: Losses) -> Iterator[tuple[Value, int, Sources, tuple[ast.AST, ...]]]:
    for score in evaluations.scores:
        if score.is_metric and not score.folds:
            yield score.event.value, score.event.order, score.rows, score.event.loops
    for use in losses.uses:
        if not use.trains:
            yield use.event.value, use.event.order, evaluations.lineage.rows(use.target), use.event.loops


def _is_test(rows: Sources) -> bool:
    """Whether these are the rows that a split calls test; not folds, slices or masks."""
    return bool(rows) and all(one.path and one.path[-1][1] == "test" and isinstance(one.path[-1][0], int) for one in rows)


def _is_fresh(score: Score, rows: Sources, fitted: Sources) -> bool:
    """Whether a score is taken on rows that neither chose nor trained."""
    return not meet(score.rows, rows) and not meet(score.rows, fitted)


def _decision(script: Script, value: Value, loops: tuple[ast.AST, ...]) -> ast.AST | None:
    """Where the score decides what is kept."""
    for loop in loops:
        for node in ast.walk(loop):
            if isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and _keeps_the_best(node):
                test = script.value(node.test)
                if test is not None and any(one is value for one in ancestors(test)):
                    return node.test
    for event in script.calls("builtins.max", "builtins.min", "builtins.sorted", "numpy.argmax", "numpy.argmin"):
        if any(one is value for one in ancestors(event.value)):
            return event.value.node
    return None


def _keeps_the_best(node: ast.If) -> bool:
    """Whether the branch assigns a name that its condition compares."""
    compared = {one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)}
    targets = (target for one in node.body if isinstance(one, ast.Assign) for target in one.targets)
    return any(isinstance(one, ast.Name) and one.id in compared for target in targets for one in ast.walk(target))
