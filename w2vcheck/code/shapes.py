"""The shapes of arrays and tensors, where the script gives them away.

A shape is a tuple of widths; the rows, whose number nobody knows, are None in it. What cannot be told is no shape at all.
"""

from collections.abc import Callable

from w2vcheck.code.activations import activation
from w2vcheck.code.columns import column_at
from w2vcheck.code.values import SPLIT, Value, class_of, is_constant, whole

Shape = tuple[int | None, ...]
_KEEPING = frozenset(
    [
        "float",
        "double",
        "half",
        "long",
        "int",
        "bool",
        "to",
        "cpu",
        "cuda",
        "numpy",
        "detach",
        "clone",
        "contiguous",
        "astype",
        "copy",
        "requires_grad_",
        "type",
        "values",
        "fillna",
        "to_numpy",
        "tolist",
        "type_as",
        "pin_memory",
        "map",
        "apply",
        "cat",
        "codes",
        "fit_transform",
    ]
)
_KEEPING_CALLS = frozenset((
    "torch.tensor", "torch.as_tensor", "torch.from_numpy", "torch.FloatTensor", "torch.LongTensor", "torch.Tensor",
    "numpy.array", "numpy.asarray", "torch.autograd.Variable", "torch.nn.functional.dropout",
))  # fmt: skip
_KEEPING_MODULES = frozenset(("torch.nn.Dropout", "torch.nn.BatchNorm1d", "torch.nn.LayerNorm", "torch.nn.Identity"))
_MEMORIES = frozenset(("torch.nn.RNN", "torch.nn.GRU", "torch.nn.LSTM"))
_FRAMES = (
    "pandas.read_csv",
    "pandas.read_table",
    "pandas.read_excel",
    "pandas.DataFrame",
    "pandas.read_json",
    "pandas.read_parquet",
)
_AVERAGES = ("numpy.mean", "numpy.sum", "numpy.average")
_MATRICES = ("numpy.loadtxt", "numpy.genfromtxt")
_EMBEDDINGS = "gensim.models.KeyedVectors"
_TRAINED = ("gensim.models.Word2Vec", "gensim.models.FastText")
_KEEPING_COLUMNS = ("dropna", "reset_index", "copy", "sample", "drop", "drop_duplicates")
VECTOR_SIZE = 100
"""gensim's default."""


def shape(value: Value | None, depth: int = 0) -> Shape | None:  # noqa: C901, PLR0911, PLR0912 - a table
    """The shape of what a value stands for; None where the script does not tell."""
    if value is None or depth > 60:
        return None

    def inner(one: Value | None) -> Shape | None:
        return shape(one, depth + 1)

    act = activation(value)
    if act is not None:
        return inner(act.input)
    match value:
        case Value(kind="apply", owner=Value(kind="call", name="torch.nn.Linear") as layer, args=[data, *_]):
            before = inner(data)
            return (*(before[:-1] if before else (None,)), whole(layer.argument(1, "out_features")))
        case Value(kind="apply", owner=Value(kind="call", name=name), args=[data, *_]) if name in _KEEPING_MODULES:
            return inner(data)
        case Value(kind="apply", owner=Value(kind="call", name="torch.nn.Flatten"), args=[data, *_]):
            return _if_flat(inner(data))
        case Value(kind="method", name=name, owner=Value() as owner):
            return _of_method(value, name, owner, inner)
        case Value(kind="call", name=name):
            return _of_call(value, name, inner)
        case Value(kind="attribute", name="values" | "data", owner=Value() as owner):
            return inner(owner)
        case Value(kind="attribute") if column_at(value) is not None:
            return (None,)
        case Value(kind="item", owner=Value() as owner, args=[key]):
            return _of_item(owner, key, inner)
        case Value(kind="part", owner=Value(kind="apply" | "part") as made, constant=int(n)) if found := _of_memory(made, n):
            return found
        case Value(kind="part", owner=Value(name="sklearn.model_selection.train_test_split") as made, constant=int(n)):
            return inner(made.args[n // 2]) if n // 2 < len(made.args) else None
        case Value(kind="element", name="batch", owner=Value() as one):
            found = inner(one)
            return None if found is None else (None, *found)
        case Value(kind="element", owner=Value() as owner):
            found = inner(owner)
            return found[1:] if found else None
        case Value(kind="comprehension", name="list", args=[one]):
            found = inner(one)
            return None if found is None else (None, *found)
        case Value(kind="grown", name="append", args=[one]):
            found = inner(one)
            return None if found is None else (None, *found)
        case Value(kind="list" | "tuple", args=[one]) if one.name != "*":
            found = inner(one)
            return None if found is None else (1, *found)
        case Value(kind="operation", name="Add" | "Sub" | "Mult" | "Div", args=[left, right]):
            a, b = inner(left), inner(right)
            return a if b in ((), a) else b if a == () else None
        case Value(kind="operation", name="Eq" | "Gt" | "Lt" | "GtE" | "LtE" | "NotEq", args=[left, right]):
            return inner(left) if right.kind == "constant" else None
        case Value(kind="constant", constant=bool() | int() | float()):
            return ()
        case Value(kind="either", args=several):
            shapes = {inner(one) for one in several}
            return shapes.pop() if len(shapes) == 1 else None
        case Value(kind="updated", owner=Value() as owner):
            return inner(owner)
    return None


Inner = Callable[[Value | None], Shape | None]


def _of_memory(made: Value, part: int) -> Shape | None:
    """What a recurrent layer gives back: the outputs of all steps, and the last states (of an LSTM a pair of them).

    Shapes as torch's documentation has them, for batches; with a projection they are others.
    """
    if made.kind == "part":
        layer = made.owner.owner if made.owner is not None and made.owner.kind == "apply" and made.constant == 1 else None
        is_state = layer is not None and layer.name == "torch.nn.LSTM"
    else:
        layer, is_state = made.owner, part == 1 and made.owner is not None and made.owner.name != "torch.nn.LSTM"
    if layer is None or layer.kind != "call" or layer.name not in _MEMORIES or "proj_size" in layer.keywords:
        return None
    hidden = whole(layer.argument(1, "hidden_size"))
    given, both = layer.argument(2, "num_layers"), layer.keywords.get("bidirectional")
    layers = 1 if given is None else whole(given)
    ways = 1 if both is None or is_constant(both, False) else 2 if is_constant(both, True) else None
    if hidden is None or ways is None:
        return None
    if is_state:
        return (None if layers is None else layers * ways, None, hidden)
    return (None, None, hidden * ways) if made.kind == "apply" and part == 0 else None


def _if_flat(found: Shape | None) -> Shape | None:
    return found if found is not None and len(found) == 2 else None


def _of_method(value: Value, name: str, owner: Value, inner: Inner) -> Shape | None:  # noqa: C901, PLR0911, PLR0912 - a table
    if name in _KEEPING:
        if name == "fit_transform" and class_of(owner) not in (
            "sklearn.preprocessing.LabelEncoder",
            "sklearn.preprocessing.StandardScaler",
        ):
            return None
        return inner(value.args[0] if name == "fit_transform" and value.args else owner)
    if name == "transform" and class_of(owner) in (
        "sklearn.preprocessing.LabelEncoder",
        "sklearn.preprocessing.StandardScaler",
    ):
        return inner(value.argument(0, "X", "y"))
    if name in ("view", "reshape"):
        sizes = value.args[0].args if len(value.args) == 1 and value.args[0].kind in ("tuple", "list") else value.args
        found = [whole(size) for size in sizes]
        if any(size is None for size in found[1:]):
            return None
        return tuple(None if size == -1 else size for size in found) or None
    if name == "predict_proba":
        return (None, None)
    if name in ("get_mean_vector", "get_vector"):
        return _vector(owner)
    before = inner(owner)
    if before is None:
        return None
    if name in ("mean", "sum") and whole(value.argument(0, "axis", "dim")) == 0:
        return before[1:]
    if name == "squeeze":
        axis = whole(value.argument(0, "dim", "axis"))
        if not value.args and not value.keywords:
            return tuple(size for size in before if size != 1)
        if axis is None or not -len(before) <= axis < len(before):
            return None
        axis %= len(before)
        return before if before[axis] != 1 else (*before[:axis], *before[axis + 1 :])
    if name == "unsqueeze":
        axis = whole(value.argument(0, "dim"))
        if axis is None or not -len(before) - 1 <= axis <= len(before):
            return None
        axis %= len(before) + 1
        return (*before[:axis], 1, *before[axis:])
    if name in ("flatten", "ravel") and not value.args and len([size for size in before if size != 1]) <= 1:
        return (None,)
    return None


def _of_call(value: Value, name: str, inner: Inner) -> Shape | None:  # noqa: PLR0911 - a table
    first = value.args[0] if value.args else None
    if name in _KEEPING_CALLS:
        return inner(first)
    if name in ("builtins.float", "builtins.int"):
        return ()
    if name in _MATRICES:
        return (None, None)
    if name == "builtins.sum" or (name in _AVERAGES and is_constant(value.argument(1, "axis"), 0)):
        found = inner(first)
        return found[1:] if found else None
    if name in ("numpy.zeros", "numpy.ones", "torch.zeros", "torch.ones"):
        sizes = first.args if first is not None and first.kind in ("tuple", "list") else value.args[:1]
        return (*(None for _ in sizes[:-1]), _size(sizes[-1])) if sizes else None
    if name in ("numpy.vstack", "numpy.stack", "torch.stack"):
        return inner(first)
    if name == "torch.squeeze" and first is not None and len(value.args) == 1 and not value.keywords:
        found = inner(first)
        return None if found is None else tuple(size for size in found if size != 1)
    return None


def _of_item(owner: Value, key: Value, inner: Inner) -> Shape | None:  # noqa: PLR0911 - one return a form
    """Columns of frames and matrices, vectors of words, and the element of a row."""
    if class_of(owner) in (_EMBEDDINGS, *_TRAINED):
        found = _vector(owner)
        several = key.kind in ("list", "comprehension", "grown")
        return (None, *found) if several and found is not None else found
    if _is_frame(owner):
        if key.kind == "constant" and isinstance(key.constant, str):
            return (None,)
        return (None, len(key.args)) if key.kind == "list" else None
    before = inner(owner)
    if before is None:
        return None
    if key.kind == "tuple" and len(key.args) == 2 and key.args[0].kind == "slice":
        second = key.args[1]
        if is_constant(second, None):
            return (*before[:1], 1, *before[1:])
        if whole(second) is not None:
            return (*before[:1], *before[2:])
        if second.kind == "slice" and len(before) == 2:
            low, high = whole(second.args[0]) or 0, whole(second.args[1])
            return (before[0], high - low if high is not None and 0 <= low < high else None)
        return None
    if key.kind in ("slice", "part", "item", "operation"):
        return before
    return before[1:] if key.kind == "parameter" or whole(key) is not None else None


def _is_frame(value: Value) -> bool:
    """Whether a value is a pandas frame as it was read, with its columns."""
    match value:
        case Value(kind="call", name=name):
            return name in _FRAMES
        case Value(kind="part", owner=Value(name=name, args=[first, *_])) if name == SPLIT:
            return _is_frame(first)
        case Value(kind="method", name=name, owner=Value() as owner) if name in _KEEPING_COLUMNS:
            return _is_frame(owner)
        case Value(kind="updated", owner=Value() as owner):
            return _is_frame(owner)
    return False


def _vector(owner: Value) -> Shape | None:
    """The shape of one vector of a model, or of its `wv`."""
    size = vector_size(owner.owner if owner.kind == "attribute" and owner.owner is not None else owner)
    return None if size is None else (size,)


def _size(value: Value) -> int | None:
    """A width: a number, or the `vector_size` of a model."""
    if value.kind == "attribute" and value.name == "vector_size" and value.owner is not None:
        found = _vector(value.owner)
        return found[0] if found else None
    return whole(value)


def vector_size(model: Value) -> int | None:
    """The number of dimensions of a gensim model that the script trains."""
    if model.kind != "call" or model.name not in (*_TRAINED, "gensim.models.Doc2Vec"):
        return None
    given = model.keywords.get("vector_size") or model.keywords.get("size")
    return VECTOR_SIZE if given is None else whole(given)
