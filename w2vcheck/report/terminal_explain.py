"""The page of a rule below its finding, as short as it can be: what is checked, why, and what to do."""

import re

from rich.text import Text

from w2vcheck.report.terminal_layout import LEAD, QUIET, labelled, safe
from w2vcheck.rule import load_rule, rule_codes

_SHOWN = {"What it checks": "checks", "Why it matters": "because", "Fix": "mend"}
_SECTION = re.compile(r"^## +(.+)$", re.MULTILINE)
_LIMIT = 1_500  # columns of a section


def explanation(code: str, width: int, *, margin: int = 2) -> list[Text]:
    """Three labelled paragraphs out of the page of this rule; nothing for a code that no rule has any more."""
    if code not in rule_codes():
        return []
    lines: list[Text] = []
    for title, text in sections(load_rule(code).page):
        if title in _SHOWN:
            lines += labelled(safe(_SHOWN[title], QUIET), safe(text, limit=_LIMIT), width, margin=margin, lead=LEAD + margin - 2)
    return lines


def sections(page: str) -> list[tuple[str, str]]:
    """The sections of a page in its order: the title, and what stands below it with one space for each run of white space."""
    _, *parts = _SECTION.split(page)
    return [(title.strip(), " ".join(text.split())) for title, text in zip(parts[::2], parts[1::2], strict=True)]
