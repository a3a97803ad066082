"""Following a script from top to bottom without running it.

Assignments forget what a name was, branches are joined, loops are gone through once, and the script's own functions are
entered where they are called.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from w2vcheck.code import calls
from w2vcheck.code.containers import members
from w2vcheck.code.expressions import assign, defaults, evaluate, operation
from w2vcheck.code.names import imported
from w2vcheck.code.run import Frame, Run, either
from w2vcheck.code.values import Value

MOST_UNROLLED = 8
"""Layers in a list that a loop is followed through one by one."""


def follow(trees: Sequence[ast.Module]) -> Run:
    """Follow the modules (a notebook's cells) one after the other in one name space, then what nobody has called."""
    run = Run(execute, evaluate)
    frame = Frame({})
    for tree in trees:
        execute(run, frame, tree.body)
    _enter_the_uncalled(run, frame)
    return run


def _enter_the_uncalled(run: Run, frame: Frame) -> None:
    """Functions that nobody calls, and the methods of the classes, one instance each."""
    run.called = False
    values = list(frame.names.values())
    for value in values:
        if value.kind == "function" and value.node not in run.entered:
            calls.enter_uncalled(run, value)
    for value in dict.fromkeys(values):
        if value.kind != "class" or value.node is None or not value.attributes:
            continue
        instance = run.made.get(value.node)
        if instance is None:
            start = calls.member(value, "__init__")
            given = calls.parameters(calls.bind(start, value)) if start is not None and start.kind == "function" else {}
            instance = calls.instantiate(run, frame, value, (), given, value.node)
        for method in list(value.attributes.values()):
            if method.kind == "function" and method.node not in run.entered:
                calls.enter_uncalled(run, calls.bind(method, instance))


def execute(run: Run, frame: Frame, body: list[ast.stmt]) -> bool:
    """Follow statements; False where the end is never reached, because all ways return, raise, break or continue."""
    for node in body:
        follower = _STATEMENTS.get(type(node))
        if follower is not None and follower(run, frame, node) is False:
            return False
    return True


def _expression(run: Run, frame: Frame, node: ast.Expr) -> None:
    evaluate(run, frame, node.value)


def _assign(run: Run, frame: Frame, node: ast.Assign) -> None:
    value = evaluate(run, frame, node.value)
    for target in node.targets:
        assign(run, frame, target, value)


def _annotated(run: Run, frame: Frame, node: ast.AnnAssign) -> None:
    if node.value is not None:
        assign(run, frame, node.target, evaluate(run, frame, node.value))
    elif frame.is_class and isinstance(node.target, ast.Name):
        frame.bind(node.target.id, Value("parameter", node.target.id, node))


def _augmented(run: Run, frame: Frame, node: ast.AugAssign) -> None:
    before, change = evaluate(run, frame, node.target), evaluate(run, frame, node.value)
    if run.loops:  # a number that is counted up is not known
        value = Value("operation", type(node.op).__name__, node, args=(before, change))
    else:
        value = operation(node.op, before, change, node)
    assign(run, frame, node.target, value)


def _return(run: Run, frame: Frame, node: ast.Return) -> bool:
    value = Value("constant", node=node) if node.value is None else evaluate(run, frame, node.value)
    if not run.hidden:
        frame.returned.append(value)
    return False


def _raise(run: Run, frame: Frame, node: ast.Raise) -> bool:
    if node.exc is not None:
        evaluate(run, frame, node.exc)
    return False


def _leave(_run: Run, _frame: Frame, _node: ast.Break | ast.Continue) -> bool:
    return False


def _if(run: Run, frame: Frame, node: ast.If) -> bool:
    test = evaluate(run, frame, node.test)
    if test.kind == "constant" and not frame.loops:
        taken, other = (node.body, node.orelse) if test.constant else (node.orelse, node.body)
        _aside(run, frame, other)
        return execute(run, frame, taken)
    return _branches(run, frame, [node.body, node.orelse])


def _aside(run: Run, frame: Frame, body: list[ast.stmt]) -> None:
    """Follow statements that are not reached, for the values of their expressions alone."""
    names, functions = frame.names, set(run.entered)
    frame.names = dict(names)
    run.hidden += 1
    execute(run, frame, body)
    run.hidden -= 1
    frame.names, run.entered = names, functions


def _branches(run: Run, frame: Frame, bodies: list[list[ast.stmt]]) -> bool:
    """Follow each body from the same start and join the names of those that reach their end."""
    before = frame.names
    reached = []
    run.branches += 1
    for body in bodies:
        frame.names = dict(before)
        if execute(run, frame, body):
            reached.append(frame.names)
    run.branches -= 1
    frame.names = _joined(reached) if reached else before
    return bool(reached)


def _joined(several: list[dict[str, Value]]) -> dict[str, Value]:
    first, *others = several
    for other in others:
        for name, value in other.items():
            if first.get(name) is not value:
                first[name] = either((first[name], value)) if name in first else value
    return first


def _for(run: Run, frame: Frame, node: ast.For | ast.AsyncFor) -> bool:
    items = evaluate(run, frame, node.iter)
    modules = members(items)
    if modules and len(modules) <= MOST_UNROLLED and all(_is_module(one) for one in modules):  # layers applied in turn
        for one in modules:
            _loop(run, frame, node, partial(assign, run, frame, node.target, one))
    else:
        _loop(run, frame, node, lambda: assign(run, frame, node.target, calls.element(run, items, node.iter)))
    return execute(run, frame, node.orelse)


def _is_module(value: Value) -> bool:
    return (value.kind == "call" and value.name.startswith("torch.nn.")) or (
        value.kind == "instance" and value.owner is not None and calls.is_module(value.owner)
    )


def _while(run: Run, frame: Frame, node: ast.While) -> bool:
    _loop(run, frame, node, lambda: evaluate(run, frame, node.test))
    return execute(run, frame, node.orelse)


def _loop(run: Run, frame: Frame, node: ast.For | ast.AsyncFor | ast.While, begin: Callable[[], object]) -> None:
    run.loops = (*run.loops, node)
    frame.loops += 1
    begin()
    execute(run, frame, node.body)
    frame.loops -= 1
    run.loops = run.loops[:-1]


def _with(run: Run, frame: Frame, node: ast.With | ast.AsyncWith) -> bool:
    before = run.contexts
    for one in node.items:
        entered = evaluate(run, frame, one.context_expr)
        run.contexts = (*run.contexts, entered)
        if one.optional_vars is not None:
            assign(run, frame, one.optional_vars, Value("entered", "", node, entered))
    reached = execute(run, frame, node.body)
    run.contexts = before
    return reached


def _try(run: Run, frame: Frame, node: ast.Try) -> bool:
    reached = execute(run, frame, [*node.body, *node.orelse])
    after = frame.names
    run.branches += 1
    for handler in node.handlers:  # what goes wrong is not the story, but it may bind names that are missing otherwise
        frame.names = dict(after)
        if execute(run, frame, handler.body):
            after = frame.names | after
    run.branches -= 1
    frame.names = after
    return execute(run, frame, node.finalbody) and reached


def _match(run: Run, frame: Frame, node: ast.Match) -> bool:
    evaluate(run, frame, node.subject)
    return _branches(run, frame, [*(case.body for case in node.cases), []])


def _import(_run: Run, frame: Frame, node: ast.Import | ast.ImportFrom) -> None:
    for name, dotted in imported(node).items():
        frame.bind(name, Value("name", dotted, node))


def _function(run: Run, frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    decorators = tuple(evaluate(run, frame, one) for one in node.decorator_list)
    home = frame.outer if frame.is_class and frame.outer is not None else frame
    frame.bind(node.name, Value("function", node.name, node, None, decorators, defaults(run, frame, node.args), home))


def _class(run: Run, frame: Frame, node: ast.ClassDef) -> None:
    bases = tuple(evaluate(run, frame, one) for one in node.bases)
    inner = Frame({}, frame, is_class=True)
    execute(run, inner, node.body)
    frame.bind(node.name, Value("class", node.name, node, None, bases, attributes=inner.names))


def _global(_run: Run, frame: Frame, node: ast.Global) -> None:
    frame.outside |= dict.fromkeys(node.names, frame.module)


def _nonlocal(_run: Run, frame: Frame, node: ast.Nonlocal) -> None:
    for name in node.names:
        outer = frame.outer
        while outer is not None and name not in outer.names:
            outer = outer.outer
        if outer is not None:
            frame.outside[name] = outer


def _delete(_run: Run, frame: Frame, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            frame.names.pop(target.id, None)


def _assert(run: Run, frame: Frame, node: ast.Assert) -> None:
    evaluate(run, frame, node.test)


_STATEMENTS: Mapping[type[ast.AST], Callable[..., bool | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _leave,
    ast.Continue: _leave,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Delete: _delete,
    ast.Assert: _assert,
}
