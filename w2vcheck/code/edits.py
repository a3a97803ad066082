"""Applying fixes: each whole or not at all, none over another, and never at the price of a file that no longer parses."""

from collections.abc import Iterable, Sequence

from w2vcheck.code.source import Source, changed
from w2vcheck.errors import SourceError
from w2vcheck.results import Edit, Fix


def applied(source: Source, fixes: Iterable[Fix]) -> tuple[Source, tuple[Fix, ...]]:
    """The source with as many of the fixes as go together, and those fixes.

    Of two fixes that touch the same text the first in the file wins; the other may come with the next round.
    """
    chosen = _apart(fixes)
    if not chosen or changed(source, ()).raw != source.raw:  # an encoding that does not give the same bytes back
        return source, ()
    together = _tried(source, chosen)
    if together is not None:
        return together, tuple(chosen)
    kept: list[Fix] = []
    best = source
    for fix in chosen:
        tried = _tried(source, [*kept, fix])
        if tried is not None:
            best, kept = tried, [*kept, fix]
    return best, tuple(kept)


def _tried(source: Source, fixes: Sequence[Fix]) -> Source | None:
    """The source with these fixes, or None where a cell would no longer parse or could not be written."""
    try:
        tried = changed(source, tuple(edit for fix in fixes for edit in fix.edits))
    except SourceError:
        return None
    pairs = zip(source.cells, tried.cells, strict=False)
    sound = len(source.cells) == len(tried.cells) and all(new.tree is not None or old.tree is None for old, new in pairs)
    return tried if sound else None


def _apart(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes that do not touch each other, in the order of the file; equal ones count once."""
    chosen: list[Fix] = []
    taken: list[Edit] = []
    for fix in sorted(dict.fromkeys(fix for fix in fixes if fix.edits), key=_first):
        if not any(_touch(edit, other) for edit in fix.edits for other in taken):
            chosen.append(fix)
            taken += fix.edits
    return chosen


def _first(fix: Fix) -> tuple[int, int, int, str]:
    first = min(fix.edits, key=lambda edit: (edit.cell or 0, edit.start, edit.end))
    return (first.cell or 0, first.start, first.end, first.text)


def _touch(one: Edit, other: Edit) -> bool:
    if one.cell != other.cell:
        return False
    if one.start == other.start:
        return True
    first, second = sorted((one, other), key=lambda edit: edit.start)
    return second.start < first.end
