"""
## What it checks
Rows whose label looks wrong to a simple model that has not seen them.

## Why it matters
Wrong labels in training teach the wrong thing; wrong labels in the test cap every score, and the best model pays
most.

## How it is measured
TF-IDF with logistic regression, five-fold cross-validated, copies of a text in one fold, gives each row its
probabilities. Confident learning compares them with the labels: t_j is the mean p_j of the rows labelled j; a row
labelled i that reaches some thresholds counts for the most probable such class; these counts, scaled to the label
counts, estimate the joint distribution of given and true labels, and its mass off the diagonal the share of wrong
labels (bootstrap over texts). At most 20,000 rows, and only classes with five rows or more.

That share counts hard rows as wrong ones, so it is an upper figure. The lower one is the share of labels that
contradict the model among the tenth of each predicted class it is surest of (Wilson interval): wrong labels occur
there as elsewhere, hard rows hardly do. A note when the lower ends of both exceed 1 %; its confidence is low where
the model's own probabilities allow for as many errors. Measured with labels moved at random to another class (means
of five draws; the first three lines are 1,500 help-desk messages in four classes, the others 10,000 sentences,
subjective or objective):

| labels moved | 0 % | 2 % | 5 % | 10 % | 20 % |
|---|---|---|---|---|---|
| confident learning | 0.0 | 2.0 | 5.1 | 11.8 | 26.8 |
| surest tenth | 0.0 | 2.4 | 6.2 | 9.2 | 18.7 |
| moved, of the 20 shown | none shown | 19.4 | 20 | 20 | 20 |
| confident learning | 2.5 | 4.7 | 8.3 | 14.7 | 28.0 |
| surest tenth | 0.0 | 2.4 | 5.3 | 10.1 | 19.9 |
| moved, of the 20 shown | 0 | 19.2 | 20 | 20 | 19.6 |

On film reviews of which 77 % are answered rightly, without any label moved, confident learning says 15 %, the
surest tenth 2.6 %. Where only one class is mixed up with another, the surest tenth says about half of the truth.
A null of labels drawn from the model's own probabilities was tried and tells nothing: confident learning then
finds 13 % in the clean help-desk messages.

Skipped where the model does not beat the majority class, or gives its surest tenth less than 80 % on average: it
is then in no position to doubt a label.

## Fix
Read the rows shown, the worst first; correct the labels that are wrong, those of the test rows first.

## When to ignore it
When the rows shown are right: irony and rare wordings mislead a model of single words. It is advice, never a gate.

## References
- Northcutt, Jiang and Chuang, Confident Learning, JAIR 70, 2021.
- Wei and others, Learning with Noisy Labels Revisited, ICLR 2022 (human errors gather in hard rows).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.target import Classes
from w2vcheck.experiment.label_noise import LabelNoise
from w2vcheck.results import Confidence, Evidence, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import figure, percent

RULE = Rule(
    code="W2V110",
    name="label-noise",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="Labels that look wrong to a model that has not seen them",
    why="Wrong labels teach the wrong thing, and in the test rows they put a ceiling on every score.",
    fix="Read these rows, the most suspicious first, and correct the labels that are wrong.",
)


@dataclass(frozen=True)
class Options:
    """Cut on the lower ends of both shares, and the fewest rows that may be judged as surest."""

    note_above: float = 0.01
    fewest_rows: int = 30


@RULE.check
def check(data: Dataset, corpus: Corpus, classes: Classes, noise: LabelNoise, options: Options) -> Iterator[Result]:
    """Judge the share of suspicious labels, and show the worst."""
    yield noise.surest
    yield noise.estimate
    if noise.surest.n < options.fewest_rows or not noise.suspects:
        return
    if min(noise.surest.low, noise.estimate.low) <= options.note_above:
        return
    yield RULE.finding(
        f"Some labels look wrong: even where a simple model is surest, {figure(noise.surest)} of them contradict it.",
        confidence=Confidence.MEDIUM if noise.surest.low > noise.expected else Confidence.LOW,
        measure=noise.surest,
        locations=data.places([suspect.row for suspect in noise.suspects[:3]], corpus.column),
        evidence=(
            Evidence(f"by its own probabilities the model expects {percent(noise.expected)} of these answers to be wrong"),
            *(
                Evidence(
                    f"labelled {classes.names[suspect.given]!r}, reads like {classes.names[suspect.suggested]!r}:",
                    data.quotes([suspect.row], corpus.column),
                )
                for suspect in noise.suspects
            ),
        ),
    )
