"""
## What it checks
Authors, users or sources whose rows stand on both sides of the split, where they also tell the label.

## Why it matters
The model can recognise the author by habits, names or signatures and answer with the label that author
usually has. For authors it has never seen, as in use, that does not work.

## How it is measured
Groups come from columns beside the text whose values repeat (at least five values, each in two rows or more on
average) and that are named like a source ("user_id", "author", or "domain" with dots in it), or have more than
twenty values and are neither quantities nor dates; and from the From lines of messages, where at least half of
the texts begin with mail headers. The measure is the share of test rows whose group also has a training row,
with a Wilson interval in which the rows of one group count as one cluster (Kish).

Under a random split nearly every group is on both sides, so that share alone proves nothing. It must matter:
the gain of answering each row with the most frequent label of its group in other rows, four-fold
cross-validated, (accuracy - majority) / (1 - majority). A warning when the lower end of the share exceeds 5 %
and that of the gain is at least .1, better than all of 99 shuffles of the labels; an error when the share
exceeds 50 % and the gain .5 (half of what there is to gain, known from the author alone). A column that is not
named like a source gets a note at the most: it may be a category.

What it is worth: the same model is scored on the test rows of groups that it has never seen, and the difference
resampled over rows that both scores share. A split given in a column or file stays as it is, since one by date
or source is part of the experiment: on four groups of 20 Newsgroups, split by date, accuracy falls from 91.7 %
to 87.8 % on new senders, while whole senders drawn at random score 95 %, since random rows are easier than later
ones. Whole groups are drawn at random, as many rows as before, where the split was random to begin with, or
fewer than 60 test rows are of new groups; the two figures are then of different rows and the interval is as wide
as that asks for.

## Fix
Split by group, for example with scikit-learn's `GroupShuffleSplit`, so that each author is on one side.

## When to ignore it
When the same authors will write in use.

## References
- S. Saeb et al., The need to approximate the use-case in clinical machine learning, GigaScience 6, 2017.
- L. Kish, Survey Sampling, 1965 (effective sample size).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.groups import Grouping, Groupings
from w2vcheck.data.split import Split
from w2vcheck.experiment.remedies import tested_on_new_groups
from w2vcheck.intervals import effective_rows
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, figure, percent

RULE = Rule(
    code="W2V308",
    name="group-leak",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Authors or sources that tell the label stand on both sides of the split",
    why="The model can recognise the author and answer with the author's usual label; for new authors that fails.",
    fix="Split by group, for example with GroupShuffleSplit, so that each author or source is on one side.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the lower ends of the share of test rows and of the gain, and on p."""

    warn_share_above: float = 0.05
    error_share_above: float = 0.5
    warn_gain_from: float = 0.1
    error_gain_from: float = 0.5
    p_below: float = 0.011


def crossing(grouping: Grouping, split: Split) -> tuple[Measure, NDArray[np.bool_]]:
    """The share of test rows whose group has a training row, and a mask of them over the test rows."""
    train, test = grouping.codes[split.train], grouping.codes[split.test]
    seen = (test >= 0) & np.isin(test, train)
    measure = Measure.share(
        f"test rows whose group also trains, by {grouping.says}",
        int(seen.sum()),
        len(test),
        effective=effective_rows(test),
        scope="test rows",
    )
    return measure, seen


def gain_low(grouping: Grouping) -> float:
    """Lower end of the gain: that of the accuracy's Wilson interval, carried over."""
    effective = min(grouping.n, effective_rows(grouping.codes))
    return Measure.gain("gain of the group", grouping.accuracy, grouping.majority, grouping.n, effective=effective).low


@RULE.check
def check(data: Dataset, columns: Columns, groupings: Groupings, split: Split, options: Options) -> Iterator[Result]:
    """Measure every grouping; judge only those that tell the label."""
    for grouping in groupings.found:
        measure, seen = crossing(grouping, split)
        yield measure
        gain = gain_low(grouping)
        matters = gain >= options.warn_gain_from and grouping.p <= options.p_below
        if measure.low <= options.warn_share_above or not matters:
            continue
        severe = measure.low > options.error_share_above and gain >= options.error_gain_from
        hit = split.test[seen]
        named = grouping.names.gather(hit[:3].tolist()).to_list()
        yield RULE.finding(
            f"{figure(measure)} of the test rows {'would come' if split.planned else 'come'} from a group that also has "
            f"training rows ({grouping.says}), and the group alone predicts {percent(grouping.accuracy)} of the labels.",
            severity=Severity.NOTE if not grouping.named else Severity.ERROR if severe else Severity.WARNING,
            confidence=Confidence.HIGH if grouping.named else Confidence.LOW,
            measure=measure,
            locations=(
                *((data.column_place(grouping.column),) if grouping.column is not None else ()),
                *data.places(hit[:2].tolist(), grouping.column or columns.text),
            ),
            evidence=(
                Evidence(
                    f"the most frequent class is {percent(grouping.majority)}; the group gains "
                    f"{percent(grouping.gain)} of what is left (p ≤ {grouping.p:.2f})"
                ),
                Evidence(
                    f"{count(grouping.n_groups, 'groups')}; on both sides, for example,",
                    tuple(data.quote(str(name), int(row)) for name, row in zip(named, hit[:3].tolist(), strict=True)),
                ),
            ),
            remedy=tested_on_new_groups(grouping.codes, split, grouping.says),
        )
