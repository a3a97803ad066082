"""What IPython lets stand in a cell beside Python, replaced by Python of the same length.

Every character keeps its place, so that positions in the tree are positions in the cell.
"""

import re

PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "debug", "python", "python3", "pypy", "ipytest"})
"""Cell magics whose cell is Python that runs in the notebook, as IPython documents them."""
_CELL = re.compile(r"\s*%%(\w*)")
_TIMED = re.compile(r"(\s*)(%(?:time|timeit|prun|memit|lprun)\b(?:\s+-[a-zA-Z]\s*\w*)*)([^\r\n]*)")
_LINE = re.compile(r"(\s*)([%!?][^\r\n]*|[\w.\[\]'\"]+\?{1,2}[ \t]*$)", re.MULTILINE)
_ASSIGNED = re.compile(r"(\s*[\w.,* \t]+=[ \t]*)([%!][^\r\n]*)")
_SHELL = re.compile(r"(\s*)((?:pip3?|conda|cd|ls|pwd|cat|mkdir|rm|cp|mv|git|apt-get|wget|curl)(?:[ \t]+[^\s=(.,:][^\r\n]*)?)$")
_LINE_END = re.compile(r"[\r\n]|\Z")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def masked(text: str, *, payload: bool = True) -> str:
    """The cell with every magic line masked; `payload` keeps the Python behind `%time` and the like.

    A cell of another language, such as `%%bash`, becomes blank.
    """
    head = _CELL.match(text)
    if head and head[1] not in PYTHON_CELLS:
        return _blank(text)
    start = _LINE_END.search(text, head.end()).start() if head else 0  # type: ignore[union-attr]  # it matches the end too
    lines = [_blank(text[:start])]
    going_on = False  # a magic that ends in a backslash goes on in the next line
    for line in _LINES.findall(text[start:]):
        body = line.rstrip("\r\n")
        done = _blank(body) if going_on else _masked_line(body, payload=payload)
        going_on = done != body and body.endswith("\\")
        lines.append(done + line[len(body) :])
    return "".join(lines)


def _masked_line(line: str, *, payload: bool) -> str:
    if payload and (timed := _TIMED.fullmatch(line)) and timed[3].strip():
        return f"{timed[1]}{'0;'.ljust(len(timed[2]))}{timed[3]}"
    for pattern in (_ASSIGNED, _LINE, _SHELL):
        if found := pattern.fullmatch(line):
            return found[1] + "0".ljust(len(found[2]))
    return line


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
