"""The page of a rule as HTML, from the Markdown of its module."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from w2vcheck.rule import load_rule

HEADING = "h4"
"""Below the heading of a finding."""


@cache
def rule_page(code: str) -> Markup | None:
    """The page; None where there is no such rule."""
    try:
        markdown = load_rule(code).page
    except KeyError:
        return None
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False})
    tokens = reader.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = HEADING
    rendered: str = reader.renderer.render(tokens, reader.options, {})
    return Markup(rendered)  # noqa: S704 - our own text, in which HTML is escaped
