"""
## What it checks
`model.train(…)` of gensim without `epochs`, or with neither `total_examples` nor `total_words`.

## Why it matters
gensim refuses such a call with `ValueError`: it needs both to let the learning rate fall. Scripts from before 2017 lack them.

## How it is measured
By reading: the receiver must be a `Word2Vec`, `FastText` or `Doc2Vec` that the script constructs or loads. Silent where
arguments are passed on with `*` or `**`. There is nothing to count, so there is no figure.

## Fix
Safe where the model was built from the same texts: `total_examples=model.corpus_count, epochs=model.epochs`. With other texts
`corpus_count` is not their number, so the same fix is an unsafe one.

## When to ignore it
Never: the call fails under every gensim since 1.0.

## References
- gensim 4.4.0, `Word2Vec.train`: "You must specify either total_examples or total_words", "… an explicit epochs count".
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.arguments import appended
from w2vcheck.code.gensim_version import MODELS
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, class_of
from w2vcheck.results import Finding, Fix, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V605",
    name="train-without-totals",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="gensim's train() without the number of texts or of epochs",
    why="gensim needs both to let the learning rate fall, and raises ValueError without them.",
    fix="Call train(texts, total_examples=model.corpus_count, epochs=model.epochs).",
)
_TOTAL_EXAMPLES, _TOTAL_WORDS, _EPOCHS = 2, 3, 4
"""Positions of the parameters of `train` behind `self`, gensim 4.4.0."""


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Look at every train() of a gensim model, once."""
    seen: set[ast.AST] = set()
    for event in script.methods("train"):
        value, node = event.value, event.value.node
        if not isinstance(node, ast.Call) or node in seen or value.owner is None or class_of(value.owner) not in MODELS:
            continue
        seen.add(node)
        if any(isinstance(one, ast.Starred) for one in node.args) or any(one.arg is None for one in node.keywords):
            continue
        missing = []
        if value.argument(_TOTAL_EXAMPLES, "total_examples") is None and value.argument(_TOTAL_WORDS, "total_words") is None:
            missing.append("total_examples")
        if value.argument(_EPOCHS, "epochs") is None and "iter" not in value.keywords:
            missing.append("epochs")
        if missing:
            yield RULE.finding(
                f"train() is called without {' and '.join(missing)}: gensim raises ValueError.",
                locations=(script.place(node),),
                mending=_mending(script, value, node, missing),
            )


def _mending(script: Script, value: Value, node: ast.Call, missing: list[str]) -> Fix | None:
    """Put the missing arguments behind the last one."""
    if not isinstance(node.func, ast.Attribute) or not isinstance(node.func.value, ast.Name | ast.Attribute) or not node.args:
        return None
    cell = script.cell(node)
    model = cell.segment(node.func.value)
    values = {"total_examples": f"{model}.corpus_count", "epochs": f"{model}.epochs"}
    added = ", ".join(f"{name}={values[name]}" for name in missing)
    edit = appended(cell, node, added)
    safe = "total_examples" not in missing or _is_built_from(script, value)
    return Fix(f"add `{added}`", (edit,), safe=safe) if edit is not None else None


def _is_built_from(script: Script, value: Value) -> bool:
    """Whether the model's vocabulary comes from the very texts it is trained on here."""
    texts = value.argument(0, "corpus_iterable", "sentences", "documents")
    built = [event.value for event in script.methods("build_vocab") if event.value.owner is value.owner]
    built += [value.owner] if value.owner is not None and value.owner.kind == "call" else []
    given = (one.argument(0, "corpus_iterable", "sentences", "documents") for one in built)
    return texts is not None and any(one is not None and _is_same(one, texts) for one in given)


def _is_same(one: Value, other: Value) -> bool:
    """Whether two values are one, or one name that the script gets from elsewhere."""
    return one is other or (one.kind == other.kind and one.kind in ("unknown", "parameter") and one.name == other.name != "")
