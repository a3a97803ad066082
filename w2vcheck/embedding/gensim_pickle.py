"""Reading what gensim's `save()` wrote without unpickling it: no name in the file is ever imported, nothing in it called.

A pickle is a small program that asks for classes and functions by name and calls them. Here it gets stand-ins of our own:
objects that take any state and do nothing, and arrays that are made from plain bytes. It gets them under exact names
only, never for whole packages (`gensim.utils.check_output` starts processes). Any other name is refused.
"""

import pickle
import re
import zlib
from collections.abc import Mapping
from io import BufferedIOBase, BufferedReader
from mmap import ACCESS_READ, mmap
from tokenize import TokenError
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from w2vcheck.embedding.pickle_memo import highest_slot
from w2vcheck.errors import DataError

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


class StandIn:
    """Stands for any object: takes whatever it is given, keeps a state, does nothing.

    It has `__setstate__`, so that a pickle cannot write to the class itself either.
    """

    def __new__(cls, *_args: object, **_named: object) -> Any:
        """Take any arguments."""
        return object.__new__(cls)

    def __setstate__(self, state: object) -> None:
        if isinstance(state, tuple) and len(state) == 2:  # attributes, slots
            state = state[0]
        if isinstance(state, dict):
            vars(self).update({name: value for name, value in state.items() if isinstance(name, str)})


class _Dtype(StandIn):
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


class ArrayStandIn(StandIn):
    """Stands for a numpy array; `values` is None until it has any, and for an array of objects."""

    values: NDArray[Any] | None = None

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) < 4:
            raise ValueError("the state of an array has a shape, a type, an order and bytes")
        *_, shape, dtype, fortran, data = state
        if isinstance(data, str):  # Python 2 wrote its bytes as text
            data = data.encode("latin-1")
        self.values = _filled(data, dtype, shape, "F" if fortran else "C")


class _FromBuffer(StandIn):
    """Stands for the function that numpy's arrays use in protocol 5."""

    def __new__(cls, data: object = b"", dtype: object = None, shape: object = (), order: object = "C", *_args: object) -> Any:
        array = ArrayStandIn()
        array.values = _filled(data, dtype, shape, str(order))
        return array


class _Scalar(StandIn):
    """Stands for numpy's scalars: becomes a number of Python's."""

    def __new__(cls, dtype: object = None, data: object = b"") -> Any:
        if isinstance(data, str):
            data = data.encode("latin-1")
        values = _filled(data, dtype, (), "C")
        return None if values is None else values.item()


class _Encoded(StandIn):
    """Stands for `_codecs.encode`, with which protocols below 3 write bytes, and for `bytes()`."""

    def __new__(cls, text: object = "", *_args: object) -> Any:
        return text.encode("latin-1") if isinstance(text, str) else b""


class _Dictionary(dict[object, object]):
    """Stands for every kind of dictionary; the factory of a default dictionary is dropped."""

    def __init__(self, *args: object) -> None:
        super().__init__(args[-1] if args and isinstance(args[-1], list | dict) else ())


class _Rebuilt(StandIn):
    """Stands for `copyreg._reconstructor`, with which protocols 0 and 1 make objects."""

    def __new__(cls, kind: object = None, *_args: object) -> Any:
        return kind() if isinstance(kind, type) and issubclass(kind, StandIn) else StandIn()


def _filled(data: object, dtype: object, shape: object, order: str) -> NDArray[Any] | None:
    """An array of plain numbers from its bytes, or None for one of objects. Raises ValueError where the sizes disagree."""
    if not isinstance(dtype, _Dtype) or dtype.type is None or not isinstance(data, bytes | bytearray):
        return None
    if not isinstance(shape, tuple) or not all(isinstance(side, int) and side >= 0 for side in shape):
        raise ValueError("the shape of an array is a tuple of sizes")
    return np.frombuffer(data, dtype.type).reshape(shape, order="F" if order == "F" else "C")


_NAMES: dict[type, dict[str, str]] = {
    StandIn: {
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
    ArrayStandIn: {"numpy.core.multiarray": "_reconstruct", "numpy._core.multiarray": "_reconstruct"},
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
        return StandIn if stand_in is None else type(name, (stand_in,), {})


def root_of(stream: BufferedIOBase) -> StandIn:
    """The object that a pickle holds, in stand-ins. Raises `RefusedError`, and `DataError` for a damaged file."""
    _check_memo(stream)
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
    if not isinstance(found, StandIn):
        raise DataError("a model saved by gensim", f"a pickled {type(found).__name__}", "save the model with its own save()")
    return found


def _check_memo(stream: BufferedIOBase) -> None:
    """Refuse a pickle that asks for more memory than it can use. Raises `DataError`."""
    if isinstance(stream, BufferedReader):
        with mmap(stream.fileno(), 0, access=ACCESS_READ) as mapped:
            highest, size = highest_slot(mapped), len(mapped)
    else:  # it was compressed
        content = stream.read()
        stream.seek(0)
        highest, size = highest_slot(content), len(content)
    if highest > size:
        found = "a damaged pickle that asks for more memory than it can use"
        raise DataError("a model saved by gensim", found, "save or copy the model again")


def _legible(name: str) -> str:
    """A name out of the file on one line, without anything invisible, and not too long for a message."""
    plain = name if name.isprintable() else ascii(name)[1:-1]
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[:_LONGEST_NAME]}…"


def _strange_side_files(found: object) -> list[str]:
    """Names of side files that are no plain names, in a model and its parts. They are never opened, yet nobody writes them."""
    if not isinstance(found, StandIn):
        return []
    holders = [found, *(part for part in vars(found).values() if isinstance(part, StandIn))]
    names = (name for holder in holders for key in _LISTS for name in listed(holder, key))
    return [name for name in names if isinstance(name, str) and not _PLAIN.fullmatch(name)]


def listed(holder: StandIn, key: str) -> list[object]:
    """The list under this name in the state of an object, or an empty one."""
    value = vars(holder).get(key)
    return value if isinstance(value, list) else []
