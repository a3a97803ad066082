"""The tables of a configuration file, `[data]`, `[split]` and so on, as frozen values. None means "not written"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from w2vcheck.toml_source import Range

SEED_LIMIT = 2**32
"""numpy takes seeds below this."""


FilePath = Annotated[str | None, Range("a path", lambda path: path != "" and "\0" not in path)]
Flag = Annotated[int | None, Range("0 or 1", lambda number: number in (0, 1))]
Count = Annotated[int | None, Range("a whole number of at least 1", lambda number: number >= 1)]
CountOrZero = Annotated[int | None, Range("a whole number of at least 0", lambda number: number >= 0)]
SEED_RANGE = Range("a whole number from 0 to 4294967295", lambda seed: 0 <= seed < SEED_LIMIT)
_SIZE = Range('a size such as "4GB" or "500MB"', lambda size: re.fullmatch(r"(?i)\d+(\.\d+)?[kmgt]?b", size) is not None)
AT_LEAST_ZERO = Range("a number of at least 0", lambda number: number >= 0)


def _is_test_size(size: float) -> bool:
    return 0 < size < 1 or (isinstance(size, int) and size >= 1)


def _are_layers(layers: tuple[int, ...]) -> bool:
    return len(layers) >= 2 and min(layers) >= 1


@dataclass(frozen=True, slots=True)
class DataSettings:
    """`[data]`: which parts of the data play which part."""

    text: str | None = None  # column of texts
    label: str | None = None  # column of labels
    features: str | tuple[str | int, ...] | None = None  # "0:6", "v0,v1", "f0:f9", or a list of names and positions from 0
    target: str | int | None = None  # column of labels by name or by position from 0
    test: FilePath = None  # a file of test rows
    encoding: str | None = None  # of text files, by Python's name
    sample_rows: Count = None  # rows held of a table with more than twice as many
    engine: Literal["polars", "duckdb", "spark", "dask"] | None = None  # what counts over the rows of such a table
    memory_limit: Annotated[str | None, _SIZE] = None  # that the engine keeps to
    connect: str | None = None  # the cluster that the engine runs on, by its URL


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """`[split]`: how the user splits training from test rows."""

    column: str | None = None  # column that says "train" or "test"
    test_size: Annotated[
        float | int | None, Range("a share between 0 and 1 or a whole number of rows of at least 1", _is_test_size)
    ] = None  # share or number of test rows
    stratify: bool | None = None  # every class with its share on both sides
    shuffle: bool | None = None  # false takes the last rows as test
    seed: Annotated[int | None, SEED_RANGE] = None  # of the shuffle


@dataclass(frozen=True, slots=True)
class Word2VecSettings:
    """`[word2vec]`: the parameters of gensim's Word2Vec under gensim's names, and where text and vectors come from."""

    vector_size: Count = None  # dimensions
    window: Count = None  # words to either side
    min_count: CountOrZero = None  # occurrences
    max_vocab_size: Count = None  # words held while counting
    max_final_vocab: Count = None  # words
    sg: Flag = None  # 1 skip-gram, 0 CBOW
    hs: Flag = None  # 1 hierarchical softmax
    negative: CountOrZero = None  # noise words a word; 0 for none
    ns_exponent: float | None = None  # how far noise words are drawn by their counts: 1 in proportion, 0 evenly
    alpha: float | None = None  # learning rate at the start
    min_alpha: float | None = None  # learning rate at the end
    cbow_mean: Flag = None  # 1 mean, 0 sum
    epochs: Count = None  # passes over the corpus
    sample: Annotated[float | None, AT_LEAST_ZERO] = None  # share of tokens above which a word is thinned out
    seed: Annotated[int | None, SEED_RANGE] = None  # of the random start and the sampling
    workers: CountOrZero = None  # threads
    shrink_windows: bool | None = None  # draw the width of each window from 1 to `window`
    sorted_vocab: Flag = None  # 1 most frequent words first
    batch_words: Count = None  # words a batch
    corpus: FilePath = None  # a text file of its own to train on, one sentence a line
    vectors: FilePath = None  # a file of trained vectors


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """`[tokens]`: how texts become words, and words one vector a text."""

    tokenizer: Literal["words", "whitespace", "characters"] | None = None  # what a word is
    lowercase: bool | None = None  # whether capitals are folded
    column: str | None = None  # column of ready-made tokens
    pooling: Literal["mean", "idf", "sum"] | None = None  # how the vectors of the words become one


@dataclass(frozen=True, slots=True)
class ClassifierSettings:
    """`[classifier]`: the user's model and how it is trained."""

    kind: Literal["mlp", "logistic-regression", "linear-svm", "naive-bayes"] | None = None  # the model: mlp is torch's
    layers: Annotated[tuple[int, ...] | None, Range("a list of two or more whole numbers of at least 1", _are_layers)] = (
        None  # units from the input to the output
    )
    activation: Literal["relu", "tanh", "sigmoid", "none"] | None = None  # between the layers
    output_activation: Literal["none", "sigmoid", "softmax", "log_softmax", "relu", "tanh"] | None = None  # after the last
    loss: Literal["mse", "bce", "bce_with_logits", "cross_entropy", "nll"] | None = None  # by its name in torch
    optimizer: Literal["sgd", "adam", "adamw"] | None = None  # by its name in torch
    learning_rate: Annotated[float | None, Range("a number above 0", lambda rate: rate > 0)] = None  # of the optimizer
    epochs: Count = None  # passes over the training rows
    batch_size: Count = None  # rows
    dropout: Annotated[float | None, Range("a share from 0 to below 1", lambda share: 0 <= share < 1)] = None  # hidden layers
    weight_decay: Annotated[float | None, AT_LEAST_ZERO] = None  # of the optimizer
    class_weight: Literal["balanced"] | None = None  # rare classes count for more


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """`[rules]`: which rules run (codes, their prefixes, "ALL") and the options of single rules, by code and name.

    `pedantic` adds the rules that are right and still noisy.
    """

    select: tuple[str, ...] = ("ALL",)  # codes or prefixes of the rules that run
    ignore: tuple[str, ...] = ()  # codes or prefixes of the rules that do not
    pedantic: bool | None = None  # also the rules that are right and still noisy
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict, hash=False)


_NOT_EMPTY = Range("a text that is not empty", lambda text: text.strip() != "")


@dataclass(frozen=True, slots=True)
class AcceptSettings:
    """`[[accept]]`: findings that are known and left as they are.

    `match` narrows them down (see `w2vcheck.ci.acceptance`), and from the day after `until` they are findings again.
    """

    rule: str  # the code of the rule
    reason: Annotated[str, _NOT_EMPTY]  # why it may stay, for whoever reads the report
    match: Annotated[str | None, _NOT_EMPTY] = None  # part of a file name, column, function or measure, or a pattern with * ? [
    until: date | None = None  # the last day on which this holds
