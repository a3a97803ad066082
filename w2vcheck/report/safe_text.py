"""Text from data, labels, file names and configuration, made safe to show.

A text may hold terminal control codes, characters that reverse the reading order, or nothing visible at
all. What is shown is what is there: such characters appear as escapes, nothing acts.
"""

from unicodedata import category

from rich.cells import cell_len

# Control, format, surrogate, private use, unassigned, line separator, paragraph separator.
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_JOINERS = "\u200c\u200d"  # shape the letters of Persian, Hindi and others; elsewhere they only hide
_STYLE_SELECTORS = "\ufe0e\ufe0f"  # "as text" or "as emoji": they carry nothing, and terminals disagree on their width
_IDEOGRAPHIC_SPACE = "\u3000"  # two cells wide, and seen as such
# By category letters, marks or symbols, but drawn as nothing: Hangul fillers, grapheme joiner, Khmer inherent vowels,
# Mongolian selectors, empty Braille cell.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_MARKS_IN_A_ROW = 4  # written languages stack fewer; more of them paint over the lines above and below


def cells(text: str) -> int:
    """Columns that `text` takes in a terminal, counted character by character.

    An upper bound: `rich.cells.cell_len` of a whole string counts nothing for the letter behind a joiner,
    which few terminals follow.
    """
    return len(text) if text.isascii() else sum(map(cell_len, text))


def visible(text: str, limit: int | None = None) -> str:
    r"""`text` on one line, with nothing in it that acts on a terminal or hides from the eye.

    Line breaks become `\n`, tabs and unusual spaces become spaces; controls, direction marks, zero-width and
    unassigned characters, lone surrogates and private use become escapes such as `\x1b` and `\u202e`. Joiners
    between letters stay. `limit` cuts at that many terminal columns (at least 1), with "…" as the last of them.
    """
    if text.isascii() and text.isprintable() and (limit is None or len(text) <= limit):
        return text
    pieces: list[str] = []
    width = marks = 0
    before = ""  # the last character shown
    for index, char in enumerate(text):
        marks = marks + 1 if category(char) in _MARKS else 0
        piece = _shown(char, before, text[index + 1 : index + 2], marks)
        pieces.append(piece)
        before = piece[-1:] or before
        width += cells(piece)
        if limit is not None and width > limit:
            while pieces and width > limit - 1:
                width -= cells(pieces.pop())
            return "".join(pieces) + "…"
    return "".join(pieces)


def _shown(char: str, before: str, after: str, marks: int) -> str:
    """What stands for `char`, the `marks`-th combining mark in a row or none; `before` and `after` are its neighbours."""
    kind = category(char)
    if char == "\t" or (kind == "Zs" and char != _IDEOGRAPHIC_SPACE):
        return " "
    if char in _STYLE_SELECTORS:
        return ""
    if char in _JOINERS and _is_letter(before, "LM") and _is_letter(after, "L"):
        return char
    if kind in _ESCAPED or char in _BLANK or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return _escape(char)
    if marks > _MARKS_IN_A_ROW or (marks and not before):  # a mark without a letter would sit on what we print before it
        return _escape(char)
    return char


def _is_letter(char: str, kinds: str) -> bool:
    return bool(char) and category(char)[0] in kinds and char not in _BLANK


def _escape(char: str) -> str:
    r"""The Python escape of one character: `\n`, `\x1b`, `\u202e`, `\U000e0001`."""
    return char.encode("unicode_escape").decode("ascii")
