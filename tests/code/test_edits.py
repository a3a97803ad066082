from hypothesis import given, settings
from hypothesis import strategies as st

from w2vcheck.code.edits import applied
from w2vcheck.code.source import source_from, source_of
from w2vcheck.linter import chosen, lint_settings, lint_source, mend
from w2vcheck.results import Edit, Fix

TEXT = "a = 1\nb = 2\nc = 3\n"
SETTINGS = lint_settings(None, {"select": ["W2V6"], "pedantic": True})


def fix(*edits: tuple[int, int, str]) -> Fix:
    return Fix("change it", tuple(Edit(*edit) for edit in edits))


def test_fixes_apart_are_made_together_and_those_that_touch_wait() -> None:
    after, made = applied(source_of(TEXT, "a.py"), [fix((0, 1, "x")), fix((0, 5, "y")), fix((6, 7, "z"), (12, 13, "w"))])

    assert after.raw.decode() == "x = 1\nz = 2\nw = 3\n"
    assert len(made) == 2


def test_a_fix_is_made_whole_or_not_at_all() -> None:
    after, made = applied(source_of(TEXT, "a.py"), [fix((0, 1, "x")), fix((0, 1, "x"), (6, 7, "z"))])

    assert (after.raw.decode(), len(made)) == ("x = 1\nb = 2\nc = 3\n", 1)


def test_a_fix_that_breaks_the_file_is_dropped_and_the_others_are_made() -> None:
    after, made = applied(source_of(TEXT, "a.py"), [fix((0, 1, "x")), fix((6, 7, "(")), fix((12, 13, "w"))])

    assert (after.raw.decode(), len(made)) == ("x = 1\nb = 2\nw = 3\n", 2)


def test_equal_fixes_are_made_once() -> None:
    after, made = applied(source_of(TEXT, "a.py"), [fix((5, 5, "0")), fix((5, 5, "0"))])

    assert (after.raw.decode(), len(made)) == ("a = 10\nb = 2\nc = 3\n", 1)


def test_a_file_whose_encoding_does_not_come_back_is_left_alone() -> None:
    raw = b"# coding: utf-7\nx = 1 # +AOk- +-\n"
    source = source_from(raw, "a.py")

    after, made = applied(source, [fix((16, 17, "y"))])

    assert (after.raw == raw) == (made == ())


def test_a_sick_cell_does_not_keep_the_others_from_being_mended() -> None:
    notebook = '{"cells": [{"cell_type": "code", "source": "print 1"}, {"cell_type": "code", "source": "x = 1"}], "metadata": {}}'

    after, made = applied(source_of(notebook, "a.ipynb"), [Fix("change", (Edit(0, 1, "y", 1),))])

    assert (after.raw.decode(), len(made)) == (notebook.replace("x = 1", "y = 1"), 1)


STATEMENTS = (
    "from gensim.models import Word2Vec, Doc2Vec, KeyedVectors",
    "import gensim, numpy as np",
    "from gensim.models.doc2vec import LabeledSentence",
    "model = Word2Vec(sentences, size=100, iter=5, seed=1)",
    "model = Word2Vec(sentences, window=5, size=n,)  # ü w2vcheck: ignore[W2V603]",
    "model = Word2Vec(\n    sentences,\n    size=100,  # dimensions\n    seed=1,\n)",
    "model.train(sentences)",
    "model.train((sentences))",
    "words = list(model.wv.vocab); n = len(model.vocab)",
    "v = [model[w] for w in words if w in model and w in model.wv.vocab]",
    "count = {w: model.wv.vocab[w].count + model.wv.vocab[w].index for w in words}",
    "x = (model)['a'] + model.wv.syn0[0] + model.syn0norm[1] + model.trainables.syn1neg[0]",
    "print(model.most_similar(positive=[model.wv.index2word[0]]), model.iter)",
    "f = lambda m: m.wv.vocab",
    "def f(m):\n    return m.wv.index2entity[0]  # noqa: W2V604",
    "vectors = gensim.models.Word2Vec.load_word2vec_format('a.bin')",
    "from sklearn.model_selection import train_test_split",
    "a, b = train_test_split(x, (y))",
    "a, b = train_test_split(x, y, )  # both",
    "a, b = train_test_split(\n    x,\n    (y),  # two\n)",
    "a = train_test_split(*x)",
    "s = '''\nmodel[w]\n'''",
    "# noqa: W2V605",
    "class A:\n    def __init__(self): self.model = Word2Vec(sentences, size=5)\n    def get(self, w): return self.model[w]",
)


@given(
    lines=st.lists(st.sampled_from(STATEMENTS), max_size=10),
    newline=st.sampled_from(["\n", "\r\n"]),
    unsafe=st.booleans(),
    as_notebook=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_mending_keeps_a_script_a_script_and_leaves_nothing_to_mend(
    lines: list[str], newline: str, *, unsafe: bool, as_notebook: bool
) -> None:
    import json

    text = "\n".join([*STATEMENTS[:2], *lines, ""])
    if as_notebook:
        cells = [{"cell_type": "code", "source": line.splitlines(keepends=True)} for line in [*STATEMENTS[:2], *lines]]
        text = json.dumps({"cells": cells, "metadata": {}}, indent=1)
    source = source_of(text.replace("\n", newline), "a.ipynb" if as_notebook else "a.py")

    mended = mend(source, SETTINGS, unsafe=unsafe)

    assert all(cell.tree is not None for cell in mended.after.cells)
    left = lint_source(mended.after, chosen(SETTINGS), SETTINGS).said.found
    assert [one for one in left if one.mending is not None and (unsafe or one.mending.safe)] == []
    again = mend(mended.after, SETTINGS, unsafe=unsafe)
    assert again.after.raw == mended.after.raw
    assert again.fixes == ()
    assert bool(mended.fixes) == (mended.after.raw != source.raw)
    assert (b"\r\n" in mended.after.raw) == (b"\r\n" in source.raw)
    before = lint_source(source, chosen(SETTINGS), SETTINGS).said.found
    assert len(left) <= len(before)
