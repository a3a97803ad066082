"""Which loss meets which output activation, read from the graph that autograd recorded on one forward pass.

The walk starts at `loss.grad_fn` and goes down to the first node with parameters. It passes only nodes that change the
shape, the type or the scale of what they are given; any other node leaves the pairing unresolved, which is said. The names
of the nodes are those of torch 2.2 to 2.13; a test takes each of them from the torch that is installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

LOSSES = {
    "MseLossBackward0": "mse",
    "SmoothL1LossBackward0": "smooth_l1",
    "HuberLossBackward0": "huber",
    "NllLossBackward0": "nll",
    "NllLoss2DBackward0": "nll",
    "BinaryCrossEntropyBackward0": "bce",
    "BinaryCrossEntropyWithLogitsBackward0": "bce_with_logits",
    "MultiMarginLossBackward0": "multi_margin",
}
BY_HAND = {"PowBackward0": "mse", "AbsBackward0": "l1"}
"""Losses written as a power or absolute value of a difference."""
OUTER = {
    *("MeanBackward0", "MeanBackward1", "SumBackward0", "SumBackward1", "DivBackward0", "DivBackward1", "NegBackward0"),
    *("MulBackward0", "MulBackward1", "AddBackward0", "MaskedFillBackward0", "NanSumBackward0"),
}
"""Between the number that is minimised and the loss itself: reductions, weights, sums of losses and penalties."""
ACTIVATIONS = {
    "SigmoidBackward0": "sigmoid",
    "SoftmaxBackward0": "softmax",
    "LogSoftmaxBackward0": "log_softmax",
    "LogSigmoidBackward0": "log_sigmoid",
    "ReluBackward0": "relu",
    "TanhBackward0": "tanh",
    "HardtanhBackward0": "hardtanh",
    "LeakyReluBackward0": "leaky_relu",
    "EluBackward0": "elu",
    "GeluBackward0": "gelu",
    "SiluBackward0": "silu",
    "SoftplusBackward0": "softplus",
}
PASSED = {
    *(
        "ViewBackward0",
        "ReshapeAliasBackward0",
        "UnsafeViewBackward0",
        "SqueezeBackward0",
        "SqueezeBackward1",
        "SqueezeBackward2",
    ),
    *("UnsqueezeBackward0", "CloneBackward0", "TransposeBackward0", "PermuteBackward0", "TBackward0", "SelectBackward0"),
    *("SliceBackward0", "IndexBackward0", "IndexSelectBackward0", "ExpandBackward0", "AliasBackward0", "CatBackward0"),
    *("ToCopyBackward0", "DivBackward0", "MulBackward0", "MulBackward1", "NativeDropoutBackward0", "ClampBackward0"),
    *("ClampBackward1", "ClampMinBackward0", "ClampMaxBackward0", "StackBackward0", "ContiguousBackward0"),
}
"""Nodes that change shape, type or scale; dropout is a multiplication. Two branches are passed only if they agree."""
LINEAR = {"AddmmBackward0", "MmBackward0", "BmmBackward0", "BaddbmmBackward0", "MvBackward0", "LinearBackward0"}
PARAMETRIC = LINEAR | {
    *("ConvolutionBackward0", "EmbeddingBackward0", "EmbeddingBagBackward0", "NativeBatchNormBackward0"),
    *("NativeLayerNormBackward0", "AddcmulBackward0", "CudnnBatchNormBackward0"),
}
LEAF = "torch::autograd::AccumulateGrad"
MOST_NODES = 10_000
"""Nodes of a graph that are looked at; an unrolled recurrent network has many, and none of them matters here."""


class Node(Protocol):
    """What is needed of an autograd node."""

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The nodes whose results this one was computed from."""

    def name(self) -> str:
        """The class of the node."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A loss and what stands directly before it.

    `activation` is "none" for raw scores. `dim` is the dimension that the softmax runs over, cross-entropy's own where
    there is no other, as torch counts them. `unresolved` names the node at which the walk gave up;
    then nothing else may be relied on.
    """

    loss: str
    activation: str
    dim: int | None = None
    path: tuple[str, ...] = ()
    unresolved: str = ""

    @property
    def resolved(self) -> bool:
        """Whether the walk came to its end."""
        return not self.unresolved

    @property
    def says(self) -> str:
        """The pair in words, or why there is none."""
        if self.unresolved:
            return f"not resolved, the graph holds {self.unresolved}"
        return f"{self.activation.replace('_', '-') if self.activation != 'none' else 'raw scores'} → {self.loss}"


@dataclass(slots=True)
class _Walk:
    """What the walk has met so far. The loss nodes are kept too: an id holds only while its object lives."""

    heads: dict[int, tuple[str, Node, Node]] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)


def walk(root: Node | None) -> Pairing:
    """The pairing below `loss.grad_fn`; unresolved also where there is no graph, or more than one loss."""
    if root is None:
        return Pairing("", "", unresolved="no gradient at all")
    met = _Walk()
    _find_losses(root, met, 0)
    losses = {name for name, _, _ in met.heads.values()}
    if not met.heads or met.strange or len(losses - {"soft_cross_entropy"}) > 1:
        return Pairing("", "", path=tuple(met.path), unresolved=(met.strange or ["several losses" if losses else root.name()])[0])
    found = [_below(name, node, list(met.path)) for name, node, _ in met.heads.values()]
    first = next((one for one in found if one.loss != "soft_cross_entropy"), found[0])
    if any(one.activation != first.activation for one in found if one.resolved):
        return Pairing("", "", path=first.path, unresolved="several losses")
    return first


def _find_losses(node: Node, met: _Walk, depth: int) -> None:
    """Collect the loss nodes below the reductions and sums."""
    name = node.name()
    met.path.append(_short(name))
    children = _children(node)
    if name in LOSSES and children:
        met.heads[id(node)] = (LOSSES[name], children[0], node)
    elif name == "LogSoftmaxBackward0" and depth:  # soft targets: a weighted sum of log-probabilities
        met.heads.setdefault(id(node), ("soft_cross_entropy", node, node))
    elif name in BY_HAND and (inner := _difference(children)):
        met.heads[id(node)] = (BY_HAND[name], inner, node)
    elif _is_penalty(node):
        return
    elif name in OUTER and depth < 100:
        for child in children:
            _find_losses(child, met, depth + 1)
    else:
        met.strange.append(_short(name))


def _difference(children: list[Node]) -> Node | None:
    """What a target was subtracted from."""
    if len(children) == 1 and children[0].name() in ("SubBackward0", "SubBackward1"):
        inner = _children(children[0])
        return inner[0] if len(inner) == 1 else None
    return None


def _is_penalty(node: Node) -> bool:
    """Whether only parameters stand below, and no layer: the norm of the weights."""
    seen = set()
    for each in nodes(node):
        seen.add(each.name())
    return LEAF in seen and not seen & (PARAMETRIC | set(ACTIVATIONS) | set(LOSSES))


def _below(loss: str, node: Node, path: list[str]) -> Pairing:
    """Walk from the input of the loss to the first activation or layer."""
    if loss == "soft_cross_entropy" or (loss == "nll" and _skipped(node).name() == "LogSoftmaxBackward0"):
        own = _skipped(node)
        path = [*path, _short(own.name())]
        dim = _dim(own)
        inner = _settle(loss, _children(own)[0], path)
        squashed = inner.activation in ("softmax", "log_softmax")
        name = "soft_cross_entropy" if loss == "soft_cross_entropy" else "cross_entropy"
        return Pairing(name, inner.activation, inner.dim if squashed else dim, inner.path, inner.unresolved)
    return _settle(loss, node, path)


def _skipped(node: Node) -> Node:
    """The first node below that does more than change the shape."""
    while node.name() in PASSED and len(_children(node)) == 1:
        node = _children(node)[0]
    return node


def _settle(loss: str, node: Node, path: list[str]) -> Pairing:
    name = node.name()
    path = [*path, _short(name)]
    children = _children(node)
    if name == "LogBackward0" and children and _skipped(children[0]).name() == "SoftmaxBackward0":
        return Pairing(loss, "log_softmax", _dim(_skipped(children[0])), tuple(path))
    if name in ACTIVATIONS:
        return Pairing(loss, ACTIVATIONS[name], _dim(node), tuple(path))
    if name in PARAMETRIC or _is_affine(node):
        return Pairing(loss, "none", None, tuple(path))
    if name in PASSED and children:
        branches = [_settle(loss, child, path) for child in children]
        if len({(one.activation, one.unresolved) for one in branches}) == 1:
            return branches[0]
    return Pairing(loss, "", None, tuple(path), unresolved=_short(name))


def _is_affine(node: Node) -> bool:
    """Whether a matrix product and a bias are added by hand."""
    names = [_skipped(child).name() for child in _children(node)]
    return node.name() == "AddBackward0" and LEAF in names and any(name in LINEAR for name in names)


def compared(root: Node | None) -> tuple[object, object]:
    """The outputs and the targets as the loss saw them, both stretched to one shape, where autograd kept them; else None."""
    for node in nodes(root) if root is not None else ():
        if node.name() in LOSSES or (node.name() in BY_HAND and _difference(_children(node))):
            return getattr(node, "_saved_self", None), getattr(node, "_saved_target", None)
    return None, None


def linear_after_linear(root: Node | None) -> int:
    """How many layers are fed the result of another layer with nothing that bends between them (dropout does not)."""
    if root is None:
        return 0
    return sum(
        1 for node in nodes(root) if node.name() in LINEAR and any(_skipped(child).name() in LINEAR for child in _children(node))
    )


def nodes(root: Node) -> Iterator[Node]:
    """Every node of the graph once, the root first; at most `MOST_NODES`."""
    seen, waiting = {id(root)}, [root]
    alive = [root]  # autograd makes a new Python object each time a node is asked for; ids hold only while those live
    while waiting and len(seen) <= MOST_NODES:
        node = waiting.pop()
        yield node
        for child in _children(node):
            if id(child) not in seen:
                seen.add(id(child))
                alive.append(child)
                waiting.append(child)


def _children(node: Node) -> list[Node]:
    return [child for child, _ in node.next_functions if child is not None]


def _dim(node: Node) -> int | None:
    """The dimension of a softmax; torch keeps negative ones as unsigned numbers of 64 bits."""
    dim: int | None = getattr(node, "_saved_dim", None)
    return dim - 2**64 if dim is not None and dim >= 2**63 else dim


def _short(name: str) -> str:
    return name.rpartition("::")[2].removesuffix("0").removesuffix("1").removesuffix("2").removesuffix("Backward")
