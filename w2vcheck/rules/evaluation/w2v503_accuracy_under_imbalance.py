"""
## What it checks
Whether a good accuracy hides classes that the model does badly on, or never answers at all.

## Why it matters
Under imbalance the accuracy is the score of the large classes. A model that never answers "complaint" can be
97 % right and useless for complaints.

## How it is measured
On the test rows of the approach (the configured experiment, else the reference): accuracy minus macro-F1, the
mean over the classes of F1, with a 95 % bootstrap over rows; and for each class the recall with its Wilson
interval. Only classes with at least nine test rows count: below that, a class is lost or found by chance. A
warning when the lower end of the difference is at least .15, or when a class is never answered and even the
upper end of its recall is below .3. The cut of .15 is ours: among the public corpora we measured, those on which
every class is learnt stay below .08, those with a class that is all but lost lie above .15.

## Fix
Report macro-F1 and the recall of each class. Weight the classes (class_weight = "balanced"), or collect more
rows of the small ones.

## When to ignore it
When only the large classes matter in use.

## References
- M. Sokolova and G. Lapalme, Information Processing and Management 45, 2009 (macro-averages).
- J. Opitz and S. Burst, Macro F1 and Macro F1, 2019 (which macro-F1: the mean of the F1 of the classes).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment import scores
from w2vcheck.experiment.approach import Approach
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, figure, percent

RULE = Rule(
    code="W2V503",
    name="accuracy-under-imbalance",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="A good accuracy hides classes that the model never or hardly finds",
    why="Under imbalance the accuracy is the score of the large classes; the small ones can be lost without a trace in it.",
    fix='Report macro-F1 and the recall of each class; weight the classes (class_weight = "balanced") or collect more rows.',
)


@dataclass(frozen=True)
class Options:
    """Cuts on the lower end of accuracy minus macro-F1, on the upper end of the recall of a class never answered, on its rows."""

    gap_from: float = 0.15
    recall_below: float = 0.3
    fewest_rows: int = 9


@RULE.check
def check(approach: Approach, split: Split, classes: Classes, settings: Settings, options: Options) -> Iterator[Result]:
    """Compare accuracy and macro-F1, then look at each class."""
    test = split.test
    enough = np.bincount(classes.codes[test], minlength=classes.k) >= options.fewest_rows
    test = test[enough[classes.codes[test]]]
    if not len(test):
        raise Unavailable(f"no class has {options.fewest_rows} test rows")
    truth, predicted = classes.codes[test], approach.predicted[0, test]
    gap = scores.accuracy_above_macro_f1(truth, predicted, classes.k, settings.seed)
    yield gap
    rows, answered = (np.bincount(codes, minlength=classes.k) for codes in (truth, predicted))
    right = np.bincount(truth[truth == predicted], minlength=classes.k)
    recalls = {
        code: Measure.share(f"recall of {classes.names[code]!r}", int(right[code]), int(rows[code]), scope="test rows")
        for code in np.flatnonzero(rows)
    }
    never = [code for code, recall in recalls.items() if not answered[code] and recall.high < options.recall_below]
    if gap.low < options.gap_from and not never:
        return
    worst = sorted(recalls, key=lambda code: (recalls[code].value, -rows[code]))[:3]
    lost = (
        f"{count(len(never), 'classes')} of {classes.k} {'is' if len(never) == 1 else 'are'} never answered"
        if never
        else f"macro-F1 is {percent(float((truth == predicted).mean()) - gap.value)}"
    )
    yield RULE.finding(
        f"The accuracy of {percent(float((truth == predicted).mean()))} hides the small classes: {lost}.",
        measure=gap,
        locations=settings.place("classifier.class_weight"),
        evidence=tuple(
            Evidence(
                f"found {figure(recalls[code])} of its {count(int(rows[code]), 'test rows')}:",
                (Quote(classes.names[code], is_name=True),),
            )
            for code in worst
        ),
    )
