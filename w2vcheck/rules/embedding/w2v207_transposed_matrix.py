"""
## What it checks
Whether a feature table is a matrix of word vectors lying on its side: words as columns, dimensions as rows.

## Why it matters
Rows are then not texts and not even words: row 17 is the seventeenth coordinate of every word. A split into
training and test rows splits coordinates, and no row has a label.

## How it is measured
Signals are counted: the number of rows is the configured `vector_size` (and the number of columns that of the
words); at least 80 % of the column names are words of the training text, in a table that is no bag of words
(some numbers are negative); the entries fill exactly gensim's random start for as many dimensions as there
are rows; and, beside one of these, columns have a mean cosine above .15 while rows have less than .05 (word
matrices have .26 to .99 along the words and at most .005 along the dimensions). A column of classes is left
out. Two signals are an error, one is a warning. The measure is the number of signals.

A table in the configured file of vectors counts as well, when it has no column of words and its columns are named like words.
It is read the right way round, and the same signals are counted.

## Fix
`pd.DataFrame.from_dict(vectors, orient="index")` puts words in rows. For a classifier of texts build one row
a text: `np.vstack([np.mean([wv[w] for w in words], axis=0) for words in texts])`, and take the label from the
text.

## When to ignore it
When the number of rows equals the vector size by chance (one signal, a warning).

## References
- The founding case of this project; Stack Overflow, "How to fit Word2Vec on test data?", has the same table.
"""

from collections.abc import Iterator

import numpy as np

from w2vcheck.data.dataset import Dataset
from w2vcheck.embedding.loading import TrainedVectors, VectorFile
from w2vcheck.embedding.orientation import Orientation, random_start, swapped
from w2vcheck.results import Confidence, Evidence, Location, Measure, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings

RULE = Rule(
    code="W2V207",
    name="transposed-matrix",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The feature table is a matrix of word vectors lying on its side",
    why=(
        "Rows are coordinates then, not texts: splitting them into training and test rows means nothing, and "
        "none of them has a label."
    ),
    fix="Build one row a text: np.vstack([np.mean([wv[w] for w in words], axis=0) for words in texts]), and label the texts.",
    silences=("W2V206",),
)


@RULE.check
def check(data: Dataset, orientation: Orientation) -> Iterator[Result]:
    """Count the signals."""
    measure = Measure.exact("signs of a matrix on its side", len(orientation.signals), "signs", data.rows)
    yield measure
    if not orientation.signals:
        return
    certain = len(orientation.signals) > 1
    rows, columns = data.rows, data.frame.width
    yield RULE.finding(
        f"The {rows:,} × {columns:,} table {'lies' if certain else 'may lie'} on its side: its columns are words, "
        f"its rows dimensions.",
        severity=Severity.ERROR if certain else Severity.WARNING,
        confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
        measure=measure,
        locations=(Location(data.table.source),),
        evidence=tuple(Evidence(signal) for signal in orientation.signals),
    )


@RULE.check
def check_file(file: VectorFile, settings: Settings) -> Iterator[Result]:
    """Count the signals of a table of vectors in the configured file."""
    held = file.vectors
    signals = file_signals(held) if held.across else ()
    measure = Measure.exact("signs of a matrix on its side", len(signals), "signs", len(held.words), scope="words")
    yield measure
    if signals:
        words, size = held.matrix.shape
        yield RULE.finding(
            f"The {size:,} × {words:,} table in {file.name} lies on its side: its columns are words, its rows dimensions.",
            severity=Severity.ERROR if len(signals) > 1 else Severity.WARNING,
            confidence=Confidence.HIGH if len(signals) > 1 else Confidence.MEDIUM,
            measure=measure,
            locations=settings.place("word2vec.vectors"),
            evidence=tuple(Evidence(signal) for signal in signals),
            why="Whoever reads it row by row gets one number of every word instead of the numbers of one word.",
            fix='Write one word a row: pd.DataFrame.from_dict(vectors, orient="index").',
        )


def file_signals(held: TrainedVectors) -> tuple[str, ...]:
    """What speaks for a file with a column for each word; its matrix has been turned already, so that rows are words."""
    signals = [f"the {len(held.words):,} columns are named like words, and the rows have no names"]
    turned = held.matrix.T.astype(np.float64)
    start = random_start(turned, (len(turned),))
    if start is not None:
        signals.append(f"the entries fill ±{start.largest:.4g}, a random start for as many dimensions as there are rows")
    if swapped(turned):
        signals.append("columns resemble each other as vectors of words do, rows do not")
    return tuple(signals)
