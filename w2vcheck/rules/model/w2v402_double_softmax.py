"""
## What it checks
A softmax (or sigmoid, or tanh) on the outputs that go into cross-entropy, which applies a softmax of its
own.

## Why it matters
The scores that cross-entropy sees then lie between 0 and 1, so it can never be satisfied: with C classes
the loss does not fall below ln(1 + (C - 1)/e), and the gradient at the start is 1/C of what it should be.
The network learns slowly and is never sure.

## How it is measured
The graph that autograd records on one forward pass is walked from the loss to the last layer; a configured
network is built and run once. The gradient of the last layer is measured on the same rows with and without
the activation. An error when the same network with the pair mended, from the same seeds and on the same
rows, is measurably more accurate: the 95 % interval of the difference, bootstrapped over seeds and rows,
lies below zero. Else a warning, with the floor of the loss and the measured gradient. A log-softmax before
cross-entropy changes nothing, since it is idempotent: a note.

## Fix
Return raw scores; `CrossEntropyLoss` applies the softmax. Apply one yourself only where you need
probabilities.

## When to ignore it
When the flattened loss is meant, as a temperature.

## References
- PyTorch documentation of `CrossEntropyLoss` (it takes unnormalised logits); pytorch issue 55902.
- The floor: the best scores are 1 for the true class and 0 for the others, hence -ln(e/(e + C - 1)).
"""

from collections.abc import Iterator
from math import exp, log

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.raw_comparison import RawComparison
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V402",
    name="double-softmax",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="A softmax or sigmoid goes into cross-entropy, which applies its own softmax",
    why="Scores squeezed between 0 and 1 can never satisfy cross-entropy, and its gradients shrink.",
    fix="Return raw scores and let CrossEntropyLoss apply the softmax.",
    silences=("W2V410", "W2V412", "W2V413", "W2V414", "W2V415", "W2V417", "W2V424", "W2V501"),
)
SPANS = {"softmax": 1.0, "sigmoid": 1.0, "tanh": 2.0, "hardtanh": 2.0}
"""How far apart two scores can be after the activation."""


@RULE.check
def check(probe: Probe, against: RawComparison | None, settings: Settings) -> Iterator[Result]:
    """Look at the pairing, then at what it costs."""
    pairing = probe.pairing
    if not pairing.resolved:
        raise Unavailable(f"loss and output: {pairing.says}")
    ours = pairing.loss in ("cross_entropy", "soft_cross_entropy") and len(probe.outputs) > 1 and probe.outputs[1] > 1
    ratio = probe.gradient_ratio if ours and probe.gradient_ratio is not None else 1.0
    measure = Measure.exact("gradient against that on raw scores", ratio, "times", probe.rows, scope="training rows")
    yield measure
    places = settings.place("classifier.output_activation") or settings.place("classifier.loss")
    if ours and pairing.activation == "log_softmax":
        yield RULE.finding(
            "A log-softmax goes into cross-entropy: redundant and harmless, since applying it twice changes nothing.",
            severity=Severity.NOTE,
            measure=measure,
            locations=places,
            why="It costs a little time and misleads whoever reads the outputs as scores.",
        )
    if not ours or pairing.activation not in SPANS:
        return
    floor = log(1 + (probe.outputs[1] - 1) * exp(-SPANS[pairing.activation]))
    message = (
        f"A {pairing.activation} goes into cross-entropy: with {probe.outputs[1]} classes the loss cannot fall below {floor:.3f}"
    )
    evidence: tuple[Evidence, ...] = (Evidence(f"the first gradient of the last layer is {ratio:.2g} times that on raw scores"),)
    if against is None or not against.compared.loses():
        if against is not None:
            yield against.compared.difference
            evidence = (*evidence, Evidence(against.compared.says))
        yield RULE.finding(f"{message}.", severity=Severity.WARNING, measure=measure, locations=places, evidence=evidence)
        return
    yield against.compared.difference
    yield RULE.finding(
        f"{message}; that loses {against.compared.lost}.",
        measure=against.compared.difference,
        locations=places,
        evidence=(*evidence, Evidence(against.compared.says)),
    )
