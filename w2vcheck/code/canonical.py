"""What a piece of code says, without how it is laid out: by this a finding is known again in a changed file.

Not `ast.unparse`: its text, and that of `ast.dump`, differ between versions of Python, and what one machine has written another
must be able to check.
"""

import ast
from collections.abc import Iterator
from hashlib import blake2b

_DIGEST_BYTES = 16
_UNSAID = frozenset({"ctx", "kind", "type_comment", "type_ignores", "type_params"})
"""Fields that say nothing of what is written there, or that not every version of Python has."""
_BODIES = frozenset({"body", "orelse", "finalbody", "handlers", "cases"})
"""What hangs below the header of a block."""


def digest(text: str) -> str:
    """32 hex digits that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


def canonical(node: ast.AST) -> str:
    """A node as text; equal for equal code in any layout. Of a block only the header counts, of a module nothing."""
    while isinstance(node, ast.Expr):
        node = node.value
    skipped = _BODIES if isinstance(node, ast.stmt | ast.Module | ast.ExceptHandler) else frozenset[str]()
    pieces: list[str] = []
    # A stack and not recursion: a sum of thousands of terms is nested as deeply.
    waiting: list[object] = [node]
    while waiting:
        match waiting.pop():
            case ast.AST() as one:
                pieces.append(f"({type(one).__name__}")
                waiting.append(_CLOSE)
                named = [(name, value) for name, value in ast.iter_fields(one) if name not in _UNSAID and value not in (None, [])]
                for name, value in reversed(named):
                    if one is not node or name not in skipped:
                        waiting += [value, _Text(f" {name}=")]
            case list() as several:
                pieces.append("[")
                waiting += [_Text("]"), *reversed(several)]
            case _Text() as text:
                pieces.append(text)
            case value:
                pieces.append(f"{value!r},")
    return "".join(pieces)


class _Text(str):
    """A piece that is written as it is, unlike a text of the code."""

    __slots__ = ()


_CLOSE = _Text(")")


def scopes_of(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every function and class with its qualified name, the outer ones first."""
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        parent, prefix = waiting.pop()
        for node in ast.iter_child_nodes(parent):
            name = prefix
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{prefix}.{node.name}" if prefix else node.name
                yield node, name
            if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
                waiting.append((node, name))
