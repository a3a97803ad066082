"""How much training word vectors get: the budget U, known before anything is trained.

Source of the formulas: gensim 4's own down-sampling rule (`Word2Vec.prepare_vocab`) and the calibration of U against
the geometry and accuracy of some sixty models on ten corpora (see the page of W2V202).
"""

from dataclasses import dataclass, fields
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.vocabulary import TrainingText, Vocabulary
from w2vcheck.embedding.loading import TrainedVectors, VectorFile
from w2vcheck.sections import Word2VecSettings
from w2vcheck.settings import Settings

GENSIM_RATE = 0.0251
"""alpha + min_alpha of gensim's defaults: U is measured at this learning rate."""
ENOUGH_CBOW = 500
ENOUGH_SKIP_GRAM = 300
OFTEN, FEWEST_OFTEN = 5, 50
"""Words that occur this often tell how training went, where there are this many of them."""
NO_SETTINGS = "no [word2vec] settings are given"


@dataclass(frozen=True, slots=True)
class Word2VecConfig:
    """Parameters of `gensim.models.Word2Vec`, under gensim's names and with gensim 4's defaults."""

    vector_size: int = 100
    window: int = 5
    min_count: int = 5
    max_vocab_size: int | None = None
    max_final_vocab: int | None = None
    sg: int = 0
    hs: int = 0
    negative: int = 5
    ns_exponent: float = 0.75
    alpha: float = 0.025
    min_alpha: float = 0.0001
    cbow_mean: int = 1
    epochs: int = 5
    sample: float = 1e-3
    seed: int = 1
    shrink_windows: bool = True
    batch_words: int = 10_000

    @property
    def enough(self) -> int:
        """The U from which vectors of this architecture are well trained."""
        return ENOUGH_SKIP_GRAM if self.sg else ENOUGH_CBOW

    @property
    def architecture(self) -> str:
        """In words."""
        return "skip-gram" if self.sg else "CBOW"


@dataclass(frozen=True, slots=True)
class Budget:
    """What the configured training amounts to.

    `effective` is E, the expected tokens per epoch that survive down-sampling; `updates` is U, effective updates per
    word of the vocabulary over the whole training, of which `judged` words were taken (see `often`); `epochs_needed` would
    be enough.
    """

    config: Word2VecConfig
    vocabulary: int
    effective: float
    updates: float
    epochs_needed: int
    judged: int


def keep_probability(counts: NDArray[np.int64], sample: float) -> NDArray[np.float64]:
    """Chance that a token of each word survives down-sampling, shape (words,), in (0, 1].

    (sqrt(f/s) + 1) * s/f with f the word's share of the kept tokens; s = 0 keeps everything; s >= 1 is a count
    (threshold s * (3 + sqrt 5) / 2, rounded down). Source: gensim 4.4, `Word2Vec.prepare_vocab`.
    """
    if not sample:
        return np.ones(len(counts))
    threshold = sample * counts.sum() if sample < 1 else int(sample * (3 + sqrt(5)) / 2)
    relative = counts / threshold
    return np.minimum(1.0, (np.sqrt(relative) + 1) / np.maximum(relative, 1e-300))


def often(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The words by which training is judged: those that occur five times, where there are fifty of them, otherwise all.

    With `min_count = 1` most vectors are of words seen once, which stay at their start; the others do not suffer from it.
    Measured on four corpora: with 1 and with 5, these words had the same geometry and gave the same accuracy.
    """
    frequent = counts >= OFTEN
    return frequent if frequent.sum() >= FEWEST_OFTEN else np.ones(len(counts), bool)


def effective_tokens(counts: NDArray[np.int64], sample: float) -> float:
    """E: expected tokens per epoch after down-sampling."""
    return float((counts * keep_probability(counts, sample)).sum())


def updates_per_word(effective: float, vocabulary: int, config: Word2VecConfig) -> float:
    """U = E * epochs / V * (alpha + min_alpha) / 0.0251."""
    return effective * config.epochs / max(1, vocabulary) * (config.alpha + config.min_alpha) / GENSIM_RATE


def configured(settings: Word2VecSettings) -> Word2VecConfig:
    """What the user wrote, completed by gensim's defaults."""
    written = {item.name: getattr(settings, item.name) for item in fields(Word2VecConfig)}
    return Word2VecConfig(**{name: value for name, value in written.items() if value is not None})


def saved(vectors: TrainedVectors) -> Word2VecConfig | None:
    """The settings that a whole Word2Vec model was saved with, or None for any other file."""
    if vectors.settings is None:
        return None
    size = {"vector_size": vectors.matrix.shape[1]}
    known = {item.name: vectors.settings[item.name] for item in fields(Word2VecConfig) if item.name in vectors.settings}
    return Word2VecConfig(**{name: value for name, value in (known | size).items() if value is not None})  # type: ignore[arg-type]  # numbers all


@provider("reckoning the training budget")
def budget(text: TrainingText, vocabulary: Vocabulary, file: VectorFile | None, settings: Settings) -> Budget:
    """The budget of the configured vectors, or of those in a file that knows its settings and its word counts.

    Unavailable where no `[word2vec]` is configured.
    """
    if not settings.has("word2vec"):
        raise Unavailable(NO_SETTINGS)
    config = configured(settings.word2vec) if file is None else _of_file(file)
    counts = text.counts[vocabulary.kept]
    kept = counts * keep_probability(counts, config.sample)
    judged = often(counts)
    once = updates_per_word(float(kept[judged].sum()), int(judged.sum()), config) / config.epochs
    needed = ceil(config.enough / once) if once > 0 else 0
    never = file is not None and (file.vectors.settings or {}).get("train_count") == 0
    updates = 0.0 if never else once * config.epochs
    return Budget(config, vocabulary.size, float(kept.sum()), updates, needed, int(judged.sum()))


def _of_file(file: VectorFile) -> Word2VecConfig:
    config = saved(file.vectors)
    if config is None or config.epochs < 1:
        raise Unavailable(f"the vectors come from a file without training settings ({file.vectors.form})")
    if file.vectors.counts is None:
        raise Unavailable("the vectors come from a file without word counts")
    return config
