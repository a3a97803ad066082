"""The word vectors of the experiment: trained as configured, or loaded from the configured file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Progress, Unavailable, provider
from w2vcheck.data.vocabulary import NO_TEXT, TrainingText
from w2vcheck.embedding.budget import NO_SETTINGS, Budget, Word2VecConfig, saved
from w2vcheck.embedding.loading import VectorFile
from w2vcheck.embedding.provenance import SEEDS, Provenance, find_seed
from w2vcheck.fits import Fits, of_sentences
from w2vcheck.wording import count


@dataclass(frozen=True, slots=True)
class Vectors:
    """The word vectors that texts are made of.

    `matrix` has shape (V, d), float32; row i belongs to `words[i]`. What a file does not tell is None: the settings
    `config`, the rows before training `start` (V, d), and how often each word occurs in the training text, `counts` (V,).
    `form` says what they were read from, "trained" where they were trained here. `said` are gensim's warnings. `provenance`
    is known of vectors out of a file in which the random start of gensim 4 was found again.
    """

    config: Word2VecConfig | None
    words: tuple[str, ...]
    matrix: NDArray[np.float32]
    start: NDArray[np.float32] | None
    counts: NDArray[np.int64] | None
    source: str
    form: str
    said: tuple[str, ...]
    provenance: Provenance | None = None

    @property
    def size(self) -> int:
        """Numbers a vector."""
        return int(self.matrix.shape[1])

    @property
    def initial(self) -> NDArray[np.float32]:
        """Random vectors to compare with, shape (V, d): the start of these, or where it is not known, what gensim would draw."""
        from w2vcheck.embedding.training import initial_vectors

        return initial_vectors(len(self.words), Word2VecConfig(vector_size=self.size)) if self.start is None else self.start


@dataclass(frozen=True, slots=True)
class FiniteVectors:
    """Vectors without NaN and infinite numbers, whose geometry can be measured."""

    vectors: Vectors


STAGE = "training Word2Vec as configured"


@provider(STAGE)
def vectors(file: VectorFile | None, text: TrainingText | None, budget: Budget | None, fits: Fits, progress: Progress) -> Vectors:
    """Take those of the file, or train with exactly the configured parameters.

    Unavailable where the file was refused, where there is nothing to train on, and where no word reaches `min_count`.
    """
    if file is not None:
        return _loaded(file)
    if text is None:
        raise Unavailable(NO_TEXT)
    if budget is None:
        raise Unavailable(NO_SETTINGS)
    from w2vcheck.embedding.training import train  # gensim takes seconds to import

    sentences, config = text.tokens.sentences(text.rows), budget.config
    key = ("word2vec", config, of_sentences(sentences))
    trained = fits.once(key, lambda: train(sentences, config, lambda done: progress(STAGE, done)))
    if trained is None:
        raise Unavailable(f"no word occurs {budget.config.min_count} times in {text.source}")
    source = f"trained on {text.source}"
    return Vectors(budget.config, trained.words, trained.matrix, trained.initial, trained.counts, source, "trained", trained.said)


def _loaded(file: VectorFile) -> Vectors:
    from w2vcheck.embedding.training import initial_vectors

    held = file.vectors
    config = saved(held)
    seeds = SEEDS
    if held.has_start and config is not None and isinstance(config.seed, int) and config.seed >= 0:
        start, seeds = initial_vectors(len(held.words), config), (config.seed,)
    else:
        start = None
    found = find_seed(held.matrix, seeds)
    if start is None and found is not None and "FastText" not in held.form:  # whose vectors are means over their n-grams
        start = initial_vectors(len(held.words), Word2VecConfig(vector_size=held.matrix.shape[1], seed=found.seed))
    return Vectors(config, held.words, held.matrix, start, held.counts, f"loaded from {file.name}", held.form, held.said, found)


@provider("looking at the numbers of the vectors")
def finite_vectors(vectors: Vectors) -> FiniteVectors:
    """The vectors, if all their numbers are finite."""
    broken = int((~np.isfinite(vectors.matrix).all(axis=1)).sum())
    if broken:
        raise Unavailable(f"{count(broken, 'vectors')} of {len(vectors.words):,} hold NaN or infinite numbers")
    return FiniteVectors(vectors)
