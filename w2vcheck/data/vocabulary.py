"""The words that vectors are made of: those of the training rows that occur often enough."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.split import Split
from w2vcheck.data.tokens import Tokens, tokenise
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings, resolve

GENSIM_MIN_COUNT = 5


@dataclass(frozen=True, slots=True)
class TrainingText:
    """The text that word vectors are trained on: the training rows, or a separate file.

    `counts` says how often each type of `tokens` occurs in `rows`, shape (types,). `source` is where the text stands.
    """

    tokens: Tokens
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]
    source: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The types of the training text that occur at least `min_count` times.

    `kept` is a mask over its types, shape (types,); `size` counts them. `says` tells where `min_count` comes from.
    """

    kept: NDArray[np.bool_]
    size: int
    min_count: int
    says: str


@provider("counting words")
def training_text(tokens: Tokens | None, split: Split | None, settings: Settings) -> TrainingText:
    """The corpus file where one is configured, else the training rows; unavailable where there are neither.

    Raises `DataError` where the corpus file cannot be read.
    """
    if settings.word2vec.corpus is not None:
        own = _read_corpus(settings, settings.word2vec.corpus)
        return TrainingText(own, np.arange(len(own.offsets) - 1), own.counts(), settings.word2vec.corpus)
    if tokens is None or split is None:
        raise Unavailable("there are no texts to train word vectors on")
    return TrainingText(tokens, split.train, tokens.counts(split.train), "the training rows")


def _read_corpus(settings: Settings, name: str) -> Tokens:
    import polars as pl

    place = settings.place("word2vec.corpus")
    try:
        text = resolve(settings, name).read_text(encoding=settings.data.encoding or "utf-8-sig")
    except OSError as error:
        raise DataError("a text file as word2vec.corpus", f"{name!r}: {error.strerror}", "mend the path", *_at(place)) from error
    except UnicodeDecodeError as error:
        raise DataError(
            "UTF-8 text in word2vec.corpus", f"{name!r} with other bytes", "set data.encoding", *_at(place)
        ) from error
    lines = pl.Series([line for line in text.splitlines() if line.strip()], dtype=pl.String)
    if not len(lines):
        raise DataError("sentences in word2vec.corpus", f"none in {name!r}", "write one sentence a line", *_at(place))
    tokenizer = settings.tokens.tokenizer or "words"
    return tokenise(lines, tokenizer, lowercase=settings.tokens.lowercase is not False, says=f"{tokenizer} of {name}")


def _at(place: tuple[object, ...]) -> tuple[str | None, int | None]:
    return (getattr(place[0], "file", None), getattr(place[0], "line", None)) if place else (None, None)


@provider("counting words")
def vocabulary(text: TrainingText, settings: Settings) -> Vocabulary:
    """Count at the configured `min_count`, or at gensim's default of 5 where none is written."""
    given = settings.word2vec.min_count
    min_count = GENSIM_MIN_COUNT if given is None else given
    kept = text.counts >= max(1, min_count)
    return Vocabulary(kept, int(kept.sum()), min_count, "as configured" if given is not None else "gensim's default")
