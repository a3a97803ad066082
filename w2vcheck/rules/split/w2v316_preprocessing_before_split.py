"""
## What it checks
A transformer (scaler, vectoriser, imputer, selector, PCA, over-sampler) that is fitted on rows on which the script
scores a model later.

## Why it matters
The transformer has seen the test rows: their mean, their words, and for a selector even their labels. The score is
then better than what new rows will see; for feature selection and over-sampling by much.

## How it is measured
In a script: rows are followed from where they are read through splits, slices, masks and folds. A warning when a
transformer was fitted on rows that hold those of a later score, and the scored features come from this very
transformer. Names that are bound anew are new values. Not counted: encoders of labels, transformers without a memory
(`Normalizer`, `HashingVectorizer`), steps of a `Pipeline`, and fits that reach no score, such as a PCA for a plot.

## Fix
Split first; `fit` on the training rows and `transform` the others, or put it into a `Pipeline`.

## When to ignore it
When the test rows really are there before the model is trained, as in transductive learning.

## References
- C. Yang et al., Data Leakage in Notebooks, ASE 2022.
- scikit-learn user guide, "Common pitfalls: data leakage".
"""

from collections.abc import Iterator

from w2vcheck.code.evaluations import Evaluations
from w2vcheck.code.leaks import leaks
from w2vcheck.code.script import Script
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V316",
    name="preprocessing-before-split",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="A transformer is fitted on rows of the test split",
    why="What it has learnt holds the test rows, so the score is better than what new rows will see.",
    fix="Split first, fit on the training rows, and only transform the others; or put it into a Pipeline.",
)


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Report each transformer that has seen the rows of a later score."""
    for leak in leaks(evaluations, "transformer"):
        name, line = leak.fit.name, script.line_of(leak.score.event.value.node)
        where = "the folds" if leak.score.folds else "the test rows"
        message = f"{name} is fitted on all rows before the split, so it knows {where} that are scored in {line}."
        if leak.own:
            message = f"{name} is fitted again on the test rows that are scored in {line}."
        yield RULE.finding(
            message,
            locations=script.places(leak.fit.event.value.node, leak.score.event.value.node),
            why="The test rows are then scaled or encoded by themselves, not as the training rows were." if leak.own else None,
            fix="Use transform on the test rows, not fit_transform." if leak.own else None,
        )
