import json

import pytest

from w2vcheck.code.source import source_of
from w2vcheck.linter import chosen, lint_settings, lint_source, mend

SETTINGS = lint_settings(None, {"select": ["W2V603", "W2V609"]})
HEAD = "from gensim.models import Word2Vec\n"


def said(text: str, name: str = "a.py") -> list[str]:
    linted = lint_source(source_of(text, name), chosen(SETTINGS), SETTINGS)
    return sorted(finding.code for finding in linted.said.found)


@pytest.mark.parametrize(
    "text",
    [
        "m = Word2Vec(s, size=1)  # w2vcheck: ignore[W2V603]",
        "m = Word2Vec(s, size=1)  # w2vcheck: ignore[W2V603] gensim 3 here",
        "m = Word2Vec(s, size=1)  # W2VCHECK:ignore[w2v603]",
        "m = Word2Vec(s, size=1)  # noqa: W2V603",
        "m = Word2Vec(s, size=1)  # noqa: E501,W2V603 both",
        "m = Word2Vec(s, size=1)  # type: ignore # w2vcheck: ignore[W2V603]",
        "m = Word2Vec(\n    s,\n    size=1,\n)  # w2vcheck: ignore[W2V603]",
        "m = Word2Vec(\n    s,  # w2vcheck: ignore[W2V603]\n    size=1,\n)",
        "# w2vcheck: ignore[W2V603]\nm = Word2Vec(s, size=1)",
        "if x:\n    # w2vcheck: ignore[W2V603]\n    m = Word2Vec(s, size=1)",
        "for m in Word2Vec(s, size=1).wv.index_to_key:  # w2vcheck: ignore[W2V603]\n    pass",
        "m = f'''\n{Word2Vec(s, size=1)}\n'''  # noqa: W2V603",
    ],
)
def test_a_comment_quietens_the_statement_it_belongs_to(text: str) -> None:
    assert said(HEAD + text + "\n") == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("m = Word2Vec(s, size=1)  # noqa", ["W2V603"]),  # a code is needed: most bare ones were meant for other tools
        ("m = Word2Vec(s, size=1)  # noqa: E501", ["W2V603"]),
        ("m = Word2Vec(s, size=1)  # w2vcheck: ignore", ["W2V603"]),
        ("m = Word2Vec(s, size=1)  # w2vcheck: ignore[W2V699]", ["W2V603", "W2V609"]),
        ("x = 1  # w2vcheck: ignore[W2V603]\nm = Word2Vec(s, size=1)", ["W2V603", "W2V609"]),
        ("m = Word2Vec(s, size=1)\n# w2vcheck: ignore[W2V603]", ["W2V603", "W2V609"]),
        ("x = '# w2vcheck: ignore[W2V603]'; m = Word2Vec(s, size=1)", ["W2V603"]),
        ("if x:  # w2vcheck: ignore[W2V603]\n    m = Word2Vec(s, size=1)", ["W2V603", "W2V609"]),
        ("x = 1  # w2vcheck: ignore[W2V603, W2V609]", []),
        ("x = 1  # w2vcheck: ignore[W2V604]", []),  # that rule did not run: nobody knows
    ],
)
def test_a_comment_elsewhere_does_not(text: str, codes: list[str]) -> None:
    assert said(HEAD + text + "\n") == codes


def test_a_comment_speaks_for_its_own_cell() -> None:
    cells = [HEAD, "m = Word2Vec(s, size=1)  # w2vcheck: ignore[W2V603]", "m = Word2Vec(s, size=1)"]
    document = {"cells": [{"cell_type": "code", "source": text} for text in cells], "metadata": {}}

    assert said(json.dumps(document), "a.ipynb") == ["W2V603"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # w2vcheck: ignore[W2V603] reason\n", "x = 1\n"),
        ("x = 1  # w2vcheck: ignore[W2V603, W2V604] reason\n", "x = 1  # w2vcheck: ignore[W2V604] reason\n"),
        ("x = 1  # noqa: E501, W2V603\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # noqa: E501,W2V603 long\n", "x = 1  # noqa: E501 long\n"),
        ("x = 1  # about x # noqa: W2V603\n", "x = 1  # about x\n"),
        ("# w2vcheck: ignore[W2V603]\r\nx = 1\r\n", "x = 1\r\n"),
        ("x = 1\n    # noqa: W2V603", "x = 1\n"),
        ("x = 1  # noqa: W2V603 # pragma: no cover\n", "x = 1  # pragma: no cover\n"),
    ],
)
def test_an_unused_one_is_taken_out(before: str, after: str) -> None:
    assert mend(source_of(before, "a.py"), SETTINGS).after.raw.decode() == after


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# w2vcheck: ignore[W2V603] an old server", "an old server"),
        ("# w2vcheck: ignore[W2V603]: an old server  ", "an old server"),
        ("# w2vcheck: ignore[W2V603] - old # fmt: skip", "old"),
        ("# noqa: W2V603 an old server", "an old server"),
        ("# w2vcheck: ignore[W2V603]", ""),
    ],
)
def test_what_stands_behind_the_codes_is_the_reason(comment: str, reason: str) -> None:
    source = source_of(f"from gensim.models import Word2Vec\nWord2Vec(s, size=9)  {comment}\n", "t.py")
    linted = lint_source(source, chosen(SETTINGS), SETTINGS)

    assert [(one.finding.code, one.by, one.reason) for one in linted.accepted] == [("W2V603", "comment", reason)]
    assert linted.said.found == []
