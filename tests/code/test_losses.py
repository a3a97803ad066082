import pytest

from w2vcheck.code.evaluations import evaluations
from w2vcheck.code.losses import Losses, losses, unresolved
from w2vcheck.code.script import Script, script
from w2vcheck.code.shapes import shape
from w2vcheck.code.source import source_of
from w2vcheck.code.targets import are_classes, written_numbers
from w2vcheck.code.texts import depth

HEAD = "import numpy as np\nimport pandas as pd\nimport torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"


def read(text: str) -> Script:
    return script(source_of(HEAD + text, "train.py"))


def found(text: str) -> Losses:
    return losses(read(text))


@pytest.mark.parametrize(
    ("output", "activations"),
    [
        ("nn.Linear(4, 3)(x)", ()),
        ("torch.sigmoid(nn.Linear(4, 1)(x))", ("sigmoid",)),
        ("nn.Linear(4, 1)(x).sigmoid().squeeze(1)", ("sigmoid",)),
        ("F.softmax(nn.Linear(4, 3)(x), dim=1)[:, :2]", ("softmax",)),
        ("nn.Softmax(1)(nn.ReLU()(nn.Linear(4, 3)(x)))", ("softmax", "relu")),
        ("nn.Sequential(nn.Linear(4, 3), nn.Dropout(0.1), nn.LogSoftmax(1))(x).view(-1, 3)", ("log_softmax",)),
        ("nn.Linear(4, 3)(x) / 2.0", ()),
    ],
)
def test_the_way_back_from_the_loss(output: str, activations: tuple[str, ...]) -> None:
    (use,) = found(f"loss = nn.MSELoss()({output}, y)\nloss.backward()\n").uses

    assert use.trains
    assert use.end.activations == activations
    assert use.end.layer is not None


def test_what_is_not_resolved_is_said() -> None:
    read_script = read("from models import net\nloss = nn.MSELoss()(net(x), y)\nloss.backward()\n")

    assert unresolved(read_script, losses(read_script)) == "the loss in line 7 is not resolved: models.net is not known"


@pytest.mark.parametrize(
    ("backward", "trains"),
    [
        ("loss.backward()", True),
        ("(loss / 4 + penalty).backward()", True),
        ("scaler.scale(loss).backward()", True),
        ("accelerator.backward(loss)", True),
        ("print(loss.item())", False),
    ],
)
def test_a_loss_trains_where_its_gradient_is_asked_for(*, backward: str, trains: bool) -> None:
    (use,) = found(f"net = nn.Linear(2, 1)\nloss = F.mse_loss(net(x), y)\n{backward}\n").uses

    assert use.trains is trains


def test_a_squared_error_by_hand_is_one() -> None:
    (use,) = found("net = nn.Linear(2, 1)\nloss = ((y - net(x)) ** 2).mean()\nloss.backward()\n").uses

    assert (use.name, use.end.activation) == ("mse", "none")


@pytest.mark.parametrize(
    ("expression", "is_shape"),
    [
        ("nn.Linear(4, 1)(x)", (None, 1)),
        ("nn.Linear(4, 1)(x).squeeze(1)", (None,)),
        ("nn.Linear(4, 1)(x).squeeze()", (None,)),
        ("nn.Linear(4, 1)(x).view(-1)", (None,)),
        ("torch.tensor(df['y'].values).float()", (None,)),
        ("torch.tensor(df.y.values).unsqueeze(1)", (None, 1)),
        ("torch.tensor(df[['a', 'b']].to_numpy())", (None, 2)),
        ("np.loadtxt('f')[:, 0:6]", (None, 6)),
        ("np.loadtxt('f')[:, 0]", (None,)),
        ("x.view(-1, 512)", (None, 512)),
        ("x.view(x.size(0), -1)", (None, None)),
        ("x", None),
    ],
)
def test_shapes(expression: str, is_shape: tuple[int | None, ...] | None) -> None:
    read_script = read(f"df = pd.read_csv('f')\nprint({expression})\n")
    (event,) = read_script.calls("builtins.print")

    assert shape(event.value.args[0]) == is_shape


def test_vectors_of_a_model_have_its_size() -> None:
    text = """
from gensim.models import Word2Vec
w2v = Word2Vec(s, vector_size=30)
def mean(words):
    found = [w2v.wv[w] for w in words if w in w2v.wv]
    return np.mean(found, axis=0) if found else np.zeros(w2v.vector_size)
print(np.array([mean(words) for words in s]))
"""
    (event,) = read(text).calls("builtins.print")

    assert shape(event.value.args[0]) == (None, 30)


@pytest.mark.parametrize(
    ("target", "numbers"),
    [
        ("torch.tensor(df['label'].map({'pos': 1, 'neg': -1}).values)", (-1, 1)),
        ("torch.tensor(np.where(df['label'] == 'pos', 1, 0))", (0, 1)),
        ("torch.tensor([2 if label == 'a' else 5 for label in df['label']])", (2, 5)),
        ("torch.tensor(df['label'].map({'pos': 1, 'neg': -1}).values + 1)", None),
        ("torch.tensor(df['label'].values)", None),
    ],
)
def test_numbers_that_are_written_for_labels(target: str, numbers: tuple[float, ...] | None) -> None:
    (use,) = found(f"df = pd.read_csv('f')\nF.mse_loss(nn.Linear(2, 1)(x), {target}).backward()\n").uses

    written = written_numbers(use.target)
    assert (written and written[0]) == numbers


@pytest.mark.parametrize(
    ("more", "classes"),
    [
        ("hits = (net(x) > 0.5) == y", True),
        ("net(x).round()", True),
        ("from sklearn.metrics import accuracy_score\naccuracy_score(y, p)", True),
        ("print(net(x))", False),
        ("(other > 0.5).sum()", False),
    ],
)
def test_scripts_that_treat_outputs_as_classes(*, more: str, classes: bool) -> None:
    text = f"net = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())\nF.mse_loss(net(x), y).backward()\n{more}\n"
    read_script = read(text)

    assert are_classes(read_script, losses(read_script).uses[0]) is classes


@pytest.mark.parametrize(
    ("expression", "level"),
    [
        ("df['text']", 1),
        ("df.text.tolist()", 1),
        ("df['text'].str.lower().str.split()", 2),
        ("[t.split() for t in df['text']]", 2),
        ("open('f').read()", 0),
        ("open('f').read().split()", 1),
        ("[line for line in open('f')]", 1),
        ("df['text'].apply(lambda t: t.lower().split())", 2),
        ("pd.read_pickle('f')['text']", None),
        ("tokens", None),
    ],
)
def test_the_nesting_of_texts(expression: str, level: int | None) -> None:
    (event,) = read(f"df = pd.read_csv('f')\nprint({expression})\n").calls("builtins.print")

    assert depth(event.value.args[0]) == level


SPLITS = """
from sklearn.model_selection import train_test_split, KFold
from sklearn.preprocessing import StandardScaler
df = pd.read_csv('f')
"""


@pytest.mark.parametrize(
    ("text", "overlap"),
    [
        ("a, b = train_test_split(df)", False),
        ("a, b = train_test_split(df)[0]['x'], df['x']", True),
        ("a, b = df[:100], df[100:]", False),
        ("a, b = df.iloc[:80], df.iloc[80:]", False),
        ("a, b = df[:100], df[50:]", True),
        ("a, b = df[df.part == 'train'], df[df.part == 'test']", False),
        ("a = df.sample(frac=0.8)\nb = df.drop(a.index)", False),
        ("a, b = pd.read_csv('train'), pd.read_csv('test')", False),
        ("for i, j in KFold(5).split(df):\n    a, b = df.iloc[i], df.iloc[j]", False),
        ("a, b = df[['x']].dropna(), df['y'].values", True),
        ("a = StandardScaler().fit_transform(df)\nb = df", True),
        ("a, b = torch.load('all')", False),
        ("x, b = train_test_split(df)\na, c = train_test_split(x)", False),
    ],
)
def test_which_rows_have_rows_in_common(*, text: str, overlap: bool) -> None:
    from w2vcheck.code.rows import meet

    read_script = read(SPLITS + text + "\nprint(a, b)\n")
    (event,) = read_script.calls("builtins.print")
    lineage = evaluations(read_script).lineage
    a, b = (lineage.rows(one) for one in event.value.args)

    assert a
    assert b
    assert meet(a, b) is overlap
