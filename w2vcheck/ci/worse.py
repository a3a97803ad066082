"""Whether a finding that is known has become much worse."""

from w2vcheck.results import Measure

_LOWER = frozenset({
    "accuracy as written minus mended",
    "accuracy beyond random vectors",
    "accuracy with all training rows instead of half of them",
    "directions in use (participation ratio)",
    "directions in use by those of random numbers",
    "effective updates per word (U)",
    "gain over the majority class",
    "gradient against that of cross-entropy",
    "gradient against that on raw scores",
    "gradient of the first layer by that of the last",
    "labelled rows for each class",
    "labelled rows of the rarest class",
    "likeness of neighbours by that of equally frequent words",
    "neighbours that two trainings have in common",
    "rows of a small batch learnt by heart",
    "rows of the class",
    "rows of the smallest class",
    "rows whose output changes with their input",
    "runs of equal labels",
    "test rows of the thinnest class",
    "test tokens that have a vector",
    "tokens that have a vector",
    "words by dimensions",
    "words whose neighbours are more alike",
    "z of the runs test on the label order",
})  # fmt: skip
"""Measures that are worse the lower they are."""
_NEITHER = frozenset({
    "inputs of the first layer",
    "median length of a vector",
    "numbers per token",
    "numbers per word in a row",
    "numbers per word vector",
    "outputs of the last layer",
    "size of a step, log10 of |change| by |weight|",
})  # fmt: skip
"""Measures that say what is there and not how bad it is, or that are bad at both ends."""
_FAMILIES = ("words that occur at least",)
"""Beginnings of names of measures that are worse the lower they are."""


def much_worse(before: Measure, now: Measure, worse_than: float) -> bool:
    """Whether a measure left its stored interval towards worse, by more than this share of the stored figure.

    Both are asked for: a tight interval makes small changes sure, a wide one makes large ones chance. Higher is worse unless
    said otherwise above. Two different measures cannot be compared, and are not.
    """
    if (before.name, before.unit) != (now.name, now.unit) or now.name in _NEITHER:
        return False
    step = worse_than * abs(before.value)
    if now.name in _LOWER or now.name.startswith(_FAMILIES):
        return now.value < before.low and now.value < before.value - step
    return now.value > before.high and now.value > before.value + step
