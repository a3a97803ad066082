import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2vcheck.code.flow import follow
from w2vcheck.code.names import canonical
from w2vcheck.code.script import Script, script
from w2vcheck.code.source import source_of
from w2vcheck.code.values import Value, class_of, number


def read(text: str) -> Script:
    return script(source_of("import torch\n" + text, "train.py"))


def last(text: str) -> Value:
    """What the expression in the last line stands for."""
    found = read(text)
    (cell,) = found.source.cells
    assert cell.tree is not None
    node = cell.tree.body[-1]
    assert isinstance(node, ast.Expr)
    value = found.value(node.value)
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a = 1\na = 2\na", 2),
        ("a, (b, c) = 1, (2, 3)\nc", 3),
        ("a = b = 4\na + b * 2", 12),
        ("HIDDEN = 64\ndef half(n):\n    return n // 2\nhalf(HIDDEN)", 32),
        ("def f(a, b=2, *, c=3):\n    return a + b + c\nf(1, c=5)", 8),
        ("def f(**options):\n    return options['lr']\nf(lr=0.1)", 0.1),
        ("config = {'lr': 0.5, 'n': 3}\nconfig['n']", 3),
        ("class Config:\n    epochs = 7\nConfig.epochs", 7),
        ("class Config:\n    def __init__(self, n):\n        self.n = n + 1\nConfig(4).n", 5),
        ("from dataclasses import dataclass\n@dataclass\nclass C:\n    n: int = 3\nC(n=4).n", 4),
        (
            "class A:\n    def f(self): return 1\nclass B(A):\n    def f(self): return super().f() + 1\nB().f()",
            2,
        ),
        (
            "import argparse\np = argparse.ArgumentParser()\np.add_argument('--n-rows', default=9)\np.parse_args().n_rows",
            9,
        ),
        ("def f(logits=False):\n    if logits:\n        return 1\n    return 2\nf(logits=True)", 1),
        ("if __name__ == '__main__':\n    a = 1\nelse:\n    a = 2\na", 1),
        ("total = 0\ndef add(n):\n    global total\n    total = n\nadd(6)\ntotal", 6),
        ("f = lambda n: n * 2\nf(4)", 8),
        ("try:\n    a = 1\nexcept ValueError:\n    a = 2\na", 1),
        ("[n for n in (5,)][0] if False else 3", 3),
        ("(a := 5)\na", 5),
    ],
)
def test_numbers_are_followed(text: str, value: float) -> None:
    assert number(last(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\nif unknown:\n    a = 2\na",
        "a = 0\nfor i in range(3):\n    a += 1\na",
        "def f(n):\n    return f(n - 1)\nf(3)",
        "a = input()\na",
        "a = 10 ** 400\na",
        "a = 1 / 0\na",
        "def f(*args):\n    return args\nf(*unknown)[0]",
    ],
)
def test_what_depends_is_not_guessed(text: str) -> None:
    assert number(last(text)) is None


def test_a_branch_leaves_both_values() -> None:
    value = last("a = 1\nif unknown:\n    a = 2\na")

    assert value.kind == "either"
    assert {number(one) for one in value.args} == {1, 2}


def test_a_branch_that_returns_leaves_the_other() -> None:
    assert number(last("def f(x):\n    if x is None:\n        return 1\n    return 2\nf(None)")) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("from gensim.models.word2vec import Word2Vec as W\nW([])", "gensim.models.Word2Vec"),
        ("import gensim\ngensim.models.Word2Vec.load('m')", "gensim.models.Word2Vec"),
        ("from gensim.models import Word2Vec\nWord2Vec([]).wv", "gensim.models.KeyedVectors"),
        ("import gensim.downloader as api\napi.load('glove')", "gensim.models.KeyedVectors"),
        ("import torch.nn as nn\nnn.Linear(1, 2).to('cpu')", "torch.nn.Linear"),
        ("from torch import nn\nclass Net(nn.Module):\n    pass\nNet()", "torch.nn.Module"),
        ("from torch.nn import *\nLinear(1, 2)", "torch.nn.Linear"),
        (
            "from sklearn.preprocessing._data import StandardScaler\nStandardScaler().fit(x)",
            "sklearn.preprocessing.StandardScaler",
        ),
        ("model = None\nif flag:\n    model = torch.nn.Linear(1, 1)\nmodel", "torch.nn.Linear"),
        ("torch.compile(torch.nn.ReLU())", "torch.nn.ReLU"),
    ],
)
def test_library_classes_are_known_under_one_name(text: str, name: str) -> None:
    assert class_of(last(text)) == name


@pytest.mark.parametrize(
    ("dotted", "name"),
    [
        ("torch.nn.modules.loss.CrossEntropyLoss", "torch.nn.CrossEntropyLoss"),
        ("torch.nn.functional.relu", "torch.nn.functional.relu"),
        ("torch.optim.adam.Adam", "torch.optim.Adam"),
        ("torch.optim.lr_scheduler.StepLR", "torch.optim.lr_scheduler.StepLR"),
        ("pytorch_lightning.LightningModule", "lightning.LightningModule"),
        ("gensim.models.word2vec_inner", "gensim.models.word2vec_inner"),
    ],
)
def test_names_are_canonical(dotted: str, name: str) -> None:
    assert canonical(dotted) == name


def test_events_know_loops_contexts_and_functions() -> None:
    found = read("def step():\n    torch.relu(x)\nfor e in range(2):\n    with torch.no_grad():\n        step()\n")

    (event,) = found.calls("torch.relu")
    assert len(event.loops) == 1
    assert [context.name for context in event.contexts] == ["torch.no_grad"]
    assert [getattr(one, "name", "") for one in event.functions] == ["step"]
    assert event.called


def test_functions_that_nobody_calls_are_read_too() -> None:
    (event,) = read("def unused(x):\n    return torch.relu(x)\n").calls("torch.relu")

    assert not event.called
    assert event.value.args[0].kind == "parameter"


def test_code_that_is_known_not_to_run_has_values_and_no_events() -> None:
    found = read("TRAIN = False\nif TRAIN:\n    torch.relu(x)\n")

    assert not list(found.calls("torch.relu"))
    assert any(found.resolve(node) == "torch.relu" for node in found.nodes_of(ast.Attribute))


def test_layers_of_a_sequential_are_applied_one_by_one() -> None:
    value = last(
        "from torch import nn\nlayers = [nn.Linear(2, 3)]\nlayers.append(nn.ReLU())\nnet = nn.Sequential(*layers)\nnet(x)"
    )

    assert class_of(value.owner) == "torch.nn.ReLU" if value.owner else False
    assert value.args[0].owner is not None
    assert class_of(value.args[0].owner) == "torch.nn.Linear"


def test_cells_of_a_notebook_share_their_names() -> None:
    run = follow([ast.parse("a = 1"), ast.parse("b = a + 1")])

    assert number(run.values[next(node for node in run.values if isinstance(node, ast.BinOp))]) == 2


def test_files_about_something_else_are_not_followed() -> None:
    assert script(source_of("import os\nos.getcwd()\n", "a.py")).events == ()


FRAGMENTS = st.sampled_from(
    [
        "a = b",
        "b, a = a, b",
        "a.c = b",
        "a[b] = c",
        "del a",
        "a += b",
        "def f(a, b=a, *c, **d):\n    return f(a) + b",
        "class A(B):\n    x = a\n    def __init__(self): self.a = A\n    def forward(self, x): return self(x)",
        "for a in f(b):\n    a = A()\n    if a: break\nelse:\n    b = a(b)",
        "while a: a = a.b",
        "with a as b, c: b = [x for x in a if x for y in x]",
        "try:\n    a = f(1)\nexcept E as e:\n    raise\nfinally:\n    c = {**a, 'b': b}",
        "a = lambda *x, y=b: (yield)",
        "match a:\n    case [b, *c]: a = b\n    case _: pass",
        "A = A(*a, **b)",
        "global a",
        "from x import *",
        "import torch.nn as a",
        "b = a if b else (c := a)",
        "a = f'{b}{c!r}'",
        "a = a[b:c, ::2]",
        "async def g():\n    async for a in b: await c",
        "torch.nn.Sequential(*a)(b)",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(FRAGMENTS, max_size=8))
def test_no_script_is_too_strange(fragments: list[str]) -> None:
    text = "\n".join(["import torch", *fragments])
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    follow([tree])


def test_deep_recursion_of_functions_ends() -> None:
    text = "\n".join(f"def f{n}(x):\n    return f{n + 1}(f{n + 1}(x))" for n in range(40)) + "\nf0(torch.ones(1))"

    assert len(read(text).events) < 20_000
