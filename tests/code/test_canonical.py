import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vcheck.code.canonical import canonical, digest, scopes_of


def said(code: str) -> str:
    (statement,) = ast.parse(code).body
    return canonical(statement)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a, size=1)", "f( a ,\n size = 1, )  # comment"),
        ("x = 'a'", 'x = "a"'),
        ("x = (1 + 2)", "x = 1 + 2"),
        ("def f(a):\n    return 1", "def f(a):\n    x = 2\n    return x"),
        ("for a in b:\n    pass", "for a in b:\n    print(a)\nelse:\n    pass"),
        ("with a as b:\n    pass", "with a as b:\n    c()"),
        ("x = {**a, 'b': None}", "x = {**a,\n'b': None}"),
    ],
)
def test_layout_and_bodies_say_nothing(one: str, other: str) -> None:
    assert said(one) == said(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a)", "f(b)"),
        ("x = 1", "x = '1'"),
        ("x = 1", "x = 1.0"),
        ("x = a + b", "x = a - b"),
        ("x = [a, b]", "x = [b, a]"),
        ("f(lambda: a)", "f(lambda: b)"),
        ("x = [a for a in b]", "x = [a for a in c]"),
        ("def f(a):\n    pass", "def f(b):\n    pass"),
        ("x = {**a}", "x = {None: a}"),
        ("x = {'(Name id=': 1}", "x = {'(Name id=,': 1}"),
    ],
)
def test_what_is_written_is_told_apart(one: str, other: str) -> None:
    assert said(one) != said(other)


@given(st.text(max_size=9), st.text(max_size=9))
def test_two_texts_are_equal_only_where_they_are(one: str, other: str) -> None:
    assert (canonical(ast.Constant(one)) == canonical(ast.Constant(other))) is (one == other)


def test_a_module_says_nothing_and_a_deep_sum_can_be_read() -> None:
    assert canonical(ast.parse("x = 1")) == canonical(ast.parse("y = 2"))
    deep = ast.Constant(1)
    for _ in range(5000):
        deep = ast.BinOp(deep, ast.Add(), ast.Constant(1))  # type: ignore[assignment]
    assert canonical(deep).count("BinOp") == 5000


def test_a_digest_is_32_digits_of_any_text() -> None:
    assert len(digest("\ud800")) == 32
    assert digest("a") != digest("b")


def test_scopes_have_qualified_names() -> None:
    code = "class A:\n    if x:\n        def f(self):\n            def g(): pass\nasync def h():\n    try:\n        pass\n"
    code += "    except E:\n        class B: pass\nmatch a:\n    case 1:\n        def m(): pass\n"

    assert sorted(name for _, name in scopes_of(ast.parse(code))) == ["A", "A.f", "A.f.g", "h", "h.B", "m"]
