"""Where an argument can be added to a call without touching its layout."""

import ast
import re

from w2vcheck.code.source import Cell
from w2vcheck.results import Edit

_CLOSING = re.compile(r"[\s)]*\)|")


def appended(cell: Cell, call: ast.Call, argument: str) -> Edit | None:
    """The edit that adds `argument` ("epochs=5") as the last one; None where the place cannot be told."""
    given = [*call.args, *call.keywords]
    _, end = cell.span(call)
    if not given:
        return Edit(end - 1, end - 1, argument, cell.index)
    if len(given) == 1 and isinstance(given[0], ast.GeneratorExp):  # it would need parentheses of its own
        return None
    last = max(cell.span(one)[1] for one in given)
    gap = cell.text[last : end - 1]
    closing = _CLOSING.match(gap)
    behind = closing.end() if closing else 0  # parentheses around the last argument
    if ")" in gap[behind:].partition("#")[0] or re.search(r"#[^\r\n]*[\r\n][\s)]*\)", gap[behind:]):
        return None
    comma = re.match(r"\s*,", gap[behind:])
    if comma:
        place = last + behind + comma.end()
        return Edit(place, place, f" {argument},", cell.index)
    return Edit(last + behind, last + behind, f", {argument}", cell.index)
