"""Averages of word vectors over lists that may be empty, as a script writes them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import provider
from w2vcheck.code.gensim_version import MODELS, VECTORS
from w2vcheck.code.nodes import walk
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, alternatives, class_of

_MEANS = ("numpy.mean", "numpy.average", "torch.mean")
_STACKS = frozenset({"numpy.array", "numpy.asarray", "numpy.stack", "numpy.vstack", "torch.stack", "torch.tensor"})


@dataclass(frozen=True, slots=True)
class Average:
    """A mean that may be one of nothing.

    `node` is the mean or the division, `over` the expression that may be empty or 0, and `gives` what then comes out.
    """

    node: ast.AST
    over: ast.expr
    gives: str


@dataclass(frozen=True, slots=True)
class Averages:
    """All of a script, in no order that matters."""

    found: tuple[Average, ...]


@provider("reading the script")
def averages(script: Script) -> Averages:
    """Look at the means, the divisions by a length and the divisions by a counter."""
    texts = [cell.text for cell in script.source.cells]
    if not any("gensim" in text or ".wv" in text for text in texts):
        return Averages(())
    return Averages((*_means(script), *_mean_vectors(script), *_divisions_by_length(script), *_divisions_by_counter(script)))


def _means(script: Script) -> Iterator[Average]:
    seen: set[ast.AST] = set()
    for event in (*script.calls(*_MEANS), *script.methods("mean")):
        node, value = event.value.node, event.value
        if not isinstance(node, ast.Call) or node in seen:
            continue
        if value.kind == "call" and node.args and value.args:
            averaged, over = value.args[0], node.args[0]
        elif isinstance(node.func, ast.Attribute) and value.owner is not None:
            averaged, over = value.owner, node.func.value
        else:
            continue
        gives = _of_nothing(averaged)
        if gives is not None:
            seen.add(node)
            yield Average(node, over, gives)


def _of_nothing(value: Value) -> str | None:
    """What the mean of this gives where no word is known; None where it is no list of vectors or cannot be empty."""
    while value.kind == "call" and value.name in _STACKS and value.args:
        value = value.args[0]
    several = list(alternatives(value))
    for one in several:
        match one:
            case Value(kind="comprehension", owner=items, args=[made, *_]) if _is_vector(made):
                if _is_filtered(one) or (items is not None and _is_filtered(items)):
                    return "NaN"
            case Value(kind="grown", owner=Value(kind="list", args=()) as empty, args=[made, *_]):
                if empty in several and _is_vector(made):
                    return "NaN"
            case Value(kind="item", owner=Value() as owner, args=[words]) if _is_vectors(owner) and _is_filtered(words):
                return "a ValueError"
    return None


def _is_filtered(value: Value) -> bool:
    """Whether this is a list that a condition of its own may leave empty."""
    match value:
        case Value(kind="comprehension", node=ast.ListComp(generators=clauses) | ast.GeneratorExp(generators=clauses)):
            return any(clause.ifs for clause in clauses)
    return False


def _is_vector(value: Value) -> bool:
    match value:
        case Value(kind="item", owner=Value() as owner):
            return _is_vectors(owner)
        case Value(kind="method", name="get_vector" | "word_vec", owner=Value() as owner):
            return _is_vectors(owner)
    return False


def _is_vectors(value: Value) -> bool:
    return class_of(value) in {*MODELS, VECTORS} or (value.kind == "attribute" and value.name == "wv")


def _mean_vectors(script: Script) -> Iterator[Average]:
    """`wv.get_mean_vector(words)` of a filtered list."""
    seen: set[ast.AST] = set()
    for event in script.methods("get_mean_vector"):
        value, node = event.value, event.value.node
        if not isinstance(node, ast.Call) or node in seen or not node.args or value.owner is None:
            continue
        if value.args and _is_filtered(value.args[0]) and _is_vectors(value.owner):
            seen.add(node)
            yield Average(node, node.args[0], "a ValueError")


def _divisions_by_length(script: Script) -> Iterator[Average]:
    """`sum(vectors) / len(words)`."""
    for node in script.nodes_of(ast.BinOp):
        match node:
            case ast.BinOp(left=total, op=ast.Div(), right=ast.Call(func=ast.Name(id="len"), args=[over])):
                summed, counted = script.value(total), script.value(over)
                if summed is None or counted is None or summed.kind != "call" or summed.name not in ("builtins.sum", "numpy.sum"):
                    continue
                vectors = summed.args[0] if summed.args else None
                of_vectors = vectors is not None and vectors.kind == "comprehension" and any(map(_is_vector, vectors.args[:1]))
                if of_vectors and _is_filtered(counted):
                    yield Average(node, over, "a ZeroDivisionError")


def _divisions_by_counter(script: Script) -> Iterator[Average]:
    """Divisions by a name that starts at 0 and is counted up where a word is known."""
    divisions = list(_divisions(script))
    names = {by.id for _, by in divisions}
    if names:
        names &= {name for branch in script.nodes_of(ast.If) for name in _counted(script, branch, names)}
    if names:
        names &= {
            target.id
            for node in script.nodes_of(ast.Assign)
            if isinstance(node.value, ast.Constant) and node.value.value == 0
            for target in node.targets
            if isinstance(target, ast.Name)
        }
    yield from (Average(node, by, "NaN") for node, by in divisions if by.id in names)


def _divisions(script: Script) -> Iterator[tuple[ast.AST, ast.Name]]:
    for binary in script.nodes_of(ast.BinOp):
        if isinstance(binary.op, ast.Div) and isinstance(binary.right, ast.Name):
            yield binary, binary.right
    for augmented in script.nodes_of(ast.AugAssign):
        if isinstance(augmented.op, ast.Div) and isinstance(augmented.value, ast.Name):
            yield augmented, augmented.value
    divides = any("divide" in cell.text for cell in script.source.cells)
    for called in script.nodes_of(ast.Call) if divides else ():
        match called:
            case ast.Call(func=ast.Attribute(attr="divide" | "true_divide"), args=[_, ast.Name() as by]):
                yield called, by


def _counted(script: Script, branch: ast.If, wanted: set[str]) -> set[str]:
    """Which of these names a branch counts up, if it also looks up a vector."""
    names = {
        node.target.id if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) else _plus_one(node)
        for node in branch.body
    }
    if not names & wanted:
        return set()
    parts = (node for part in branch.body for node in walk(part) if isinstance(node, ast.Subscript | ast.Call))
    looks_up = ((value := script.value(node)) is not None and _is_vector(value) for node in parts)
    return names & wanted if any(looks_up) else set()


def _plus_one(node: ast.stmt) -> str:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(id=same), op=ast.Add(), right=ast.Constant())):
            return name if name == same else ""
    return ""
