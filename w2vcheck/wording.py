"""How numbers and lists are worded, everywhere the same."""

from collections.abc import Sequence

from w2vcheck.results import Measure


def percent(share: float, decimals: int = 1) -> str:
    """0.1234 as "12.3 %"."""
    return f"{share * 100:.{decimals}f} %"


def interval(measure: Measure) -> str:
    """A share with its interval: "12.3 % (10.1–14.9 %)"; small shares get the decimals they need."""
    decimals = 1
    while 0 < measure.value * 10 ** (decimals + 1) < 1 and decimals < 4:
        decimals += 1
    if measure.low == measure.value == measure.high:
        return percent(measure.value, decimals)
    return f"{percent(measure.value, decimals)} ({measure.low * 100:.{decimals}f}–{measure.high * 100:.{decimals}f} %)"


def points(measure: Measure) -> str:
    """A difference of accuracies with its interval: "+8.6 points (+5.4 to +11.4)"."""
    return f"{measure.value * 100:+.1f} points ({measure.low * 100:+.1f} to {measure.high * 100:+.1f})"


def times(number: int) -> str:
    """1 as "once", 5 as "5 times"."""
    return "once" if number == 1 else f"{number:,} times"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """1 as "1 row", 1200 as "1,200 rows"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listing(names: Sequence[str], most: int = 5) -> str:
    """Names in quotes, the rest counted."""
    shown = ", ".join(repr(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
