"""Lines of styled text: making text safe, wrapping it, setting it in columns.

Everything below works on `rich.text.Text`, never on markup strings, so that brackets in the data stay brackets.
A section of the report is a list of lines, none wider than asked for.
"""

import re
from collections.abc import Iterable
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from w2vcheck.report.safe_text import cells, visible

NARROWEST = 40  # columns; narrower terminals get the layout for this width
WIDEST = 100  # columns; longer lines are hard to read, so wide terminals keep a margin

# Only the terminal's own colours, by meaning; none of them is bold yellow or white, which vanish on a light background.
STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan", "clean": "green"}
SIGNS = {"error": "✗", "warning": "!", "note": "i", "clean": "✓"}
STRONG = "bold"
QUIET = "dim"
TODO = "green"
BAR = "cyan"

LEAD = 12  # columns before the body of a labelled line: two of margin, the label, two of gap

_GLUE = "\N{NO-BREAK SPACE}"  # a space at which lines do not break; shown as a plain space
_UNBREAKABLE = re.compile(r"(?<=\d) (?=%)|(?<=\brow) (?=\d)|(?<=→) (?=\d)|(?<==) (?=[\d−])")


def safe(text: str, style: str = "", limit: int | None = None) -> Text:
    """`text` made visible (see `safe_text.visible`), with figures kept together with their signs and units."""
    line = Text(_UNBREAKABLE.sub(_GLUE, visible(text, limit)), end="")
    line.stylize(style)  # a style of the Text itself would spread to whatever is put behind it
    return line


def joined(parts: Iterable[Text], separator: str = "  ") -> Text:
    """The parts one behind the other."""
    return Text(separator, end="").join(list(parts))


def listed(parts: Iterable[Text], width: int, *, separator: str = "·") -> Text:
    """Parts behind one another, to be wrapped at `width`: lines break between them, inside only where one is too long."""
    whole = []
    for part in parts:
        if width_of(part) <= width - 2:
            part.plain = part.plain.replace(" ", _GLUE)
        whole.append(part)
    return Text(f"{_GLUE}{separator} ", end="").join(whole)


def width_of(text: Text) -> int:
    """Columns that a line takes."""
    return cells(text.plain)


def wrapped(text: Text, width: int) -> list[Text]:
    """Lines of at most `width` (at least 2) columns, broken at spaces; a longer word is broken where it must be."""
    return [text[start:end] for start, end in _line_spans(text.plain, width)] or [Text("", end="")]


def _line_spans(plain: str, width: int) -> list[tuple[int, int]]:
    """Where each line starts and ends in `plain`."""
    spans: list[tuple[int, int]] = []
    start = end = used = 0  # of the line being filled, which is empty while start == end
    for word in re.finditer(r"[^ ]+", plain):
        gap = word.start() - end
        size = cells(word.group())
        if start < end and used + gap + size <= width:
            end, used = word.end(), used + gap + size
            continue
        if start < end:
            spans.append((start, end))
        start, used = word.start(), 0
        for place, char in enumerate(word.group(), word.start()):
            size = cell_len(char)
            if used + size > width:
                spans.append((start, place))
                start, used = place, 0
            used += size
        end = word.end()
    return [*spans, (start, end)] if start < end else spans


def labelled(
    label: Text, body: Text, width: int, *, margin: int = 2, lead: int = LEAD, most_lines: int | None = None
) -> list[Text]:
    """A label at column `margin` and beside it, from column `lead`, the body, wrapped under its own first word.

    A label too wide for its place stands on lines of its own. `most_lines` cuts the body, with "…" at the cut.
    """
    head = [indented(line, margin) for line in wrapped(label, width - margin)] if label.plain else []
    lines = wrapped(body, width - lead)
    if most_lines is not None and len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], _with_ellipsis(lines[most_lines - 1], width - lead)]
    lines = [indented(line, lead) for line in lines]
    if head and width_of(head[-1]) <= lead - 1:
        lines[0] = padded(head.pop(), lead) + lines[0][lead:]
    return head + lines


def indented(line: Text, by: int) -> Text:
    """The line moved `by` columns to the right."""
    return Text(" " * by, end="") + line


def _with_ellipsis(line: Text, width: int) -> Text:
    """`line` with "…" behind its last letter, within `width`."""
    while width_of(line) > width - 1 or line.plain.endswith((" ", ",", ";", ":", ".")):
        line = line[:-1]
    return line + Text("…", end="")


def padded(text: Text, width: int, *, right: bool = False) -> Text:
    """`text` filled with spaces to `width` columns, at its left where `right` is asked for."""
    fill = Text(" " * max(0, width - width_of(text)), end="")
    return fill + text if right else text + fill


def to_string(lines: Iterable[Text], *, width: int, color: bool) -> str:
    """The lines as one string; with `color` as a terminal of 16 colours wants them, else without any escape."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
    )
    for line in lines:
        line.plain = line.plain.replace(_GLUE, " ")
        line.rstrip()
        console.print(line, no_wrap=True, overflow="ignore", crop=False, end="\n")
    return out.getvalue()
