"""What the activation before the loss costs: the model as written against its own raw scores with the fitting loss."""

from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.experiment.cost import remedy_of
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.rematch import Comparison, Rematch
from w2vcheck.experiment.remedies import fitting_loss
from w2vcheck.experiment.trial import Trial
from w2vcheck.model.pairing import Pairing
from w2vcheck.remedy import Remedy

TAKES_SCORES = ("cross_entropy", "soft_cross_entropy", "bce_with_logits")


@dataclass(frozen=True, slots=True)
class RawComparison:
    """The comparison with raw scores."""

    compared: Comparison


@provider("comparing with raw scores")
def raw_comparison(trial: Trial, probe: Probe, rematch: Rematch) -> RawComparison:
    """Unavailable where the pairing is not resolved or sound, or the labels are no classes."""
    from w2vcheck.experiment.mending import raw_scores

    pairing = probe.pairing
    if probe.refused or not pairing.resolved or trial.train.codes is None:
        raise Unavailable("loss and output could not be resolved, or the targets are no classes")
    if pairing.activation == "none" and pairing.loss not in ("bce", "nll") and pairing.dim != 0:
        raise Unavailable("raw scores go into the loss already")
    return RawComparison(rematch.against(raw_scores(keep_loss=pairing.loss in TAKES_SCORES)))


def with_raw_scores(trial: Trial, pairing: Pairing) -> Remedy | None:
    """The remedy whose worth `RawComparison` measures, where the experiment can try it."""
    from w2vcheck.experiment.mending import raw_scores

    keeps = pairing.loss in TAKES_SCORES
    says = f"with raw scores {'into the loss' if keeps else 'and cross-entropy'}"
    return remedy_of(trial, says, raw_scores(keep_loss=keeps), fitting_loss())
