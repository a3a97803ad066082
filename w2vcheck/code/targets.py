"""What a script tells about its targets: the numbers that stand for the classes, and whether they are classes at all."""

import ast

from w2vcheck.code.columns import column_at
from w2vcheck.code.losses import LossUse, passed_through
from w2vcheck.code.script import Script
from w2vcheck.code.values import SPLIT, Value, ancestors, class_of, number

_KEEPING = frozenset(
    [
        "astype",
        "to_numpy",
        "tolist",
        "numpy",
        "detach",
        "reshape",
        "view",
        "unsqueeze",
        "float",
        "long",
        "int",
        "to",
        "copy",
        "squeeze",
    ]
)
_KEEPING_CALLS = frozenset(
    [
        "torch.tensor",
        "torch.as_tensor",
        "torch.from_numpy",
        "torch.FloatTensor",
        "torch.LongTensor",
        "numpy.array",
        "numpy.asarray",
    ]
)
_ENCODERS = ("LabelEncoder", "LabelBinarizer", "OneHotEncoder")
_CLASS_METRICS = (
    "accuracy",
    "f1_score",
    "precision",
    "recall",
    "confusion_matrix",
    "classification_report",
    "roc_auc",
    "matthews",
)
_SOFT = ("predict_proba", "decision_function", "predict_log_proba")
_COMPARISONS = ("Gt", "GtE", "Lt", "LtE")


def written_numbers(target: Value) -> tuple[tuple[float, ...], ast.AST | None] | None:
    """The numbers that the script itself writes for the labels, ascending, and where; None where it does not write them."""
    value: Value | None = target
    for _ in range(60):
        if value is None:
            return None
        found = _mapped(value)
        if found is not None:
            return found
        value = _before(value)
    return None


def _mapped(value: Value) -> tuple[tuple[float, ...], ast.AST | None] | None:
    if _is_doubled(value) or (value.kind == "comprehension" and _is_doubled(value.args[0])):
        return (-1.0, 1.0), value.node
    options: tuple[Value, ...] = ()
    match value:
        case Value(kind="method", name="map" | "replace", args=[Value(kind="dict", args=options), *_]):
            pass
        case Value(kind="call", name="numpy.where", args=[_, one, other]):
            options = (one, other)
        case Value(kind="comprehension", args=[Value(kind="either", args=options)]):
            pass
        case Value(kind="comprehension", args=[Value(kind="item", owner=Value(kind="dict", args=options))]):
            pass
        case Value(kind="list" | "tuple", args=options) if len(options) > 1:
            pass
        case _:
            return None
    numbers = [number(one) for one in options]
    known = sorted({float(one) for one in numbers if one is not None})
    return (tuple(known), value.node) if known and None not in numbers else None


def _is_doubled(value: Value) -> bool:
    """Whether a value is `2 * label - 1`, which makes -1 and 1 of 0 and 1."""
    match value:
        case Value(kind="operation", name="Sub", args=[Value(kind="operation", name="Mult", args=factors), one]):
            return number(one) == 1 and any(number(factor) == 2 for factor in factors)
    return False


def _before(value: Value) -> Value | None:
    """What a cast, a split or a batch was given; None for anything that may change the numbers."""
    match value:
        case Value(kind="method", name=name, owner=Value() as owner) if name in _KEEPING:
            return owner
        case Value(kind="call", name=name, args=[inner, *_]) if name in _KEEPING_CALLS:
            return inner
        case Value(kind="part", owner=Value(kind="call", name=name, args=args), constant=int(n)) if name == SPLIT:
            return args[n // 2] if n // 2 < len(args) else None
        case (
            Value(kind="element" | "entered", owner=Value() as owner)
            | Value(kind="attribute", name="values", owner=Value() as owner)
        ):
            return owner
        case Value(kind="item" | "attribute") if (column := column_at(value)) is not None:
            return None if column.kind == "call" else column
    return passed_through(value)


def are_classes(script: Script, use: LossUse) -> bool:
    """Whether the script treats what this loss learns as classes: it encodes labels, thresholds outputs, or counts hits."""
    for one in ancestors(use.target):
        if (class_of(one) or "").rpartition(".")[2] in _ENCODERS or (one.kind == "operation" and one.name in ("Eq", "NotEq")):
            return True
        if one.kind == "method" and one.name in ("map", "replace") and one.args and one.args[0].kind == "dict":
            return True
    if any(
        metric in event.value.name
        for event in script.calls()
        for metric in _CLASS_METRICS
        if event.value.name.startswith("sklearn.")
    ):
        return True
    return any(_is_decision(value, use) for value in script.values.values())


def _is_decision(value: Value, use: LossUse) -> bool:
    """Whether a value turns outputs of the same last layer into classes."""
    match value:
        case Value(kind="operation", name=name, args=[left, right]) if name in _COMPARISONS and number(right) == 0.5:
            decided = left
        case Value(kind="method", name="round" | "argmax", owner=Value() as owner):
            decided = owner
        case Value(kind="call", name="torch.round" | "torch.argmax" | "numpy.round" | "numpy.argmax", args=[first, *_]):
            decided = first
        case _:
            return False
    return use.end.layer is not None and any(one is use.end.layer for one in ancestors(decided))


def is_reconstruction(use: LossUse) -> bool:
    """Whether the target is what the network was given, as in an autoencoder, or what another model says."""
    target = _plain(use.target)
    if any(one is target for one in ancestors(use.output)):  # noise may have been added to it on the way
        return True
    if any(one.kind == "method" and one.name in _SOFT for one in ancestors(use.target)):
        return True
    return any(
        (class_of(one.owner) or "").startswith("torch.nn.") for one in ancestors(use.target) if one.kind == "apply" and one.owner
    )


def _plain(value: Value) -> Value:
    while (before := passed_through(value)) is not None:
        value = before
    return value


def are_amounts(use: LossUse) -> bool:
    """Whether the targets are the result of a division, such as stars / 5: amounts, and no classes."""
    value: Value | None = use.target
    for _ in range(60):
        if value is None:
            return False
        if value.kind == "operation" and value.name in ("Div", "FloorDiv"):
            return True
        value = _before(value)
    return False
