"""How figures are written for people: with a unit, an interval where there is one, and no false precision."""

from collections.abc import Sequence
from math import floor, isfinite, isinf, log10

from w2vcheck.results import Impact, Measure

_MINUS = "−"
_LEAST_MAGNITUDE, _MOST_MAGNITUDE = -9, 15  # powers of ten within which numbers are written without an exponent
_MOST_PER_CENT = 6  # a share of a million percent is no share
_MOST_DECIMALS = 3  # of a percentage; below that we write "<0.001"


def percent(share: float) -> str:
    """A share in [0, 1] as "12.3 %"; exactly nothing and exactly everything are "0 %" and "100 %"."""
    return _not_finite(share) or f"{_per_cent_digits((share,))[0]} %"


def percent_range(low: float, high: float) -> str:
    """Two shares as "58.0–64.3 %"."""
    if not (isfinite(low) and isfinite(high)):
        return "no interval"
    return _range(*_per_cent_digits((low, high))) + " %"


def share_parts(measure: Measure) -> tuple[str, str]:
    """A share and its interval, written with the same decimals: ("61.2 %", "(58.0–64.3 %)").

    The second is empty where there is no interval because everything was counted.
    """
    points = (measure.value, measure.low, measure.high)
    if _is_point(measure) or not all(map(isfinite, points)):
        return percent(measure.value), ""
    value, low, high = _per_cent_digits(points)
    return f"{value} %", f"({_range(low, high)} %)"


def count(n: int, noun: str) -> str:
    """Write "1 row", "1,115 rows": `noun` is a plural with its s."""
    return f"{n:,} {_singular(noun) if n == 1 else noun}"


def times(n: int) -> str:
    """Write 1 as "once", 5 as "5 times"."""
    return "once" if n == 1 else f"{n:,} times"


def listing(names: Sequence[str], most: int = 5) -> str:
    """Names in quotes, those beyond `most` counted."""
    shown = ", ".join(repr(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def number(value: float) -> str:
    """A plain number: thousands with comma, three significant digits below 1,000, no idle zeros."""
    return _numbers(value)[0]


def figure(measure: Measure) -> str:
    """The value with its unit and interval: "61.2 % (58.0–64.3 %)", "98 updates per word (80–116)".

    The unit "points" is a difference of shares: 0.082 is written as 8.2 points.
    """
    if measure.unit == "share":
        return " ".join(part for part in share_parts(measure) if part)
    ends = () if _is_point(measure) else (measure.low, measure.high)
    value, *interval = (_points if measure.unit == "points" else _numbers)(measure.value, *ends)
    unit = _singular(measure.unit) if value == "1" else measure.unit
    # An interval narrower than the digits shown says nothing.
    shown = f"({_range(*interval)})" if len(set(interval)) > 1 else ""
    return " ".join(part for part in (value, unit, shown) if part)


def measured(measure: Measure) -> str:
    """A measure in full: "11.0 % (9.3–12.9 %) of 1,115 rows", "U = 98 updates per word, from 1,115 rows"."""
    if measure.unit == "share":
        return f"{figure(measure)} of {_sample(measure)}"
    return f"{measure.name} = {figure(measure)}, from {_sample(measure)}"


def gained(difference: Measure) -> str:
    """A difference of shares with its sign: "+8.6 points (+5.4 to +11.4)"."""
    return f"{_signed(difference.value)} points ({_signed(difference.low)} to {_signed(difference.high)})"


def worth(impact: Impact) -> str:
    """What a fix changes: "91.2 % → 83.0 % (−8.2 points, −9.6 to −6.9)"."""
    difference = impact.difference
    points = f"{_signed(difference.value)} points"
    if not _is_point(difference):
        points += f", {_signed(difference.low)} to {_signed(difference.high)}"
    return f"{percent(impact.accuracy_before.value)} → {percent(impact.accuracy_after.value)} ({points})"


def _sample(measure: Measure) -> str:
    """What was looked at: "1,115 rows", "1,115 test rows", "20,000 rows (a sample of the training rows)"."""
    noun = measure.scope.removeprefix("all ")
    if noun.endswith("s") and noun.count(" ") <= 2 and not any(char.isdigit() for char in noun):
        return count(measure.n, noun)
    return f"{count(measure.n, 'rows')} ({measure.scope})" if measure.scope else count(measure.n, "rows")


def _range(low: str, high: str) -> str:
    """Two figures with a dash between, or with "to" where a dash could be read as a second minus."""
    return f"{low} to {high}" if _MINUS in low + high else f"{low}–{high}"


def _is_point(measure: Measure) -> bool:
    return measure.low == measure.value == measure.high


def _numbers(value: float, *others: float) -> list[str]:
    """Numbers with the same decimals: as many as give `value` three significant digits, less idle zeros."""
    magnitude = floor(log10(abs(value))) if isfinite(value) and value else 0
    values = (value, *others)
    if not _LEAST_MAGNITUDE <= magnitude < _MOST_MAGNITUDE:
        return [_not_finite(each) or _minus(f"{each:.2e}") for each in values]
    decimals = max(0, 2 - magnitude)
    while decimals and all(round(each, decimals) == round(each, decimals - 1) for each in values if isfinite(each)):
        decimals -= 1
    return [_not_finite(each) or _minus(f"{each:,.{decimals}f}") for each in values]


def _points(*shares: float) -> list[str]:
    """Differences of shares, in percentage points."""
    if all(map(isfinite, shares)):
        return _per_cent_digits(shares)
    return [_not_finite(share) or _per_cent_digits((share,))[0] for share in shares]


def _minus(text: str) -> str:
    """A formatted number with a real minus sign, and none before a zero."""
    return text.replace("-", _MINUS) if any(digit in text for digit in "123456789") else text.removeprefix("-")


def _not_finite(value: float) -> str:
    """Words for what is no number, "" for what is one."""
    if isfinite(value):
        return ""
    return ("infinite" if value > 0 else f"{_MINUS}infinite") if isinf(value) else "no number"


def _per_cent_digits(shares: tuple[float, ...]) -> list[str]:
    """Shares in percent, with one decimal or as many more as it takes to tell them apart, from 0 and from 100."""
    points = [share * 100 for share in shares]
    inner = {point for point in points if point not in (0, 100)}
    for decimals in range(1, _MOST_DECIMALS + 1):
        rounded = {round(point, decimals) for point in inner}
        if len(rounded) == len(inner) and not rounded & {0, 100}:
            break
    return [_per_cent(point, decimals) for point in points]


def _per_cent(point: float, decimals: int) -> str:
    if point in (0, 100):
        return f"{point:.0f}"
    if abs(point) >= 10**_MOST_PER_CENT:
        return _minus(f"{point:.2e}")
    least = 10.0**-decimals
    if 0 < point < least / 2:
        return f"<{least:.{decimals}f}"
    if 100 - least / 2 < point < 100:
        return f">{100 - least:.{decimals}f}"
    return _minus(f"{point:,.{decimals}f}")


def _signed(difference: float) -> str:
    """A difference of shares in percentage points, with its sign: "−8.2", "+0.4", "+0.03", "0.0"."""
    points = 100 * difference
    if text := _not_finite(points):
        return text
    if abs(points) >= 10**_MOST_PER_CENT:
        return _minus(f"{points:+.2e}")
    decimals = 1 if abs(points) >= 0.05 else 2
    return _minus(f"{points:+.{decimals}f}") if abs(points) >= 0.005 else "0.0"


def _singular(plural: str) -> str:
    """The singular of the first or only word: "updates per word" -> "update per word", "test rows" -> "test row"."""
    first, per, rest = plural.partition(" per ")
    if first.endswith("sses"):
        return first[:-2] + per + rest
    return (first[:-1] if first.endswith("s") and not first.endswith("ss") else first) + per + rest
