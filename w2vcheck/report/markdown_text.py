"""Text from the data inside Markdown: it stays text.

Backslashes and entities keep the marks of Markdown and HTML quiet. They do not help against what GitHub and GitLab read out of
the finished text (mentions, references to issues, bare links, emoji names, formulas): a word with any of these becomes code,
in which nothing is looked for.
"""

import re
from html import escape as html_escape

from w2vcheck.report.safe_text import visible

_ACTS = re.compile(
    r"""
      [@\#$~^`]                    # mentions, issues, formulas, labels, footnotes
    | ://|www\.|mailto:|xmpp:      # links without brackets
    | :[\w+-]+:|:[\w+-]+$          # emoji, or one to which a colon of ours would be the end
    | [!&%](?=[\w"'])              # merge requests, epics and milestones of GitLab
    | \[\[|\[\w+:\w                # wiki pages, and what GitLab writes as [vulnerability:1]
    | \bGH-\d                      # issues
    | (?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])   # commits
    """,
    re.VERBOSE | re.IGNORECASE,
)
# As our own sentences set names. Between spaces, but for a full stop or so: code beside code would be read as one.
_CODE = re.compile(r"(?<!\S)`([^`]+)`(?=[.,;:)]*(?:\s|$))")
_MARKS = re.compile(r"[\\*_\[\]]")
_BACKTICKS = re.compile("`+")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"})


def inline(text: str, limit: int) -> str:
    """A sentence of at most `limit` columns for a paragraph, a list or a table, but not for the beginning of a line."""
    said, *rest = _CODE.split(visible(text, limit))
    return _words(said) + "".join(_coded(name) + _words(words) for name, words in zip(rest[::2], rest[1::2], strict=True))


def code(text: str, limit: int) -> str:
    """Words of the user as code; a bar, which would end the cell of a table even there, stands between two pieces of it."""
    return _coded(visible(text, limit)) or '""'


def html(text: str, limit: int) -> str:
    """A sentence for inside an HTML tag, where Markdown is not read but mentions are."""
    said, *rest = _CODE.split(visible(text, limit))
    pieces = [_html_words(said)]
    for name, words in zip(rest[::2], rest[1::2], strict=True):
        pieces += [f"<code>{html_escape(name, quote=False)}</code>", _html_words(words)]
    return "".join(pieces)


def _html_words(text: str) -> str:
    words = ((word, html_escape(word, quote=False)) for word in text.split(" "))
    return " ".join(f"<code>{escaped}</code>" if _ACTS.search(word) else escaped for word, escaped in words)


def _words(text: str) -> str:
    return " ".join(map(_word, text.split(" ")))


def _word(word: str) -> str:
    return _coded(word) if _ACTS.search(word) else _MARKS.sub(r"\\\g<0>", word).translate(_ENTITIES)


def _coded(text: str) -> str:
    return "&#124;".join(map(_span, text.split("|")))


def _span(text: str) -> str:
    """A code span with a fence longer than any in the text."""
    if not text:
        return ""
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(text)), default=0))
    pad = " " if (text[0] in "` " or text[-1] in "` ") and not text.isspace() else ""
    return f"{fence}{pad}{text}{pad}{fence}"
