"""
## What it checks
Warnings that torch raises while the model runs.

## Why it matters
They say what is wrong in so many words, once, among hundreds of lines of output.

## How it is measured
Every warning of one forward and backward pass and ten steps, each different one once. A note; a warning
where it is known to change what is computed: a softmax whose dimension torch has to guess. Shapes that are
broadcast are the matter of `target-broadcast`.

## Fix
Do what the warning says.

## When to ignore it
When you know the warning and have reason to live with it.

## References
- pytorch pull request 37399 and issue 37315 (warnings that scroll away).
"""

from collections.abc import Iterator

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count

RULE = Rule(
    code="W2V425",
    name="captured-warning",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="torch warns while the model runs",
    why="A warning is printed once and scrolls away; what it says may decide what the model computes.",
    fix="Do what the warning says.",
)
CHANGES_RESULTS = ("Implicit dimension choice",)


@RULE.check
def check(probe: Probe) -> Iterator[Result]:
    """List them."""
    if not probe.outputs:
        raise Unavailable(f"the module does not run: {probe.refused}")
    measure = Measure.exact(
        "different warnings of one step", len(probe.warnings), "warnings", probe.rows, scope="rows of a batch"
    )
    yield measure
    if not probe.warnings:
        return
    serious = any(part in said for part in CHANGES_RESULTS for said in probe.warnings)
    yield RULE.finding(
        f"torch raises {count(len(probe.warnings), 'warnings')} in a single step.",
        severity=Severity.WARNING if serious else Severity.NOTE,
        measure=measure,
        evidence=(Evidence("it says", tuple(Quote(said) for said in probe.warnings)),),
    )
