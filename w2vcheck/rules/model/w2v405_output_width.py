"""
## What it checks
Whether the last layer has as many outputs as the labels and the loss ask for.

## Why it matters
Softmax over one unit is always 1 and has no gradient; one sigmoid cannot say which of three classes it means;
a missing output makes torch stop with an index error, a superfluous one can win.

## How it is measured
Units of the last layer against the K classes of the data, exactly. Cross-entropy, NLL, softmax and
log-softmax need K units. Sigmoid, BCE and BCE-with-logits need one unit for two classes, or K. Squared error
on raw outputs needs one, or K. Of a live module, whose classes only a table can tell, the rule speaks where a
softmax runs over a single output, and where torch finds a class id beyond the outputs. The waterfall gives a
configured network the outputs it needs; a module has no such step, since another last layer is another model.

In a script: a softmax, a log-softmax or a cross-entropy over a last layer of one unit.

## Fix
Set the last layer to the number printed.

## When to ignore it
When some outputs are kept for classes that come later.

## References
- PyTorch documentation of `CrossEntropyLoss` and `BCEWithLogitsLoss` (shapes).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable
from w2vcheck.code.losses import CLASSES, Losses
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Evidence, Finding, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

if TYPE_CHECKING:  # the check is not asked when scripts are read; what it needs takes long to import
    from w2vcheck.data.target import Classes
    from w2vcheck.experiment.probe import Probe
    from w2vcheck.experiment.trial import Trial
    from w2vcheck.model.config import ModelConfig

RULE = Rule(
    code="W2V405",
    name="output-width",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The last layer has the wrong number of outputs",
    why="Outputs and classes must pair up: a missing output cannot be chosen, and softmax over one unit is always 1.",
    fix="Give the last layer one output a class (or one in all, with a sigmoid, for two classes).",
    silences=("W2V402", "W2V403", "W2V404", "W2V418"),
)


def allowed(config: ModelConfig, k: int) -> tuple[int, ...]:
    """Widths of the last layer that pair up with K classes under this loss and output activation."""
    if config.loss in ("cross_entropy", "nll") or config.output_activation in ("softmax", "log_softmax"):
        return (k,)
    return (1, k) if k == 2 or (config.loss == "mse" and config.output_activation != "sigmoid") else (k,)


@RULE.check
def check(config: ModelConfig, classes: Classes, settings: Settings) -> Iterator[Result]:
    """Compare the last layer with the classes."""
    from w2vcheck.experiment.remedies import fitting_loss

    if not config.is_network:
        raise Unavailable(f"a {config.says} has no layers")
    measure = Measure.exact("outputs of the last layer", config.outputs, "outputs", classes.k, scope="classes")
    yield measure
    wanted = allowed(config, classes.k)
    if config.outputs in wanted:
        return
    message = f"The last layer has {count(config.outputs, 'outputs')} for {count(classes.k, 'classes')}."
    if config.outputs == 1 and config.output_activation in ("softmax", "log_softmax"):
        message = (
            f"{config.output_activation.replace('_', '-').capitalize()} over a single output is constant: "
            f"its gradient is exactly zero."
        )
    yield RULE.finding(
        message,
        measure=measure,
        locations=settings.place("classifier.layers"),
        fix=f"Give the last layer {' or '.join(map(str, wanted))} outputs"
        + (", or one with a sigmoid." if classes.k == 2 and 1 not in wanted else "."),
        remedy=fitting_loss(),
    )


@RULE.check
def check_module(trial: Trial, probe: Probe) -> Iterator[Result]:
    """What one batch shows of a live module."""
    if trial.origin == "configuration":
        raise Unavailable("the configuration is judged with its table")
    if not probe.outputs:
        raise Unavailable(f"the module gives no outputs: {probe.refused}")
    outputs = probe.outputs[-1] if len(probe.outputs) > 1 else 1
    measure = Measure.exact("outputs of the last layer", outputs, "outputs", max(1, trial.k), scope="classes")
    yield measure
    activation = probe.pairing.activation
    over_one = activation in ("softmax", "log_softmax") and probe.pairing.dim not in (0, -2)
    if outputs == 1 and len(probe.outputs) > 1 and (over_one or probe.pairing.loss == "cross_entropy"):
        yield RULE.finding(
            "A softmax over a single output is always 1: its gradient is exactly zero.",
            measure=measure,
            fix="Use one output with a sigmoid and BCE, or one output a class.",
        )
    elif (not trial.one_batch and outputs not in (1, trial.k)) or (outputs == 1 and trial.k > 2):
        yield RULE.finding(
            f"The last layer has {count(outputs, 'outputs')} for {count(trial.k, 'classes')}.",
            measure=measure,
            fix=f"Give the last layer {trial.k} outputs.",
        )
    elif "out of bounds" in probe.refused:
        yield RULE.finding(
            f"The targets hold classes up to {trial.k - 1}, the last layer has {count(outputs, 'outputs')}.",
            measure=measure,
            evidence=(Evidence(f"torch says: {probe.refused}"),),
        )


@RULE.lint
def lint(script: Script, losses: Losses) -> Iterator[Finding]:
    """Look for a softmax over a single output, that of cross-entropy included."""
    told: set[object] = set()
    for use in losses.uses:
        end = use.end
        over_one = end.activation in ("softmax", "log_softmax")
        if end.width != 1 or not (over_one or use.name in ("cross_entropy", "nll")) or id(end.layer) in told:
            continue
        told.add(id(end.layer))
        what = end.activation.replace("_", "-").capitalize() if over_one else f"The softmax in {CLASSES[use.name]}"
        layer = end.layer.owner.node if end.layer is not None and end.layer.owner is not None else None
        yield RULE.finding(
            f"{what} over a single output is constant: its gradient is exactly zero.",
            confidence=Confidence.HIGH if use.trains else Confidence.MEDIUM,
            locations=script.places(end.layer.node if end.layer is not None else layer, use.node),
            fix="Give the last layer one output a class, or use BCEWithLogitsLoss on the single output.",
        )
