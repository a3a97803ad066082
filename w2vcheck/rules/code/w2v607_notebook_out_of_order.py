"""
## What it checks
Notebooks whose cells were last run in another order than they stand in.

## Why it matters
The outputs come from an order that nobody sees. Run from the top, the notebook may give other figures, or fail; and this linter
reads it from the top.

## How it is measured
The numbers that Jupyter gives the cells as they run: one that is lower than that of a cell above it. One finding a notebook,
with how many cells are out of order. Cells that were never run do not count. Nothing but the numbers is looked at.

## Fix
Restart the kernel, run all cells, and save.

## When to ignore it
When the cells do not depend on each other.

## References
- Pimentel, Murta, Braganholo and Freire, MSR 2019: 36 % of the notebooks on GitHub with execution numbers are out of order.
"""

from collections.abc import Iterator

from w2vcheck.code.source import Source
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule
from w2vcheck.wording import count

RULE = Rule(
    code="W2V607",
    name="notebook-out-of-order",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="Notebook cells that were run in another order than they stand in",
    why="Run from the top, the notebook may give other figures than those it shows, or fail.",
    fix="Restart the kernel, run all cells, and save.",
)


@RULE.lint
def lint(source: Source) -> Iterator[Finding]:
    """Hold the execution counts against the order of the cells."""
    highest = 0
    late = []
    for cell in source.cells:
        number = cell.execution_count
        if number is None:
            continue
        if number < highest:
            late.append((cell, number, highest))
        highest = max(highest, number)
    if late:
        cell, number, above = late[0]
        verb = "was" if len(late) == 1 else "were"
        yield RULE.finding(
            f"{count(len(late), 'cells')} {verb} run before a cell above: this one is number {number}, "
            f"and number {above} stands above it.",
            locations=(source.at(0, len(cell.line(1)), cell),),
        )
