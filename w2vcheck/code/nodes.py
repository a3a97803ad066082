"""Walking through syntax trees, three times as fast as `ast.walk`."""

import ast
from collections.abc import Mapping

_NO_NODES = frozenset({
    "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "module", "op", "rest",
    "simple", "str", "tag", "type_comment",
})  # fmt: skip
"""Fields that hold a word or a number; contexts and the signs of operations are nodes, but without a place in the text."""
_LEAVES = frozenset({"Constant", "MatchSingleton", "Global", "Nonlocal"})
"""Nodes whose other fields hold no node either."""


def _holds_nodes(kind: type[ast.AST], field: str) -> bool:
    if field == "name":  # a word, but for `type name = ...`
        return kind.__name__ == "TypeAlias"
    return field not in _NO_NODES and kind.__name__ not in _LEAVES


_INNER: Mapping[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(field for field in kind._fields if _holds_nodes(kind, field))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


def walk(node: ast.AST) -> list[ast.AST]:
    """A node and all below it, in the order of `ast.walk`; contexts and the signs of binary operations are left out."""
    found = [node]
    for one in found:  # grows while it is read
        for field in _INNER[type(one)]:
            inner = getattr(one, field)
            if isinstance(inner, list):
                found += inner if None not in inner else [part for part in inner if part is not None]
            elif inner is not None:
                found.append(inner)
    return found
