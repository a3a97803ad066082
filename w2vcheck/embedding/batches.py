"""What gensim really reads of long texts: no more than 10,000 words of a batch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.data.tokens import Tokens

MOST_WORDS = 10_000
"""`MAX_SENTENCE_LEN` of gensim's compiled training: whatever comes after so many words of a batch is passed over."""


@dataclass(frozen=True, slots=True)
class Read:
    """Words an epoch that survive counting and down-sampling, in expectation.

    `offered` to the training, and of these `lost`, which it never reads. `texts` are those that lose some of theirs.
    """

    offered: float
    lost: float
    texts: NDArray[np.int64]


def read_of(tokens: Tokens, rows: NDArray[np.int64], keep: NDArray[np.float64], batch_words: int) -> Read:
    """How much of these texts is trained on.

    Texts go into one batch, in their order, as long as their tokens, the unknown ones too, are no more than `batch_words`; a
    longer text is a batch of its own. Of each batch the first 10,000 tokens that are kept are read. `keep` is the chance of
    each type to be kept, shape (types,), 0 for those without a vector. Source: gensim 4.4, `Word2Vec._job_producer` and
    `word2vec_inner.pyx`.
    """
    chances = np.concatenate([[0.0], np.cumsum(keep[tokens.ids])])
    expected = (chances[tokens.offsets[1:]] - chances[tokens.offsets[:-1]])[rows]
    offered = lost = 0.0
    words = 0
    kept = 0.0
    losing: list[int] = []
    for row, length, more in zip(rows.tolist(), tokens.lengths[rows].tolist(), expected.tolist(), strict=True):
        if words and words + length > batch_words:
            words, kept = 0, 0.0
        words += length
        over = max(0.0, kept + more - MOST_WORDS) - max(0.0, kept - MOST_WORDS)
        kept += more
        offered, lost = offered + more, lost + over
        if over > 0:
            losing.append(row)
    return Read(offered, lost, np.array(losing, np.int64))
