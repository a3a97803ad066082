"""
## What it checks
Whether the experiment, with every remedy applied, still falls far short of logistic regression on TF-IDF (or on the
features as they are).

## Why it matters
Then the labels can be read from these rows and the model does not read them. Every single setting may look harmless,
and together they keep it from learning: a small step, few of them, one batch of all rows. A loss that falls does not show it.

## How it is measured
Accuracy of the experiment minus accuracy of the plain model on the same test rows, after the last step of the waterfall:
a paired difference with a 95 % bootstrap over rows in which copies of a text stay together. A warning when even the upper
end is below minus 20 points (`shortfall`). What averaged word vectors lose to TF-IDF anyway is W2V502's to tell: with
gensim's defaults, skip-gram and logistic regression it was 0 to 16 points on seven corpora, and no interval ended below
minus 13. On the eighth, 77 classes of short questions, it was 28 (26 to 30), of which logistic regression on vectors of
small scale is the larger part: the rule speaks there.

## Fix
Put logistic regression in place of the classifier, on the same inputs. If it does well, the classifier or its training is
at fault: raise the learning rate, take more steps, use smaller batches, Adam instead of SGD. If it does not, the vectors
are.

## When to ignore it
When the experiment is a first sketch, or when the model is judged by something else than accuracy.

## References
- The figures of averaged vectors against TF-IDF: page of W2V502; the paired bootstrap: see the statistics.
- A. Karpathy, A Recipe for Training Neural Networks, 2019 (simple baselines first).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment.waterfall import Waterfall
from w2vcheck.results import Evidence, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import figure, gained

RULE = Rule(
    code="W2V509",
    name="far-below-baseline",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The experiment falls far short of a plain baseline on the same rows",
    why="The labels can be read from these rows, and this model does not read them.",
    fix="Put logistic regression in place of the classifier, on the same inputs: if it does well, raise the learning rate, take "
    "more steps or smaller batches, or use Adam; if it does not, look at the vectors.",
)


@dataclass(frozen=True, slots=True)
class Options:
    """Cuts."""

    shortfall: float = 0.2  # share of test rows; see above: seven of eight corpora ended at .13 at most


@RULE.check
def check(walked: Waterfall, options: Options) -> Iterator[Result]:
    """Hold the honest experiment against the plain model."""
    if walked.beats is None or walked.baseline is None:
        raise Unavailable("the experiment is the plain baseline itself")
    measure = replace(walked.beats, name="accuracy above the plain baseline")
    yield measure
    if measure.high >= -options.shortfall:
        return
    yield RULE.finding(
        f"{walked.title[0].upper()}{walked.title[1:]} scores {figure(walked.honest)}, {walked.baseline_title} on the same rows "
        f"{figure(walked.baseline)}.",
        measure=measure,
        evidence=(Evidence(f"difference on the same rows, after every remedy that could be tried: {gained(measure)}"),),
    )
