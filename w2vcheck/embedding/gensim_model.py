"""What a file of gensim's holds about words and documents, and the arrays that lie beside it.

The pickle itself is read by `gensim_pickle`, into stand-ins that do nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedIOBase
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2vcheck.embedding.gensim_pickle import DAMAGED_ARRAY, ArrayStandIn, StandIn, listed, root_of
from w2vcheck.errors import DataError

Number = bool | int | float | None


@dataclass(frozen=True, slots=True)
class SavedModel:
    """What a file of gensim's holds about words.

    `kind` is the name of its class. `words` has None for a row that nobody filled. `matrix` has shape (V, d), of any
    numeric type; `counts` has shape (V,) or is None. `settings` are its attributes that are plain numbers. `of_gensim4`
    says that gensim 4 counted its words and drew its random start. `documents` are tags and vectors of documents, of the same
    kind; where these are all there is, `matrix` is None.
    """

    kind: str
    words: tuple[str | None, ...]
    matrix: NDArray[Any] | None
    counts: NDArray[np.int64] | None
    settings: Mapping[str, Number]
    of_gensim4: bool
    documents: tuple[tuple[str | None, ...], NDArray[Any]] | None = None


def read_model(path: Path, stream: BufferedIOBase, *, compressed: bool) -> SavedModel:
    """Read a file of gensim's, and the arrays that lie beside it.

    Args:
        path: Where the file lies. Side files are opened in its folder only, under names that gensim would give them.
        stream: Its content, decompressed.
        compressed: Whether the file is compressed; gensim then compresses the side files too.

    Raises:
        RefusedError: Where it asks for names that no word vectors need.
        DataError: Where it is damaged, holds no word vectors, or a side file is missing. Without a place.
    """
    root = root_of(stream)
    inner = vars(root).get("wv")
    holder, prefix = (inner, f"{path.name}.wv") if isinstance(inner, StandIn) else (root, path.name)
    beside = _Beside(path.parent / prefix, compressed)
    words, matrix = _words(holder), _vectors(holder, beside)
    if matrix is None:
        matrix = _from_ngrams(holder, beside, words)
    documents = _documents(path, root, compressed=compressed)
    if matrix is None or not words:
        raise DataError("word vectors", f"a {type(root).__name__} without any", "save a trained model, or its wv")
    if documents is None and holder is root and _are_tags(holder, words):
        return SavedModel(type(root).__name__, (), None, None, {}, of_gensim4=False, documents=(words, matrix))
    # gensim 4 renames the words of a model of gensim 3, but notes the effective min_count only where it counted itself.
    of_gensim4 = "index_to_key" in vars(holder) and "effective_min_count" in vars(root)
    return SavedModel(type(root).__name__, words, matrix, _counts(holder, words), _settings(root), of_gensim4, documents)


def _vectors(holder: StandIn, beside: _Beside) -> NDArray[Any] | None:
    matrix = beside.array(holder, "vectors")
    return beside.array(holder, "syn0") if matrix is None else matrix  # its name before gensim 3.3


def _documents(path: Path, root: StandIn, *, compressed: bool) -> tuple[tuple[str | None, ...], NDArray[Any]] | None:
    """Tags and vectors of the documents of a Doc2Vec model, or None.

    Models of gensim 3 number their documents in a way of their own; only those that gensim 4 wrote are read.
    """
    inner = vars(root).get("dv")
    if not isinstance(inner, StandIn):
        return None
    tags, matrix = _words(inner), _vectors(inner, _Beside(path.parent / f"{path.name}.dv", compressed))
    return (tags, matrix) if tags and matrix is not None and len(tags) == len(matrix) else None


def _are_tags(holder: StandIn, words: tuple[str | None, ...]) -> bool:
    """Whether these are the tags of documents: gensim notes how many documents each had, and counts from 0 by default."""
    expandos = vars(holder).get("expandos")
    noted = isinstance(expandos, dict) and "doc_count" in expandos
    return noted or (len(words) > 1 and all(word == str(number) for number, word in enumerate(words)))


@dataclass(frozen=True, slots=True)
class _Beside:
    """The files beside a model: `start` is the path that their names begin with."""

    start: Path
    compressed: bool

    def array(self, holder: StandIn, name: str) -> NDArray[Any] | None:
        """An array of the model, out of the pickle or out of its own file, or None. `name` is one of ours."""
        value = vars(holder).get(name)
        if isinstance(value, ArrayStandIn) and value.values is not None:
            return value.values
        return self._read(name) if name in listed(holder, "__numpys") else None

    def _read(self, name: str) -> NDArray[Any]:
        path = self.start.with_name(f"{self.start.name}.{name}.{'npz' if self.compressed else 'npy'}")
        try:
            if self.compressed:
                with np.load(path, allow_pickle=False) as arrays:
                    return np.asarray(arrays["val"])
            return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        except FileNotFoundError as error:
            raise DataError(f"{path.name!r} beside the model", "no such file", "copy the side files along with it") from error
        except DAMAGED_ARRAY as error:
            found = "a damaged file or Python objects"
            raise DataError(f"an array of numbers in {path.name!r}", found, "save or copy the model again") from error


def _words(holder: StandIn) -> tuple[str | None, ...]:
    """The words in the order of the vectors, under the names of gensim 4 and 3; None for a key that is no word."""
    state = vars(holder)
    for name in ("index_to_key", "index2word", "index2entity"):
        if isinstance(listed := state.get(name), list):
            return tuple(key if isinstance(key, str) else str(key) if _is_plain(key) else None for key in listed)
    return ()


def _counts(holder: StandIn, words: tuple[str | None, ...]) -> NDArray[np.int64] | None:
    """How often each word occurred, or None where the model does not know.

    After a detour over a text file gensim counts V, V - 1, … 1; that is no count.
    """
    state = vars(holder)
    expandos, vocabulary = state.get("expandos"), state.get("vocab")
    counts: NDArray[Any] | None = None
    if isinstance(expandos, dict) and isinstance(kept := expandos.get("count"), ArrayStandIn):
        counts = kept.values
    elif isinstance(vocabulary, dict):
        each = [vars(entry).get("count") if isinstance(entry := vocabulary.get(word), StandIn) else None for word in words]
        if all(isinstance(count, int) and _is_plain(count) for count in each):
            counts = np.array(each, dtype=np.int64)
    if counts is None or counts.shape != (len(words),) or counts.dtype.kind not in "iu" or (counts < 0).any():
        return None
    counts = counts.astype(np.int64)
    return None if (counts == np.arange(len(words), 0, -1)).all() else counts


def _settings(root: StandIn) -> dict[str, Number]:
    """Attributes that are plain numbers. gensim 3 kept some of them in parts of the model, and said `iter` for `epochs`."""
    found: dict[str, Number] = {}
    for part in (root, vars(root).get("vocabulary"), vars(root).get("trainables")):
        for name, value in vars(part).items() if isinstance(part, StandIn) else ():
            if value is None or _is_plain(value):
                found.setdefault("epochs" if name == "iter" else name, value)
    return found


def _is_plain(value: object) -> bool:
    """Whether this is a number that a computer word can hold."""
    return value.bit_length() < 64 if isinstance(value, int) else isinstance(value, float) and isfinite(value)


def _from_ngrams(holder: StandIn, beside: _Beside, words: tuple[str | None, ...]) -> NDArray[np.float32] | None:
    """The word vectors of a FastText model, which gensim 4 does not save: means over a word and its character n-grams.

    Source: gensim 4.4, `FastTextKeyedVectors.adjust_vectors`.
    """
    from gensim.models.fasttext import ft_ngram_hashes

    own, ngrams = beside.array(holder, "vectors_vocab"), beside.array(holder, "vectors_ngrams")
    state = vars(holder)
    sizes = [state.get(name) for name in ("min_n", "max_n", "bucket")]
    if own is None or own.ndim != 2 or len(own) != len(words) or not all(isinstance(size, int) for size in sizes):
        return None
    shortest, longest, bucket = (size for size in sizes if isinstance(size, int))
    matrix = own.astype(np.float32)
    if bucket == 0:
        return matrix
    if ngrams is None or ngrams.shape != (bucket, own.shape[1]) or not 0 <= shortest <= longest < 2**31:
        return None
    for row, word in enumerate(words):
        hashes = ft_ngram_hashes(word, shortest, longest, bucket) if word else []
        if hashes:
            matrix[row] = (matrix[row] + ngrams[hashes].sum(axis=0)) / (len(hashes) + 1)
    return matrix
