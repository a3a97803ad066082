"""What gensim reads of long texts, against what it says it has trained on."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from gensim.models import Word2Vec
from gensim.test.utils import datapath

from w2vcheck.data.tokens import Tokens, tokenise
from w2vcheck.embedding.batches import MOST_WORDS, Read, read_of
from w2vcheck.embedding.budget import keep_probability

NEWS = Path(datapath("lee_background.cor")).read_text(encoding="utf-8").splitlines()


def read(texts: list[str], batch_words: int = 10_000, sample: float = 1e-3) -> tuple[Read, Tokens]:
    tokens = tokenise(pl.Series(texts), "whitespace", lowercase=False, says="")
    counts = tokens.counts()
    keep = np.zeros(len(counts))
    keep[counts >= 5] = keep_probability(counts[counts >= 5], sample)
    return read_of(tokens, np.arange(len(texts)), keep, batch_words), tokens


def trained_by_gensim(texts: list[str], batch_words: int, sample: float) -> float:
    """Words an epoch, as gensim counts them."""
    model = Word2Vec(workers=1, vector_size=4, batch_words=batch_words, sample=sample)
    sentences = [text.split() for text in texts]
    model.build_vocab(sentences)
    words, _ = model.train(sentences, total_examples=len(sentences), epochs=3)
    return float(words / 3)


@pytest.mark.parametrize(
    ("texts", "batch_words"),
    [
        (NEWS, 10_000),
        ([" ".join(NEWS)], 10_000),
        ([" ".join(NEWS[:150]), *NEWS[150:]], 10_000),
        (NEWS, 50_000),
        ([" ".join(NEWS[:60])], 10_000),
    ],
    ids=["texts", "one text", "one long text among others", "large batches", "long, but thinned out"],
)
@pytest.mark.parametrize("sample", [1e-3, 0])
def test_as_much_is_read_as_gensim_trains_on(texts: list[str], batch_words: int, sample: float) -> None:
    found, _ = read(texts, batch_words, sample)

    assert found.offered - found.lost == pytest.approx(trained_by_gensim(texts, batch_words, sample), rel=0.01)


def test_nothing_is_lost_of_short_texts() -> None:
    found, _ = read(NEWS)

    assert found.lost == 0
    assert not len(found.texts)


def test_of_one_long_text_the_end_is_lost() -> None:
    found, tokens = read([" ".join(NEWS)], sample=0)

    counts = tokens.counts()
    assert found.offered == counts[counts >= 5].sum()
    assert found.offered - found.lost == MOST_WORDS
    assert found.texts.tolist() == [0]
