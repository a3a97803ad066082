import ast
import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2vcheck.code.magics import masked
from w2vcheck.code.notebook import Change, parse_notebook, rewritten
from w2vcheck.code.source import changed, source_from, source_of
from w2vcheck.results import Edit

LINES = ("x = 1\n", "\n", "y = 'ü'\n", 'z = "\\t\\\\"\n', "%time w = f(x)\n", "!ls\n", "# 😀 \u2028\n", "print(x)\n")
sources = st.lists(st.sampled_from(LINES), max_size=5).map("".join) | st.just("x = 1")


def document(cells: Sequence[Mapping[str, object]], **more: object) -> dict[str, object]:
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


@st.composite
def notebooks(draw: st.DrawFn) -> tuple[str, list[str | None]]:
    """A notebook's JSON in one of the layouts in use, and its code cells by index (None for text)."""
    cells: list[dict[str, object]] = []
    said: list[str | None] = []
    for text in draw(st.lists(sources, max_size=5)):
        kind = draw(st.sampled_from(["code", "code", "markdown"]))
        source: object = text.splitlines(keepends=True) if draw(st.booleans()) and "\u2028" not in text else text
        if draw(st.booleans()):
            source = [text[:3], text[3:]]
        cells.append({"cell_type": kind, "metadata": {"tags": []}, "source": source, "outputs": [{"text": '{"cells": []}'}]})
        said.append(text if kind == "code" else None)
    indent = draw(st.sampled_from([None, 1, 2, "\t"]))
    ascii_only = draw(st.booleans())
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = json.dumps(document(cells), indent=indent, ensure_ascii=ascii_only) + draw(st.sampled_from(["", "\n"]))
    return (text.replace("\n", newline), said)


@given(case=notebooks())
def test_a_notebook_is_read_as_json_reads_it(case: tuple[str, list[str | None]]) -> None:
    text, said = case
    notebook = parse_notebook(text)

    assert [cell.text if cell.kind == "code" else None for cell in notebook.cells] == said
    for cell in notebook.cells:
        for piece in cell.pieces:
            assert json.loads(text[piece.start : piece.end]) == piece.text


@given(case=notebooks())
def test_every_line_of_a_cell_is_found_in_the_file(case: tuple[str, list[str | None]]) -> None:
    text, _ = case
    notebook = parse_notebook(text)
    raw = text.split("\n")

    for cell in notebook.cells:
        lines = cell.text.split("\n")[:-1] if cell.text.endswith("\n") else cell.text.split("\n")
        numbers = notebook.file_lines(cell)
        assert len(numbers) == (len(lines) if cell.text else 0)
        for line, number in zip(lines, numbers, strict=False):
            ways = [json.dumps(line[:1], ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)]
            assert any(way in raw[number - 1] for way in ways)  # a string may end behind the first character


def test_in_the_layout_of_jupyter_every_line_has_its_own() -> None:
    cells = [{"cell_type": "code", "source": ["a = 1\n", "\n", "b = 2"]}, {"cell_type": "code", "source": []}]
    text = json.dumps(document(cells), indent=1)
    notebook = parse_notebook(text)

    assert [text.split("\n")[number - 1].strip() for number in notebook.file_lines(notebook.cells[0])] == [
        '"a = 1\\n",',
        '"\\n",',
        '"b = 2"',
    ]
    assert notebook.file_lines(notebook.cells[1]) == ()


@given(case=notebooks(), data=st.data())
@settings(max_examples=200)
def test_a_change_touches_nothing_else(case: tuple[str, list[str | None]], data: st.DataObject) -> None:
    text, said = case
    places = [index for index, one in enumerate(said) if one]
    if not places:
        return
    index = data.draw(st.sampled_from(places))
    before = said[index] or ""
    start = data.draw(st.integers(0, len(before)))
    end = data.draw(st.integers(start, len(before)))
    put = data.draw(st.sampled_from(["", "a", "new\nlines\n", "é\\"]))
    notebook = parse_notebook(text)

    after = rewritten(notebook, [Change(index, start, end, put)])

    wanted = json.loads(text)
    found = json.loads(after)
    wanted_text, found_text = before[:start] + put + before[end:], "".join(found["cells"][index]["source"])
    assert found_text == wanted_text
    wanted["cells"][index].pop("source")
    found["cells"][index].pop("source")
    assert found == wanted
    pieces = notebook.cells[index].pieces
    assert after.startswith(text[: pieces[0].start])
    assert after.endswith(text[pieces[-1].end :])


def test_the_layout_of_jupyter_is_kept() -> None:
    cells = [{"cell_type": "code", "source": ["a = 1\n", "b = 2\n", "c = 3"]}]
    text = json.dumps(document(cells), indent=1)
    notebook = parse_notebook(text)

    longer = rewritten(notebook, [Change(0, 6, 11, "b = 2\nb += 1")])
    shorter = rewritten(notebook, [Change(0, 6, 12, "")])
    last = rewritten(notebook, [Change(0, 12, 17, "")])

    for after, lines in ((longer, ["a = 1\n", "b = 2\n", "b += 1\n", "c = 3"]), (shorter, ["a = 1\n", "c = 3"])):
        assert after == json.dumps(document([{"cell_type": "code", "source": lines}]), indent=1)
    assert json.loads(last)["cells"][0]["source"] == ["a = 1\n", "b = 2\n"]


def test_the_third_format_is_read_too() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["x = 1"], "prompt_number": 4}]}
    text = json.dumps({"metadata": {"name": "old"}, "nbformat": 3, "worksheets": [sheet]})
    (cell,) = source_of(text, "a.ipynb").cells

    assert (cell.text, cell.execution_count, cell.index) == ("x = 1", 4, 0)


def test_places_in_a_notebook_name_cell_line_and_the_line_of_the_file() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# x = f()\n"]},
        {"cell_type": "code", "source": ["import a\n", "x = a.f('é')\n"]},
    ]
    text = json.dumps(document(cells), indent=1, ensure_ascii=False)
    source = source_of(text, "a.ipynb")
    (cell,) = source.cells
    assert cell.tree is not None
    call = next(node for node in ast.walk(cell.tree) if isinstance(node, ast.Call))

    place = source.place(call, cell)

    assert (place.cell, place.line, place.position, place.source) == (1, 2, 5, "x = a.f('é')")
    assert place.file_line is not None
    assert "x = a.f('é')" in text.split("\n")[place.file_line - 1]


def test_a_broken_cell_stays_alone() -> None:
    cells = [{"cell_type": "code", "source": text} for text in ("x = 1", "print 'two'", "def f(:", "y = 2")]
    source = source_of(json.dumps(document(cells)), "a.ipynb")

    assert [cell.tree is None for cell in source.cells] == [False, True, True, False]
    assert all(cell.error for cell in source.cells[1:3])


MAGICS = {
    "%matplotlib inline\nx = 1": "0                 \nx = 1",
    "!pip install gensim==3.8 \\\n  torch\nx = 1": "0                         \n       \nx = 1",
    "%time x = f(y)": "0;    x = f(y)",
    "%timeit -n 10 f(y)": "0;            f(y)",
    "%%time\nx = 1": "      \nx = 1",
    "%%bash\nls\n": "      \n  \n",
    "%%writefile a.py\nx = 1": "                \n     ",
    "files = !ls *.csv": "files = 0        ",
    "if x:\n    !ls": "if x:\n    0  ",
    "np.mean?": "0       ",
    "?np.mean": "0       ",
    "pip install gensim": "0                 ",
    "x = 5 % 3": "x = 5 % 3",
    "y = (x\n% 3)": "y = (x\n% 3)",
    '"""\n%s\n"""': '"""\n%s\n"""',
    "x != y": "x != y",
}


@pytest.mark.parametrize(("written", "seen"), MAGICS.items(), ids=MAGICS)
def test_magics_are_masked_at_equal_length(written: str, seen: str) -> None:
    source = source_of(json.dumps(document([{"cell_type": "code", "source": written}])), "a.ipynb")
    (cell,) = source.cells

    assert cell.text == seen
    assert cell.written == written
    assert cell.tree is not None


@given(text=st.lists(st.sampled_from([*MAGICS, *LINES]), max_size=6).map("\n".join), payload=st.booleans())
def test_masking_moves_nothing(text: str, *, payload: bool) -> None:
    after = masked(text, payload=payload)

    assert len(after) == len(text)
    assert [index for index, char in enumerate(after) if char in "\r\n"] == [
        index for index, char in enumerate(text) if char in "\r\n"
    ]


def test_edits_behind_a_magic_land_where_they_belong() -> None:
    cells = [{"cell_type": "code", "source": ["!ls\n", "%time m = W(size=1)\n"]}]
    source = source_of(json.dumps(document(cells), indent=1), "a.ipynb")
    start = source.cells[0].text.index("size")

    after = changed(source, (Edit(start, start + 4, "vector_size", 0),))

    assert json.loads(after.raw)["cells"][0]["source"] == ["!ls\n", "%time m = W(vector_size=1)\n"]


def test_a_notebook_with_a_byte_order_mark_keeps_it() -> None:
    raw = b"\xef\xbb\xbf" + json.dumps(document([{"cell_type": "code", "source": "x = 1"}])).encode()
    source = source_from(raw, "a.ipynb")

    assert changed(source, (Edit(0, 1, "y", 0),)).raw == raw.replace(b"x = 1", b"y = 1")
