"""
## What it checks
Ways of training word vectors that train on nothing, with a wrong learning rate, or on one text at a time.

## Why it matters
`train()` lowers the learning rate from alpha to min_alpha by itself, over its own epochs. In a loop the rate jumps
back with every call, and where it is also lowered by hand it can become negative: the vectors are then moved away from
what they should learn. A model for each text sees a handful of words and stays at its random initialisation. A
generator is used up by the scan for the vocabulary, and nothing is left to train on.

## How it is measured
In a script: calls of `train()` in a loop over numbers, with or without arithmetic on alpha (an error when the rate is
sure to fall below zero); models that are built for one element of a loop; `map`, `filter`, `iter`, `zip` and
generators as corpora; `workers=0` and `alpha=0`.

## Fix
One model on the whole corpus, as a list or an object with `__iter__`, and one call with `epochs=`.

## When to ignore it
When further texts are trained on as they come; the loop then goes over corpora, and is not reported.

## References
- gensim documentation of `Word2Vec.train` ("call it only once").
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.evaluations import Evaluations, Fit
from w2vcheck.code.run import Event
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, ancestors, number, whole
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V217",
    name="training-loop",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Word vectors are trained call by call, text by text, or on nothing",
    why="train() manages the learning rate over its own epochs; in a loop it starts again with every call.",
    fix="Train one model on the whole corpus, in one call with epochs=.",
)
ONE_SHOT = ("builtins.map", "builtins.filter", "builtins.iter", "builtins.zip")
DEFAULT_ALPHA = 0.025
"""gensim's default."""


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Look at every fit of word vectors."""
    told: set[ast.AST | None] = set()
    for fit in evaluations.fits:
        if fit.kind != "vectors" or fit.event.value.node in told:
            continue
        told.add(fit.event.value.node)
        yield from _in_loop(script, fit)
        yield from _one_document(script, fit)
        yield from _used_up(script, fit)
        yield from _switched_off(script, fit.event.value)


def _in_loop(script: Script, fit: Fit) -> Iterator[Finding]:
    loops = [loop for loop in fit.event.loops if isinstance(loop, ast.For) and _counts(script, loop)]
    if fit.event.value.kind != "method" or fit.event.value.name != "train" or not loops:
        return
    made = fit.what
    stores = [event for event in script.events if _sets_rate(event, made, loops[-1])]
    falling = _last_rate(script, made, loops[-1], stores)
    if falling is not None and falling < 0:
        yield RULE.finding(
            f"The learning rate is lowered by hand in every round and ends at {falling:.3g}, below zero.",
            locations=script.places(stores[0].value.node, fit.event.value.node),
            why="With a negative rate every step moves the vectors away from what they should learn.",
        )
        return
    yield RULE.finding(
        "train() is called in a loop" + (", and the learning rate is changed by hand." if stores else "."),
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if stores else Confidence.MEDIUM,
        locations=script.places(fit.event.value.node, *(event.value.node for event in stores[:1])),
    )


def _counts(script: Script, loop: ast.For) -> bool:
    items = script.value(loop.iter)
    return items is not None and any(one.kind == "call" and one.name == "builtins.range" for one in ancestors(items))


def _sets_rate(event: Event, made: Value, loop: ast.AST) -> bool:
    value = event.value
    return value.kind == "store" and value.name == "alpha" and value.owner is made and any(one is loop for one in event.loops)


def _last_rate(script: Script, made: Value, loop: ast.For, stores: list[Event]) -> float | None:
    """The learning rate after the last round, where it is lowered by a number that is written."""
    items = script.value(loop.iter)
    rounds = whole(items.args[0]) if items is not None and items.name == "builtins.range" and len(items.args) == 1 else None
    if rounds is None or not stores:
        return None
    given = made.keywords.get("alpha")
    start = DEFAULT_ALPHA if given is None else number(given)
    change = stores[0].value.args[0]
    if change.kind != "operation" or change.name != "Sub" or start is None:
        return None
    by = number(change.args[1])
    return None if by is None else start - by * (rounds - 1)


def _one_document(script: Script, fit: Fit) -> Iterator[Finding]:
    if fit.event.value.kind != "call" or not fit.event.loops:
        return
    data = fit.data
    single = data.args[0] if data.kind in ("list", "tuple") and len(data.args) == 1 else data if data.kind == "method" else None
    if single is not None and any(one.kind == "element" and one.name != "batch" for one in ancestors(single)):
        yield RULE.finding(
            f"A {fit.name} model is trained for every single text.",
            severity=Severity.WARNING,
            locations=script.places(fit.event.value.node),
            why="One text has too few words to move the vectors from their start, and each model has a space of its own.",
        )


def _used_up(script: Script, fit: Fit) -> Iterator[Finding]:
    data = fit.data
    call = fit.event.value
    if call.kind == "method" and (call.name == "build_vocab" or number(call.argument(-1, "epochs")) == 1):
        return  # read once
    one_shot = (data.kind == "call" and data.name in ONE_SHOT) or (data.kind == "comprehension" and data.name == "generator")
    if one_shot:
        yield RULE.finding(
            f"The corpus of {fit.name} can be read only once; the scan for the vocabulary uses it up.",
            severity=Severity.WARNING,
            locations=script.places(fit.event.value.node, data.node),
            why="gensim reads the corpus for the vocabulary and again in every epoch; a generator is refused, or trains nothing.",
            fix="Make a list of it, or an object whose __iter__ begins anew.",
        )


def _switched_off(script: Script, value: Value) -> Iterator[Finding]:
    for name in ("workers", "alpha"):
        given = value.keywords.get(name)
        if given is not None and number(given) == 0:
            yield RULE.finding(
                f"With {name}=0 nothing is trained.",
                severity=Severity.WARNING,
                locations=script.places(given.node or value.node, value.node),
                why="The vectors stay at their random start, without a message.",
                fix=f"Leave {name} out, or set it to {'1' if name == 'workers' else '0.025'}.",
            )
