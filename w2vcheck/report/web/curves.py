"""The learning curve and the spectrum of the vectors."""

from __future__ import annotations

from math import log

from markupsafe import Markup

from w2vcheck.exhibits.values import Curve, Spectrum
from w2vcheck.report.web.scales import scale
from w2vcheck.report.web.svg import element, label, picture, plain
from w2vcheck.wording import figure, number, percent

WIDTH, HEIGHT = 420.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 36.0, 10.0, 30.0, 40.0
INSET = 34.0
"""Between the ends of the axis and the first and last point, so that their figures have room."""


def learning_curve(curve: Curve) -> Markup:
    """Accuracy over training rows, on a scale that doubles, with the 95 % intervals as a band."""
    measures = [point.accuracy for point in curve.points]
    ends = [end for measure in measures for end in (measure.low, measure.high)]
    of = scale([*ends, curve.majority] if curve.majority > min(ends) - 0.25 else ends)
    rows = [point.rows for point in curve.points]
    first, last = log(max(1, min(rows))), log(max(2, *rows))

    def x(n: int) -> float:
        return (
            LEFT
            + INSET
            + (WIDTH - LEFT - RIGHT - 2 * INSET) * ((log(max(1, n)) - first) / (last - first) if last > first else 0.5)
        )

    def y(share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - of.place(share))

    parts = []
    for tick in of.ticks:
        parts.append(element("line", class_="grid", x1=LEFT, x2=WIDTH - RIGHT, y1=y(tick), y2=y(tick)))
        parts.append(label(number(round(100 * tick, 4)), LEFT - 6, y(tick) + 4, "tick", "end"))
    if curve.majority >= of.low:
        level = y(curve.majority)
        parts.append(element("line", class_="reference", x1=LEFT, x2=WIDTH - RIGHT, y1=level, y2=level))
        parts.append(label(f"majority class {percent(curve.majority)}", WIDTH - RIGHT, level - 5, "note", "end"))
    upper = [f"{plain(x(point.rows))},{plain(y(point.accuracy.high))}" for point in curve.points]
    lower = [f"{plain(x(point.rows))},{plain(y(point.accuracy.low))}" for point in reversed(curve.points)]
    parts.append(element("polygon", class_="band", points=" ".join(upper + lower)))
    line = " ".join(f"{plain(x(point.rows))},{plain(y(point.accuracy.value))}" for point in curve.points)
    parts.append(element("polyline", class_="curve", points=line))
    for point in curve.points:
        across = x(point.rows)
        parts.append(element("circle", class_="point", cx=across, cy=y(point.accuracy.value), r=4.5))
        parts.append(label(percent(point.accuracy.value), across, y(point.accuracy.high) - 6, "value", "middle"))
        parts.append(label(f"{point.rows:,}", across, HEIGHT - BOTTOM + 16, "tick", "middle"))
    parts.append(label("accuracy, %", 0, 12, "unit"))
    parts.append(label("training rows", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "unit", "middle"))
    says = "Learning curve: " + "; ".join(f"{point.rows:,} rows {figure(point.accuracy)}" for point in curve.points)
    return picture(WIDTH, HEIGHT, says, *parts)


def axes(spectrum: Spectrum) -> Markup:
    """Shares of the variance along the first principal axes, as bars; a line where each axis would carry as much."""
    most = max(0.05, *spectrum.shares, 1 / spectrum.size)
    top = next(tick for tick in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if most <= tick + 1e-9)
    floor = HEIGHT - BOTTOM
    step = (WIDTH - LEFT - RIGHT) / len(spectrum.shares)

    def y(share: float) -> float:
        return floor - (floor - TOP) * share / top

    parts = []
    for tick in (0.0, top / 2, top):
        parts.append(element("line", class_="grid", x1=LEFT, x2=WIDTH - RIGHT, y1=y(tick), y2=y(tick)))
        parts.append(label(number(round(100 * tick, 4)), LEFT - 6, y(tick) + 4, "tick", "end"))
    for place, share in enumerate(spectrum.shares):
        parts.append(
            element(
                "rect",
                class_="bar",
                x=LEFT + (place + 0.12) * step,
                width=0.76 * step,
                y=y(share),
                height=max(0.5, floor - y(share)),
            )
        )
    even = y(1 / spectrum.size)
    parts.append(element("line", class_="reference", x1=LEFT, x2=WIDTH - RIGHT, y1=even, y2=even))
    parts.append(label(f"all {spectrum.size} alike: {percent(1 / spectrum.size)}", WIDTH - RIGHT, even - 5, "note", "end"))
    parts.append(label("share of the variance, %", 0, 12, "unit"))
    parts += [
        label(f"{axis}", LEFT + (axis - 0.5) * step, floor + 16, "tick", "middle") for axis in sorted({1, len(spectrum.shares)})
    ]
    parts.append(label("principal axis", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "unit", "middle"))
    says = f"Spectrum: the first axis carries {percent(spectrum.shares[0])} of the variance of {spectrum.words:,} vectors"
    return picture(WIDTH, HEIGHT, says, *parts)


GAUGE = 112.0


def gauge(spectrum: Spectrum) -> Markup:
    """The directions in use on a logarithmic scale from 1 to all, with the band of vectors that work."""
    whole = log(max(2, spectrum.size))

    def x(directions: float) -> float:
        return 12 + (WIDTH - 24) * min(1.0, max(0.0, log(max(1.0, directions)) / whole))

    zones = (
        ("sick", 1.0, spectrum.collapsed, "collapsed"),
        ("doubtful", spectrum.collapsed, spectrum.under_trained, "barely trained"),
        ("between", spectrum.under_trained, spectrum.healthy[0], ""),
        ("healthy", *spectrum.healthy, "healthy"),
        ("between", spectrum.healthy[1], float(spectrum.size), ""),
    )
    parts = []
    for kind, begin, end, name in zones:
        width = x(end) - x(begin)
        if width <= 0:
            continue
        parts.append(element("rect", class_=f"zone {kind}", x=x(begin), width=width, y=40, height=16))
        if name and width > 5.2 * len(name):
            parts.append(label(name, (x(begin) + x(end)) / 2, 72, "tick", "middle"))
    ends = dict.fromkeys((1.0, spectrum.collapsed, spectrum.under_trained, *spectrum.healthy, float(spectrum.size)))
    shown = -100.0
    for tick in ends:
        if x(tick) - shown >= 16 and (tick == spectrum.size or x(spectrum.size) - x(tick) >= 20):
            parts.append(label(number(tick), x(tick), 90, "tick", "middle"))
            shown = x(tick)
    here = x(spectrum.participation)
    parts.append(element("path", class_="needle", d=f"M{plain(here)} 38l-7 -12h14z"))
    anchor = "start" if here < 60 else "end" if here > WIDTH - 60 else "middle"
    parts.append(label(number(spectrum.participation), here, 20, "value", anchor))
    chance = x(spectrum.random)
    parts.append(element("line", class_="reference", x1=chance, x2=chance, y1=36, y2=60))
    parts.append(label("directions in use (participation ratio); dashed: random numbers", WIDTH / 2, GAUGE - 4, "unit", "middle"))
    says = (
        f"{number(spectrum.participation)} of {spectrum.size} directions in use; vectors that work use "
        f"{number(spectrum.healthy[0])} to {number(spectrum.healthy[1])}, random numbers {number(spectrum.random)}"
    )
    return picture(WIDTH, GAUGE, says, *parts)
