"""
## What it checks
Parameters that are meant to be trained and never move: cut off from the loss, left out of the optimiser, or
all frozen.

## Why it matters
Training runs, the loss may even fall, and part of the network stays at its random start.

## How it is measured
One backward pass. A parameter with `requires_grad` whose value changes the outputs and which gets no
gradient is cut off (`detach`, `.data`, a trip through numpy, `no_grad`): an error, when the optimiser has
it or none was given. A parameter with a gradient that the optimiser does not have: the model is trained
again with all of them; an error when accuracy on held-out rows is lost by the written way (the 95 %
interval lies below zero), a warning when it is lost on the batch, which is all a module alone can show;
else only the measure. Parameters frozen with `requires_grad_(False)` are meant to be, unless all are. A
configuration trains all it has, so the rule looks at live modules. A step of the waterfall trains a module
with every parameter in the optimiser; what is cut off in `forward` only its author can mend.

## Fix
Hand `model.parameters()` to the optimiser after the whole model is built; remove the cut; freeze what is
meant to stay with `requires_grad_(False)`.

## When to ignore it
When part of the model is meant to stay as it is.

## References
- PyTorch forum threads on embeddings that are not updated; torchtest2 and SageMaker Debugger check the same
  by whether values change.
"""

from collections.abc import Iterator

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe, Weights
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.experiment.trial import Trial
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import listing

RULE = Rule(
    code="W2V419",
    name="parameters-not-trained",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Part of the model is never trained",
    why="What is not trained stays at its random start, while the loss falls by the rest of the model.",
    fix=(
        "Hand all parameters to the optimizer and remove what cuts them off from the loss (detach, .data, no_grad, numpy); "
        "freeze what is meant to stay with requires_grad_(False)."
    ),
    silences=("W2V410", "W2V412", "W2V414", "W2V415", "W2V417", "W2V418", "W2V424"),
)
NAME = "parameters not trained"


@RULE.check
def check(trial: Trial, probe: Probe, rematch: Rematch | None) -> Iterator[Result]:
    """Sort the parameters by what becomes of them."""
    if trial.origin == "configuration":
        raise Unavailable("a configured network trains all its parameters; this rule looks at live modules")
    if not probe.weights:
        raise Unavailable(f"the loss cannot be computed: {probe.refused or 'the module has no parameters'}")
    total = sum(each.size for each in probe.weights)
    trainable = [each for each in probe.weights if each.trainable]
    cut = [each for each in trainable if not each.reached and each.used and (each.held or not trial.optimizer_given)]
    missed = [each for each in trainable if each.reached and not each.held]
    lost = cut or missed or ([] if trainable else list(probe.weights))
    measure = Measure.exact(NAME, sum(each.size for each in lost), "parameters", total, scope="parameters")
    yield measure
    if not trainable:
        yield RULE.finding("All parameters are frozen: nothing is trained.", measure=measure)
    elif cut:
        yield RULE.finding(
            f"{measure.value:,.0f} of {total:,} parameters get no gradient although the outputs depend on them.",
            measure=measure,
            evidence=(_named("cut off from the loss", cut),),
        )
    elif missed and trial.optimizer_given and rematch is not None:
        from w2vcheck.experiment.cost import remedy_of
        from w2vcheck.experiment.mending import all_trained

        compared = rematch.worth(all_trained)
        if compared is None:
            return
        yield compared.difference
        if compared.loses():
            yield RULE.finding(
                f"The optimizer lacks {measure.value:,.0f} of {total:,} parameters; that loses {compared.lost}.",
                severity=Severity.WARNING if trial.one_batch else Severity.ERROR,
                measure=compared.difference,
                evidence=(_named("not in the optimizer", missed), Evidence(compared.says)),
                remedy=remedy_of(trial, "with every parameter in the optimizer", all_trained),
            )


def _named(what: str, weights: list[Weights]) -> Evidence:
    return Evidence(f"{what}: {listing([each.name for each in weights])}")
