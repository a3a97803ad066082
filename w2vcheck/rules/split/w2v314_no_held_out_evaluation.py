"""
## What it checks
A test file, or test rows, that are the training rows again.

## Why it matters
The score then says how well the model remembers its training rows. A model that has learnt nothing else gets
full marks.

## How it is measured
The share of test rows whose text also stands in the training rows, compared as in W2V302. It fires when that
share is at least 95 %, its 95 % Wilson interval lies above 90 %, and also above the share of training rows
that have a twin among the other training rows. The last condition tells a test of training rows from data
that repeat themselves: where nearly every text occurs many times, any honest split looks like this as well,
and W2V302 tells about it.

In a script: every score is taken on rows that its model was fitted on, and no other rows are ever predicted. Nothing is
said where the rows of one score are not known.

## Fix
Hold out 20 % of the rows before training, and score on those alone.

## When to ignore it
Never for a score that anybody will read. To see whether a model can learn at all, scoring it on its training
rows is fine.

## References
- T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical Learning, 2009, section 7.4.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from w2vcheck.code.evaluations import Evaluations, Score
from w2vcheck.code.rows import meet
from w2vcheck.code.script import Script
from w2vcheck.results import Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, figure, percent

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    import numpy as np
    from numpy.typing import NDArray

    from w2vcheck.data.columns import Columns
    from w2vcheck.data.corpus import Keys
    from w2vcheck.data.dataset import Dataset
    from w2vcheck.data.split import Split

RULE = Rule(
    code="W2V314",
    name="no-held-out-evaluation",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The test rows are the training rows",
    why="The score says how well the model remembers its training rows, and nothing about new texts.",
    fix="Hold out 20 % of the rows before training, and score on those alone.",
    silences=("W2V302",),
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the test rows: on the share itself, and on the lower end of its interval."""

    share_from: float = 0.95
    low_above: float = 0.9


def twins_within(codes: NDArray[np.int64]) -> int:
    """How many of these rows have a twin among the others."""
    import numpy as np

    _, group, sizes = np.unique(codes, return_inverse=True, return_counts=True)
    return int((sizes[group] > 1).sum())


@RULE.check
def check(data: Dataset, columns: Columns, keys: Keys, split: Split, settings: Settings, options: Options) -> Iterator[Result]:
    """Look every test row up among the training rows, and every training row among the others."""
    import numpy as np

    from w2vcheck.experiment.remedies import resplit

    train, test = keys.codes[split.train], keys.codes[split.test]
    seen = np.isin(test, train)
    measure = Measure.share("test rows that are training rows", int(seen.sum()), len(test), scope="test rows")
    yield measure
    usual = Measure.share("training rows with a twin among the others", twins_within(train), len(train), scope="training rows")
    high_enough = measure.value >= options.share_from and measure.low > options.low_above
    if not high_enough or measure.low <= usual.high:
        return
    hit = split.test[seen]
    yield RULE.finding(
        f"{figure(measure)} of the {count(len(test), 'test rows')} are training rows: nothing is held out.",
        measure=measure,
        locations=(*settings.place("data.test"), *data.places(hit[:3].tolist(), columns.text)),
        evidence=(
            Evidence(f"only {percent(usual.value)} of the training rows have a twin among the other training rows"),
            *((Evidence("for example", data.quotes(hit.tolist(), columns.text)),) if columns.text is not None else ()),
        ),
        remedy=resplit(),
    )


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Report a script all of whose scores are taken on rows that the model was fitted on."""
    judged = [(score, _is_seen(score, evaluations)) for score in evaluations.scores]
    metrics = [(score, seen) for score, seen in judged if score.is_metric]
    in_test = any(getattr(one, "name", "").startswith("test_") for score, _ in metrics for one in score.event.functions)
    if (
        not metrics
        or in_test
        or any(_is_called_test(score) for score, _ in metrics)
        or any(seen is None for _, seen in metrics)
        or any(seen is False for _, seen in judged)
    ):
        return
    first = metrics[0][0]
    yield RULE.finding(
        "The only rows that are scored are rows that the model was trained on: nothing is held out.",
        locations=script.places(first.event.value.node),
    )


def _is_called_test(score: Score) -> bool:
    """Whether a name in a score says that its rows are held out; then they may well be, on a way that was not followed."""
    node = score.event.value.node
    names = (one.id.lower() for one in ast.walk(node) if isinstance(one, ast.Name)) if node is not None else ()
    return any(word in name for name in names for word in ("test", "val", "dev", "hold"))


def _is_seen(score: Score, evaluations: Evaluations) -> bool | None:
    """Whether the rows of a score are among those its models were fitted on; None where that is not known."""
    fits = [fit for model in score.by for fit in evaluations.fits_of(model)]
    if score.folds:
        return False
    supervised = all(fit.kind == "network" or fit.event.value.argument(1, "y") is not None for fit in fits)
    if not fits or not supervised or not score.rows or not all(fit.rows for fit in fits):
        return None
    return any(meet(fit.rows, score.rows) for fit in fits)
