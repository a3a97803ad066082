"""The texts of the audit inside the file that word vectors are trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.corpus import Corpus
from w2vcheck.data.split import Split
from w2vcheck.data.vocabulary import TrainingText
from w2vcheck.settings import Settings, resolve

if TYPE_CHECKING:
    import polars as pl

SEPARATORS = r"[^\w]+"
LEAST_WORDS = 2
"""Words below which a line says too little to be recognised ("thank you" has two, "yes" one)."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """Which test texts stand in the corpus file, line by line.

    `tested` are rows of different test texts that do not stand in the training rows, one row a text; `found` those of them
    whose every line is a line of the file. `source` is the path as the user wrote it.
    """

    source: str
    lines: int
    tested: NDArray[np.int64]
    found: NDArray[np.int64]


@provider("looking for test texts in the corpus file")
def corpus_file(corpus: Corpus, text: TrainingText, split: Split, settings: Settings) -> CorpusFile:
    """Look every new test text up in the configured corpus; unavailable where none is configured.

    Lines are compared by `line_keys`, so that a corpus of bare lower-case words is recognised as well.
    """
    import polars as pl

    name = settings.word2vec.corpus
    if name is None:
        raise Unavailable("word vectors are trained on the training rows, not on a corpus of their own")
    if not len(text.rows):
        raise Unavailable("the corpus has no lines")
    content = resolve(settings, name).read_text(encoding=settings.data.encoding or "utf-8-sig")
    lines = line_keys(pl.Series(content.splitlines(), dtype=pl.String)).drop_nulls()
    own = pl.DataFrame({"row": np.arange(len(corpus.texts)), "key": corpus.texts.str.split("\n")}).explode("key")
    own = own.with_columns(line_keys(own["key"])).drop_nulls()
    # Looked up before grouping: polars would look up each group by itself.
    own = own.with_columns(own["key"].is_in(lines.unique().implode()).alias("inside"))
    whole = own.group_by("row", maintain_order=True).agg(pl.col("key").str.join(" "), pl.col("inside").all())
    side = np.zeros(len(corpus.texts), np.int8)
    side[split.train], side[split.test] = 1, 2
    sides = side[whole["row"].to_numpy()]
    trained = whole.filter(sides == 1)["key"].unique()
    fresh = whole.filter(sides == 2).filter(pl.col("key").is_in(trained.implode()).not_())
    fresh = fresh.unique("key", keep="first", maintain_order=True)
    tested, inside = fresh["row"].to_numpy().astype(np.int64), fresh["inside"].to_numpy().astype(bool)
    return CorpusFile(name, len(lines), tested, tested[inside])


def line_keys(lines: pl.Series) -> pl.Series:
    """The words of each line, NFKC and lower case, with one space between; null where there are fewer than two.

    A line without spaces (Chinese, Thai) counts as words by its characters: two or more are enough.
    """
    keys = lines.str.normalize("NFKC").str.to_lowercase().str.replace_all(SEPARATORS, " ").str.strip_chars()
    return keys.set((keys.str.count_matches(" ") + 1 < LEAST_WORDS) & ~keys.str.contains(r"[^\x00-\x{2fff}]{2}"), None)
