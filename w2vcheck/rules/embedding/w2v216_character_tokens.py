"""
## What it checks
Texts given to Word2Vec, FastText or Doc2Vec where lists of words are wanted.

## Why it matters
gensim takes each sentence for a sequence of words. A text is a sequence of characters, so the vocabulary becomes
some thirty letters, and every vector is that of a letter.

## How it is measured
In a script: the corpus is followed from where it is read through splits, tokenisers and comprehensions. An error
when its sentences are known to be texts: lines of a file, cells of a CSV file, the words of one text. Nothing is said
where that is not known, such as for columns that a function has made.

## Fix
`[text.split() for text in texts]`, or a tokeniser.

## When to ignore it
When characters are meant, as in models of spelling or of Chinese; `list(text)` says so.

## References
- gensim documentation of `Word2Vec` (`sentences`: iterable of lists of str).
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.evaluations import Evaluations
from w2vcheck.code.script import Script
from w2vcheck.code.texts import depth
from w2vcheck.code.values import element_of
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V216",
    name="character-tokens",
    severity=Severity.ERROR,
    since="0.2.0",
    summary="The sentences are texts, so that the words are single characters",
    why="gensim takes each sentence for a list of words; of a text it takes the characters.",
    fix="Split every text into words first: [text.split() for text in texts].",
)
SAYS = {0: "a single text, whose characters become sentences", 1: "a list of texts, whose characters become words"}


@RULE.lint
def lint(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    """Look at the nesting of every corpus."""
    told: set[ast.AST | None] = set()
    for fit in evaluations.fits:
        if fit.kind != "vectors" or fit.event.value.node in told:
            continue
        told.add(fit.event.value.node)
        one = element_of(fit.data)
        tagged = one is not None and one.kind == "call" and one.name == "gensim.models.TaggedDocument"
        if tagged and one is not None:
            if depth(one.argument(0, "words")) == 0:
                yield RULE.finding(
                    "The words of a TaggedDocument are a text, whose characters become words.",
                    locations=script.places(one.node, fit.event.value.node),
                )
            continue
        found = depth(fit.data)
        if found in SAYS:
            yield RULE.finding(f"{fit.name} is given {SAYS[found]}.", locations=script.places(fit.event.value.node))
