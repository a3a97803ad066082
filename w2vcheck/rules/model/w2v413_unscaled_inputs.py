"""
## What it checks
Inputs so small or so large that the first layer hardly varies from row to row, or saturates, and accuracy
is lost.

## Why it matters
Weights start at a size made for inputs of deviation 1. Features of a few thousandths leave the network with
its biases for many epochs; features of hundreds drive it into the flat ends of its activations.

## How it is measured
Deviation over rows of what the first layer gives, averaged over its units, before training (0.58 for
standardised inputs and torch's default start). Below 0.05 and above 5 the same network is trained on
standardised columns, and a warning follows when more than a point of accuracy is lost by the whole 95 %
interval, bootstrapped over four fresh seeds and the test rows with the inputs as they are.

## Fix
Standardise the columns with the mean and deviation of the training rows (`StandardScaler`, fitted on the
training rows).

## When to ignore it
When the model has a normalisation of its own.

## References
- LeCun, Bottou, Orr and Müller, Efficient BackProp, section 4.3.
- The start: torch's `Linear` draws from U(-1/sqrt(d), 1/sqrt(d)), hence sqrt(1/3) for d standardised
  inputs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.probe import Probe
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.experiment.remedies import standardised_inputs
from w2vcheck.results import Evidence, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V413",
    name="unscaled-inputs",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The inputs are scaled so badly that accuracy is lost",
    why="Networks start with weights made for inputs of deviation 1; on far smaller or larger ones they learn slowly or not.",
    fix="Standardise the inputs with the mean and deviation of the training rows.",
    silences=("W2V412", "W2V414", "W2V415", "W2V416", "W2V417", "W2V424"),
)


@dataclass(frozen=True)
class Options:
    """Healthy range of the first layer's deviation over rows, and the cut on the accuracy lost, as a share."""

    small_below: float = 0.05
    large_above: float = 5.0
    warn_above: float = 0.01


@RULE.check
def check(probe: Probe, rematch: Rematch, settings: Settings, options: Options) -> Iterator[Result]:
    """Measure the first layer; where it is suspicious, standardise and compare."""
    if probe.spread is None:
        raise Unavailable("there is no linear layer to look at")
    if probe.refused:
        raise Unavailable(f"the loss cannot be computed: {probe.refused}")
    measure = Measure.exact("deviation of the first layer over rows", probe.spread, "", probe.rows, scope="training rows")
    yield measure
    if options.small_below <= probe.spread <= options.large_above:
        return
    from w2vcheck.experiment.mending import standardised

    compared = rematch.worth(standardised)
    if compared is None:
        return
    yield compared.difference
    if not compared.loses(options.warn_above):
        return
    small = probe.spread < options.small_below
    yield RULE.finding(
        f"The inputs are too {'small' if small else 'large'}: standardised, they win {compared.lost}.",
        measure=compared.difference,
        locations=settings.place("classifier.layers"),
        evidence=(
            Evidence(f"the first layer varies by {probe.spread:.2g} from row to row; 0.58 is usual"),
            Evidence(compared.says),
        ),
        remedy=standardised_inputs(),
    )
