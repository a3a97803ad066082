"""SVG elements as safe text: every attribute and every text is escaped, nothing is styled inline."""

from __future__ import annotations

from markupsafe import Markup, escape

from w2vcheck.report.safe_text import visible

Value = str | float | None


def element(name: str, *children: Markup | str, **attributes: Value) -> Markup:
    """An element; `class_` is `class`, an underscore in any other name a hyphen, None leaves an attribute out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(plain(value))}"' for key, value in attributes.items() if value is not None
    )
    inner = Markup().join(child if isinstance(child, Markup) else escape(visible(child)) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(name, Markup(written), inner) if inner else Markup(f"<{name}{written}/>")  # noqa: S704 - escaped above


def plain(value: Value) -> str:
    """A number with at most two decimals, a text as it is."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def per_cent(share: float) -> str:
    """A place across the picture, from a share of its width."""
    return f"{plain(round(100 * share, 2))}%"


def picture(width: float, height: float, says: str, *children: Markup, class_: str = "chart") -> Markup:
    """A picture of this size, scaled to the page; `says` is what a screen reader reads instead of it."""
    return element(
        "svg",
        *children,
        class_=class_,
        viewBox=f"0 0 {plain(width)} {plain(height)}",
        role="img",
        aria_label=visible(says),
    )


def label(text: str, x: Value, y: Value, class_: str = "", anchor: str | None = None) -> Markup:
    """A text in a picture."""
    return element("text", text, x=x, y=y, class_=class_ or None, text_anchor=anchor)
