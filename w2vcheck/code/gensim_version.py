"""Which gensim a script is for: pinned below 4, or written for both."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import provider
from w2vcheck.code.nodes import walk
from w2vcheck.code.script import Script
from w2vcheck.code.source import Source
from w2vcheck.code.values import ancestors

MODELS = frozenset({"gensim.models.Word2Vec", "gensim.models.FastText", "gensim.models.Doc2Vec"})
VECTORS = "gensim.models.KeyedVectors"
_PINNED = re.compile(r"\bgensim\s*(?:==\s*[0-3]\.[\w.*]*|<=?\s*[0-4](?:\.0)*(?![\d.])|<=?\s*[0-3]\.[\w.]*|~=\s*[0-3]\.[\w.]*)")
_ASKS = frozenset({"AttributeError", "TypeError", "ImportError", "ModuleNotFoundError", "NameError"})
"""What the old way raises under the new gensim, and the new way under the old one."""
_SHORT = 2
"""Statements in a `try` that catches everything, up to which it is a question and not a safety net."""


@dataclass(frozen=True, slots=True)
class GensimVersion:
    """`used` says whether the script imports gensim, `pinned` whether it says that its gensim is older than 4.

    `guarded` are the nodes that only one of the versions reaches.
    """

    used: bool
    pinned: bool
    guarded: frozenset[ast.AST] = frozenset()


@provider("reading the script")
def gensim_version(source: Source, script: Script) -> GensimVersion:
    """Look for a pinned version in requirements and shell lines, and for code that asks which version it has."""
    texts = [cell.written for cell in source.cells]
    if not any("gensim" in text for text in texts):
        return GensimVersion(used=False, pinned=False)
    pinned = any("gensim" in text and _PINNED.search(text) for text in texts)
    return GensimVersion(
        used=any(value.kind == "name" and value.name.startswith("gensim.") for value in script.values.values())
        or any("import gensim" in text or "from gensim" in text for text in texts),
        pinned=pinned,
        guarded=frozenset(_guarded(script)),
    )


def _guarded(script: Script) -> Iterator[ast.AST]:
    for cell in script.source.cells:
        if cell.tree is not None and any(word in cell.text for word in ("except", "version", "hasattr")):
            yield from _in_body(script, cell.tree.body)


def _in_body(script: Script, body: list[ast.stmt]) -> Iterator[ast.AST]:
    """What is guarded in a body; behind `if old: return` also the rest of it."""
    for position, node in enumerate(body):
        if _asks(script, node):
            yield from walk(node)
            if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue):
                for rest in body[position + 1 :]:
                    yield from walk(rest)
                return
            continue
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                yield from _in_body(script, inner)
        for handler in getattr(node, "handlers", ()):
            yield from _in_body(script, handler.body)


def _asks(script: Script, node: ast.stmt) -> bool:
    """Whether a statement finds out, or tries out, which version it has."""
    match node:
        case ast.Try(body=body, handlers=handlers):
            caught = {name for handler in handlers for name in _caught(handler)}
            return bool(caught & _ASKS) or (bool(caught & {"Exception", ""}) and len(body) <= _SHORT)
        case ast.If(test=test):
            return any(_is_version(script, one) for one in walk(test))
    if next(script.nodes_of(ast.IfExp), None) is None:
        return False
    return any(
        isinstance(one, ast.IfExp) and any(_is_version(script, part) for part in walk(one.test)) for one in _expressions(node)
    )


def _expressions(node: ast.stmt) -> Iterator[ast.AST]:
    """What stands in a simple statement."""
    return iter(()) if hasattr(node, "body") else iter(walk(node))


def _caught(handler: ast.ExceptHandler) -> Iterator[str]:
    if handler.type is None:
        yield ""
    for node in walk(handler.type) if handler.type is not None else ():
        if isinstance(node, ast.Name):
            yield node.id


def _is_version(script: Script, node: ast.AST) -> bool:
    match node:
        case ast.Name(id="hasattr") | ast.Attribute(attr="__version__" | "version_info"):
            return True
        case ast.Name(id=name) if "gensim" in name.lower() and name != "gensim":
            return True
        case ast.Name():
            value = script.value(node)
            return value is not None and any(one.name.startswith("gensim.__version__") for one in ancestors(value))
    return False
