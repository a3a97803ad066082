"""Training word vectors with gensim, deterministically."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import numpy as np
from gensim.models import Word2Vec
from gensim.models.callbacks import CallbackAny2Vec
from gensim.models.keyedvectors import prep_vectors
from numpy.typing import NDArray

from w2vcheck.embedding.budget import Word2VecConfig

EXPECTED = ("under 10 jobs per worker",)
"""What gensim says of every small corpus; it says nothing about this one."""


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Trained vectors.

    `matrix` and `initial` (the same rows before training) have shape (V, d), float32; row i belongs to `words[i]`, which
    occurs `counts[i]` times. `said` are the warnings of gensim.
    """

    words: tuple[str, ...]
    matrix: NDArray[np.float32]
    initial: NDArray[np.float32]
    counts: NDArray[np.int64]
    said: tuple[str, ...]


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect gensim's warnings instead of letting them reach the terminal."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger, listener = logging.getLogger("gensim"), Listener(logging.WARNING)
    propagate = logger.propagate
    logger.addHandler(listener)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate


class _Epochs(CallbackAny2Vec):  # type: ignore[misc]  # gensim has no types
    """Tells after every epoch how much of the training is done."""

    def __init__(self, tell: Callable[[float], object], epochs: int) -> None:
        self.tell, self.epochs, self.done = tell, epochs, 0

    def on_epoch_end(self, model: object) -> None:  # noqa: ARG002 - gensim's signature
        self.done += 1
        self.tell(self.done / self.epochs)


def train(sentences: list[list[str]], config: Word2VecConfig, tell: Callable[[float], object] = float) -> WordVectors | None:
    """Train on these sentences with one worker; None where no word occurs often enough.

    `tell` is called after every epoch with the share that is done. The same sentences and configuration give the same bits.
    """
    with _listening() as said:
        model = Word2Vec(workers=1, **asdict(config))
        model.build_vocab(sentences)
        if not len(model.wv):
            return None
        callbacks = [_Epochs(tell, model.epochs)]
        model.train(sentences, total_examples=model.corpus_count, epochs=model.epochs, callbacks=callbacks)
    vectors = model.wv
    counts = np.array([vectors.get_vecattr(word, "count") for word in vectors.index_to_key], dtype=np.int64)
    initial = initial_vectors(len(vectors), config)
    kept = tuple(message for message in dict.fromkeys(said) if not any(part in message for part in EXPECTED))
    return WordVectors(tuple(vectors.index_to_key), vectors.vectors, initial, counts, kept)


def initial_vectors(vocabulary: int, config: Word2VecConfig) -> NDArray[np.float32]:
    """The matrix gensim 4 starts from, shape (V, d): uniform in [-1/d, 1/d), drawn with the model's seed."""
    return random_rows(vocabulary, config.vector_size, config.seed)


def random_rows(rows: int, size: int, seed: int) -> NDArray[np.float32]:
    """The first rows of gensim 4's start for this seed, shape (rows, size), however many words there are."""
    start: NDArray[np.float32] = prep_vectors((rows, size), prior_vectors=np.zeros((0, 0)), seed=seed)
    return start
