"""
## What it checks
What gensim 4 took away: `model[word]` and `word in model` of `Word2Vec` and `FastText`, `wv.vocab`, `wv.index2word`, `wv.syn0`,
`model.most_similar` and its like, `model.iter`, `model.trainables`, `LabeledSentence`, `gensim.summarization` and other modules.

## Why it matters
Each of them raises an error under gensim 4, often hours into the script, when the vectors have been trained.

## How it is measured
By reading: the receiver must be gensim's beyond doubt (constructed or loaded in the script, or anything's `.wv` in a script that
imports gensim). Each name was tried on gensim 4.4.0. What still works is never named: `init_sims`, `docvecs`, `word_vec` of the
vectors, `model[tag]` of a `Doc2Vec`, `vectors[word]` of `KeyedVectors`. Silent where the script says that it wants a gensim below
4, and in code that asks which version it has. There is nothing to count, so there is no figure.

## Fix
Safe where the new name says exactly the same: `model.wv[word]`, `wv.index_to_key`, `len(wv.key_to_index)`,
`wv.get_vecattr(word, "count")` for `wv.vocab[word].count`. Unsafe where `wv.vocab` is handed on, since its values were objects
and those of `wv.key_to_index` are positions. The rest is said and left to you.

## When to ignore it
When gensim is pinned below 4 on purpose, in a place that the script does not show.

## References
- gensim wiki, "Migrating from Gensim 3.x to 4"; gensim 4.4.0 itself.
"""

import ast
from collections.abc import Iterator

from w2vcheck.code import gensim3
from w2vcheck.code.gensim_version import MODELS, VECTORS, GensimVersion
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, class_of
from w2vcheck.results import Confidence, Edit, Finding, Fix, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V604",
    name="gensim3-attribute",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Attributes, methods and modules that gensim 4 no longer has",
    why="It raises an error under gensim 4, often only after the vectors have been trained.",
    fix="Use what stands in its place.",
)
SUBSCRIPTED = frozenset({"gensim.models.Word2Vec", "gensim.models.FastText"})
_GONE = frozenset({*gensim3.OF_MODEL, *gensim3.OF_VECTORS})
_READERS = frozenset({"len", "list", "set", "sorted", "tuple", "frozenset", "enumerate", "iter"})
"""Builtins to which a mapping is nothing but its keys."""


@RULE.lint
def lint(script: Script, version: GensimVersion) -> Iterator[Finding]:
    """Look at every expression and every import, once."""
    if version.pinned or not (version.used or any(".wv" in cell.text for cell in script.source.cells)):
        return
    yield from _attributes(script, version)
    yield from _words_of_models(script, version)
    if version.used:
        yield from _imports(script, version)


def _attributes(script: Script, version: GensimVersion) -> Iterator[Finding]:
    parents: dict[ast.AST, ast.AST] = {}
    for node in script.nodes_of(ast.Attribute):
        value = script.values.get(node)
        if value is None or not isinstance(node.ctx, ast.Load) or node in version.guarded:
            continue
        found = None
        if value.kind == "attribute" and value.name == node.attr and node.attr in _GONE:
            found = _attribute(script, version, node, value, parents)
        elif value.kind == "name" and version.used and value.name.startswith("gensim."):
            found = _name(script, node, value.name)
        if found is not None:
            yield found


def _words_of_models(script: Script, version: GensimVersion) -> Iterator[Finding]:
    for item in script.nodes_of(ast.Subscript):
        if isinstance(item.ctx, ast.Load) and _is_model(script, item.value) and item not in version.guarded:
            yield _into_vectors(script, item.value, item, "model[word]", "'Word2Vec' object is not subscriptable")
    for test in script.nodes_of(ast.Compare):
        match test:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[inner]) if _is_model(script, inner):
                if test not in version.guarded:
                    yield _into_vectors(script, inner, test, "word in model", "argument is not iterable")


def _is_model(script: Script, node: ast.expr) -> bool:
    return script.class_of(node) in SUBSCRIPTED


def _into_vectors(script: Script, model: ast.expr, node: ast.AST, what: str, error: str) -> Finding:
    """`model[word]` and `word in model`: the words are in `model.wv`."""
    cell = script.cell(node)
    _, end = cell.span(model)
    return RULE.finding(
        f"`{what}` is gone since gensim 4 and raises TypeError ({error}).",
        locations=(script.place(node),),
        fix="Ask model.wv instead of the model.",
        mending=Fix("put `.wv` behind the model", (Edit(end, end, ".wv", cell.index),)),
    )


def _attribute(
    script: Script, version: GensimVersion, node: ast.Attribute, value: Value, parents: dict[ast.AST, ast.AST]
) -> Finding | None:
    kind = class_of(value.owner) if value.owner is not None else None
    confidence = Confidence.HIGH
    if kind is None and _is_some_wv(node.value, value):
        kind = VECTORS
        confidence = Confidence.HIGH if version.used else Confidence.MEDIUM
    if kind in MODELS and node.attr in gensim3.OF_MODEL:
        if kind == "gensim.models.Doc2Vec" and node.attr in gensim3.STILL_OF_DOC2VEC:
            return None
        new = gensim3.OF_MODEL[node.attr]
    elif kind == VECTORS and node.attr in gensim3.OF_VECTORS:
        new = gensim3.OF_VECTORS[node.attr]
    else:
        return None
    if node.attr in ("vocab", "trainables", "vocabulary") and not parents:
        parents |= {child: parent for parent in script.nodes() for child in ast.iter_child_nodes(parent)}
    if node.attr == "vocab":
        mending = _vocab(script, node, new or "", parents)
    elif node.attr in ("trainables", "vocabulary"):
        mending = _part(script, node, parents)
    else:
        mending = _renamed(script, node, new) if new else None
    says = f"`{node.attr}` is gone since gensim 4 and raises AttributeError."
    if new and node.attr != "vocab":
        says = f"`{node.attr}` is gone since gensim 4, where it is `{new}`: this raises AttributeError."
    return RULE.finding(
        says,
        confidence=confidence,
        locations=(script.place(node),),
        fix=gensim3.ADVICE.get(node.attr) or (f"Use `{new}`." if new else None),
        mending=mending,
    )


def _is_some_wv(node: ast.expr, value: Value) -> bool:
    """Whether this is the `.wv` of something from elsewhere; a class of the script may have a `.wv` of its own."""
    inner = value.owner.owner if value.owner is not None else None
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "wv"
        and inner is not None
        and inner.kind in ("parameter", "unknown", "attribute", "item", "element", "apply", "entered")
    )


def _renamed(script: Script, node: ast.Attribute, new: str, *, safe: bool = True) -> Fix:
    cell = script.cell(node)
    _, end = cell.span(node)
    return Fix(f"write `{new}`", (Edit(end - len(node.attr), end, new, cell.index),), safe=safe)


def _vocab(script: Script, node: ast.Attribute, new: str, parents: dict[ast.AST, ast.AST]) -> Fix | None:
    """Words and their number are in `key_to_index` too; counts and positions stand elsewhere."""
    parent = parents.get(node)
    above = parents.get(parent) if parent is not None else None
    match parent, above:
        case ast.Subscript(slice=word), ast.Attribute(attr="count" | "sample_int" as asked):
            return _vecattr(script, node, word, asked, above)
        case ast.Subscript(), ast.Attribute(attr="index"):
            cell = script.cell(node)
            (_, end), (_, behind) = cell.span(parent), cell.span(above)
            rename = _renamed(script, node, new)
            return Fix(f"write `{new}[…]`", (*rename.edits, Edit(end, behind, "", cell.index)))
        case (ast.Subscript(), _) | (ast.Attribute(attr="items" | "values"), _):  # what comes out is no longer an object
            return None
    return _renamed(script, node, new, safe=_wants_words(node, parent))


def _wants_words(node: ast.Attribute, parent: ast.AST | None) -> bool:
    """Whether only the words of a vocabulary are asked for here."""
    match parent:
        case ast.Call(func=ast.Name(id=name), args=[first, *_], keywords=[]):
            return name in _READERS and first is node
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[last]):
            return last is node
        case ast.For(iter=items) | ast.comprehension(iter=items):
            return items is node
    return isinstance(parent, ast.Attribute) and parent.attr == "keys"


def _vecattr(script: Script, node: ast.Attribute, word: ast.expr, asked: str, whole: ast.AST) -> Fix:
    """`wv.vocab[word].count` is `wv.get_vecattr(word, "count")`."""
    cell = script.cell(node)
    _, end = cell.span(node.value)
    _, behind = cell.span(whole)
    wv = ".wv" if script.class_of(node.value) in MODELS else ""
    text = f'{wv}.get_vecattr({cell.segment(word)}, "{asked}")'
    return Fix(f'write `get_vecattr(…, "{asked}")`', (Edit(end, behind, text, cell.index),))


def _part(script: Script, node: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> Fix | None:
    """`model.trainables.syn1neg` is `model.syn1neg`."""
    parent = parents.get(node)
    if not isinstance(parent, ast.Attribute) or parent.attr not in gensim3.MOVED_OUT_OF_PARTS:
        return None
    cell = script.cell(node)
    (_, end), (_, behind) = cell.span(node.value), cell.span(node)
    return Fix(f"write `.{parent.attr}` behind the model", (Edit(end, behind, "", cell.index),))


def _name(script: Script, node: ast.Attribute, name: str) -> Finding | None:
    """`gensim.models.wrappers.LdaMallet`, `Word2Vec.load_word2vec_format`, reached by dots."""
    stem, _, last = name.rpartition(".")
    if stem in MODELS and last in gensim3.OF_CLASS:
        cell = script.cell(node)
        written = cell.segment(node.value)
        dotted = written.rpartition(".")[0]
        _, end = cell.span(node.value)
        edit = Edit(end - len(written.rpartition(".")[2]), end, "KeyedVectors", cell.index)
        return RULE.finding(
            f"`{stem.rpartition('.')[2]}.{last}` is gone since gensim 4 and raises AttributeError.",
            locations=(script.place(node),),
            fix=f"Use gensim.models.KeyedVectors.{last}.",
            mending=Fix("write `KeyedVectors`", (edit,)) if dotted and dotted.startswith("gensim") else None,
        )
    if name in gensim3.MODULES:
        return _gone(script, node, name, gensim3.MODULES[name], None)
    for full, new in gensim3.NAMES.items():
        if full.rpartition(".")[2] == last and name in (full, f"gensim.models.{last}"):
            return _gone(script, node, full, _advice(last, new), _renamed(script, node, new) if new else None)
    return None


def _imports(script: Script, version: GensimVersion) -> Iterator[Finding]:
    for plain in script.nodes_of(ast.Import):
        for alias in plain.names:
            if (name := _module(alias.name)) and plain not in version.guarded:
                yield _gone(script, alias, name, gensim3.MODULES[name], None)
    for node in script.nodes_of(ast.ImportFrom):
        module = node.module or ""
        if node.level or module.partition(".")[0] != "gensim" or node in version.guarded:
            continue
        if name := _module(module):
            yield _gone(script, node, name, gensim3.MODULES[name], None)
            continue
        for alias in node.names:
            full = f"{module}.{alias.name}"
            if full in gensim3.MODULES:
                yield _gone(script, alias, full, gensim3.MODULES[full], None)
            elif full in gensim3.NAMES:
                new = gensim3.NAMES[full]
                yield _gone(script, alias, full, _advice(alias.name, new), _reimported(script, alias, new))


def _module(name: str) -> str | None:
    """The removed module that this one is, or lies in."""
    return next((gone for gone in gensim3.MODULES if name == gone or name.startswith(f"{gone}.")), None)


def _advice(last: str, new: str | None) -> str:
    return f"use `{new}`" if new else gensim3.NAME_ADVICE.get(last, "it was removed without a successor")


def _reimported(script: Script, alias: ast.alias, new: str | None) -> Fix | None:
    """Import the successor under the old name, so that nothing else has to change."""
    if new is None:
        return None
    cell = script.cell(alias)
    start, end = cell.span(alias)
    text = f"{new} as {alias.asname or alias.name}"
    return Fix(f"import `{text}`", (Edit(start, end, text, cell.index),))


def _gone(script: Script, node: ast.AST, name: str, advice: str, mending: Fix | None) -> Finding:
    advice = advice.rstrip(".")
    return RULE.finding(
        f"`{name}` is gone since gensim 4 and cannot be imported.",
        locations=(script.place(node),),
        fix=f"{advice[:1].upper()}{advice[1:]}.",
        mending=mending,
    )
