"""
## What it checks
Whether the look of a text says its label, whatever the text says: its length, its digits, capitals and
punctuation, links and lines, the words it begins or ends with.

## Why it matters
Classes that were collected from different places look different. The model learns the place, and fails where
texts of all classes come from one.

## How it is measured
The label is predicted from one property alone, four-fold cross-validated: characters, words, shares of digits,
upper-case letters and punctuation, links and lines, in at most twenty bins of equal count; the first and the
last four words where at least 1 % of the texts (and ten) share them. The measure is the normalised gain,
(accuracy - majority) / (1 - majority), with the Wilson interval of that accuracy carried over (copies of a text
count as one cluster, Kish).

A warning when the lower end is at least .3 (deepchecks' cut for text properties) and the gain beats 199 random
permutations of the label at p <= .01. One property, the strongest that the tokens show, speaks for the others.
A note where the tokens show none of them (capitals after lower-casing, punctuation, lines): then word vectors
cannot learn it.

## Fix
Ask where the difference comes from; if not from what the classes mean, strip or normalise it.

## When to ignore it
When the look follows from the class and will do so in use: a question ends with a question mark, an
advertisement holds a number to call.

## References
- deepchecks, "Property Label Correlation" (.3).
- Ojala and Garriga, JMLR 11, 2010 (permutation tests for classifiers).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable
from w2vcheck.data.columns import Columns
from w2vcheck.data.corpus import Keys
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.leaks import ColumnGain
from w2vcheck.data.target import Classes
from w2vcheck.data.text_properties import PropertyGains
from w2vcheck.intervals import effective_rows
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import percent

RULE = Rule(
    code="W2V307",
    name="template-leak",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The look of a text says its label",
    why="Classes collected from different places look different; a model that learns the place fails elsewhere.",
    fix="Ask where this difference comes from; if not from what the classes mean, strip or normalise it.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the lower end of the gain, and on p."""

    warn_from: float = 0.3
    p_below: float = 0.01


def measured(one: ColumnGain, effective: float) -> Measure:
    """The gain with the interval of its accuracy over so many independent texts carried over."""
    name = f"gain of {one.column} over the majority class"
    return Measure.gain(name, one.accuracy, one.majority, one.n, effective=effective, scope="texts")


@RULE.check
def check(
    data: Dataset, columns: Columns, keys: Keys, classes: Classes, properties: PropertyGains, options: Options
) -> Iterator[Result]:
    """Judge the strongest property."""
    if properties.gains[0].majority >= 1:
        raise Unavailable("there is only one class")
    effective = effective_rows(keys.codes[classes.labelled])
    measures = [measured(one, effective) for one in properties.gains]
    fired = [
        (one, measure)
        for one, measure in zip(properties.gains, measures, strict=True)
        if measure.low >= options.warn_from and one.p <= options.p_below
    ]
    if not fired:
        yield measures[0]
        return
    visible = [pair for pair in fired if pair[0].column not in properties.hidden]
    one, measure = (visible or fired)[0]
    yield measure
    others = [f"{other.column} {percent(other.accuracy)}" for other, _ in fired if other is not one]
    yield RULE.finding(
        f"{one.column[0].upper()}{one.column[1:]} alone predicts {percent(one.accuracy)} of the labels; the most frequent "
        f"class is {percent(one.majority)}.",
        severity=Severity.WARNING if visible else Severity.NOTE,
        confidence=Confidence.MEDIUM,  # that the look differs is sure; that it is a leak is for the user to say
        measure=measure,
        locations=(data.column_place(columns.text),) if columns.text is not None else (),
        evidence=(
            Evidence(
                f"the largest gain among {one.permutations} shuffles of the labels was {max(0.0, one.null):.2f} (p ≤ {one.p:.3f})"
            ),
            *((Evidence("the tokens do not show it, so word vectors cannot learn it"),) if not visible else ()),
            *((Evidence("so do others: " + ", ".join(others)),) if others else ()),
        ),
    )
