"""What each loss of a script is given: the end of the network that made the output, and the targets."""

import ast
from dataclasses import dataclass

from w2vcheck.artefacts import provider
from w2vcheck.code.activations import activation
from w2vcheck.code.run import Event
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, ancestors, class_of, whole

_LOSSES = {
    "MSELoss": "mse",
    "BCELoss": "bce",
    "BCEWithLogitsLoss": "bce_with_logits",
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll",
    "L1Loss": "l1",
    "SmoothL1Loss": "smooth_l1",
    "HuberLoss": "huber",
    "mse_loss": "mse",
    "binary_cross_entropy": "bce",
    "binary_cross_entropy_with_logits": "bce_with_logits",
    "cross_entropy": "cross_entropy",
    "nll_loss": "nll",
    "l1_loss": "l1",
    "smooth_l1_loss": "smooth_l1",
    "huber_loss": "huber",
}
CLASSES = {
    "mse": "MSELoss",
    "bce": "BCELoss",
    "bce_with_logits": "BCEWithLogitsLoss",
    "cross_entropy": "CrossEntropyLoss",
    "nll": "NLLLoss",
    "l1": "L1Loss",
    "smooth_l1": "SmoothL1Loss",
    "huber": "HuberLoss",
}
"""torch's name of each loss."""
_SHAPE_METHODS = frozenset(
    [
        "view",
        "reshape",
        "squeeze",
        "unsqueeze",
        "clone",
        "flatten",
        "transpose",
        "permute",
        "contiguous",
        "float",
        "double",
        "half",
        "to",
        "cpu",
        "cuda",
        "type",
        "t",
        "type_as",
        "view_as",
        "reshape_as",
    ]
)
_SHAPE_CALLS = frozenset(("torch.squeeze", "torch.unsqueeze", "torch.flatten", "torch.reshape", "torch.clone", "torch.transpose"))
_NEUTRAL = frozenset(("Dropout", "Identity", "Flatten", "Unflatten", "AlphaDropout"))
_PARAMETRIC = frozenset(
    [
        "Linear",
        "LazyLinear",
        "Bilinear",
        "Conv1d",
        "Conv2d",
        "Conv3d",
        "Embedding",
        "EmbeddingBag",
        "LSTM",
        "GRU",
        "RNN",
        "BatchNorm1d",
        "BatchNorm2d",
        "LayerNorm",
        "MultiheadAttention",
        "TransformerEncoder",
        "TransformerEncoderLayer",
    ]
)
_TRAINING_STEPS = ("training_step", "closure")


@dataclass(frozen=True, slots=True)
class End:
    """The end of a network, from its last layer with weights on.

    `activations` are what comes after that layer, last first, by torch's functional names. `layer` is None where the way
    back is not resolved, and `says` then why. `width` is its number of outputs.
    """

    activations: tuple[str, ...]
    nodes: tuple[ast.AST | None, ...]
    layer: Value | None
    width: int | None
    says: str = ""

    @property
    def activation(self) -> str:
        """The last activation, "none" where the last layer comes last."""
        return self.activations[0] if self.activations else "none"

    @property
    def is_known(self) -> bool:
        """Whether the last activation is known: there is one, or the last layer was reached."""
        return bool(self.activations) or self.layer is not None


@dataclass(frozen=True, slots=True)
class LossUse:
    """One use of a loss. `trains` tells whether its gradient is asked for; a loss that is only looked at teaches nothing."""

    name: str
    event: Event
    output: Value
    target: Value
    end: End
    trains: bool
    made: ast.AST | None

    @property
    def node(self) -> ast.AST | None:
        """Where it is computed."""
        return self.event.value.node


@dataclass(frozen=True, slots=True)
class Losses:
    """All the losses of a script, each place in the text once, those of training first."""

    uses: tuple[LossUse, ...]

    @property
    def training(self) -> tuple[LossUse, ...]:
        """Those whose gradient is asked for."""
        return tuple(use for use in self.uses if use.trains)


@provider("looking for losses")
def losses(script: Script) -> Losses:
    """Every loss of the script with what it is given."""
    trained = _differentiated(script)
    found: dict[ast.AST | None, LossUse] = {}
    for event in script.events:
        given = _loss(event.value) if event.value.kind != "call" or "nn.functional" in event.value.name else None
        if given is None:
            continue
        name, output, target, made = given
        in_step = any(getattr(one, "name", "") in _TRAINING_STEPS for one in event.functions)
        use = LossUse(name, event, output, target, end_of(output), id(event.value) in trained or in_step, made)
        before = found.get(event.value.node)
        if before is None or (use.trains, use.end.is_known) > (before.trains, before.end.is_known):
            found[event.value.node] = use
    return Losses(tuple(sorted(found.values(), key=lambda use: (not use.trains, use.event.order))))


def _differentiated(script: Script) -> set[int]:
    """The values whose gradient is asked for."""
    asking = [*script.methods("backward", "manual_backward"), *script.calls("torch.autograd.grad")]
    return {id(one) for one in ancestors(*(event.value for event in asking))}


def _loss(value: Value) -> tuple[str, Value, Value, ast.AST | None] | None:
    """Name, output, target and the place where the criterion is made, if a value is a loss."""
    match value:
        case Value(kind="apply", owner=Value() as owner):
            kind = class_of(owner) or ""
            name = _LOSSES.get(kind.rpartition(".")[2]) if kind.startswith("torch.nn.") else None
            made = owner.node
        case Value(kind="call", name=called) if called.startswith("torch.nn.functional."):
            name, made = _LOSSES.get(called.rpartition(".")[2]), None
        case Value(kind="method", name="mean" | "sum", owner=Value(kind="operation", name="Pow", args=[base, power])):
            # a squared error by hand, the mean of squared differences
            if whole(power) == 2 and base.kind == "operation" and base.name == "Sub":
                left, right = base.args
                if end_of(right).is_known and not end_of(left).is_known:
                    left, right = right, left
                return ("mse", left, right, None) if end_of(left).is_known else None
            return None
        case _:
            return None
    output, target = value.argument(0, "input"), value.argument(1, "target")
    return (name, output, target, made) if name and output is not None and target is not None else None


def end_of(output: Value) -> End:
    """The end of the network that made an output: through views and casts, to the first layer with weights."""
    activations: list[str] = []
    nodes: list[ast.AST | None] = []
    value: Value | None = output
    while value is not None:
        act = activation(value)
        if act is not None:
            activations.append(act.name)
            nodes.append(act.node)
            value = act.input
            continue
        layer = _layer(value)
        if layer is not None:
            return End(
                tuple(activations), tuple(nodes), layer, whole(layer.argument(1, "out_features")) if _is_linear(layer) else None
            )
        if value.kind == "either":
            return _of_branches(value, activations, nodes)
        onward = passed_through(value)
        if onward is None:
            return End(tuple(activations), tuple(nodes), None, None, _why(value))
        value = onward
    return End(tuple(activations), tuple(nodes), None, None)


def _of_branches(value: Value, activations: list[str], nodes: list[ast.AST | None]) -> End:
    """Where the script may go several ways, what they have in common."""
    ends = [end_of(one) for one in value.args]
    first = ends[0]
    if any(one.activations != first.activations or not one.is_known for one in ends):
        return End(tuple(activations), tuple(nodes), None, None, "it depends on a condition")
    width = first.width if all(one.width == first.width for one in ends) else None
    return End((*activations, *first.activations), (*nodes, *first.nodes), first.layer, width)


def _is_linear(layer: Value) -> bool:
    return layer.kind == "call" and layer.name == "torch.nn.Linear"


def _layer(value: Value) -> Value | None:
    """The layer with weights whose result a value is."""
    match value:
        case Value(kind="apply", owner=Value(kind="call", name=name) as layer) if name.startswith("torch.nn."):
            return layer if name.rpartition(".")[2] in _PARAMETRIC else None
        case Value(
            kind="call", name="torch.nn.functional.linear" | "torch.matmul" | "torch.mm" | "torch.nn.functional.embedding"
        ):
            return value
        case Value(kind="operation", name="MatMult"):
            return value
    return None


def passed_through(value: Value) -> Value | None:
    """What a view, cast or dropout was given; None for anything that computes."""
    match value:
        case Value(kind="method", name=name, owner=Value() as owner) if name in _SHAPE_METHODS:
            return owner
        case Value(kind="call", name=name, args=[data, *_]) if name in _SHAPE_CALLS or name == "torch.nn.functional.dropout":
            return data
        case Value(kind="apply", owner=Value(kind="call", name=name), args=[data, *_]) if name.startswith("torch.nn."):
            return data if name.rpartition(".")[2] in _NEUTRAL else None
        case Value(kind="item", owner=Value() as owner, args=[key]) if (
            key.kind in ("slice", "tuple") and owner.kind != "parameter"
        ):
            return owner
        case Value(kind="operation", name="Mult" | "Div", args=[left, right]):
            return left if right.kind == "constant" else right if left.kind == "constant" else None
    return None


def _why(value: Value) -> str:
    match value:
        case Value(kind="parameter", name=name):
            return f"{name!r} is given from outside"
        case Value(kind="call", name=name):
            return f"{name} is not known"
        case Value(kind="apply", owner=Value(kind="call", name=name)) if not name.startswith("torch.nn."):
            return f"the network is made by {name}"
        case Value(kind="apply", owner=Value(kind="parameter", name=name)):
            return f"the network {name!r} is given from outside"
    return "what makes it is not known"


def unresolved(script: Script, found: Losses) -> str | None:
    """Why no loss of training could be traced back to the layer that made its output; None where one could, or there is none."""
    if not found.training or any(use.end.is_known for use in found.training):
        return None
    first = found.training[0]
    return f"the loss in {script.line_of(first.node)} is not resolved: {first.end.says or 'what makes its output is not known'}"
