"""
## What it checks
Argument names that gensim 4 no longer knows: `size=` and `iter=` of `Word2Vec`, `FastText` and `Doc2Vec`, `docvecs=` of
`Doc2Vec`, `steps=` of `infer_vector`, `sentences=` and `documents=` of `train` and `build_vocab`, `use_norm=` of `word_vec`,
`common_terms=` of `Phrases`.

## Why it matters
The call raises `TypeError`, so the script never trains, or it lives on in an environment with a gensim from 2020.

## How it is measured
By reading: the function or the receiver must be gensim's beyond doubt (imported, constructed or loaded in the script). Each
name was called on gensim 4.4.0. Silent where the script says that it wants a gensim below 4 (`!pip install "gensim<4"`), and
in code that asks which version it has. There is nothing to count, so there is no figure.

## Fix
Safe: the argument is renamed, and the old call can only fail. An argument inside a dictionary has to be renamed by hand.

## When to ignore it
When gensim is pinned below 4 on purpose, in a place that the script does not show.

## References
- gensim wiki, "Migrating from Gensim 3.x to 4"; gensim 4.4.0, signatures of the functions named above.
"""

import ast
from collections.abc import Iterator, Mapping

from w2vcheck.code.gensim_version import MODELS, VECTORS, GensimVersion
from w2vcheck.code.script import Script
from w2vcheck.code.values import class_of
from w2vcheck.results import Edit, Finding, Fix, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V603",
    name="gensim3-argument",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Arguments under a name that gensim 4 no longer knows",
    why="The call raises TypeError under gensim 4, so nothing behind it runs.",
    fix="Use the new name of the argument.",
)
_MODEL = {"size": "vector_size", "iter": "epochs"}
_FUNCTIONS: Mapping[str, Mapping[str, str]] = {
    "gensim.models.Word2Vec": _MODEL,
    "gensim.models.FastText": _MODEL,
    "gensim.models.Doc2Vec": {**_MODEL, "docvecs": "dv", "docvecs_mapfile": "dv_mapfile"},
    "gensim.models.Phrases": {"common_terms": "connector_words"},
}
_METHODS: Mapping[str, tuple[frozenset[str], Mapping[str, str]]] = {
    "infer_vector": (frozenset({"gensim.models.Doc2Vec"}), {"steps": "epochs"}),
    "train": (MODELS, {"sentences": "corpus_iterable", "documents": "corpus_iterable", "iter": "epochs"}),
    "build_vocab": (MODELS, {"sentences": "corpus_iterable", "documents": "corpus_iterable"}),
    "word_vec": (frozenset({VECTORS}), {"use_norm": "norm"}),
    "get_vector": (frozenset({VECTORS}), {"use_norm": "norm"}),
}
_RENAMED_METHODS = {"word_vec": "get_vector"}
"""`word_vec` still answers, but not to the new argument."""


@RULE.lint
def lint(script: Script, version: GensimVersion) -> Iterator[Finding]:
    """Look at every call of a function or method of gensim, once."""
    if not version.used or version.pinned:
        return
    for node in script.nodes_of(ast.Call):
        value = script.values.get(node)
        if value is None or value.node is not node or not value.keywords or node in version.guarded:
            continue
        renamed: Mapping[str, str] = {}
        if value.kind == "call":
            renamed = _FUNCTIONS.get(value.name, {})
        elif value.kind == "method" and value.owner is not None and value.name in _METHODS:
            classes, names = _METHODS[value.name]
            renamed = names if class_of(value.owner) in classes else {}
        for old, new in renamed.items():
            if old in value.keywords and new not in value.keywords:
                yield _finding(script, node, old, new)


def _finding(script: Script, node: ast.Call, old: str, new: str) -> Finding:
    written = next((one for one in node.keywords if one.arg == old), None)
    function = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    mending = None
    if written is not None:
        cell = script.cell(node)
        start, _ = cell.span(written)
        edits = [Edit(start, start + len(old), new, cell.index)]
        if function in _RENAMED_METHODS and isinstance(node.func, ast.Attribute):
            _, end = cell.span(node.func)
            edits.insert(0, Edit(end - len(function), end, _RENAMED_METHODS[function], cell.index))
        mending = Fix(f"rename `{old}` to `{new}`", tuple(edits))
    return RULE.finding(
        f"`{old}=` is called `{new}=` since gensim 4: this call raises an error.",
        locations=(script.place(written if written is not None else node),),
        fix=f"Rename `{old}` to `{new}`" + ("." if written is not None else ", in the dictionary that holds the arguments."),
        mending=mending,
    )
