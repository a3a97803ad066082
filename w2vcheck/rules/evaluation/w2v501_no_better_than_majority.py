"""
## What it checks
Whether the model beats always answering the most frequent class.

## Why it matters
87 % accuracy sounds like success and is nothing where 87 % of the rows are of one class.

## How it is measured
Accuracy minus the accuracy of the majority class on the same rows, as a paired difference with a bootstrap
over rows in which copies of a text stay together (over cross-validation folds: the interval of Nadeau and
Bengio). The model is the experiment as written, else the best baseline of the ladder.

An error when the upper end is at most 2 points and at most a tenth of what there is to gain: where 97 % of
the rows are of one class only 3 points are left, and 1 of them is a real gain. A note when the interval holds
0 but reaches further: these rows cannot tell the two apart.

## Fix
Look at the ladder: if TF-IDF does better, the vectors are at fault; if nothing does, the labels cannot be
read from these texts.

## When to ignore it
When another measure than accuracy is the goal (recall of a rare class): compare that one.

## References
- Nadeau and Bengio, Machine Learning 52, 2003; deepchecks, "Simple Model Comparison".
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.data.corpus import Keys
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment import scores
from w2vcheck.experiment.as_written import AsWritten
from w2vcheck.experiment.evaluation import Evaluation
from w2vcheck.experiment.ladder import Ladder
from w2vcheck.results import Evidence, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import figure, gained

RULE = Rule(
    code="W2V501",
    name="no-better-than-majority",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The model is no better than always answering the most frequent class",
    why="An accuracy is worth only what it adds to always giving the most frequent answer.",
    fix=(
        "Look at the ladder: if a simpler baseline does better, your features are at fault; if none does, these data do "
        "not show the label."
    ),
)
NAME = "gain over the majority class"


@dataclass(frozen=True)
class Options:
    """Cuts on the upper end of the gain: as a share, and as a part of what there is to gain."""

    error_up_to: float = 0.02
    error_up_to_part: float = 0.1


@RULE.check
def check(
    ladder: Ladder,
    evaluation: Evaluation,
    classes: Classes,
    keys: Keys,
    split: Split,
    written: AsWritten | None,
    settings: Settings,
    options: Options,
) -> Iterator[Result]:
    """Compare with the majority class on the same rows."""
    if written is not None and written.predicted is not None and written.outcome.accuracy is not None:
        truth = classes.codes[split.test]
        most = int(np.bincount(classes.codes[split.train]).argmax())
        gain = scores.paired_difference(NAME, written.predicted == truth, truth == most, keys.codes[split.test], settings.seed)
        title, accuracy = "The experiment as written", written.outcome.accuracy
        base = float((truth == most).mean())
    else:
        best = max((rung for rung in ladder.rungs if rung.name != "majority"), key=lambda rung: rung.accuracy.value)
        gain = scores.paired_over_folds(
            NAME,
            ladder.predictions[best.name],
            ladder.predictions["majority"],
            evaluation.folds,
            classes.codes,
            keys.codes,
            settings.seed,
        )
        title, accuracy = f"The best baseline ({best.title})", best.accuracy
        base = ladder.rungs[0].accuracy.value
    yield gain
    hopeless = gain.high <= min(options.error_up_to, options.error_up_to_part * (1 - base))
    if gain.low > 0 and not hopeless:
        return
    yield RULE.finding(
        f"{title} scores {figure(accuracy)}; the most frequent class alone {base * 100:.1f} %."
        if hopeless
        else f"{title} cannot be told from the majority class: {gained(gain)}.",
        severity=Severity.ERROR if hopeless else Severity.NOTE,
        measure=gain,
        evidence=(Evidence(f"difference on the same rows: {gained(gain)}"),),
    )
