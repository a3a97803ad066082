"""What lists, loaders and torch containers hold."""

import ast

from w2vcheck.code.values import Kind, Value

_AS_THEY_ARE = (
    "builtins.list",
    "builtins.tuple",
    "builtins.sorted",
    "builtins.reversed",
    "builtins.iter",
    "collections.OrderedDict",
    "torch.nn.ModuleList",
    "tqdm.tqdm",
    "tqdm.auto.tqdm",
    "tqdm.notebook.tqdm",
    "tqdm.tqdm_notebook",
)
"""Calls that hold what their first argument holds."""
LOADERS = ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader")
_MOST_ALTERNATIVES = 8
"""Members of a list beyond which an element of it is just an element."""


def members(value: Value) -> tuple[Value, ...] | None:
    """All the members of a container in order, where the script writes them out."""
    pieces: tuple[tuple[Value, ...] | None, ...] = (None,)
    match value:
        case Value(kind="list" | "tuple" | "set", args=args):
            pieces = tuple(members(one.owner) if one.name == "*" and one.owner is not None else (one,) for one in args)
        case Value(kind="call", name=name, args=inner) if name in _AS_THEY_ARE:
            pieces = (members(inner[0]),) if inner else ()
        case Value(kind="grown", name=how, owner=Value() as before, args=added):
            pieces = (members(before), members(added[-1]) if how == "extend" else (added[-1],))
        case Value(kind="operation", name="Add", args=[left, right]):
            pieces = (members(left), members(right))
    several: list[Value] = []
    for piece in pieces:
        if piece is None:
            return None
        several += piece
    return tuple(several)


def picked(value: Value, key: Value) -> Value | None:
    """One module, or some of them, of an `nn.ModuleList` or `nn.Sequential`; None where that is not written out."""
    if value.kind != "call" or value.name not in ("torch.nn.ModuleList", "torch.nn.Sequential"):
        return None
    several = layers(value) if value.name == "torch.nn.Sequential" else members(value)
    if several is None:
        return None
    if key.kind == "constant" and isinstance(key.constant, int) and -len(several) <= key.constant < len(several):
        return several[key.constant]
    if key.kind != "slice":
        return None
    ends = [end.constant for end in key.args if end.kind == "constant" and isinstance(end.constant, int | None)]
    if len(ends) < len(key.args):
        return None
    kind: Kind = "call" if value.name == "torch.nn.Sequential" else "list"
    return Value(kind, value.name if kind == "call" else "", key.node, args=several[slice(*ends)])


def layers(value: Value) -> tuple[Value, ...] | None:
    """The modules of an `nn.Sequential` in order; None where they are not written out."""
    several: list[Value] = []
    for one in value.args:
        inner = members(one.owner) if one.name == "*" and one.owner is not None else (one,)
        if inner is None:
            return None
        for layer in inner:
            found = _of_pairs(layer)
            if found is None:
                return None
            several += found
    return tuple(several)


def _of_pairs(layer: Value) -> tuple[Value, ...] | None:
    """One layer, or the layers of an `OrderedDict` of names and layers."""
    if layer.kind == "dict":
        return layer.args
    if layer.kind == "call" and layer.name == "collections.OrderedDict":
        pairs = members(layer)
        if pairs is None or any(pair.kind != "tuple" or len(pair.args) != 2 for pair in pairs):
            return None
        return tuple(pair.args[1] for pair in pairs)
    return (layer,)


def element(items: Value, node: ast.AST | None) -> Value:
    """Any one element of a value; of a loader a batch, made of the elements of its dataset."""
    found: Value | None = None
    match items:
        case Value(kind="comprehension", args=(one, *_)):
            found = one
        case Value(kind="call", name="builtins.zip", args=several):
            found = Value("tuple", node=node, args=tuple(element(one, node) for one in several))
        case Value(kind="call", name="builtins.enumerate", args=[one, *_]):
            found = Value("tuple", node=node, args=(Value("element", node=node, owner=items), element(one, node)))
        case Value(kind="call", name=name, args=[one, *_]) if name in _AS_THEY_ARE:
            found = element(one, node)
        case Value(kind="call", name=name) if name in LOADERS:
            data = items.argument(0, "dataset")
            found = None if data is None else batch(data, node)
        case Value(kind="grown", args=added):
            found = element(added[-1], node) if items.name == "extend" else added[-1]
        case Value(kind="list" | "tuple" | "set", args=several) if several:
            plain = not any(one.name == "*" for one in several)
            if plain and len(several) <= _MOST_ALTERNATIVES:
                alternatives = tuple(dict.fromkeys(several))
                found = several[0] if len(alternatives) == 1 else Value("either", node=node, args=alternatives)
    return found or Value("element", node=node, owner=items)


def batch(data: Value, node: ast.AST | None) -> Value | None:
    """What a loader gives for this dataset; None for datasets of unknown classes."""
    whole = undivided(data)
    match whole:
        case Value(kind="call", name="torch.utils.data.TensorDataset", args=tensors):
            one = Value("tuple", node=node, args=tuple(Value("element", node=node, owner=tensor) for tensor in tensors))
        case Value(kind="list" | "comprehension") | Value(kind="call", name="builtins.list" | "builtins.zip"):
            one = element(whole, node)
        case _:
            return None
    return stacked(one, data, node) if one.kind == "tuple" else None


def undivided(data: Value) -> Value:
    """The dataset that a part of it was taken from."""
    match data:
        case Value(kind="call", name="torch.utils.data.Subset", args=[inner, *_]):
            return undivided(inner)
        case Value(kind="part", owner=Value(kind="call", name="torch.utils.data.random_split", args=[inner, *_])):
            return undivided(inner)
    return data


def stacked(one: Value, data: Value, node: ast.AST | None) -> Value:
    """A batch of what a dataset gives for one row; `data` says of which rows."""
    if one.kind == "tuple":
        return Value("tuple", node=node, args=tuple(stacked(inner, data, node) for inner in one.args))
    return Value("element", "batch", node, one, (data,) if data.kind == "part" else ())
