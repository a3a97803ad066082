import ast
import tokenize
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2vcheck.code.files import find_files
from w2vcheck.code.source import changed, read_source, source_from, source_of
from w2vcheck.errors import SourceError
from w2vcheck.results import Edit

LINES = ("x = 1", "y = 'ü€😀'", "z = f(x,  y)  # ä", "if x:\n    pass", "", "\tq = (1,", "s = '''a\nb'''", "w = 'a\x0cb'")
texts = st.lists(st.sampled_from(LINES), max_size=8)


@given(lines=texts, newline=st.sampled_from(["\n", "\r\n", "\r"]), last=st.booleans())
def test_places_are_those_that_python_itself_sees(lines: list[str], newline: str, *, last: bool) -> None:
    text = "\n".join(lines).replace("\n", newline) + (newline if last else "")
    (cell,) = source_of(text, "a.py").cells

    if cell.tree is None:
        assert cell.error
        return
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.expr):
            assert cell.segment(node) == (ast.get_source_segment(text, node) or "").replace("\n", newline).replace(
                "\r\r\n", "\r\n"
            )


def test_a_place_has_the_line_as_it_stands_there_and_counts_characters() -> None:
    source = source_of("ä = 'ü'; x = f('ß')\n", "a.py")
    (cell,) = source.cells
    assert cell.tree is not None
    call = next(node for node in ast.walk(cell.tree) if isinstance(node, ast.Call))

    place = source.place(call, cell)

    assert (place.file, place.line, place.position, place.width, place.cell) == ("a.py", 1, 14, 6, None)
    assert place.source == "ä = 'ü'; x = f('ß')"
    assert place.source[13:19] == cell.segment(call) == "f('ß')"


def test_a_form_feed_ends_no_line() -> None:
    source = source_of("a = 1\n\x0c\nb = 2\n", "a.py")
    (cell,) = source.cells
    assert cell.tree is not None

    assert [source.place(node, cell).line for node in cell.tree.body] == [1, 3]
    assert cell.line(2) == "\x0c"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (b"x = 1\n", "utf-8"),
        (b"\xef\xbb\xbfx = 'a'\n", "utf-8-sig"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "iso-8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", "cp1252"),
    ],
)
def test_the_encoding_is_the_one_that_python_would_take(raw: bytes, encoding: str) -> None:
    source = source_from(raw, "a.py")

    assert source.encoding == encoding == tokenize.detect_encoding(BytesIO(raw).readline)[0]
    assert source.cells[0].tree is not None
    assert changed(source, ()).raw == raw


@pytest.mark.parametrize(
    ("raw", "name", "says"),
    [
        (b"x = '\xe9'\n", "a.py", "a.py:1: expected text in utf-8, found the byte 0xe9"),
        (b"# coding: klingon\n", "a.py", "a.py:1: expected an encoding that Python knows"),
        (b"{", "a.ipynb", "a.ipynb: expected a notebook, found broken JSON"),
        (b"[1]", "a.ipynb", "a.ipynb: expected a notebook"),
        (b"[" * 100_000, "a.ipynb", "a.ipynb: expected a notebook"),
        (b'{"metadata": ' + b"[" * 100_000, "a.ipynb", "a.ipynb: expected a notebook"),
        (b'{"cells": [], "metadata": {"language_info": {"name": "R"}}}', "a.ipynb", "found a notebook in r"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(raw: bytes, name: str, says: str) -> None:
    with pytest.raises(SourceError, match=r"^[^\n]*$") as refused:
        source_from(raw, name)

    assert says in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "print 'python 2'\n",
        "def half(\n",
        "x = '\0'\n",
        "(" * 5_000,
        "+".join(["1"] * 20_000),
        "x = " + "-" * 20_000 + "1",
        "\ud800",
        "if x:\npass",
    ],
    ids=["python 2", "half a function", "NUL", "brackets", "a long sum", "many signs", "half a pair", "indentation"],
)
def test_what_is_not_python_has_no_tree_but_a_reason(text: str) -> None:
    try:
        source = source_of(text, "a.py")
    except SourceError:  # half of a surrogate pair is no UTF-8
        return
    (cell,) = source.cells

    assert (cell.tree is None) == bool(cell.error)


@given(raw=st.binary(max_size=60), name=st.sampled_from(["a.py", "a.ipynb"]))
@settings(max_examples=200)
def test_no_bytes_make_it_fail_otherwise(raw: bytes, name: str) -> None:
    try:
        source = source_from(raw, name)
    except SourceError:
        return
    assert changed(source, ()).raw == raw


def test_invalid_escapes_in_strings_are_not_our_business() -> None:
    assert source_of("x = '\\d'\n", "a.py").cells[0].tree is not None  # Python warns, and warnings are errors here


def test_edits_leave_every_other_byte_alone() -> None:
    raw = "# coding: latin-1\r\nx = f(size=1)  # é\r\n\r\ny=2".encode("latin-1")
    source = source_from(raw, "a.py")
    start = source.cells[0].text.index("size")

    after = changed(source, (Edit(start, start + 4, "vector_size"), Edit(0, 0, "# new\n")))

    assert after.raw == "# new\r\n# coding: latin-1\r\nx = f(vector_size=1)  # é\r\n\r\ny=2".encode("latin-1")


def test_text_that_the_encoding_lacks_is_refused() -> None:
    source = source_from(b"# coding: ascii\nx = 1\n", "a.py")

    with pytest.raises(SourceError, match="text in ascii"):
        changed(source, (Edit(0, 0, "# é\n"),))


def test_folders_are_searched_in_order_without_what_nobody_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "b.py", "a/z.ipynb", "a/c.py", "notes.md", ".hidden.py", ".git/x.py", ".ipynb_checkpoints/z.ipynb",
        "venv/x.py", "mine/pyvenv.cfg", "mine/lib/x.py", "node_modules/x.py", "__pycache__/x.py",
    ):  # fmt: skip
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()

    assert find_files((".",)) == ("a/c.py", "a/z.ipynb", "b.py")
    assert find_files(("b.py", ".", "venv/x.py")) == ("b.py", "a/c.py", "a/z.ipynb", "venv/x.py")


@pytest.mark.parametrize(
    ("path", "says"), [("none.py", "no such file"), ("notes.md", "expected a name that ends in .py"), ("empty", "found none")]
)
def test_a_path_without_code_is_refused(path: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.md").touch()
    Path("empty").mkdir()

    with pytest.raises(SourceError, match=says):
        find_files((path,))


def test_a_file_without_permission_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a directory"):
        read_source(str(tmp_path))
