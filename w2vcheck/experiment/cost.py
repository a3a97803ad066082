"""A fault of the model, and what it costs: the one way in which rules speak of a comparison with the mended model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from w2vcheck.artefacts import provider
from w2vcheck.experiment.rematch import Comparison, Mending, changed
from w2vcheck.experiment.trial import Trial
from w2vcheck.remedy import Remedy, Stage
from w2vcheck.results import Evidence, Location, Measure, Severity

if TYPE_CHECKING:
    from w2vcheck.rule import Result, Rule


def told(
    rule: Rule,
    message: str,
    compared: Comparison | None,
    measure: Measure,
    *,
    otherwise: Severity = Severity.WARNING,
    locations: tuple[Location, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    remedy: Remedy | None = None,
) -> Iterator[Result]:
    """The finding of a fault that is there for certain; `message` has no full stop.

    Where the model as written measurably loses against the mended one, it has the rule's own severity and the loss for its
    measure; else the severity `otherwise` and `measure`, which shows the fault itself. The comparison is a measure either way.
    """
    if compared is not None:
        yield compared.difference
        evidence = (*evidence, Evidence(compared.says))
    if compared is None or not compared.loses():
        yield rule.finding(
            f"{message}.", severity=otherwise, measure=measure, locations=locations, evidence=evidence, remedy=remedy
        )
        return
    yield rule.finding(
        f"{message}; that loses {compared.lost}.",
        measure=compared.difference,
        locations=locations,
        evidence=evidence,
        remedy=remedy,
    )


def remedy_of(trial: Trial, says: str, mending: Mending, configured: Remedy | None = None) -> Remedy | None:
    """A mending as a remedy of the experiment: `configured` for a network that the settings describe.

    A module on a table has its trial changed, which `says` puts into words. A module on one batch has no experiment whose
    accuracy would change: None.
    """
    if trial.origin == "configuration":
        return configured
    if trial.one_batch:
        return None

    @provider("")
    def mended(trial: Trial) -> Trial:
        return changed(mending, trial)

    return Remedy(Stage.MODEL, says, (mended,))
