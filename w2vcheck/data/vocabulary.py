"""The words that have a vector: those of the training rows that occur often enough, or those of a file of vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.split import Split
from w2vcheck.data.tokens import Tokens, object_array, tokenise
from w2vcheck.embedding.loading import TrainedVectors, VectorFile
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings, resolve

GENSIM_MIN_COUNT = 5
NO_TEXT = "there are no texts to train word vectors on"


@dataclass(frozen=True, slots=True)
class RunningText:
    """Texts as they run, word after word: what word vectors are trained on, and what those of a file are held against.

    `counts` says how often each type of `tokens` occurs in `rows`, shape (types,). `source` is where the text stands.
    """

    tokens: Tokens
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]
    source: str


@dataclass(frozen=True, slots=True)
class TrainingText:
    """The text that word vectors are trained on: the training rows, or a separate file.

    `counts` says how often each type of `tokens` occurs in `rows`, shape (types,). `source` is where the text stands. Of a
    file of trained vectors only its words are known: they stand here once each, with the counts that the file has of them.
    """

    tokens: Tokens
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]
    source: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The types of the training text that occur at least `min_count` times.

    `kept` is a mask over its types, shape (types,); `size` counts them. `says` tells where `min_count` comes from. In a file
    of trained vectors all words are kept.
    """

    kept: NDArray[np.bool_]
    size: int
    min_count: int
    says: str


@provider("counting words")
def running_text(tokens: Tokens | None, split: Split | None, data: Dataset | None, settings: Settings) -> RunningText:
    """The corpus file where one is configured, or else the training rows.

    Unavailable where there are none of these. Raises `DataError` where the corpus file cannot be read.
    """
    corpus = settings.word2vec.corpus
    if corpus is not None:
        own = read_corpus(settings, corpus)
        return RunningText(own, np.arange(len(own.offsets) - 1), own.counts(), corpus)
    if data is None:
        raise Unavailable("no text was given to hold the vectors against")
    if tokens is None or split is None:
        raise Unavailable(NO_TEXT)
    return RunningText(tokens, split.train, tokens.counts(split.train), "the training rows")


@provider("counting words")
def training_text(file: VectorFile | None, running: RunningText | None) -> TrainingText:
    """The words of the file of vectors, or else the running text.

    A corpus file is read beside a file of vectors too, to hear of its errors. Unavailable where there are neither.
    """
    if file is not None:
        return _words_of(file.name, file.vectors)
    if running is None:
        raise Unavailable(NO_TEXT)
    return TrainingText(running.tokens, running.rows, running.counts, running.source)


def _words_of(name: str, vectors: TrainedVectors) -> TrainingText:
    """The word list of a file as a text of one line."""
    words = object_array(list(vectors.words))
    order = np.argsort(words, kind="stable")
    counts = np.ones(len(words), np.int64) if vectors.counts is None else vectors.counts[order]
    listed = Tokens(np.arange(len(words), dtype=np.int32), np.array([0, len(words)]), words[order], f"words of {name}")
    return TrainingText(listed, np.zeros(1, np.int64), counts, name)


def read_corpus(settings: Settings, name: str) -> Tokens:
    """The words of a text file, line by line. Raises `DataError` where it cannot be read."""
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
def vocabulary(text: TrainingText, file: VectorFile | None, settings: Settings) -> Vocabulary:
    """All words of the file of vectors, or those of the text that reach `min_count`: as configured, else gensim's 5.

    `max_final_vocab` raises it until no more words are left than that.
    """
    if file is not None:
        saved = (file.vectors.settings or {}).get("min_count")
        min_count, size = saved if isinstance(saved, int) else 1, len(text.counts)
        return Vocabulary(np.ones(size, bool), size, min_count, f"as in the words of {file.name}")
    given, most = settings.word2vec.min_count, settings.word2vec.max_final_vocab
    min_count, says = (GENSIM_MIN_COUNT, "gensim's default") if given is None else (given, "as configured")
    if most is not None and most < int((text.counts > 0).sum()):  # as gensim's `Word2Vec.prepare_vocab` does it
        needed = int(np.sort(text.counts)[::-1][most]) + 1
        min_count, says = (needed, f"raised by max_final_vocab = {most:,}") if needed > min_count else (min_count, says)
    kept = text.counts >= max(1, min_count)
    return Vocabulary(kept, int(kept.sum()), min_count, says)
