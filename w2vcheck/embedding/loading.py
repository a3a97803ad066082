"""Trained word vectors from a file: gensim's own, word2vec text and binary, GloVe, numpy. What it is, its content says.

Nothing in a file is run: pickles are read by `gensim_pickle`, arrays without their pickled objects.
"""

import bz2
import gzip
import re
import zlib
from codecs import getincrementaldecoder
from collections.abc import Mapping
from dataclasses import dataclass
from io import SEEK_END, BufferedIOBase
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.dataset import TextCount
from w2vcheck.data.unpacking import blocks
from w2vcheck.embedding.array_files import DAMAGED, Rows, read_csv, read_npy, read_npz, separator_of, word_lists
from w2vcheck.embedding.gensim_model import Number, read_model
from w2vcheck.embedding.gensim_pickle import RefusedError
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings, resolve
from w2vcheck.wording import count

_COMPRESSED = ((b"\x1f\x8b", ".gz"), (b"BZh", ".bz2"))
_MOST_COMPRESSED = 1100
"""gzip makes no file smaller than by this factor."""
_LOOKED_AT = 65_536
_SHORTEST_NUMBER = 2
"""Bytes that a number takes at the least in a text file: a digit and a blank."""
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_OLD_PICKLE = re.compile(rb"\(*[ci][\w.]+\n[\w.]+\n|\([SVIFLNcdilt(]")
"""Protocols 0 and 1 do not say what they are: they begin with a name on two lines or with its arguments, and end in a dot."""
_KNOWN_ELSEWHERE = (
    (b"version https://git-lfs.github.com", "a Git LFS pointer, not the file itself", "run git lfs pull"),
    (b"\xba\x16\x4f\x2f", "a binary model of Facebook's fastText", "take the .vec file that was written with it"),
)
_FORMATS = "save them with gensim, or in word2vec's text or binary format"


@dataclass(frozen=True, slots=True)
class TrainedVectors:
    """Word vectors as a file holds them.

    `matrix` has shape (V, d), float32; row i belongs to `words[i]`, all different, which occurred `counts[i]` times where
    the file knows. `settings` are the attributes of a whole Word2Vec model that are numbers, else None. `has_start` says
    that gensim 4 drew the random start, so that it can be drawn again. `form` names the format; `said` are gensim's warnings.
    `across` says that the file has a column for each word, not a row. `of_documents` says that rows are documents, and
    `words` their names.
    """

    words: tuple[str, ...]
    matrix: NDArray[np.float32]
    counts: NDArray[np.int64] | None
    settings: Mapping[str, Number] | None
    has_start: bool
    form: str
    said: tuple[str, ...] = ()
    across: bool = False
    of_documents: bool = False


@dataclass(frozen=True, slots=True)
class VectorFile:
    """The configured file of vectors, opened.

    `refused` are the names that it asks for and must not have; then there is no `content`. `asked` counts all the names
    that a pickle asks for, 0 for other formats. `documents` are vectors of documents, beside those of words or alone.
    """

    name: str
    content: TrainedVectors | None
    refused: tuple[str, ...] = ()
    asked: int = 0
    documents: TrainedVectors | None = None

    @property
    def vectors(self) -> TrainedVectors:
        """What the file holds. Raises `Unavailable` where it was refused."""
        if self.refused:
            raise Unavailable(f"{self.name} was not loaded: it asks for {self.refused[0]} (W2V214)")
        if self.content is None:
            raise Unavailable(f"{self.name} holds one vector a document, none of words")
        return self.content


@provider("reading the file of vectors")
def vector_file(settings: Settings, texts: TextCount | None) -> VectorFile:
    """Open the file that `word2vec.vectors` names; unavailable where it names none.

    Rows without words are vectors of documents where there is one for each text. Raises `DataError` where the file cannot be
    read as vectors.
    """
    name = settings.word2vec.vectors
    if name is None:
        raise Unavailable("no file of word vectors is configured")
    try:
        return open_vectors(resolve(settings, name), name, texts.texts if texts else None)
    except DataError as error:
        place = next(iter(settings.place("word2vec.vectors")), None)
        at = (place.file, place.line) if place else (None, None)
        raise DataError(f"{error.expected} as word2vec.vectors", f"{name!r}: {error.found}", error.advice, *at) from error


def open_vectors(path: Path, name: str, documents: int | None = None) -> VectorFile:
    """Read a file of vectors; `name` is what it is called in messages, `documents` how many texts there are beside it.

    Raises `DataError`, without a place.
    """
    try:
        if not path.is_file():
            found = "a folder" if path.is_dir() else "no such file"
            raise DataError("a file of word vectors", found, "mend the path")
        with path.open("rb") as raw:
            first = raw.read(4)
        ending = next((ending for magic, ending in _COMPRESSED if first.startswith(magic)), "")
        with _decompressed(path, ending) as stream:
            if ending:
                for _ in blocks(cast("IO[bytes]", stream), path.stat().st_size):
                    pass  # only counted: gensim unpacks the file by itself
                stream.seek(0)
            words, more = _read(path, ending, stream, documents)
            alone = words is not None and words.of_documents
            return VectorFile(name, None if alone else words, documents=words if alone else more)
    except RefusedError as refused:
        return VectorFile(name, None, refused.names, refused.asked)
    except (EOFError, OSError, zlib.error) as error:
        says = getattr(error, "strerror", None) or "a damaged or incomplete file"
        raise DataError("a file of word vectors", says, "copy the file again") from error


def _decompressed(path: Path, ending: str) -> BufferedIOBase:
    match ending:
        case ".gz":
            return gzip.open(path)
        case ".bz2":
            return bz2.open(path)
        case _:
            return path.open("rb")


def _read(
    path: Path, ending: str, stream: BufferedIOBase, documents: int | None
) -> tuple[TrainedVectors | None, TrainedVectors | None]:
    """Tell the format by the first bytes, and read it: vectors, and those of documents beside them, where there are any.

    `ending` is that of compressed files, or empty.
    """
    start = stream.read(_LOOKED_AT)
    stream.seek(0)
    for magic, found, advice in _KNOWN_ELSEWHERE:
        if start.startswith(magic):
            raise DataError("word vectors", found, advice)
    if not start:
        raise DataError("word vectors", "an empty file", "copy the file again")
    if _PICKLE.match(start) or (_OLD_PICKLE.match(start) and _last_byte(stream) == b"."):
        return _from_gensim(path, stream, compressed=bool(ending))
    if start.startswith(b"\x93NUMPY"):
        return _named(read_npy(path, stream, compressed=bool(ending)), path, documents), None
    if start.startswith(b"PK"):
        return _named(read_npz(stream), path, documents), None
    return _read_text(path, ending, stream, start, documents), None


def _read_text(path: Path, ending: str, stream: BufferedIOBase, start: bytes, documents: int | None) -> TrainedVectors:
    """Tell the formats that begin with a word or a header; `start` is how the file begins."""
    line, _, rest = start.partition(b"\n")
    header = line.split()
    if len(header) == 2 and all(part.isdigit() and len(part) < 16 for part in header):
        rows, size = map(int, header)
        if rows * size * _SHORTEST_NUMBER > path.stat().st_size * (_MOST_COMPRESSED if ending else 1):
            raise DataError(f"{rows:,} vectors of {size:,} numbers", "a shorter file", "copy the file again")
        binary = not _is_text(rest, size)
        return _from_word2vec(path, ending, "word2vec binary" if binary else "word2vec text", binary=binary)
    if (size := _numbers_in(line)) >= 2 and b"\t" not in line:
        return _from_glove(stream, size)
    if (separator := separator_of(line)) is not None and _is_text(start, 0):
        return _named(read_csv(stream, separator), path, documents)
    raise DataError("word vectors", "a file of another kind", _FORMATS)


def _last_byte(stream: BufferedIOBase) -> bytes:
    stream.seek(-1, SEEK_END)
    last = stream.read(1)
    stream.seek(0)
    return last


def _numbers_in(line: bytes) -> int:
    """How many numbers follow the word in a line of text; 0 where anything else does."""
    _, *numbers = line.rstrip().split(b" ")
    try:
        return len([float(number) for number in numbers])
    except ValueError:
        return 0


def _is_text(rest: bytes, size: int) -> bool:
    """Whether vectors are written in digits: the first one is, or all of it could be read."""
    if _numbers_in(rest.partition(b"\n")[0]) == size:
        return True
    try:
        text = getincrementaldecoder("utf-8")().decode(rest)  # which does not mind a letter cut at the end
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x08\x0e-\x1f]", text)


def _from_gensim(path: Path, stream: BufferedIOBase, *, compressed: bool) -> tuple[TrainedVectors | None, TrainedVectors | None]:
    model = read_model(path, stream, compressed=compressed)
    form = f"gensim {model.kind}"
    documents = None if model.documents is None else _checked(*model.documents, form, of_documents=True)
    if model.matrix is None:
        return documents, None
    whole = model.kind == "Word2Vec"
    words = _checked(
        model.words,
        model.matrix,
        form,
        counts=model.counts,
        settings=model.settings if whole else None,
        has_start=whole and model.of_gensim4,
    )
    return words, documents


def _from_word2vec(path: Path, ending: str, form: str, *, binary: bool) -> TrainedVectors:
    """Have gensim read it, which goes by the ending of compressed files. The counts that it makes up are dropped."""
    from gensim.models import KeyedVectors

    from w2vcheck.embedding.training import _listening

    named = path.suffix if path.suffix in (".gz", ".bz2") else ""
    if named != ending:
        other = f"{ending[1:]} inside" if ending else f"no {named[1:]} inside"
        raise DataError("a name that fits the content", other, f"rename it to end in {ending or '.txt or .bin'}")
    try:
        with _listening() as said, np.errstate(all="ignore"):
            # An absolute path: gensim takes anything like a URL for one.
            loaded = KeyedVectors.load_word2vec_format(str(path.resolve()), binary=binary, unicode_errors="replace")
    except DAMAGED as error:
        raise DataError(f"vectors in {form} format", "a damaged or incomplete file", "copy the file again") from error
    return _checked(tuple(loaded.index_to_key), loaded.vectors, form, said=tuple(dict.fromkeys(said)))


def _from_glove(stream: BufferedIOBase, size: int) -> TrainedVectors:
    """Read lines of a word and its numbers.

    Not with gensim, which leaves such a file open and fails at words with a blank in them, as the largest GloVe file has.
    """
    words: list[str] = []
    numbers = bytearray()
    try:
        with np.errstate(over="ignore"):
            for line in filter(bytes.strip, stream):
                word, *row = line.rstrip(b"\r\n ").rsplit(b" ", size)
                numbers += np.array(row, dtype=np.float32).reshape(size).tobytes()
                words.append(word.decode("utf-8", "replace"))
    except ValueError as error:
        damaged = f"something else in vector {len(words) + 1:,}"
        raise DataError(f"lines of a word and {size:,} numbers", damaged, "copy the file again") from error
    return _checked(tuple(words), np.frombuffer(numbers, np.float32).reshape(-1, size), "GloVe text")


def _named(rows: Rows, path: Path, documents: int | None) -> TrainedVectors:
    """Hold rows and words against each other; rows without words are documents where there is one for each text."""
    if rows.words is not None:
        return _checked(rows.words, rows.matrix, rows.form, across=rows.across)
    if rows.matrix.ndim == 2 and documents is not None and len(rows.matrix) == documents:
        return _checked(tuple(map(str, range(documents))), rows.matrix, rows.form, of_documents=True)
    texts = "" if documents is None else f", or save one row for each of the {count(documents, 'texts')}"
    if rows.form == "npy":
        names = " or ".join(repr(each.name) for each in dict.fromkeys(word_lists(path)))
        raise DataError(f"the words of the rows in {names} beside it", "no such file", f"write one word a line{texts}")
    found = f"{' × '.join(f'{side:,}' for side in rows.matrix.shape)} numbers without words"
    raise DataError("the words of the rows", found, f"give each row its word{texts}")


def _checked(
    listed: tuple[str | None, ...],
    matrix: NDArray[Any],
    form: str,
    *,
    counts: NDArray[np.int64] | None = None,
    settings: Mapping[str, Number] | None = None,
    has_start: bool = False,
    said: tuple[str, ...] = (),
    across: bool = False,
    of_documents: bool = False,
) -> TrainedVectors:
    """Hold words and matrix against each other; of equal words the first counts, as it does for gensim.

    Rows that `listed` has no word for are dropped: gensim leaves them where a file named a word twice.
    """
    if matrix.ndim != 2 or matrix.dtype.kind not in "fiu" or 0 in matrix.shape:
        shape = " × ".join(f"{side:,}" for side in matrix.shape) or "a single value"
        raise DataError("a matrix of numbers, one row a word", f"{matrix.dtype} {shape}", _FORMATS)
    if len(listed) != len(matrix):
        lying = matrix.shape[1] == len(listed)
        raise DataError(
            "a row for each word",
            f"{len(listed):,} words and {len(matrix):,} rows",
            "transpose the matrix" if lying else "save words and vectors together",
        )
    with np.errstate(over="ignore"):
        numbers = np.asarray(matrix, dtype=np.float32)
    first: dict[str, int] = {}
    for row, word in enumerate(listed):
        if word is not None:
            first.setdefault(word, row)
    if len(first) < len(listed):
        kept = np.fromiter(first.values(), np.int64)
        numbers, has_start = numbers[kept], False
        counts = None if counts is None else counts[kept]
    return TrainedVectors(tuple(first), numbers, counts, settings, has_start, form, said, across, of_documents)
