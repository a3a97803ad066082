"""Natural faults of the corpora: what was looked at by hand, counted without w2vcheck, and found to be so.

By corpus and code. A warning or an error that is not listed here counts as a false alarm.
"""

NATURAL: dict[tuple[str, str], str] = {}
