"""The verdict: one plain sentence, and what to do first."""

from collections.abc import Sequence

from w2vcheck.experiment.ladder import Ladder
from w2vcheck.results import Outcome, Severity, Verdict
from w2vcheck.runner import Findings
from w2vcheck.wording import count, figure


def verdict(said: Findings, ladder: Ladder | None, experiments: Sequence[Outcome]) -> Verdict:
    """Judge the findings: can the number at the end be trusted, and what is the number to beat?"""
    errors = [finding for finding in said.found if finding.severity is Severity.ERROR]
    warnings = [finding for finding in said.found if finding.severity is Severity.WARNING]
    baseline = _baseline(ladder)
    if said.crashed and not errors:
        level = "error"
        opening = f"Incomplete: {count(len(said.crashed), 'checks')} failed inside w2vcheck, see below"
    elif errors:
        level = "error"
        opening = f"Do not trust the result yet: {count(len(errors), 'errors')} would have to be mended first"
    elif warnings:
        level = "warning"
        opening = f"Usable with care: {count(len(warnings), 'things')} can shift the result"
    else:
        level = "note" if said.found else "clean"
        opening = "Nothing wrong was found"
    scored = next((one.accuracy for one in experiments if one.accuracy is not None), None)
    yours = f" Your experiment as written scores {figure(scored)}." if scored is not None else ""
    return Verdict(level, f"{opening}.{yours}{baseline}", _first(said, ladder))


def _baseline(ladder: Ladder | None) -> str:
    if ladder is None:
        return ""
    best = ladder.best
    return f" The baseline to beat is {best.title} with {figure(best.accuracy)}."


def _first(said: Findings, ladder: Ladder | None) -> str:
    if said.found:
        first = said.found[0]
        return f"{first.code}: {first.fix}"
    if ladder is not None:
        return f"Whatever you train next, compare it with {ladder.best.title}: {figure(ladder.best.accuracy)}."
    return "Nothing to mend."
