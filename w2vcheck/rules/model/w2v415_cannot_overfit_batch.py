"""
## What it checks
Whether the model can learn one small batch by heart.

## Why it matters
A model that cannot fit two dozen rows with all the time in the world has something broken between its input
and its loss.

## How it is measured
Up to 32 training rows of all classes whose inputs, with a constant 1, are linearly independent: even a
linear classifier can separate those, so that its capacity is no excuse. Copies of the model with dropout
off learn them with L-BFGS, and with Adam at rates of 0.03 and 0.003; the share of right rows is what
counts, not the loss, which may have a floor. A warning when even the upper end of the Wilson interval of
the best try is below 95 %.

## Fix
Look at what else was found first. Else check what happens between the input and the loss: masks, detached
tensors, shapes.

## When to ignore it
When the model is meant to see less than its inputs.

## References
- Karpathy, A Recipe for Training Neural Networks, 2019 (overfit one batch).
- n <= d + 1 points in general position can be separated by a hyperplane in every way: Cover, IEEE Trans.
  EC-14, 1965.
- 5 % wrong: Ben Braiek and Khomh, TheDeepChecker.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.experiment.one_batch import Overfit
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import figure

RULE = Rule(
    code="W2V415",
    name="cannot-overfit-batch",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The model cannot even learn one small batch by heart",
    why="Rows that a linear classifier could separate must be learnable; something between input and loss is broken.",
    fix="Follow one row through the model and look for what is masked, detached, reordered or squeezed on the way to the loss.",
)


@dataclass(frozen=True)
class Options:
    """Share of the batch that must be learnt."""

    warn_below: float = 0.95


@RULE.check
def check(overfit: Overfit, options: Options) -> Iterator[Result]:
    """Judge the best try."""
    measure = Measure.share("rows of a small batch learnt by heart", overfit.right, overfit.rows, scope="rows of a batch")
    yield measure
    if measure.high < options.warn_below:
        yield RULE.finding(
            f"Of {overfit.rows} rows that a linear classifier could separate, {figure(measure)} can be learnt.",
            measure=measure,
            evidence=(Evidence(f"tried with L-BFGS and Adam; {overfit.how} came furthest"),),
        )
