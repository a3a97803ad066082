"""
## What it checks
The average of the vectors of the known words of a text, where nobody asks whether there is a known word: `np.mean` of a list that
a condition may leave empty, `wv[known].mean(axis=0)`, `get_mean_vector(known)`, or a sum divided by a length or counter that may
be 0.

## Why it matters
A text of unknown words gives NaN, or an error. One NaN in the features makes a loss NaN for good, and scikit-learn
refuses the table. It shows only when such a text arrives, in production or in the test split.

## How it is measured
By reading: the list holds vectors of gensim, is filtered by a condition, and goes into a mean; and neither the list nor the
counter stands in a condition of the same function, nor does the script look for NaN afterwards (`isnan`, `nan_to_num`, `fillna`,
`dropna`). Where the script uses `any(…)` it may have dropped such texts before, and the confidence is medium. How many texts it
concerns is a question about data: W2V203 measures it. So there is no figure here.

## Fix
`if not vectors: return np.zeros(wv.vector_size)`, and say how many texts that were.

## When to ignore it
When texts without known words were dropped before.

## References
- numpy, `mean` of an empty slice: NaN with a RuntimeWarning. gensim 4.4.0: `wv[[]]` and `get_mean_vector([])` raise ValueError.
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.averages import Averages
from w2vcheck.code.nodes import walk
from w2vcheck.code.script import Script
from w2vcheck.results import Confidence, Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V608",
    name="averaging-without-oov-guard",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="The mean of the vectors of known words, where there may be none",
    why="A text of unknown words gives NaN or an error, and one NaN in the features spoils the whole training.",
    fix="Return zeros where no word is known, and count how often that happens.",
)
_LOOKED_FOR = ("isnan", "nan_to_num", "fillna", "dropna", "isfinite", "nanmean", "SimpleImputer")
_DROPPED = "any("
"""How texts without known words are found, and dropped, before they are averaged: then the list is never empty."""
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@RULE.lint
def lint(script: Script, averages: Averages) -> Iterator[Finding]:
    """Look at every mean of a list and every division by a counter."""
    texts = [cell.text for cell in script.source.cells]
    if not averages.found or any(word in text for text in texts for word in _LOOKED_FOR):
        return
    dropped = any(_DROPPED in text for text in texts)
    for one in averages.found:
        names = {name.id for name in ast.walk(one.over) if isinstance(name, ast.Name)} - {"self"}
        if not _is_guarded(one.node, names, _scope(script, one.node)):
            yield RULE.finding(
                f"Where no word of a text is known, this average gives {one.gives}.",
                confidence=Confidence.MEDIUM if dropped else Confidence.HIGH,
                locations=(script.place(one.node),),
            )


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
    for other in walk(scope) if scope is not None else ():
        match other:
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.Assert(test=test):
                asked = walk(test)
                if any(isinstance(one, ast.Name) and one.id in names for one in asked) and not _is_filter(asked):
                    return True
            case ast.Call(func=ast.Name(id="max"), args=args):
                if any(isinstance(one, ast.Name) and one.id in names for one in args):
                    return True
            case ast.Try():
                if node in walk(other):
                    return True
    return False


def _is_filter(asked: list[ast.AST]) -> bool:
    """Whether a condition asks for a word among the vectors: that is the filter itself."""
    return any(isinstance(one, ast.In | ast.NotIn) for one in asked)
