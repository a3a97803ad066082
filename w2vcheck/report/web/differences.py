"""Two texts side by side, with what only one of them says marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from w2vcheck.report.safe_text import visible

_PIECES = re.compile(r"\s+|[a-zA-Z0-9_À-ɏͰ-ӿ]+|.", re.DOTALL)
"""Words of scripts with spaces, white space, and any other character by itself."""
LONGEST = 500
"""Characters compared and shown: comparing takes the product of both lengths."""


def marked(left: str, right: str) -> tuple[Markup, Markup]:
    """Both texts, safe to show; pieces that the other lacks are in `<mark>`."""
    one, other = _PIECES.findall(left[:LONGEST]), _PIECES.findall(right[:LONGEST])
    blocks = SequenceMatcher(None, [piece.casefold() for piece in one], [piece.casefold() for piece in other], autojunk=False)
    here, there = [], []
    for tag, begin, end, start, stop in blocks.get_opcodes():
        here.append(_shown(one[begin:end], differs=tag != "equal"))
        there.append(_shown(other[start:stop], differs=tag != "equal"))
    return Markup().join(here), Markup().join(there)


def _shown(pieces: list[str], *, differs: bool) -> Markup:
    text = visible("".join(pieces))
    return Markup("<mark>{}</mark>").format(text) if differs and text else escape(text)
