"""Reading what gensim's `save()` wrote without unpickling it: no name in the file is ever imported, nothing in it called.

A pickle is a small program that asks for classes and functions by name and calls them. Here it gets stand-ins of our own:
objects that take any state and do nothing, and arrays that are made from plain bytes. It gets them under exact names
only, never for whole packages (`gensim.utils.check_output` starts processes). Any other name is refused.
"""

import pickle
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedIOBase
from math import isfinite
from pathlib import Path
from tokenize import TokenError
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from w2vcheck.errors import DataError

Number = bool | int | float | None
DAMAGED_ARRAY = (
    *(EOFError, LookupError, MemoryError, OSError, RuntimeError, SyntaxError, TokenError, TypeError, ValueError),
    *(BadZipFile, zlib.error),
)
"""What numpy raises at damaged files of arrays, and at those with Python objects in them."""
_DAMAGED = (pickle.UnpicklingError, ArithmeticError, AttributeError, *DAMAGED_ARRAY)
"""What Python's own reader raises at damaged pickles."""
_NUMBERS = frozenset({"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"})
_PLAIN = re.compile(r"\w+")
_LONGEST_NAME = 80
_LISTS = ("__numpys", "__scipys", "__recursive_saveloads")
"""Attributes in which gensim notes what it has saved beside the file."""


class RefusedError(Exception):
    """The pickle asks for names that no word vectors need. Nothing was imported and nothing run.

    `names` are those, legible, in the order of the file; `asked` counts the different names that it asks for in all.
    """

    def __init__(self, names: tuple[str, ...], asked: int) -> None:
        super().__init__(", ".join(names))
        self.names, self.asked = names, asked


@dataclass(frozen=True, slots=True)
class SavedModel:
    """What a file of gensim's holds about words.

    `kind` is the name of its class. `words` has None for a row that nobody filled. `matrix` has shape (V, d), of any
    numeric type; `counts` has shape (V,) or is None. `settings` are its attributes that are plain numbers. `of_gensim4`
    says that gensim 4 counted its words and drew its random start.
    """

    kind: str
    words: tuple[str | None, ...]
    matrix: NDArray[Any]
    counts: NDArray[np.int64] | None
    settings: Mapping[str, Number]
    of_gensim4: bool


class _Object:
    """Stands for any object: takes whatever it is given, keeps a state, does nothing.

    It has `__setstate__`, so that a pickle cannot write to the class itself either.
    """

    def __new__(cls, *_args: object, **_named: object) -> Any:
        return object.__new__(cls)

    def __setstate__(self, state: object) -> None:
        if isinstance(state, tuple) and len(state) == 2:  # attributes, slots
            state = state[0]
        if isinstance(state, dict):
            vars(self).update({name: value for name, value in state.items() if isinstance(name, str)})


class _Dtype(_Object):
    """Stands for `numpy.dtype`; only plain numbers have a `type`."""

    type: np.dtype[Any] | None

    def __new__(cls, code: object = "", *_args: object) -> Self:
        self: Self = object.__new__(cls)
        self.type = np.dtype(code) if isinstance(code, str) and code in _NUMBERS else None
        return self

    def __setstate__(self, state: object) -> None:
        order = state[1] if isinstance(state, tuple) and len(state) > 1 else None
        if self.type is not None and order in ("<", ">"):
            self.type = self.type.newbyteorder(order)


class _Array(_Object):
    """Stands for a numpy array; `values` is None until it has any, and for an array of objects."""

    values: NDArray[Any] | None = None

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) < 4:
            raise ValueError("the state of an array has a shape, a type, an order and bytes")
        *_, shape, dtype, fortran, data = state
        if isinstance(data, str):  # Python 2 wrote its bytes as text
            data = data.encode("latin-1")
        self.values = _filled(data, dtype, shape, "F" if fortran else "C")


class _FromBuffer(_Object):
    """Stands for the function that numpy's arrays use in protocol 5."""

    def __new__(cls, data: object = b"", dtype: object = None, shape: object = (), order: object = "C", *_args: object) -> Any:
        array = _Array()
        array.values = _filled(data, dtype, shape, str(order))
        return array


class _Scalar(_Object):
    """Stands for numpy's scalars: becomes a number of Python's."""

    def __new__(cls, dtype: object = None, data: object = b"") -> Any:
        if isinstance(data, str):
            data = data.encode("latin-1")
        values = _filled(data, dtype, (), "C")
        return None if values is None else values.item()


class _Encoded(_Object):
    """Stands for `_codecs.encode`, with which protocols below 3 write bytes, and for `bytes()`."""

    def __new__(cls, text: object = "", *_args: object) -> Any:
        return text.encode("latin-1") if isinstance(text, str) else b""


class _Dictionary(dict[object, object]):
    """Stands for every kind of dictionary; the factory of a default dictionary is dropped."""

    def __init__(self, *args: object) -> None:
        super().__init__(args[-1] if args and isinstance(args[-1], list | dict) else ())


class _Rebuilt(_Object):
    """Stands for `copyreg._reconstructor`, with which protocols 0 and 1 make objects."""

    def __new__(cls, kind: object = None, *_args: object) -> Any:
        return kind() if isinstance(kind, type) and issubclass(kind, _Object) else _Object()


def _filled(data: object, dtype: object, shape: object, order: str) -> NDArray[Any] | None:
    """An array of plain numbers from its bytes, or None for one of objects. Raises ValueError where the sizes disagree."""
    if not isinstance(dtype, _Dtype) or dtype.type is None or not isinstance(data, bytes | bytearray):
        return None
    if not isinstance(shape, tuple) or not all(isinstance(side, int) and side >= 0 for side in shape):
        raise ValueError("the shape of an array is a tuple of sizes")
    return np.frombuffer(data, dtype.type).reshape(shape, order="F" if order == "F" else "C")


_NAMES: dict[type, dict[str, str]] = {
    _Object: {
        "gensim.models.word2vec": "Word2Vec Vocab Word2VecVocab Word2VecTrainables",
        "gensim.models.fasttext": "FastText FastTextKeyedVectors FastTextVocab FastTextTrainables",
        "gensim.models.wrappers.fasttext": "FastText FastTextKeyedVectors",
        "gensim.models.doc2vec": "Doc2Vec DocvecsArray Doctag Doc2VecVocab Doc2VecTrainables",
        "gensim.models.keyedvectors": (
            "KeyedVectors EuclideanKeyedVectors Word2VecKeyedVectors Doc2VecKeyedVectors FastTextKeyedVectors "
            "BaseKeyedVectors WordEmbeddingsKeyedVectors Vocab CompatVocab"
        ),
        "gensim.utils": "call_on_class_only",
        "numpy": "ndarray",
        "numpy.random": "__RandomState_ctor",
        "numpy.random._pickle": "__randomstate_ctor __bit_generator_ctor __generator_ctor",
        "numpy.random._mt19937": "MT19937",
        "numpy.random._pcg64": "PCG64",
        "numpy.random.bit_generator": "SeedSequence __pyx_unpickle_SeedSequence",
        "builtins": "hash int float object set frozenset",
        "__builtin__": "hash int long float object set frozenset",
    },
    _Array: {"numpy.core.multiarray": "_reconstruct", "numpy._core.multiarray": "_reconstruct"},
    _FromBuffer: {"numpy.core.numeric": "_frombuffer", "numpy._core.numeric": "_frombuffer"},
    _Scalar: {"numpy.core.multiarray": "scalar", "numpy._core.multiarray": "scalar"},
    _Dtype: {"numpy": "dtype"},
    _Encoded: {"_codecs": "encode", "builtins": "bytes", "__builtin__": "bytes"},
    # Python 3.4 wrote collections.defaultdict under the name of a module of Python 2 that it never stood in.
    _Dictionary: {"collections": "OrderedDict defaultdict", "UserString": "defaultdict"},
    _Rebuilt: {"copyreg": "_reconstructor", "copy_reg": "_reconstructor"},
}
KNOWN: Mapping[tuple[str, str], type] = {
    (module, name): stand_in
    for stand_in, modules in _NAMES.items()
    for module, names in modules.items()
    for name in names.split()
}
"""Every name that a pickle may ask for, by module and name, with what it gets."""


class _Reader(pickle.Unpickler):
    """Python's reader of pickles with the only door to the outside walled up: names lead to stand-ins, never to an import."""

    def __init__(self, stream: BufferedIOBase) -> None:
        super().__init__(stream, encoding="latin-1")
        self.asked: dict[tuple[str, str], None] = {}

    def find_class(self, module: str, name: str) -> type:
        self.asked[module, name] = None
        stand_in = KNOWN.get((module, name))
        # A class of its own for each name, so that a pickle that writes to a class writes to nothing that stays.
        # A refused name gets an object too: reading on does no harm and finds the other refused names.
        return _Object if stand_in is None else type(name, (stand_in,), {})


def _root(stream: BufferedIOBase) -> _Object:
    """The object that a pickle holds, in stand-ins. Raises `RefusedError`, and `DataError` for a damaged file."""
    reader = _Reader(stream)
    broken: Exception | None = None
    found: object = None
    try:
        found = reader.load()
    except _DAMAGED as error:
        broken = error
    refused = [".".join(asked) for asked in reader.asked if asked not in KNOWN]
    refused += [f"the side file {name}" for name in _strange_side_files(found)]
    if refused:
        raise RefusedError(tuple(map(_legible, refused)), len(reader.asked))
    if broken is not None:
        raise DataError("a model saved by gensim", "a damaged or incomplete pickle", "save or copy the model again") from broken
    if not isinstance(found, _Object):
        raise DataError("a model saved by gensim", f"a pickled {type(found).__name__}", "save the model with its own save()")
    return found


def _legible(name: str) -> str:
    """A name out of the file on one line, without anything invisible, and not too long for a message."""
    plain = name if name.isprintable() else ascii(name)[1:-1]
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[:_LONGEST_NAME]}…"


def _strange_side_files(found: object) -> list[str]:
    """Names of side files that are no plain names, in a model and its parts. They are never opened, yet nobody writes them."""
    if not isinstance(found, _Object):
        return []
    holders = [found, *(part for part in vars(found).values() if isinstance(part, _Object))]
    names = (name for holder in holders for key in _LISTS for name in _listed(holder, key))
    return [name for name in names if isinstance(name, str) and not _PLAIN.fullmatch(name)]


def _listed(holder: _Object, key: str) -> list[object]:
    value = vars(holder).get(key)
    return value if isinstance(value, list) else []


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
    root = _root(stream)
    inner = vars(root).get("wv")
    holder, prefix = (inner, f"{path.name}.wv") if isinstance(inner, _Object) else (root, path.name)
    beside = _Beside(path.parent / prefix, compressed)
    words = _words(holder)
    matrix = beside.array(holder, "vectors")
    if matrix is None:
        matrix = beside.array(holder, "syn0")  # its name before gensim 3.3
    if matrix is None:
        matrix = _from_ngrams(holder, beside, words)
    if matrix is None or not words:
        raise DataError("word vectors", f"a {type(root).__name__} without any", "save a trained model, or its wv")
    # gensim 4 renames the words of a model of gensim 3, but notes the effective min_count only where it counted itself.
    of_gensim4 = "index_to_key" in vars(holder) and "effective_min_count" in vars(root)
    return SavedModel(type(root).__name__, words, matrix, _counts(holder, words), _settings(root), of_gensim4)


@dataclass(frozen=True, slots=True)
class _Beside:
    """The files beside a model: `start` is the path that their names begin with."""

    start: Path
    compressed: bool

    def array(self, holder: _Object, name: str) -> NDArray[Any] | None:
        """An array of the model, out of the pickle or out of its own file, or None. `name` is one of ours."""
        value = vars(holder).get(name)
        if isinstance(value, _Array) and value.values is not None:
            return value.values
        return self._read(name) if name in _listed(holder, "__numpys") else None

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


def _words(holder: _Object) -> tuple[str | None, ...]:
    """The words in the order of the vectors, under the names of gensim 4 and 3; None for a key that is no word."""
    state = vars(holder)
    for name in ("index_to_key", "index2word", "index2entity"):
        if isinstance(listed := state.get(name), list):
            return tuple(key if isinstance(key, str) else str(key) if _is_plain(key) else None for key in listed)
    return ()


def _counts(holder: _Object, words: tuple[str | None, ...]) -> NDArray[np.int64] | None:
    """How often each word occurred, or None where the model does not know.

    After a detour over a text file gensim counts V, V - 1, … 1; that is no count.
    """
    state = vars(holder)
    expandos, vocabulary = state.get("expandos"), state.get("vocab")
    counts: NDArray[Any] | None = None
    if isinstance(expandos, dict) and isinstance(kept := expandos.get("count"), _Array):
        counts = kept.values
    elif isinstance(vocabulary, dict):
        each = [vars(entry).get("count") if isinstance(entry := vocabulary.get(word), _Object) else None for word in words]
        if all(isinstance(count, int) and _is_plain(count) for count in each):
            counts = np.array(each, dtype=np.int64)
    if counts is None or counts.shape != (len(words),) or counts.dtype.kind not in "iu" or (counts < 0).any():
        return None
    counts = counts.astype(np.int64)
    return None if (counts == np.arange(len(words), 0, -1)).all() else counts


def _settings(root: _Object) -> dict[str, Number]:
    """Attributes that are plain numbers. gensim 3 kept some of them in parts of the model, and said `iter` for `epochs`."""
    found: dict[str, Number] = {}
    for part in (root, vars(root).get("vocabulary"), vars(root).get("trainables")):
        for name, value in vars(part).items() if isinstance(part, _Object) else ():
            if value is None or _is_plain(value):
                found.setdefault("epochs" if name == "iter" else name, value)
    return found


def _is_plain(value: object) -> bool:
    """Whether this is a number that a computer word can hold."""
    return value.bit_length() < 64 if isinstance(value, int) else isinstance(value, float) and isfinite(value)


def _from_ngrams(holder: _Object, beside: _Beside, words: tuple[str | None, ...]) -> NDArray[np.float32] | None:
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
