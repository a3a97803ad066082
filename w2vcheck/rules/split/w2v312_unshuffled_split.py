"""
## What it checks
A file that is sorted by label and split by position.

## Why it matters
The last rows are then all of one class: the model is tested on a class it has hardly seen.

## How it is measured
Runs test on the labels in file order (Wald and Wolfowitz, for several classes as in Barton and David): the
number of runs of equal labels is compared with its mean and variance under random order. The measure is z,
far below zero for a sorted file; z < -3.29 is p < .001 (two-sided). It fires only when the split is by
position (`shuffle = false`) and the shares of the classes differ by at least .3 between the two sides (total
variation distance; a sorted file of two equal classes has .5 and more). Labels that come in short runs, as in
threads of messages, differ less. A sorted file that is shuffled before splitting is harmless, and the measure
says only that it is sorted.

## Fix
Shuffle and stratify: `train_test_split(..., shuffle=True, stratify=y)`.

## When to ignore it
When the order is time and the split is meant to be by time.

## References
- Wald and Wolfowitz, Annals of Mathematical Statistics 11, 1940.
- Barton and David, Biometrika 44, 1957 (multiple runs).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.data.order import runs_test
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment.remedies import resplit
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import percent

RULE = Rule(
    code="W2V312",
    name="unshuffled-split",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="A file sorted by label is split by position",
    why="The last rows of a sorted file are all of one class: the model is tested on what it has hardly seen.",
    fix="Shuffle and stratify the split: train_test_split(..., shuffle=True, stratify=y).",
    silences=("W2V104", "W2V310", "W2V311"),
)


@dataclass(frozen=True)
class Options:
    """Cuts on z of the runs test, and on the distance between the class shares of both sides."""

    z_below: float = -3.29
    distance_from: float = 0.3


@RULE.check
def check(split: Split, classes: Classes, settings: Settings, options: Options) -> Iterator[Result]:
    """Test the order of the labels; it matters only where the split is by position."""
    labels = classes.codes[classes.labelled]
    runs, expected, z = runs_test(labels)
    harmless = " (sorted by label; harmless, since the split is shuffled)" if split.shuffled and z < options.z_below else ""
    measure = Measure.exact(f"z of the runs test on the label order{harmless}", z, "standard deviations", len(labels))
    yield measure
    if split.shuffled is not False or z >= options.z_below:
        return
    trained = np.bincount(classes.codes[split.train], minlength=classes.k) / len(split.train)
    tested = np.bincount(classes.codes[split.test], minlength=classes.k) / len(split.test)
    most = int((tested - trained).argmax())
    if np.abs(tested - trained).sum() / 2 >= options.distance_from:
        yield RULE.finding(
            f"The file is sorted by label and split by position: {percent(tested[most])} of the test rows are of one class, "
            f"but {percent(trained[most])} of the training rows.",
            measure=measure,
            locations=settings.place("split.shuffle"),
            evidence=(
                Evidence(f"{runs:,} runs of equal labels, where random order has {expected:,.0f}"),
                Evidence("the class is", (Quote(classes.names[most], is_name=True),)),
            ),
            remedy=resplit(),
        )
