"""The map of the documents: one mark a row, its colour and its form by class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from w2vcheck.exhibits.values import DocumentMap, Dot
from w2vcheck.report.web.svg import element, picture, plain
from w2vcheck.wording import count

WIDTH, MARGIN = 640.0, 10.0
LOWEST, HIGHEST = 140.0, 480.0
FORMS = (
    "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0z",  # circle
    "M-3 -3h6v6h-6z",  # square
    "M0 -3.9l3.7 6.6h-7.4z",  # triangle
    "M0 -4.2l3.4 4.2l-3.4 4.2l-3.4 -4.2z",  # diamond
    "M0 3.9l3.7 -6.6h-7.4z",  # triangle on its tip
    "M-1.1 -4h2.2v2.9h2.9v2.2h-2.9v2.9h-2.2v-2.9h-2.9v-2.2h2.9z",  # plus
    "M-4 -1.3h8v2.6h-8z",  # bar
    "M-1.6 0a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0z",  # dot: any other class
)


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend: its mark, the class, and how many of its rows are on the map."""

    mark: Markup
    name: str
    train: int
    test: int
    copied: int


def document_map(documents: DocumentMap) -> Markup:
    """The marks, those of training rows paler; a ring around a test row that stands among the training rows, too."""
    heights = [dot.y for dot in documents.dots]
    low, high = min(heights), max(heights)
    height = min(HIGHEST, max(LOWEST, (high - low) * (WIDTH - 2 * MARGIN) + 2 * MARGIN))
    span = max(high - low, (height - 2 * MARGIN) / (WIDTH - 2 * MARGIN) if height == LOWEST else high - low)
    middle = (low + high) / 2

    def place(dot: Dot) -> tuple[float, float]:
        across = MARGIN + (WIDTH - 2 * MARGIN) * dot.x
        return across, height / 2 - (height - 2 * MARGIN) * (dot.y - middle) / (span or 1.0)

    parts = [element("defs", *(element("path", id=f"m{form}", d=path) for form, path in enumerate(FORMS)))]
    for test in (False, True):
        for group in range(len(documents.names) + 1):
            marks = [_use(group, *place(dot)) for dot in documents.dots if dot.group == group and dot.test == test]
            if marks:
                parts.append(element("g", *marks, class_=f"k{group_of(group, documents)} {'tested' if test else 'trained'}"))
    rings = []
    for dot in documents.dots:
        if dot.copied:
            across, down = place(dot)
            rings.append(element("circle", element("title", f"row {dot.row}"), cx=across, cy=down, r=6.5))
    if rings:
        parts.append(element("g", *rings, class_="ring"))
    says = (
        f"Map of {count(len(documents.dots), 'rows')} on two principal axes of their {documents.how}; "
        f"{count(len(rings), 'test rows')} on it stand among the training rows, too"
    )
    return picture(WIDTH, height, says, *parts, class_="chart map")


def group_of(group: int, documents: DocumentMap) -> int:
    """The number of the colour and form of a group; that of any other class is the last one."""
    return group if group < len(documents.names) else len(FORMS) - 1


def _use(group: int, across: float, down: float) -> Markup:
    return Markup('<use href="#m{}" x="{}" y="{}"/>').format(
        min(group, len(FORMS) - 1), plain(round(across, 1)), plain(round(down, 1))
    )


def legend(documents: DocumentMap) -> list[Key]:
    """An entry for each class on the map, and for the others where there are any."""
    keys = []
    for group, name in enumerate((*documents.names, "other classes")):
        own = [dot for dot in documents.dots if dot.group == group]
        if own:
            form = group_of(group, documents)
            mark = element(
                "svg", element("path", d=FORMS[form]), class_=f"key k{form}", viewBox="-6 -6 12 12", aria_hidden="true"
            )
            keys.append(
                Key(mark, name, _n(not dot.test for dot in own), _n(dot.test for dot in own), _n(dot.copied for dot in own))
            )
    return keys


def _n(flags: Iterable[bool]) -> int:
    return sum(flags)
