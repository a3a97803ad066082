"""
## What it checks
The average of the vectors of the known words of a text, where nobody asks whether there is a known word: `np.mean` of a list that
a condition may leave empty, or a sum divided by a counter that may have stayed 0.

## Why it matters
A text of unknown words gives NaN (or `ZeroDivisionError`). One NaN in the features makes a loss NaN for good, and scikit-learn
refuses the table. It shows only when such a text arrives, in production or in the test split.

## How it is measured
By reading: the list holds vectors of gensim, is filtered by a condition, and goes into a mean; and neither the list nor the
counter stands in a condition of the same function, nor does the script look for NaN afterwards (`isnan`, `nan_to_num`, `fillna`,
`dropna`). How many texts it concerns is a question about data: W2V203 measures it. So there is no figure here.

## Fix
`if not vectors: return np.zeros(wv.vector_size)`, and say how many texts that were.

## When to ignore it
When texts without known words were dropped before.

## References
- numpy, `mean` of an empty slice: NaN with a RuntimeWarning.
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.gensim_version import MODELS, VECTORS
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, alternatives, class_of
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V608",
    name="averaging-without-oov-guard",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The mean of the vectors of known words, where there may be none",
    why="A text of unknown words gives NaN, and one NaN in the features spoils the whole training.",
    fix="Return zeros where no word is known, and count how often that happens.",
)
_LOOKED_FOR = ("isnan", "nan_to_num", "fillna", "dropna", "isfinite", "nanmean", "SimpleImputer")
_MEANS = ("numpy.mean", "numpy.average", "torch.mean")
_STACKS = frozenset({"numpy.array", "numpy.asarray", "numpy.stack", "numpy.vstack", "torch.stack", "torch.tensor"})
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Look at every mean of a list and every division by a counter."""
    texts = [cell.text for cell in script.source.cells]
    if not any("gensim" in text or ".wv" in text for text in texts) or any(
        word in text for text in texts for word in _LOOKED_FOR
    ):
        return
    means = _means(script)
    counters = list(_counters(script))
    for node, averaged in [*means.items(), *counters]:
        names = {one.id for one in ast.walk(averaged) if isinstance(one, ast.Name)}
        if not _is_guarded(node, names, _scope(script, node)):
            empty = (
                "the counter stays 0" if isinstance(averaged, ast.Name) and (node, averaged) in counters else "the list is empty"
            )
            yield RULE.finding(
                f"Where no word of a text is known, {empty} and its average is not a number.",
                confidence=Confidence.MEDIUM,
                locations=(script.place(node),),
            )


def _means(script: Script) -> dict[ast.AST, ast.expr]:
    """Means of lists of vectors that a condition may leave empty, each with the expression of the list."""
    found: dict[ast.AST, ast.expr] = {}
    for event in script.calls(*_MEANS):
        node = event.value.node
        if isinstance(node, ast.Call) and node.args and event.value.args and _may_be_empty(event.value.args[0]):
            found[node] = node.args[0]
    for event in script.methods("mean"):
        node, owner = event.value.node, event.value.owner
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and owner is not None and _may_be_empty(owner):
            found[node] = node.func.value
    return found


def _may_be_empty(value: Value) -> bool:
    """Whether this is a filtered list of vectors, or one that grows under a condition."""
    while value.kind == "call" and value.name in _STACKS and value.args:
        value = value.args[0]
    several = list(alternatives(value))
    for one in several:
        match one:
            case Value(kind="comprehension", node=ast.ListComp(generators=clauses), args=[made, *_]):
                if any(clause.ifs for clause in clauses) and _is_vector(made):
                    return True
            case Value(kind="grown", owner=Value(kind="list", args=()) as empty, args=[made, *_]):
                if empty in several and _is_vector(made):
                    return True
    return False


def _is_vector(value: Value) -> bool:
    match value:
        case (
            Value(kind="item", owner=Value() as owner)
            | Value(kind="method", name="get_vector" | "word_vec", owner=Value() as owner)
        ):
            return class_of(owner) in {*MODELS, VECTORS} or (owner.kind == "attribute" and owner.name == "wv")
    return False


def _counters(script: Script) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Divisions by a name that starts at 0 and is counted up where a word is known, each with that name."""
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
    yield from (one for one in divisions if one[1].id in names)


def _divisions(script: Script) -> Iterator[tuple[ast.AST, ast.Name]]:
    for binary in script.nodes_of(ast.BinOp):
        if isinstance(binary.op, ast.Div) and isinstance(binary.right, ast.Name):
            yield binary, binary.right
    for augmented in script.nodes_of(ast.AugAssign):
        if isinstance(augmented.op, ast.Div) and isinstance(augmented.value, ast.Name):
            yield augmented, augmented.value
    for called in script.nodes_of(ast.Call):
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
    parts = (node for part in branch.body for node in ast.walk(part) if isinstance(node, ast.Subscript | ast.Call))
    looks_up = ((value := script.value(node)) is not None and _is_vector(value) for node in parts)
    return names & wanted if any(looks_up) else set()


def _plus_one(node: ast.stmt) -> str:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(id=same), op=ast.Add(), right=ast.Constant())):
            return name if name == same else ""
    return ""


def _scope(script: Script, node: ast.AST) -> Scope | None:
    """The innermost function, or else the module, in which a node stands."""
    cell = script.cell(node)
    start, end = cell.span(node)
    around: list[tuple[int, Scope]] = []
    functions: tuple[Scope, ...] = (
        *script.nodes_of(ast.FunctionDef),
        *script.nodes_of(ast.AsyncFunctionDef),
        *script.nodes_of(ast.Lambda),
    )
    for function in functions:
        if script.cell(function) is cell:
            first, last = cell.span(function)
            if first <= start and end <= last:
                around.append((first, function))
    return max(around, key=lambda one: one[0])[1] if around else cell.tree


def _is_guarded(node: ast.AST, names: set[str], scope: Scope | None) -> bool:
    """Whether the function asks for the list or counter in a condition, or stands ready to catch what goes wrong."""
    for other in ast.walk(scope) if scope is not None else ():
        match other:
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.Assert(test=test):
                asked = list(ast.walk(test))
                if any(isinstance(one, ast.Name) and one.id in names for one in asked) and not _is_filter(asked):
                    return True
            case ast.Call(func=ast.Name(id="max"), args=args):
                if any(isinstance(one, ast.Name) and one.id in names for one in args):
                    return True
            case ast.Try():
                if any(one is node for one in ast.walk(other)):
                    return True
    return False


def _is_filter(asked: list[ast.AST]) -> bool:
    """Whether a condition asks for a word among the vectors: that is the filter itself."""
    return any(isinstance(one, ast.In | ast.NotIn) for one in asked)
