"""Comments that quieten a rule: `# w2vcheck: ignore[W2V401] reason`, and `# noqa: W2V401` for those who have it already.

A comment speaks for the statement it stands in, for the header of a block, or, on lines of its own, for the statement below.
"""

import ast
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from w2vcheck.code.source import Cell, Source
from w2vcheck.results import Edit, Finding
from w2vcheck.rule import rule_codes

_OURS = re.compile(r"#\s*w2vcheck:\s*ignore\[([^\]\n]*)\]([^\r\n#]*)", re.IGNORECASE)
_NOQA = re.compile(r"#\s*noqa\s*:\s*((?:[a-z]+[0-9]+[,\s]*)+)([^\r\n#]*)", re.IGNORECASE)
_CODE = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One code in such a comment.

    `start` and `end` are the comment's, in characters of its cell, `codes` all codes in it, `first` to `last` the lines it
    speaks for, and `reason` what stands behind the codes.
    """

    code: str
    cell: int | None
    start: int
    end: int
    codes: tuple[str, ...]
    first: int
    last: int
    reason: str = ""

    def quietens(self, finding: Finding) -> bool:
        """Whether this finding is of its rule and on one of its lines."""
        return finding.code == self.code and any(
            place.cell == self.cell and place.line is not None and self.first <= place.line <= self.last
            for place in finding.locations[:1]
        )


def suppressions(source: Source) -> tuple[Suppression, ...]:
    """All of them, in the order of the file; those of other tools left out."""
    found: list[Suppression] = []
    for cell in source.cells:
        if cell.tree is not None and (_OURS.search(cell.text) or _NOQA.search(cell.text)):
            found += _in_cell(cell, cell.tree)
    return tuple(found)


def _in_cell(cell: Cell, tree: ast.Module) -> Iterator[Suppression]:
    spans = sorted(_spans(tree))
    for start, comment, alone in _comments(cell):
        for pattern in (_OURS, _NOQA):
            for match in pattern.finditer(comment):
                codes = tuple(code.upper() for code in _CODE.findall(match[1]))
                ours = codes if pattern is _OURS else tuple(code for code in codes if _is_known(code))
                first, last = _lines(cell.line_of(start), spans, alone=alone)
                reason = match[2].strip(" \t-–:,;")
                for code in dict.fromkeys(ours):
                    yield Suppression(code, cell.index, start + match.start(), start + match.end(), codes, first, last, reason)


def _is_known(code: str) -> bool:
    """Whether a code is w2vcheck's, or one of a rule that another package brings."""
    return code.startswith("W2V") or code in rule_codes()


def _comments(cell: Cell) -> Iterator[tuple[int, str, bool]]:
    """Each comment with the offset of its sign, and whether it has its line for itself."""
    try:
        for token in tokenize.generate_tokens(StringIO(cell.text, newline="").readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                yield cell.starts[line - 1] + column, token.string, not token.line[:column].strip()
    except (tokenize.TokenError, SyntaxError):  # what parses may still end in the middle of a token
        return


def _spans(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """The first and last line of every simple statement, and of the header of every block."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            if not hasattr(node, "body"):
                yield node.lineno, node.end_lineno or node.lineno
                continue
            header = [
                child
                for child in ast.iter_child_nodes(node)
                if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            ]
            ends = [end for child in header for part in ast.walk(child) if (end := getattr(part, "end_lineno", None))]
            yield node.lineno, max([node.lineno, *ends])


def _lines(line: int, spans: list[tuple[int, int]], *, alone: bool) -> tuple[int, int]:
    """The lines that a comment on this line speaks for."""
    around = [span for span in spans if span[0] <= line <= span[1]]
    if around:
        first = max(span[0] for span in around)
        return first, max(last for start, last in around if start == first)
    below = [span for span in spans if span[0] > line]
    return below[0] if alone and below else (line, line)


def without(source: Source, given: Suppression) -> Edit:
    """The edit that takes the code out of its comment, and the comment out of the file where nothing is left in it."""
    cell = source.cell(given.cell)
    left = [code for code in given.codes if code != given.code]
    comment = cell.written[given.start : given.end]
    if left:
        listed = re.search(r"\[([^\]]*)\]", comment) or re.search(r":\s*((?:[A-Za-z]+[0-9]+[,\s]*)+)", comment)
        start, end = listed.span(1) if listed else (0, 0)
        kept = ", ".join(left) + (" " if comment[end - 1 : end].isspace() else "")
        return Edit(given.start + start, given.start + end, kept, given.cell)
    line = cell.line_of(given.start)
    begin = cell.starts[line - 1]
    before = cell.written[begin : given.start]
    if not before.strip() and cell.written[given.end : given.end + 1] in ("\r", "\n", ""):
        end = cell.starts[line] if line < len(cell.starts) else len(cell.written)
        return Edit(begin, end, "", given.cell)
    if cell.written[given.end : given.end + 1] == "#":  # another comment follows, and keeps the distance
        return Edit(given.start, given.end, "", given.cell)
    return Edit(begin + len(before.rstrip()), given.end, "", given.cell)
