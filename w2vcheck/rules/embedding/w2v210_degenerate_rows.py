"""
## What it checks
Whether many words share one vector, have none but zeros, or whether whole columns never change.

## Why it matters
Words with one vector between them are one word to a classifier, words of zeros are none at all, and a column that never
changes tells nothing. Such vectors come from a lookup that failed quietly: every word that was not found got the same row.

## How it is measured
Three exact shares: vectors of zeros by all vectors; vectors that equal another one to the last bit, beyond the first of each
group, by all vectors that are not zero; columns with one and the same value by all columns. One row of zeros is left out of
the first, since padding and the unknown word have one. Zeros: a warning above 1 %, an error above 20 %. Copies: a warning
above 5 %, an error above 50 %. Columns: a warning from the first, an error from 50 % on. Trained vectors have none of these:
on fourteen corpora, no two vectors of one model were equal and no column was constant.

Of document vectors only the columns are judged, since equal texts have equal vectors and empty ones have zeros; the other
two shares are shown. The numbers are held against each other as 32-bit floats.

## Fix
Leave words that were not found out of the file, instead of giving them a row of zeros or a common one.

## When to ignore it
When the words are meant to share a vector (spellings of one name), or the columns are unused on purpose.

## References
- numpy, `unique` with `axis=0`, gives the same groups.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.embedding.documents import DocumentVectors
from w2vcheck.embedding.vectors import FiniteVectors
from w2vcheck.experiment.remedies import retrained
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count, percent

RULE = Rule(
    code="W2V210",
    name="degenerate-rows",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="Words share one vector or have only zeros, or columns never change",
    why="Words with one vector between them are one word to a classifier, and words of zeros are none.",
    fix="Leave words that were not found out of the file, instead of giving them a row of zeros or a common one.",
    silences=("W2V205",),
)


@dataclass(frozen=True)
class Options:
    """Cuts, as shares of the vectors or of the columns."""

    warn_zeros: float = 0.01
    error_zeros: float = 0.20
    warn_copies: float = 0.05
    error_copies: float = 0.50
    warn_columns: float = 0.0
    error_columns: float = 0.50


@dataclass(frozen=True, slots=True)
class Degenerate:
    """Rows of zeros, rows that equal an earlier one and are not zeros, and columns of one value: their numbers."""

    zeros: NDArray[np.int64]
    copies: NDArray[np.int64]
    columns: NDArray[np.int64]


def degenerate(matrix: NDArray[np.float32]) -> Degenerate:
    """Find them in a matrix of finite numbers, shape (rows, d)."""
    rows = np.ascontiguousarray(matrix) + np.float32(0)  # 0 for -0
    zeros = np.flatnonzero(~rows.any(axis=1))
    filled = np.flatnonzero(rows.any(axis=1))
    seen: set[bytes] = set()
    copies = []
    for row in filled.tolist():
        key = rows[row].tobytes()
        if key in seen:
            copies.append(row)
        seen.add(key)
    constant = np.flatnonzero((rows == rows[:1]).all(axis=0)) if len(rows) > 1 else np.zeros(0, np.int64)
    return Degenerate(zeros, np.array(copies, np.int64), constant)


def _shares(found: Degenerate, rows: int, size: int, scope: str) -> tuple[Measure, Measure, Measure]:
    """The three shares; one row of zeros is left out, as the page says."""
    filled = max(1, rows - len(found.zeros))
    return (
        Measure.exact("vectors of zeros", max(0, len(found.zeros) - 1) / rows, "share", rows, scope=scope),
        Measure.exact("vectors that equal another", len(found.copies) / filled, "share", filled, scope=scope),
        Measure.exact("columns of one value", len(found.columns) / size, "share", size, scope="columns"),
    )


@RULE.check
def check(finite: FiniteVectors, settings: Settings, options: Options) -> Iterator[Result]:
    """Count rows of zeros, copies, and constant columns."""
    vectors = finite.vectors
    found, n = degenerate(vectors.matrix), len(vectors.words)
    zeros, copies, columns = _shares(found, n, vectors.size, "words")
    yield from (zeros, copies, columns)
    place = settings.place("word2vec.vectors") or settings.place("word2vec.epochs")
    if zeros.value > options.warn_zeros:
        yield RULE.finding(
            f"{len(found.zeros):,} of {count(n, 'word vectors')}, {percent(len(found.zeros) / n)}, are zeros.",
            severity=Severity.ERROR if zeros.value > options.error_zeros else Severity.WARNING,
            measure=zeros,
            locations=place,
            evidence=(Evidence("for example", tuple(Quote(vectors.words[row]) for row in found.zeros[:5])),),
            remedy=retrained(),
        )
    if copies.value > options.warn_copies:
        yield RULE.finding(
            f"{len(found.copies):,} of {count(n, 'word vectors')}, {percent(copies.value)}, equal the vector of another word.",
            severity=Severity.ERROR if copies.value > options.error_copies else Severity.WARNING,
            measure=copies,
            locations=place,
            evidence=(Evidence("for example", tuple(Quote(vectors.words[row]) for row in found.copies[:5])),),
            remedy=retrained(),
        )
    yield from _columns(found, columns, settings, options)


@RULE.check
def check_documents(documents: DocumentVectors, settings: Settings, options: Options) -> Iterator[Result]:
    """Count the same in vectors of documents; judge the columns alone."""
    found = degenerate(documents.matrix[np.isfinite(documents.matrix).all(axis=1)])
    shares = _shares(found, len(documents.matrix), documents.matrix.shape[1], "documents")
    yield from shares
    yield from _columns(found, shares[2], settings, options)


def _columns(found: Degenerate, measure: Measure, settings: Settings, options: Options) -> Iterator[Result]:
    if measure.value > options.warn_columns:
        yield RULE.finding(
            f"{len(found.columns):,} of {count(measure.n, 'columns')} {'has' if len(found.columns) == 1 else 'have'} the same "
            f"value in every vector.",
            severity=Severity.ERROR if measure.value >= options.error_columns else Severity.WARNING,
            measure=measure,
            locations=settings.place("word2vec.vectors"),
            evidence=(
                Evidence("columns, counted from 0:", tuple(Quote(str(column), is_name=True) for column in found.columns[:5])),
            ),
            why="A column that never changes tells a classifier nothing.",
            fix="Look where the vectors were written: columns were lost, or padded, on the way.",
        )
