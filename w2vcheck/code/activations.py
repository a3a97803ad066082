"""Activations, under all the names that torch has for them."""

import ast
from dataclasses import dataclass

from w2vcheck.code.values import Value

_MODULES = {
    "Sigmoid": "sigmoid",
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "ReLU": "relu",
    "Tanh": "tanh",
    "LeakyReLU": "leaky_relu",
    "GELU": "gelu",
    "ELU": "elu",
    "SELU": "selu",
    "SiLU": "silu",
    "Softplus": "softplus",
    "LogSigmoid": "logsigmoid",
    "Hardtanh": "hardtanh",
    "ReLU6": "relu6",
    "PReLU": "prelu",
    "Mish": "mish",
}
_FUNCTIONS = frozenset(_MODULES.values())
_PREFIXES = ("torch.", "torch.nn.functional.", "torch.special.")


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation: its name as in torch.nn.functional, what it is applied to, and where it is written."""

    name: str
    input: Value
    node: ast.AST | None


def activation(value: Value) -> Activation | None:
    """The activation whose result a value is."""
    name: str = ""
    data: Value | None = None
    match value:
        case Value(kind="apply", owner=Value(kind="call", name=made), args=[first, *_]) if made.startswith("torch.nn."):
            name, data = _MODULES.get(made.rpartition(".")[2], ""), first
        case Value(kind="call", name=called) if called.startswith(_PREFIXES):
            stem, _, last = called.rpartition(".")
            name = "sigmoid" if last == "expit" else last
            data = value.argument(0, "input") if f"{stem}." in _PREFIXES else None
        case Value(kind="method", name=method, owner=Value() as owner):
            name, data = method, owner
    return Activation(name, data, value.node) if name in _FUNCTIONS and data is not None else None
