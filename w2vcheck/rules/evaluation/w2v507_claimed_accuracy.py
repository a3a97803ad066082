"""
## What it checks
The accuracy that you report or expect (`claim` in the configuration, `--claim` on the command line) against what
the honest experiment supports.

## Why it matters
A figure in a report lives longer than the experiment behind it. If leaked columns, copies in the test rows or
twenty lucky test rows made it, somebody will rely on it.

## How it is measured
The last step of the waterfall is the accuracy with every remedy applied, with its 95 % interval. A warning
when the claim lies above that interval; the measure is the claim minus the honest figure, with the interval's
ends carried over. No deterministic model of these texts can be right on both copies of a text that bear different
labels; a claim above that ceiling is said to be so.

A claim below the interval is no fault: your model may be smaller, or your test harder.

## Fix
Report the honest figure with its interval, or show what your experiment does that this one does not.

## When to ignore it
When the claim is of another model, or was measured on other rows.

## References
- The waterfall: see the statistics behind it under "impact".
- J. Pineau et al., JMLR 22, 2021 (reporting results with their uncertainty).
"""

from collections.abc import Iterator

import numpy as np

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.corpus import Keys
from w2vcheck.data.target import Classes
from w2vcheck.experiment.waterfall import Waterfall
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, percent

RULE = Rule(
    code="W2V507",
    name="claimed-accuracy",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The claimed accuracy is more than the honest experiment supports",
    why="Others will rely on this figure; what leaks and luck added to it will be missing in use.",
    fix="Report the honest figure with its interval, or show what your experiment does that this one does not.",
)


def ceiling(classes: Classes, keys: Keys) -> float:
    """The highest share of labelled rows that any function of the row can get right: of each key its most frequent label."""
    rows = classes.labelled
    pairs, often = np.unique(keys.codes[rows] * np.int64(classes.k) + classes.codes[rows], return_counts=True)
    _, first = np.unique(pairs // classes.k, return_index=True)
    return float(np.maximum.reduceat(often, first).sum() / len(rows))


@RULE.check
def check(walked: Waterfall, classes: Classes, keys: Keys, settings: Settings) -> Iterator[Result]:
    """Hold the claim against the honest figure."""
    claim = settings.claim
    if claim is None:
        raise Unavailable("no accuracy is claimed (--claim)")
    honest, written = walked.honest, walked.steps[0].accuracy
    ends = (claim - honest.value, claim - honest.high, claim - honest.low)
    measure = Measure("claimed accuracy above the honest one", *ends, "points", honest.n, honest.scope)
    yield measure
    if measure.low <= 0:
        return
    best = ceiling(classes, keys)
    as_written = "is" if written.low <= claim <= written.high else "is not"
    yield RULE.finding(
        f"You claim {percent(claim)}; the honest experiment supports {figure(honest)}.",
        measure=measure,
        locations=settings.place("claim"),
        evidence=(
            Evidence(f"the claim {as_written} what the experiment as written scores: {figure(written)}"),
            *((Evidence(f"no model can score more than {percent(best)}: copies with different labels"),) if claim > best else ()),
        ),
    )
