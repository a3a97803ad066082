"""
## What it checks
Rows without a label.

## Why it matters
Such a row can be neither learnt from nor scored. What happens to it is left to chance: scikit-learn refuses
it, and `astype(str)` makes a class of its own of it, called "nan", which the model then learns to predict.

## How it is measured
Rows whose label is missing, blank or NaN, as a share of all rows. It is a count, so the interval is the share
itself, and any such row is an error. Labels that spell a missing value as only programs do (`nan`, `<NA>`,
`#N/A`, `#REF!`) are a warning: a class may be called that. `NA` and `None` are taken for names.

## Fix
Label these rows or drop them, before the split.

## When to ignore it
When the rows are meant to be without a label (semi-supervised learning, a set still to be labelled). w2vcheck
leaves them out of training and test.

## References
- scikit-learn user guide, "Imputation of missing values": a missing target cannot be imputed.
"""

from collections.abc import Iterator

from w2vcheck.data.columns import Columns
from w2vcheck.data.counts import LabelCounts
from w2vcheck.results import Confidence, Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import count, percent

RULE = Rule(
    code="W2V102",
    name="missing-label",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Rows without a label",
    why="A row without a label cannot be learnt from; read as text, it becomes a class called 'nan'.",
    fix="Label these rows, or drop them before the split.",
)


@RULE.check
def check(columns: Columns, labels: LabelCounts) -> Iterator[Result]:
    """Count the rows without a label, and those whose label is the name of a missing value."""
    missing, spelled = labels.missing, labels.spelled
    measure = Measure.exact("rows without a label", missing / labels.rows, "share", labels.rows)
    yield measure
    if missing:
        yield RULE.finding(
            f"{count(missing, 'rows')} ({percent(measure.value)}) {'has' if missing == 1 else 'have'} no label.",
            measure=measure,
            locations=labels.data.places(labels.first_missing, columns.label),
            evidence=_texts(labels, columns, labels.first_missing),
        )
    if not spelled:
        return
    as_words = Measure.exact("rows whose label spells a missing value", spelled / labels.rows, "share", labels.rows)
    yield as_words
    yield RULE.finding(
        f"{count(spelled, 'rows')} ({percent(as_words.value)}) {'bears' if spelled == 1 else 'bear'} "
        f"the label {labels.spelled_as!r}, which programs write for a missing value.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        measure=as_words,
        locations=labels.data.places(labels.first_spelled, columns.label),
        evidence=_texts(labels, columns, labels.first_spelled),
    )


def _texts(labels: LabelCounts, columns: Columns, rows: tuple[int, ...]) -> tuple[Evidence, ...]:
    return (Evidence("for example", labels.data.quotes(rows, columns.text)),) if columns.text is not None else ()
