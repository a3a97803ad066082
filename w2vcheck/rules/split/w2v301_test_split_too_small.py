"""
## What it checks
Whether the test rows can say anything: how wide the interval of the accuracy is, and whether every class is
tested.

## Why it matters
With 20 test rows and 80 % right, anything from 58 to 92 % is possible. Whoever compares two models on such a
split compares noise.

## How it is measured
Width of the 95 % Wilson interval at the accuracy of the experiment as written, else of the reference word
vectors, else at .80. An error above 20 points (fewer than about 60 rows at accuracy .80, 93 at .50), a
warning above 10 points (245, 381). Also an error where a class with enough rows (25) has fewer than five of
them in the test split. The smallest difference between two models that such a test shows with 80 % power, 2.8
* sqrt(2 p (1 - p) / n), is printed beside it.

A split that is ours, because none was given, gets at most a warning: the data are small, nobody made a
mistake.

In a script: a number of test rows is judged in the same way at an accuracy of .80. A share says nothing without
the number of rows, so a share below 5 % is a warning of medium confidence, with the size of the table that it
would need.

## Fix
Hold out a stratified 20 %, or use repeated stratified cross-validation on small data.

## When to ignore it
When the test rows are many in truth and this is a sample.

## References
- E. B. Wilson, JASA 22, 1927; Brown, Cai and DasGupta, Statistical Science 16, 2001.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.script import Script
from w2vcheck.code.values import number
from w2vcheck.intervals import wilson, wilson_width
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, percent

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.data.counts import ClassCounts, SplitCounts
    from w2vcheck.data.split import Split
    from w2vcheck.experiment.as_written import AsWritten
    from w2vcheck.experiment.ladder import Ladder

RULE = Rule(
    code="W2V301",
    name="test-split-too-small",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The test rows are too few to say anything",
    why="The true accuracy can lie anywhere in that interval: two models compared on so few rows are compared by chance.",
    fix="Hold out a stratified 20 % of the rows, or use repeated stratified cross-validation on small data.",
    silences=("W2V310",),
)
ASSUMED_ACCURACY = 0.8
FEWEST_ROWS = 60
"""Test rows from which the interval at that accuracy is at most 20 points wide."""
POWER = 2.8
"""z(.975) + z(.80): two-sided 5 %, power 80 %."""


@dataclass(frozen=True)
class Options:
    """Cuts: widths as shares, rows as counts."""

    warn_above: float = 0.10
    error_above: float = 0.20
    fewest_of_class: int = 5
    enough_of_class: int = 25
    small_share: float = 0.05


@RULE.check
def check(
    split: Split,
    sides: SplitCounts,
    classes: ClassCounts | None,
    ladder: Ladder | None,
    written: AsWritten | None,
    settings: Settings,
    options: Options,
) -> Iterator[Result]:
    """Reckon the width of the interval."""
    from w2vcheck.experiment.remedies import resplit

    n = sides.test
    if not n:
        raise Unavailable("there are no test rows")
    accuracy, whose = _accuracy(ladder, written)
    low, high = wilson(accuracy, n)
    width = wilson_width(accuracy, n)
    measure = Measure("width of the accuracy's 95 % interval", width, width, width, "points", n, "test rows")
    yield measure
    places = settings.place("split.test_size")
    if width > options.warn_above:
        severe = width > options.error_above and split.origin != "ours"
        smallest = min(1.0, POWER * sqrt(2 * accuracy * (1 - accuracy) / n)) if 0 < accuracy < 1 else 1.0
        yield RULE.finding(
            f"{count(n, 'test rows')} {'says' if n == 1 else 'say'} little: at an accuracy of {percent(accuracy)} the true one "
            f"may be anything from {percent(low)} to {percent(high)}.",
            severity=Severity.ERROR if severe else Severity.WARNING,
            measure=measure,
            locations=places,
            evidence=(
                Evidence(f"reckoned at {whose}; split: {split.says}"),
                Evidence(
                    f"two models must differ by {smallest * 100:.0f} points for this test to show it (80 % power)"
                    if smallest < 1
                    else "no difference between two models can be shown on so few rows"
                ),
            ),
            fix=None if severe else "Use repeated stratified cross-validation, or hold out more rows.",
            remedy=resplit(),
        )
    if classes is not None and width <= options.error_above:
        tested, names = sides.tested, classes.names
        thin = [
            code
            for code in range(len(names))
            if 0 < tested[code] < options.fewest_of_class and classes.rows[code] >= options.enough_of_class
        ]
        if thin:
            fewest = Measure.exact("test rows of the thinnest class", int(tested[thin].min()), "rows", n, scope="test rows")
            yield RULE.finding(
                f"{count(len(thin), 'classes')} of {len(names):,} {'has' if len(thin) == 1 else 'have'} fewer than "
                f"{options.fewest_of_class} test rows.",
                measure=fewest,
                locations=places,
                evidence=(
                    Evidence(
                        "test rows:",
                        tuple(
                            Quote(f"{names[code]}: {tested[code]} of {classes.rows[code]:,}", is_name=True) for code in thin[:5]
                        ),
                    ),
                ),
                why="A class that is tested on a handful of rows has a recall by chance, and macro-F1 follows it.",
                fix="Stratify the split.",
                remedy=resplit(),
            )


def _accuracy(ladder: Ladder | None, written: AsWritten | None) -> tuple[float, str]:
    if written is not None and written.outcome.accuracy is not None:
        return written.outcome.accuracy.value, "the accuracy as written"
    rung = (ladder.rung("word2vec") or ladder.best) if ladder is not None else None
    if rung is not None:
        return rung.accuracy.value, f"the accuracy of {rung.title} in the ladder"
    return ASSUMED_ACCURACY, f"an assumed accuracy of {percent(ASSUMED_ACCURACY)}"


@RULE.lint
def lint(script: Script, options: Options) -> Iterator[Finding]:
    """Judge a number of test rows as such, and a share by the table that it would need."""
    told: set[object] = set()
    for event in script.calls("sklearn.model_selection.train_test_split"):
        given = event.value.keywords.get("test_size")
        size = number(given)
        if given is None or size is None or size <= 0 or event.value.node in told:
            continue
        told.add(event.value.node)
        nodes = (given.node if given.node is not None else event.value.node, event.value.node)
        if isinstance(size, int) or size >= 1:
            width = wilson_width(ASSUMED_ACCURACY, int(size))
            if width > options.warn_above:
                yield RULE.finding(
                    f"{count(int(size), 'test rows')} {'says' if size == 1 else 'say'} little: at an accuracy of "
                    f"{percent(ASSUMED_ACCURACY)} the interval is {width * 100:.0f} points wide.",
                    severity=Severity.ERROR if width > options.error_above else Severity.WARNING,
                    locations=script.places(*nodes),
                )
        elif size < options.small_share:
            rows = ceil(FEWEST_ROWS / size)
            yield RULE.finding(
                f"A test split of {percent(size)} needs a table of {rows:,} rows to have {FEWEST_ROWS} test rows.",
                severity=Severity.WARNING,
                confidence=Confidence.MEDIUM,
                locations=script.places(*nodes),
            )
