"""
## What it checks
Words that a large share of the texts begin or end with: a header, a greeting, a footer.

## Why it matters
Words that stand everywhere tell nothing apart, yet they weigh in every average of word vectors.

## How it is measured
For both sides, the most frequent run of four words at the start or end of the different texts, copies counted
once, in texts that have a fifth word. The measure is the share of the different texts that have it, with a
Wilson interval. The run is shown as far as 95 % of these texts go on alike. A note when the lower end exceeds
30 % (deepchecks' cut for frequent substrings).

## Fix
Cut the words off before tokenising, also from the texts in use.

## When to ignore it
When they are part of the language of the task (questions that begin with "what is the name of").

## References
- deepchecks, "Frequent Substrings" (30 %).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.boilerplate import WIDTH, Boilerplate
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.dataset import Dataset
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import figure

RULE = Rule(
    code="W2V117",
    name="boilerplate",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="Many texts begin or end with the same words",
    why="Words that stand everywhere tell nothing apart, yet they weigh in every average of word vectors.",
    fix="Cut these words off before tokenising, also from the texts in use.",
)


@dataclass(frozen=True)
class Options:
    """Cut, as a share of the different texts."""

    note_above: float = 0.3


@RULE.check
def check(data: Dataset, corpus: Corpus, boilerplate: Boilerplate, options: Options) -> Iterator[Result]:
    """Judge the most frequent start and end."""
    noun, joint = ("characters", "") if boilerplate.characters else ("words", " ")
    for edge, verb in ((boilerplate.start, "begin"), (boilerplate.end, "end")):
        measure = Measure.share(
            f"texts that {verb} with the same {WIDTH} {noun}", len(edge.rows), edge.n, scope="different texts"
        )
        yield measure
        if measure.low <= options.note_above:
            continue
        yield RULE.finding(
            f"{figure(measure)} of the different texts {verb} with the same {len(edge.words)} {noun}.",
            measure=measure,
            locations=data.places(edge.rows[:3].tolist(), corpus.column),
            evidence=(
                Evidence(f"the {noun}:", (Quote(joint.join(edge.words)),)),
                Evidence("for example", data.quotes(edge.rows.tolist(), corpus.column)),
            ),
        )
