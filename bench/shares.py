"""Shares with their intervals, as the tables show them."""

from w2vcheck.intervals import wilson


def counted(part: int, whole: int) -> str:
    """A count of independent things with its 95 % Wilson interval: "6/8 (41-93 %)"."""
    if not whole:
        return "0/0"
    low, high = wilson(part / whole, whole)
    return f"{part}/{whole} ({low * 100:.0f}–{high * 100:.0f} %)"


def over_corpora(shares: list[float]) -> str:
    """The mean of one share a corpus; its Wilson interval counts corpora, since the runs on one of them are not independent."""
    if not shares:
        return "none"
    mean = sum(shares) / len(shares)
    low, high = wilson(mean, len(shares))
    return f"{mean * 100:.1f} % ({low * 100:.0f}–{high * 100:.0f} %)"
