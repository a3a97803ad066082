"""Edits that several rules make."""

import ast

from w2vcheck.code.script import Script
from w2vcheck.results import Edit, Fix

_CLOSED = (ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.Constant, ast.Tuple, ast.List)


def unwrapped(script: Script, node: ast.AST | None, says: str) -> Fix | None:
    """Replace a call `f(x, ...)`, or `x.f(...)`, by its x; not safe, since it changes what is computed.

    None for anything else, and where f is a container: its members cannot be told apart in the text of the call.
    """
    if not isinstance(node, ast.Call):
        return None
    value = script.value(node.func)
    if value is not None and value.kind == "call" and value.name in ("torch.nn.Sequential", "torch.nn.ModuleList"):
        return None
    if value is not None and value.kind in ("instance", "function"):
        return None
    by_method = isinstance(node.func, ast.Attribute) and value is not None and value.kind == "attribute"
    inner = node.func.value if by_method and isinstance(node.func, ast.Attribute) else next(iter(node.args), None)
    if inner is None:
        return None
    cell = script.cell(node)
    start, end = cell.span(node)
    text = cell.segment(inner)
    return Fix(says, (Edit(start, end, text if isinstance(inner, _CLOSED) else f"({text})", cell.index),), safe=False)
