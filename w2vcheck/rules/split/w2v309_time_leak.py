"""
## What it checks
Dated rows that are split without regard to their dates, where the labels change with time.

## Why it matters
The model learns from rows that are newer than the ones it is tested on. In use it will only ever meet newer
rows, and if labels change with time it will do worse on them than this test says.

## How it is measured
A column holds dates when at least 95 % of its filled cells read as dates of one common form, or as seconds
since 1970 in a column that is named like a date. The measure is the share of dated test rows that are older
than the newest training rows, the 95th percentile of their dates, with a Wilson interval.

A random split of dated rows always has about 95 %, so that share alone proves nothing. It is a warning only
when its lower end exceeds 5 % and the labels differ between the earlier and the later half of the rows:
chi-squared p < .001 and a lower end of Cramér's V (corrected for bias) of at least .15, the cut that
deepchecks uses for drift of labels.

## Fix
Sort by date and test on the newest rows; compare that accuracy with the one of the random split.

## When to ignore it
When the model will label old rows (an archive), or when the dates are not those of the rows.

## References
- S. Kaufman et al., Leakage in Data Mining, ACM TKDD 6, 2012; deepchecks, "Date Train-Test Leakage (overlap)".
- W. Bergsma, Journal of the Korean Statistical Society 42, 2013 (bias-corrected V).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from w2vcheck.data.dataset import Dataset
from w2vcheck.data.dates import DateColumn, Dates
from w2vcheck.data.split import Split
from w2vcheck.data.target import Classes
from w2vcheck.experiment.remedies import split_by_time
from w2vcheck.results import Confidence, Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import figure, percent

RULE = Rule(
    code="W2V309",
    name="time-leak",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Test rows are older than training rows, and labels change with time",
    why="The model learns from rows newer than those it is tested on; in use it will only meet newer rows.",
    fix="Sort by date and test on the newest rows.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the lower end of the share of test rows, on the lower end of Cramér's V, and on p."""

    share_above: float = 0.05
    v_from: float = 0.15
    p_below: float = 0.001
    newest: float = 0.95


def older(column: DateColumn, split: Split, newest: float) -> tuple[Measure, float]:
    """The share of dated test rows before this quantile of the training dates, and that date in seconds since 1970."""
    train, test = (column.seconds[rows][np.isfinite(column.seconds[rows])] for rows in (split.train, split.test))
    limit = float(np.quantile(train, newest)) if len(train) else float("-inf")
    name = f"dated test rows older than the newest training rows, by column {column.name!r}"
    return Measure.share(name, int((test < limit).sum()), len(test), scope="dated test rows"), limit


@RULE.check
def check(data: Dataset, dates: Dates, split: Split, classes: Classes, options: Options) -> Iterator[Result]:
    """Compare the dates of both sides; judge only where labels change with time."""
    for column in dates.columns:
        measure, limit = older(column, split, options.newest)
        yield measure
        drift = column.drift
        if measure.low <= options.share_above or drift.low < options.v_from or drift.p >= options.p_below:
            continue
        halves = column.halves / np.maximum(1, column.halves.sum(axis=1, keepdims=True))
        most = int(np.abs(halves[1] - halves[0]).argmax())
        day = datetime.fromtimestamp(limit, UTC).date()
        yield RULE.finding(
            f"{figure(measure)} of the test rows {'would be' if split.planned else 'are'} older than the newest training rows "
            f"(column {column.name!r}, {day}), and the labels change with time.",
            confidence=Confidence.MEDIUM if split.planned else Confidence.HIGH,
            measure=measure,
            locations=(data.column_place(column.name),),
            evidence=(
                Evidence(
                    f"of the earlier half of the rows {percent(halves[0][most])}, of the later half {percent(halves[1][most])} "
                    f"are of class",
                    (Quote(classes.names[most], is_name=True),),
                ),
                Evidence(f"Cramér's V of class and half is {drift.v:.2f} ({drift.low:.2f}–{drift.high:.2f})"),
            ),
            remedy=split_by_time(column.seconds, column.name),
        )
