import gzip
import io
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from w2vcheck.data.files import LONGEST_FIRST_LINE, as_text, load
from w2vcheck.errors import DataError

Write = Callable[[str, bytes], str]

TABLE = "text,label\ngood food,yes\ncafé,no\n"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write bytes to a file in the current folder and give back its name, as a user would type it."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, data: bytes) -> str:
        Path(name).write_bytes(data)
        return name

    return write


def refusal(path: str, encoding: str | None = None) -> str:
    with pytest.raises(DataError) as caught:
        as_text(load(path, encoding))
    return str(caught.value)


def packed(members: list[str]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name in members:
            file.writestr(name, b"content")
    return archive.getvalue()


def numpy_bytes(save: Callable[..., None]) -> bytes:
    file = io.BytesIO()
    save(file, np.eye(2))
    return file.getvalue()


def tar_bytes() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("data.csv"))
    return file.getvalue()


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("read as UTF-16",)),
        ("utf-32", ("read as UTF-32",)),
    ],
)
def test_marked_encodings_are_recognised(written: Write, encoding: str, notes: tuple[str, ...]) -> None:
    content = load(written("a.csv", TABLE.encode(encoding)))
    assert as_text(content) == TABLE
    assert content.notes == notes


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16-le", "utf-16-be", "UTF8", "utf-16"])
def test_the_encoding_of_the_user_is_used(written: Write, encoding: str) -> None:
    content = load(written("a.csv", TABLE.encode(encoding)), encoding)
    assert as_text(content) == TABLE
    assert content.notes == ()


def test_the_encoding_of_the_user_goes_before_the_mark(written: Write) -> None:
    content = load(written("a.csv", TABLE.encode("utf-8-sig")), "latin-1")
    assert as_text(content).startswith("ï»¿text")


def test_a_mark_that_agrees_with_the_user_is_no_part_of_the_text(written: Write) -> None:
    path = written("a.csv", b"\xff\xfe" + TABLE.encode("utf-16-le"))
    assert as_text(load(path, "utf-16-le")) == as_text(load(path, "utf-16")) == TABLE


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv", "a"])
def test_gzip_is_unpacked_whatever_the_name(written: Write, name: str) -> None:
    content = load(written(name, gzip.compress(TABLE.encode(), mtime=0)))
    assert as_text(content) == TABLE
    assert content.form == "csv"


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.tsv.gz", gzip.compress(b"a\tb\n", mtime=0), "csv"),
        ("a.ndjson", b'{"a": 1}', "jsonl"),
        ("a.JSONL", b'{"a": 1}', "jsonl"),
        ("a.json", b' \n{"a": 1}', "jsonl"),
        ("a.data", b'{"a": 1}', "jsonl"),
        ("a.data", "{}".encode("utf-16"), "jsonl"),
        ("a.data", b"a,b", "csv"),
        ("a.txt", b"{a,b}", "csv"),
        ("a.csv", b"[0.1,0.2]", "csv"),
        ("a.csv", b"PAR1...", "parquet"),
    ],
)
def test_form(written: Write, name: str, data: bytes, form: str) -> None:
    assert load(written(name, data)).form == form


def test_no_such_file_suggests_near_names(written: Write) -> None:
    written("reviews.csv", b"")
    written("other.txt", b"")
    assert refusal("review.csv") == (
        "review.csv: expected a data file, found no file of this name; similar names there: reviews.csv."
    )
    assert refusal("zzz") == "zzz: expected a data file, found no file of this name; check the path."


def test_no_such_folder(written: Write) -> None:
    written("a.csv", b"")
    assert "there is no folder 'nowhere' that can be read" in refusal("nowhere/a.csv")
    assert "found no file of this name" in refusal("a.csv/b.csv")


def test_a_folder(tmp_path: Path) -> None:
    assert "expected a data file, found a folder; give one file in it." in refusal(str(tmp_path))


def test_a_path_that_no_system_takes() -> None:
    assert "a path with a NUL character" in refusal("a\0b")
    assert "expected a data file, found an error (" in refusal("x" * 5000)


def test_no_permission(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written("a.csv", TABLE.encode())

    def refuse(*_: object) -> None:  # the superuser, who may run these tests, is refused nothing
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refusal(path) == "a.csv: expected a file that may be read, found no permission to read it; change its permissions."


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet", "a.csv.gz"])
@pytest.mark.parametrize("data", [b"", gzip.compress(b"", mtime=0)])
def test_no_bytes(written: Write, name: str, data: bytes) -> None:
    assert refusal(written(name, data)) == f"{name}: expected a table, found an empty file; check how it was written."


@pytest.mark.parametrize("data", [b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", "\n".encode("utf-16"), b"\n" * 2_000_000])
def test_only_white_space(written: Write, data: bytes) -> None:
    assert "found an empty file" in refusal(written("a.csv", data))


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (
            packed(["[Content_Types].xml", "xl/workbook.xml"]),
            "an Excel workbook; open it in the spreadsheet program and save it as CSV",
        ),
        (packed(["reviews.csv"]), "a zip archive; unpack it"),
        (numpy_bytes(np.savez), "a NumPy archive (.npz)"),
        (numpy_bytes(np.save), "a NumPy array (.npy)"),
        (b"%PDF-1.7\n", "a PDF document"),
        (pickle.dumps([1]), "a Python pickle; export the table to CSV, JSONL or Parquet (pickles are never loaded)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel or Word file"),
        (gzip.compress(tar_bytes(), mtime=0), "a tar archive"),
        (gzip.compress(gzip.compress(b"a,b", mtime=0), mtime=0), "a packed file"),
        (gzip.compress(b"PAR1", mtime=0), "Parquet inside gzip"),
        (b"\n<!doctype html>\n<p>", "a web page"),
    ],
)
def test_binary_files_are_named(written: Write, data: bytes, looks_like: str) -> None:
    said = refusal(written("a.csv", data))
    assert said.startswith("a.csv: expected a CSV, TSV, JSONL or Parquet file, found what looks like " + looks_like)


@pytest.mark.parametrize("data", [b"\x01\x00\x02\x03" * 99, b"a,b\n\x00\xff\xfe,c\n"])
def test_other_binary_data_is_known_by_its_nuls(written: Write, data: bytes) -> None:
    assert "found binary data (NUL bytes)" in refusal(written("a.csv", data))


def test_a_nul_in_a_cell_is_text(written: Write) -> None:
    data = b"text,label\nx\x00y,1\n"
    assert as_text(load(written("a.csv", data))) == data.decode()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unmarked_utf_16_is_guessed_in_words_only(written: Write, encoding: str) -> None:
    said = refusal(written("a.csv", TABLE.encode(encoding)))
    assert said.endswith(f"found what looks like UTF-16 without a byte order mark; say --encoding {encoding}.")


@pytest.mark.parametrize(("mark", "offset"), [(b"", 12), (b"\xef\xbb\xbf", 15)])
def test_undecodable_bytes_name_their_place(written: Write, mark: bytes, offset: int) -> None:
    said = refusal(written("a.csv", mark + b"text,label\nr\xe9sum\xe9,1\n"))
    assert said == (
        f"a.csv:2: expected text in UTF-8, found bytes that are not (byte offset {offset}); "
        "say --encoding latin-1 or --encoding cp1252."
    )


def test_undecodable_bytes_in_the_encoding_of_the_user(written: Write) -> None:
    path = written("a.csv", TABLE.encode())
    assert refusal(path, "ascii").startswith("a.csv:3: expected text in ASCII, found bytes that are not (byte offset 28)")
    assert "a.csv: expected text in UNDEFINED, found bytes that are not" in refusal(path, "undefined")


def test_a_cut_off_utf_16_file(written: Write) -> None:
    said = refusal(written("a.csv", TABLE.encode("utf-16")[:-1]))
    assert said.startswith("a.csv:3: expected text in UTF-16-LE, found bytes that are not")


@pytest.mark.parametrize("name", ["latin_one", "utf-88", "rot13", ""])
def test_unknown_encodings_suggest_known_ones(written: Write, name: str) -> None:
    said = refusal(written("a.csv", TABLE.encode()), name)
    assert said.startswith(f"Expected the name of a text encoding, found {name!r}; ")
    assert {"latin_one": "latin-1", "utf-88": "utf-8"}.get(name, "") in said
    assert "rot13," not in said


@pytest.mark.parametrize(
    "data", [gzip.compress(TABLE.encode() * 999)[:-20], gzip.compress(TABLE.encode(), mtime=0)[:-8] + b"12345678"]
)
def test_damaged_gzip(written: Write, data: bytes) -> None:
    said = refusal(written("a.csv.gz", data))
    assert said == "a.csv.gz: expected gzip data, found a damaged or cut-off file; download or pack it again."


def test_gzip_in_name_only(written: Write) -> None:
    assert "found a file that does not begin as gzip does" in refusal(written("a.csv.gz", TABLE.encode()))


def test_parquet_in_name_only(written: Write) -> None:
    assert "expected a Parquet file, found content that does not begin as Parquet does" in refusal(written("a.parquet", b"a,b\n"))


def test_a_first_line_without_end_is_refused_before_the_rest_is_read(written: Write) -> None:
    data = bytearray(gzip.compress(b"x" * (3 * LONGEST_FIRST_LINE)))
    data[-8] ^= 1  # the checksum, which only a reader of everything would see
    assert refusal(written("a.csv.gz", bytes(data))) == (
        "a.csv.gz:1: expected a first line below 1 MB, found a longer one; check that lines end in a line break."
    )


def test_a_long_second_line_is_read(written: Write) -> None:
    data = b"a,b\n" + b"x" * (2 * LONGEST_FIRST_LINE) + b",1\n"
    assert load(written("a.csv", data)).data == data


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_json_array_is_no_jsonl(written: Write, name: str) -> None:
    said = refusal(written(name, b'\n[{"a": 1},' + b" " * (2 * LONGEST_FIRST_LINE) + b'{"a": 2}]'))
    assert said == f"{name}:1: expected one JSON object a line, found a JSON array; write it as JSONL, one object a line."
