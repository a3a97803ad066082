"""The verdict: one plain sentence, and what to do first."""

from collections.abc import Sequence

from w2vcheck.experiment.ladder import Ladder
from w2vcheck.experiment.waterfall import Waterfall
from w2vcheck.headline import of_audit, verdict_on, what_first
from w2vcheck.results import Measure, Outcome, Verdict
from w2vcheck.runner import Findings
from w2vcheck.wording import figure, gained

ENDS = 2
"""Steps of a waterfall without any remedy: as written, and honest."""


def verdict(said: Findings, ladder: Ladder | None, experiments: Sequence[Outcome], walked: Waterfall | None = None) -> Verdict:
    """Judge the findings: can the number at the end be trusted, and what is the number to beat?"""
    rest = " ".join(_figures(ladder, experiments, walked))
    return verdict_on(of_audit(said.found, said.crashed), rest, _first(said, ladder))


def _figures(ladder: Ladder | None, experiments: Sequence[Outcome], walked: Waterfall | None) -> list[str]:
    """The number as written, the honest one where that is another, and the number to beat."""
    says = []
    scored = next((one.accuracy for one in experiments if one.accuracy is not None), None)
    mended = walked is not None and len(walked.steps) > ENDS
    if scored is not None:
        says.append(f"Your experiment as written scores {figure(scored)}.")
    if mended and walked is not None:
        whose = "it" if scored is not None else walked.title
        says.append(f"With all remedies {whose} scores {figure(walked.honest)}: the honest figure.")
    if walked is not None and walked.baseline is not None and walked.beats is not None:
        says.append(_against(walked.baseline, walked.baseline_title, walked.beats))
    elif ladder is not None:
        says.append(f"The baseline to beat is {ladder.best.title} with {figure(ladder.best.accuracy)}.")
    return says


def _against(baseline: Measure, title: str, beats: Measure) -> str:
    """Whether the approach is worth more than the plain baseline."""
    rows = f"On the same rows {title} scores {figure(baseline)}"
    if beats.low > 0:
        return f"{rows}; your approach beats it: {gained(beats)}."
    if beats.high < 0:
        return f"{rows}, more than your approach: {gained(beats)}."
    return f"{rows}; no difference can be shown: {gained(beats)}."


def _first(said: Findings, ladder: Ladder | None) -> str:
    if said.found:
        return what_first(said.found)
    if ladder is not None:
        return f"Whatever you train next, compare it with {ladder.best.title}: {figure(ladder.best.accuracy)}."
    return "Nothing to mend."
