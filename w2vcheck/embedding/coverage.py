"""Looking the words of texts up among those that have a vector."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.split import Split
from w2vcheck.data.tokens import Tokens
from w2vcheck.data.vocabulary import RunningText, TrainingText, Vocabulary
from w2vcheck.embedding.loading import VectorFile
from w2vcheck.embedding.pooling import columns_of
from w2vcheck.intervals import Z95
from w2vcheck.results import Measure
from w2vcheck.settings import Settings


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Texts whose words were looked up: the test rows, or a corpus where there is no table of data.

    `rows` are texts of `tokens`; `known` says for each of its types whether it has a vector, shape (types,); `words` are all
    that have one. `of` names the tokens: "test tokens", "tokens of the corpus". `assumed` says that nobody told how texts are
    cut for vectors out of a file, so that w2vcheck cut them its own way.
    """

    tokens: Tokens
    rows: NDArray[np.int64]
    known: NDArray[np.bool_]
    words: frozenset[str]
    of: str
    assumed: bool

    def per_text(self, types: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many tokens of each text are of these types, shape (rows,)."""
        hits = np.concatenate([[0], np.cumsum(types[self.tokens.ids])])
        return np.asarray((hits[self.tokens.offsets[1:]] - hits[self.tokens.offsets[:-1]])[self.rows], np.int64)


@provider("looking words up")
def looked_up(
    text: TrainingText,
    vocabulary: Vocabulary,
    file: VectorFile | None,
    tokens: Tokens | None,
    split: Split | None,
    running: RunningText | None,
    settings: Settings,
) -> LookedUp:
    """Look the test rows up, or the corpus where there are none."""
    words = text.tokens.types[vocabulary.kept].tolist()
    if tokens is not None and split is not None:
        looked, rows, of = tokens, split.test, "test tokens"
    elif running is not None:
        looked, rows, of = running.tokens, running.rows, "tokens of the corpus"
    else:
        raise Unavailable("no text was given to hold the vectors against")
    known = np.zeros(len(looked.types), bool)
    known[columns_of(words, looked.types)[1]] = True
    told = settings.tokens
    assumed = file is not None and told.tokenizer is None and told.lowercase is None and told.column is None
    return LookedUp(looked, rows, known, frozenset(words), of, assumed)


def share_of_tokens(name: str, part: NDArray[np.int64], whole: NDArray[np.int64], scope: str) -> Measure:
    """Tokens of one kind by all tokens, from both counts of each text, with the 95 % interval of a ratio estimator.

    Tokens of one text go together, so texts are what varies: var = sum (k_i - r n_i)^2 / (sum n_i)^2 * n / (n - 1).
    Source: Cochran, Sampling Techniques, 1977, section 6.
    """
    total, n = int(whole.sum()), len(whole)
    ratio = float(part.sum()) / total if total else 0.0
    half = Z95 * sqrt(float(((part - ratio * whole) ** 2).sum()) * n / (n - 1)) / total if total and n > 1 else 1.0
    return Measure(name, ratio, max(0.0, ratio - half), min(1.0, ratio + half), "share", total, scope)
