"""
## What it checks
Code that computes an accuracy which is none: argmax over a single output, a threshold of 0.5 on raw scores, hits that
are divided by batches or never reset, a test split that is drawn anew in every round.

## Why it matters
The number is printed as an accuracy and believed. Argmax over one output is always 0; on raw scores 0.5 is the
probability .62; with test rows that change every epoch, every row has been trained on after a few.

## How it is measured
In a script: `argmax` over outputs whose last layer has one unit; `> 0.5` or `round()` on outputs that no sigmoid has
passed and that are trained with logits; a number of hits divided by the number of batches of a loader; a count that
starts outside the loop in which it is divided, while another loop inside adds to it; `train_test_split` without a seed
inside a loop that trains a model which was made outside.

## Fix
Compare `output > 0` with the labels for raw scores of two classes, use `argmax` for several; count hits over rows, from
zero in every round; split once.

## When to ignore it
When 0.5 on raw scores is a threshold that was chosen.

## References
- PyTorch documentation of `BCEWithLogitsLoss` (the input is a raw score; its sign is the decision at .5).
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.evaluations import Evaluations
from w2vcheck.code.losses import Losses, end_of
from w2vcheck.code.nodes import walk
from w2vcheck.code.script import Script
from w2vcheck.code.shapes import shape
from w2vcheck.code.values import Value, ancestors, number, whole
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V506",
    name="metric-code",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The accuracy is not computed as one",
    why="The number is printed as an accuracy, and is none.",
    fix="Count the hits over all rows of the test split, from zero each time.",
)
COMPARISONS = ("Gt", "GtE", "Lt", "LtE")
ARGMAX = ("torch.argmax", "numpy.argmax", "torch.max")
_HALVING = frozenset({*COMPARISONS, "round", "torch.round"})


@RULE.lint
def lint(script: Script, losses: Losses, evaluations: Evaluations) -> Iterator[Finding]:
    """Look for each of the mistakes in turn."""
    yield from _argmax_over_one(script)
    yield from _half_on_scores(script, losses)
    yield from _hits_by_batches(script)
    yield from _never_reset(script)
    yield from _split_anew(script, evaluations)


def _argmax_over_one(script: Script) -> Iterator[Finding]:
    told: set[ast.AST | None] = set()
    for event in script.events:
        match event.value:
            case Value(kind="method", name="argmax" | "max", owner=Value() as data) as value:
                axis = value.argument(0, "dim", "axis")
            case Value(kind="call", name=name, args=[data, *_]) as value if name in ARGMAX:
                axis = value.argument(1, "dim", "axis")
            case _:
                continue
        end = end_of(data)
        if event.branches:
            continue  # one of several ways, perhaps for networks with several outputs
        if whole(axis) in (1, -1) and end.width == 1 and shape(data) == (None, 1) and value.node not in told:
            told.add(value.node)
            yield RULE.finding(
                "Argmax over a single output is always 0: every row is given the first class.",
                locations=script.places(value.node, end.layer.node if end.layer is not None else None),
                fix="Compare the raw score with 0, or the probability with 0.5.",
            )


def _half_on_scores(script: Script, losses: Losses) -> Iterator[Finding]:
    logits = {id(use.end.layer) for use in losses.training if use.name == "bce_with_logits" and use.end.activation == "none"}
    if not logits:
        return
    for node, value in script.values.items():
        if value.name not in _HALVING:  # nearly all of them
            continue
        match value:
            case Value(kind="operation", name=name, args=[left, right]) if name in COMPARISONS and number(right) == 0.5:
                scores = left
            case Value(kind="method", name="round", owner=Value() as owner, args=()):
                scores = owner
            case Value(kind="call", name="torch.round", args=[first]):
                scores = first
            case _:
                continue
        end = end_of(scores)
        if end.activation == "none" and id(end.layer) in logits and node is value.node:
            yield RULE.finding(
                "Raw scores are compared with 0.5, where they are probabilities of .62; their middle is 0.",
                locations=script.places(node),
                why="The network is trained on raw scores, and 0 is where both classes are equally likely.",
                fix="Compare with 0, or apply a sigmoid first.",
            )


def _hits_by_batches(script: Script) -> Iterator[Finding]:
    for node in script.nodes_of(ast.BinOp):
        value = script.value(node)
        if value is None or value.kind != "operation" or value.name != "Div":
            continue
        hits, by = value.args
        if by.kind != "call" or by.name != "builtins.len" or not by.args or not _is_loader(by.args[0]):
            continue
        if _is_sum_of_hits(hits):
            yield RULE.finding(
                "A number of hits is divided by the number of batches, so the accuracy can exceed 1.",
                locations=script.places(node),
                fix="Divide by the number of rows, len(loader.dataset).",
            )


def _is_loader(value: Value) -> bool:
    size = value.argument(1, "batch_size")
    return value.kind == "call" and value.name == "torch.utils.data.DataLoader" and size is not None and whole(size) != 1


def _is_sum_of_hits(value: Value) -> bool:
    """Whether a value adds up `(prediction == truth).sum()`."""
    if value.kind != "operation" or value.name != "Add":
        return False
    added = value.args[1]
    while added.kind == "method" and added.name in ("item", "float", "cpu", "numpy") and added.owner is not None:
        added = added.owner
    match added:
        case (
            Value(kind="method", name="sum", owner=Value() as owner)
            | Value(kind="call", name="torch.sum", args=[Value() as owner])
        ):
            return any(one.kind == "operation" and one.name == "Eq" for one in ancestors(owner))
    return False


def _never_reset(script: Script) -> Iterator[Finding]:
    added_to = {one.target.id for one in script.nodes_of(ast.AugAssign) if isinstance(one.target, ast.Name)}
    divided = {
        one.left.id for one in script.nodes_of(ast.BinOp) if isinstance(one.left, ast.Name) and isinstance(one.op, ast.Div)
    }
    for outer in script.nodes_of(ast.For) if added_to & divided else ():
        inner = [node for node in outer.body if isinstance(node, ast.For | ast.With | ast.While)]
        added = {
            node.target.id: node
            for loop in inner
            for node in walk(loop)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and isinstance(node.op, ast.Add)
        }
        if not added.keys() & divided:
            continue
        own = [node for statement in outer.body if statement not in inner for node in walk(statement)]
        fresh = {target for node in walk(outer) if isinstance(node, ast.Assign) for target in _names(node)}
        for node in own:
            match node:
                case ast.BinOp(op=ast.Div(), left=ast.Name(id=hits), right=by) if hits in added and hits not in fresh:
                    value = script.value(added[hits].value)
                    if value is None or not _adds_hits(value):
                        continue
                    both = isinstance(by, ast.Name) and by.id in added and by.id not in fresh
                    yield RULE.finding(
                        f"{hits!r} is never set back to 0, so the hits of all rounds so far "
                        f"{'are mixed into each figure' if both else 'are divided by the rows of one'}.",
                        locations=script.places(node, added[hits]),
                        fix=f"Set {hits} to 0 at the beginning of each round.",
                    )


def _adds_hits(value: Value) -> bool:
    return any(one.kind == "operation" and one.name == "Eq" for one in ancestors(value))


def _names(node: ast.Assign) -> Iterator[str]:
    for target in node.targets:
        yield from (one.id for one in walk(target) if isinstance(one, ast.Name))


def _split_anew(script: Script, evaluations: Evaluations) -> Iterator[Finding]:
    told: set[ast.AST | None] = set()
    for event in script.calls("sklearn.model_selection.train_test_split"):
        seed = event.value.keywords.get("random_state")
        if (
            not event.loops
            or event.value.node in told
            or (seed is not None and seed.kind == "constant" and seed.constant is not None)
        ):
            continue
        loop = event.loops[-1]
        for fit in evaluations.fits:
            inside = any(one is loop for one in fit.event.loops)
            made_outside = not any(one is loop for one in _loops_of(script, fit.what))
            if (
                inside
                and fit.kind == "network"
                and made_outside
                and any(step[0] == id(event.value) for one in fit.rows for step in one.path)
            ):
                told.add(event.value.node)
                yield RULE.finding(
                    "The test rows are drawn anew in every round for a network that goes on learning: soon it has seen them all.",
                    confidence=Confidence.HIGH,
                    locations=script.places(event.value.node, fit.event.value.node),
                    fix="Split once, before the loop.",
                )
                break


def _loops_of(script: Script, made: Value) -> tuple[ast.AST, ...]:
    return next((event.loops for event in script.events if event.value is made), ())
