"""What the expressions of a script stand for."""

import ast
import builtins
import operator
from collections.abc import Callable, Mapping

from w2vcheck.code import calls, containers
from w2vcheck.code.run import Frame, Run, either
from w2vcheck.code.values import Value, is_constant

_BUILTINS = frozenset(dir(builtins))
_ARITHMETIC: Mapping[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_MOST_ALTERNATIVES = 4
"""Ways a script may go, beyond which their pieces are not told apart."""
_LARGEST = 1e15
"""Numbers beyond are not worked out."""


def evaluate(run: Run, frame: Frame, node: ast.expr) -> Value:
    """What an expression stands for; remembered in `run.values`."""
    value = _EVALUATORS.get(type(node), _anything)(run, frame, node)
    run.values[node] = value
    return value


def _constant(_run: Run, _frame: Frame, node: ast.Constant) -> Value:
    return Value("constant", "", node, constant=node.value)


def _name(_run: Run, frame: Frame, node: ast.Name) -> Value:
    found = frame.find(node.id)
    if found is not None:
        return found
    if node.id == "__name__":
        return Value("constant", "", node, constant="__main__")
    if node.id in _BUILTINS:
        return Value("name", f"builtins.{node.id}", node)
    unknown = Value("unknown", node.id, node)
    frame.module.names[node.id] = unknown  # two uses of a name that is bound nowhere are still the same thing
    return unknown


def _attribute(run: Run, frame: Frame, node: ast.Attribute) -> Value:
    return calls.attribute(run, frame, evaluate(run, frame, node.value), node.attr, node)


def _call(run: Run, frame: Frame, node: ast.Call) -> Value:
    target = evaluate(run, frame, node.func)
    args = tuple([evaluate(run, frame, one) for one in node.args])
    if not node.keywords:
        return calls.call(run, frame, node, target, args, {})
    keywords: dict[str, Value] = {}
    for one in node.keywords:
        value = evaluate(run, frame, one.value)
        if one.arg is not None:
            keywords[one.arg] = value
        elif value.kind == "dict" and isinstance(value.constant, tuple):
            keywords |= {key: inner for key, inner in zip(value.constant, value.args, strict=True) if isinstance(key, str)}
        else:
            keywords["**"] = value
    return calls.call(run, frame, node, target, args, keywords)


def _subscript(run: Run, frame: Frame, node: ast.Subscript) -> Value:
    owner = evaluate(run, frame, node.value)
    return item(owner, evaluate(run, frame, node.slice), node)


def item(owner: Value, key: Value, node: ast.AST | None) -> Value:  # noqa: PLR0911 - one return a form
    """What `owner[key]` is."""
    module = containers.picked(owner, key)
    if module is not None:
        return module
    match owner:
        case Value(kind="tuple" | "list", args=items) if key.kind == "constant" and isinstance(key.constant, int):
            if -len(items) <= key.constant < len(items) and not any(one.name == "*" for one in items):
                return items[key.constant]
        case Value(kind="dict", constant=tuple() as keys) if key.kind == "constant" and key.constant in keys:
            return owner.args[keys.index(key.constant)]
        case Value(kind="updated", owner=Value() as before, args=[written, value]) if key.kind == "constant":
            if written.kind == "constant" and written.constant == key.constant:
                return value
            if written.kind == "constant" and before.kind in ("updated", "dict"):
                return item(before, key, node)
        case Value(kind="either", args=several) if len(several) <= _MOST_ALTERNATIVES:
            return either([item(one, key, node) for one in several if not is_constant(one, None)] or [owner], node)
        case Value(kind="call" | "method" | "element") if key.kind == "constant" and type(key.constant) is int:
            return part(owner, key.constant, node)
    return Value("item", "", node, owner, (key,))


def part(owner: Value, position: int, node: ast.AST | None) -> Value:
    """Element number `position` of a value that is unpacked."""
    match owner:
        case Value(kind="tuple" | "list", args=items) if position < len(items) and not any(one.name == "*" for one in items):
            return items[position]
        case Value(kind="either", args=several) if len(several) <= _MOST_ALTERNATIVES:
            return either([part(one, position, node) for one in several if not is_constant(one, None)] or [owner], node)
    return Value("part", "", node, owner, constant=position)


def _slice(run: Run, frame: Frame, node: ast.Slice) -> Value:
    ends = (node.lower, node.upper, node.step)
    return Value(
        "slice", "", node, args=tuple(Value("constant", node=node) if end is None else evaluate(run, frame, end) for end in ends)
    )


def _several(run: Run, frame: Frame, node: ast.Tuple | ast.List | ast.Set) -> Value:
    kind = "tuple" if isinstance(node, ast.Tuple) else "list" if isinstance(node, ast.List) else "set"
    return Value(kind, "", node, args=tuple([evaluate(run, frame, one) for one in node.elts]))  # type: ignore[arg-type]  # all are values


def _dict(run: Run, frame: Frame, node: ast.Dict) -> Value:
    keys = [None if key is None else evaluate(run, frame, key) for key in node.keys]
    names = tuple(key.constant if key is not None and key.kind == "constant" else None for key in keys)
    return Value("dict", "", node, args=tuple(evaluate(run, frame, one) for one in node.values), constant=names)


def _binary(run: Run, frame: Frame, node: ast.BinOp) -> Value:
    return operation(node.op, evaluate(run, frame, node.left), evaluate(run, frame, node.right), node)


def operation(sign: ast.AST, left: Value, right: Value, node: ast.AST) -> Value:
    """The value of `left sign right`, worked out where both are numbers."""
    if left.kind == right.kind == "constant" and type(sign) in _ARITHMETIC:
        a, b = left.constant, right.constant
        if isinstance(a, int | float) and isinstance(b, int | float) and abs(a) < _LARGEST and abs(b) < _LARGEST:
            try:
                return Value("constant", "", node, constant=_ARITHMETIC[type(sign)](a, b))
            except ArithmeticError:
                pass
    return Value("operation", type(sign).__name__, node, args=(left, right))


def _compare(run: Run, frame: Frame, node: ast.Compare) -> Value:
    values = (evaluate(run, frame, node.left), *[evaluate(run, frame, one) for one in node.comparators])
    if len(values) == 2 and values[0].kind == values[1].kind == "constant":
        left, right = values[0].constant, values[1].constant
        match node.ops[0]:
            case ast.Eq():
                return Value("constant", "", node, constant=left == right)
            case ast.NotEq():
                return Value("constant", "", node, constant=left != right)
            case ast.Is() if right is None or isinstance(right, bool):
                return Value("constant", "", node, constant=left is right)
            case ast.IsNot() if right is None or isinstance(right, bool):
                return Value("constant", "", node, constant=left is not right)
    return Value("operation", type(node.ops[0]).__name__, node, args=values)


def _unary(run: Run, frame: Frame, node: ast.UnaryOp) -> Value:
    inner = evaluate(run, frame, node.operand)
    if inner.kind == "constant":
        if isinstance(node.op, ast.Not):
            return Value("constant", "", node, constant=not inner.constant)
        if isinstance(node.op, ast.USub) and isinstance(inner.constant, int | float):
            return Value("constant", "", node, constant=-inner.constant)
    return Value("operation", type(node.op).__name__, node, args=(inner,))


def _boolean(run: Run, frame: Frame, node: ast.BoolOp) -> Value:
    return Value("operation", type(node.op).__name__, node, args=tuple(evaluate(run, frame, one) for one in node.values))


def _choice(run: Run, frame: Frame, node: ast.IfExp) -> Value:
    test = evaluate(run, frame, node.test)
    then, otherwise = evaluate(run, frame, node.body), evaluate(run, frame, node.orelse)
    if test.kind == "constant" and not frame.loops:
        return then if test.constant else otherwise
    return either((then, otherwise), node)


def _text(run: Run, frame: Frame, node: ast.JoinedStr) -> Value:
    parts = [evaluate(run, frame, one.value) for one in node.values if isinstance(one, ast.FormattedValue)]
    return Value("text", "", node, args=tuple(parts))


def _starred(run: Run, frame: Frame, node: ast.Starred) -> Value:
    inner = evaluate(run, frame, node.value)
    return Value("unknown", "*", node, inner)


def _walrus(run: Run, frame: Frame, node: ast.NamedExpr) -> Value:
    value = evaluate(run, frame, node.value)
    frame.bind(node.target.id, value)
    return value


def _lambda(run: Run, frame: Frame, node: ast.Lambda) -> Value:
    return Value("function", "<lambda>", node, keywords=defaults(run, frame, node.args), constant=frame)


def defaults(run: Run, frame: Frame, signature: ast.arguments) -> dict[str, Value]:
    """The defaults of parameters, by name."""
    names = [one.arg for one in (*signature.posonlyargs, *signature.args)]
    late = names[len(names) - len(signature.defaults) :]
    found = {name: evaluate(run, frame, node) for name, node in zip(late, signature.defaults, strict=True)}
    for one, node in zip(signature.kwonlyargs, signature.kw_defaults, strict=True):
        if node is not None:
            found[one.arg] = evaluate(run, frame, node)
    return found


def _comprehension(run: Run, frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
    inner = Frame({}, frame, loops=1)
    first: Value | None = None
    before = run.loops
    for clause in node.generators:
        items = evaluate(run, inner, clause.iter)
        first = items if first is None else first
        assign(run, inner, clause.target, calls.element(run, items, clause.iter))
        run.loops = (*before, node)
        for condition in clause.ifs:
            evaluate(run, inner, condition)
    made: tuple[Value, ...]
    if isinstance(node, ast.DictComp):
        made = (evaluate(run, inner, node.value), evaluate(run, inner, node.key))
    else:
        made = (evaluate(run, inner, node.elt),)
    run.loops = before
    names = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict"}
    return Value("comprehension", names.get(type(node), "generator"), node, first, made)


def _yield(run: Run, frame: Frame, node: ast.Yield | ast.YieldFrom) -> Value:
    value = Value("constant", node=node) if node.value is None else evaluate(run, frame, node.value)
    frame.yielded.append(value if isinstance(node, ast.Yield) else calls.element(run, value, node))
    return Value("unknown", "sent", node)


def _await(run: Run, frame: Frame, node: ast.Await) -> Value:
    return evaluate(run, frame, node.value)


def _anything(run: Run, frame: Frame, node: ast.expr) -> Value:
    inner = tuple(evaluate(run, frame, one) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))
    return Value("unknown", type(node).__name__, node, args=inner)


def assign(run: Run, frame: Frame, target: ast.expr, value: Value) -> None:
    """Bind a value to whatever stands on the left of the equals sign."""
    match target:
        case ast.Name(id=name):
            frame.bind(name, value)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for position, one in enumerate(targets):
                if isinstance(one, ast.Starred):
                    assign(run, frame, one.value, Value("item", "", target, value, (Value("unknown", "rest", target),)))
                else:
                    piece = part(value, position, target)
                    if piece.kind == "part" and not piece.name and isinstance(one, ast.Name):
                        piece.name = one.id
                    assign(run, frame, one, piece)
        case ast.Attribute(value=inner, attr=name):
            calls.set_attribute(run, frame, evaluate(run, frame, inner), name, value, target)
        case ast.Subscript(value=inner, slice=key):
            owner, at = evaluate(run, frame, inner), evaluate(run, frame, key)
            if isinstance(inner, ast.Attribute) and inner.attr in ("loc", "iloc", "at"):
                inner = inner.value
                owner, at = run.values.get(inner, owner), _column(at)
            calls.rebind(run, frame, inner, Value("updated", "", target, owner, (at, value)))
    run.values.setdefault(target, value)


def _column(key: Value) -> Value:
    """The column of `[rows, column]`, where all the rows are meant."""
    match key:
        case Value(kind="tuple", args=[Value(kind="slice", args=ends), column]) if all(is_constant(end, None) for end in ends):
            return column
    return key


_EVALUATORS: Mapping[type[ast.AST], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Tuple: _several,
    ast.List: _several,
    ast.Set: _several,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.IfExp: _choice,
    ast.JoinedStr: _text,
    ast.Starred: _starred,
    ast.NamedExpr: _walrus,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Await: _await,
}
