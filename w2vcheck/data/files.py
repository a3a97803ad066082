"""Opening data files: what a file is, how it is packed and encoded, and a clear sentence where it is none of ours."""

import codecs
import gzip
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from encodings.aliases import aliases
from pathlib import Path
from typing import IO, cast

from w2vcheck.data.unpacking import blocks
from w2vcheck.errors import DataError

LONGEST_FIRST_LINE = 1_000_000  # bytes; a longer one is no header and no row, so the rest is not even read
_LOOKED_AT = 8192  # bytes in which a NUL gives a binary file away
_FORMS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"
_BOMS = (  # UTF-32 first: its little-endian mark begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS_CSV = "open it in the spreadsheet program and save it as CSV"
_UNPACK = "unpack it and give the table inside"
_EXPORT = "export the table to CSV, JSONL or Parquet"
_DOWNLOAD = "download the file itself"
_BINARIES = (  # pattern at the start of the file, what it looks like, what to do
    (rb"PK\x03\x04(?s:.{26})[^/]{1,80}\.npy", "a NumPy archive (.npz)", _EXPORT),
    (rb"PK\x03\x04(?s:.*)xl/(work|_rels|shared|styles|theme)", "an Excel workbook", _SAVE_AS_CSV),
    (rb"PK\x03\x04", "a zip archive", _UNPACK),
    (rb"\xd0\xcf\x11\xe0", "an old Excel or Word file", _SAVE_AS_CSV),
    (rb"%PDF", "a PDF document", _EXPORT),
    (rb"\x80[\x02-\x05]", "a Python pickle", f"{_EXPORT} (pickles are never loaded)"),
    (rb"\x93NUMPY", "a NumPy array (.npy)", _EXPORT),
    (rb"\x89HDF", "an HDF5 file", _EXPORT),
    (rb"ARROW1|FEA1", "a Feather file", _EXPORT),
    (rb"SQLite format 3", "an SQLite database", _EXPORT),
    (rb"PAR1", "Parquet inside gzip", _UNPACK),
    (rb"BZh|\xfd7zXZ|7z\xbc\xaf|\x28\xb5\x2f\xfd|\x1f\x8b", "a packed file", _UNPACK),
    (rb"(?s:.{257})ustar", "a tar archive", _UNPACK),
    (rb"version https://git-lfs", "a Git LFS pointer instead of the data", "run `git lfs pull` first"),
    (rb"\s*<(?i:!doctype html|html)", "a web page", _DOWNLOAD),
)


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a data file, unpacked.

    `form` is csv, jsonl or parquet. `data` is UTF-8 without byte order mark (not yet validated where the file itself is
    UTF-8; see `as_text`) and empty for parquet. `skipped` is the length of that mark in bytes. `suffix` is the ending of the
    name in lower case, without ".gz".
    """

    source: str
    suffix: str
    form: str
    data: bytes
    skipped: int = 0
    notes: tuple[str, ...] = ()


def load(path: str, encoding: str | None = None) -> Content:
    """The content of the file at `path`; `encoding` is the user's word for it, otherwise byte order marks decide, else UTF-8.

    Raises `DataError` for whatever cannot be a table, before the whole file is read where that can be told from its start.
    """
    named = Path(path.lower())
    suffix = named.with_suffix("").suffix if named.suffix == ".gz" else named.suffix
    codec = _codec(encoding) if encoding is not None else None
    with _opened(path) as (stream, packed):
        head = stream.read(LONGEST_FIRST_LINE + 1)
        if not head:
            raise _empty(path)
        if head.startswith(_PARQUET) and not packed:
            return Content(path, suffix, "parquet", b"")
        _refuse_binary(path, head)
        if suffix == ".parquet":
            raise DataError("a Parquet file", "content that does not begin as Parquet does", "write it again", path)
        start, bom = _start(head, codec)
        _refuse_nul(path, head[bom:], start)
        form = _form(path, suffix, head[bom:])
        if len(head) > LONGEST_FIRST_LINE and not re.search(rb"[\r\n]", head):
            raise DataError("a first line below 1 MB", "a longer one", "check that lines end in a line break", path, 1)
        rest = b"".join(blocks(stream, Path(path).stat().st_size, path)) if packed else stream.read()
        data = (head + rest)[bom:]
    if start != "utf-8":
        data = _decoded(path, data, start, bom).encode("utf-8", "replace")
    if not data or data.isspace():
        raise _empty(path)
    seen = () if codec or start == "utf-8" else (f"read as {start.upper().removesuffix('-LE').removesuffix('-BE')}",)
    return Content(path, suffix, form, data, bom, seen)


def form_of(path: str, encoding: str | None = None) -> str:
    """What a file is, from its beginning: parquet, csv or jsonl (plain text in UTF-8), or "other", for `load` to judge.

    Raises `DataError` for a file that cannot be opened.
    """
    with _opened(path) as (stream, packed):
        head = stream.read(_LOOKED_AT)
        suffix = Path(path.lower()).suffix
        if head.startswith(_PARQUET) and not packed:
            return "parquet"
        start, bom = _start(head, None if encoding is None else _codec(encoding))
        strange = not head or any(re.match(pattern, head) for pattern, _, _ in _BINARIES)
        try:
            _refuse_nul(path, head[bom:], start)
        except DataError:
            return "other"
        if packed or strange or start != "utf-8" or suffix == ".parquet":
            return "other"
        return _form(path, suffix, head[bom:])


def is_regular(path: str) -> bool:
    """Whether this is no pipe, device or folder, as far as can be told: one that can be read twice, or is not there at all."""
    try:
        kind = Path(path).stat().st_mode
    except (OSError, ValueError):
        return True
    return stat.S_ISREG(kind)


def _empty(path: str) -> DataError:
    return DataError("a table", "an empty file", "check how it was written", path)


def as_text(content: Content) -> str:
    """The text of a csv or jsonl content; raises `DataError` with byte offset and line where it is not UTF-8."""
    return _decoded(content.source, content.data, "utf-8", content.skipped)


@contextmanager
def _opened(path: str) -> Iterator[tuple[IO[bytes], bool]]:
    """The file, unpacked on the fly, and whether it is gzip; errors of the system and of gzip become `DataError`."""
    if "\0" in path:
        raise DataError("the path of a data file", "a path with a NUL character", "check the path", path.replace("\0", ""))
    try:
        with system_errors(path), Path(path).open("rb") as file:
            packed = file.peek(2).startswith(_GZIP)
            if path.lower().endswith(".gz") and not packed and file.peek(1):
                raise DataError("gzip data", "a file that does not begin as gzip does", "pack it again or drop .gz", path)
            if not packed:
                yield file, False
                return
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast("IO[bytes]", unpacked), True
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError("gzip data", "a damaged or cut-off file", "download or pack it again", path) from error


@contextmanager
def system_errors(path: str) -> Iterator[None]:
    """Errors of the system in what happens to the file at `path`, as `DataError`; it may vanish at any moment."""
    try:
        yield
    except gzip.BadGzipFile:  # an OSError, but not one of the system
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DataError("a data file", "no file of this name", _nearby(path), path) from error
    except IsADirectoryError as error:
        raise DataError("a data file", "a folder", "give one file in it", path) from error
    except PermissionError as error:
        raise DataError("a file that may be read", "no permission to read it", "change its permissions", path) from error
    except OSError as error:
        raise DataError("a data file", f"an error ({error.strerror or error})", "check the path and the disk", path) from error


def _nearby(path: str) -> str:
    folder = Path(path).parent
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    except OSError:
        return f"there is no folder '{folder}' that can be read"
    near = get_close_matches(Path(path).name, names, n=3)
    return f"similar names there: {', '.join(near)}" if near else "check the path"


def _codec(encoding: str) -> str:
    """The normal name of an encoding, "utf-8" for all spellings of that; raises `DataError` with the nearest names."""
    try:
        # Not b"": Python does not look the name up for no bytes. A codec that is not for text is a LookupError too.
        b"a".decode(encoding)
    except UnicodeError:
        pass
    except (LookupError, ValueError) as error:
        pairs = [pair for pair in aliases.items() if not pair[1].endswith("_codec") and pair[1] != "rot_13"]
        known = sorted({name.replace("_", "-") for pair in pairs for name in pair})
        near = get_close_matches(encoding.lower().replace("_", "-"), known, n=3)
        advice = f"the nearest names are {', '.join(near)}" if near else "try utf-8, utf-16, latin-1 or cp1252"
        raise DataError("the name of a text encoding", repr(encoding), advice) from error
    return codecs.lookup(encoding).name.removesuffix("-sig")


def _start(head: bytes, codec: str | None) -> tuple[str, int]:
    """The encoding, and the length of the byte order mark in bytes. The user's word goes before the mark."""
    for mark, name in _BOMS:
        if head.startswith(mark) and name.startswith(codec or name):
            return name, len(mark)
    return codec or "utf-8", 0


def _refuse_binary(path: str, head: bytes) -> None:
    for pattern, looks_like, advice in _BINARIES:
        if re.match(pattern, head):
            raise DataError("a CSV, TSV, JSONL or Parquet file", f"what looks like {looks_like}", advice, path)


def _refuse_nul(path: str, head: bytes, encoding: str) -> None:
    """Refuse binary data by its NUL bytes; a text may hold NULs where its first line has none and the rest decodes."""
    looked_at = head[:_LOOKED_AT]
    if encoding.startswith(("utf-16", "utf-32")) or b"\0" not in looked_at:
        return
    odd, even = looked_at[1::2].count(0), looked_at[::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if max(odd, even) > 0.3 * len(looked_at) / 2 and not _CONTROL.search(looked_at.decode(name, "ignore")):
        found = "what looks like UTF-16 without a byte order mark"
        raise DataError("text in UTF-8", found, f"say --encoding {name}", path)
    try:
        codecs.getincrementaldecoder(encoding)().decode(looked_at)
        decodes = True
    except UnicodeError:
        decodes = False
    if not decodes or b"\0" in re.split(rb"[\r\n]", looked_at, maxsplit=1)[0]:
        raise DataError("a CSV, TSV, JSONL or Parquet file", "binary data (NUL bytes)", _EXPORT, path)


def _form(path: str, suffix: str, head: bytes) -> str:
    """Csv or jsonl, by the ending of the name, else by the first character (in any Unicode encoding)."""
    first = head[:_LOOKED_AT].replace(b"\0", b"").lstrip()[:1]
    form = _FORMS.get(suffix, "jsonl" if first == b"{" else "csv")
    if first == b"[" and (form == "jsonl" or suffix == ".json"):
        raise DataError("one JSON object a line", "a JSON array", "write it as JSONL, one object a line", path, 1)
    return form


def _decoded(path: str, data: bytes, encoding: str, skipped: int) -> str:
    """`data` as text; `skipped` bytes stand before it in the file."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "ignore").count("\n") + 1
        found = f"bytes that are not (byte offset {skipped + error.start})"
        advice = "say --encoding latin-1 or --encoding cp1252" if encoding == "utf-8" else "say another --encoding"
        raise DataError(f"text in {encoding.upper()}", found, advice, path, line) from error
    except UnicodeError as error:
        raise DataError(f"text in {encoding.upper()}", "bytes that are not", "say another --encoding", path) from error
