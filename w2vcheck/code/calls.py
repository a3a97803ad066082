"""Calls: the script's own functions and classes are followed, those of libraries become nodes of the graph."""

import ast
from collections.abc import Iterator, Mapping
from itertools import chain

from w2vcheck.code import containers
from w2vcheck.code.names import canonical
from w2vcheck.code.run import MOST_DEPTH, MOST_STATEMENTS, Frame, Function, Run, either
from w2vcheck.code.values import Value, alternatives, is_constant, library_bases

_WRAPPERS = (
    "torch.compile",
    "torch.nn.DataParallel",
    "torch.nn.parallel.DistributedDataParallel",
    "torch.jit.script",
    "copy.deepcopy",
)
"""Functions that hand back their first argument, as far as these rules are concerned."""
_GROWING = ("append", "extend", "add", "insert", "add_module", "appendleft")
_MODULES = ("torch.nn.Module", "lightning.LightningModule")
_MOST_TARGETS = 3
"""Things that a call may mean, beyond which it is not followed."""
_EVALUATION_STEPS = ("validation_step", "test_step", "predict_step")


def attribute(run: Run, frame: Frame, owner: Value, name: str, node: ast.AST | None) -> Value:
    """What `owner.name` is."""
    if owner.kind == "name":
        return Value("name", canonical(f"{owner.name}.{name}"), node)
    if owner.attributes and name in owner.attributes:
        return owner.attributes[name]
    found: Value | None = None
    match owner:
        case Value(kind="instance"):
            found = _of_instance(run, owner, name, node)
        case Value(kind="class"):
            found = member(owner, name)
        case Value(kind="either"):
            known = [one for one in alternatives(owner) if not is_constant(one, None)]
            found = attribute(run, frame, known[0], name, node) if len(known) == 1 else None
        case Value(kind="method", name="parse_args" | "parse_known_args", owner=Value() as parser):
            found = (parser.attributes or {}).get(name)
        case Value(kind="unknown", name="super", owner=Value(kind="instance", owner=Value() as made) as instance):
            inherited = (member(base, name) for base in made.args if base.kind == "class")
            found = next((bind(one, instance) for one in inherited if one is not None), None)
    return found or Value("attribute", name, node, owner)


def _of_instance(run: Run, instance: Value, name: str, node: ast.AST | None) -> Value | None:
    """What an instance has from its class; modules begin in training mode."""
    found = None if instance.owner is None else member(instance.owner, name)
    if found is not None and found.kind == "function":
        bound = bind(found, instance)
        return call_function(run, bound, (), {}, node) if _is_property(found) else bound
    if found is None and name == "training":
        return Value("constant", node=node, constant=True)
    return found


def set_attribute(run: Run, frame: Frame, owner: Value, name: str, value: Value, node: ast.AST) -> None:
    """Note that `owner.name = value`; inside a branch it may also still be what it was."""
    run.log(frame, Value("store", name, node, owner, (value,)))
    if run.hidden:
        return
    if owner.kind == "either":
        known = [one for one in alternatives(owner) if not is_constant(one, None)]
        owner = known[0] if len(known) == 1 else owner
    if owner.attributes is None:
        owner.attributes = {}
    before = owner.attributes.get(name)
    owner.attributes[name] = either((before, value), node) if before is not None and run.branches else value


def member(made: Value, name: str) -> Value | None:
    """What a class of the script, or a class of the script that it inherits from, has under this name."""
    if made.attributes and name in made.attributes:
        return made.attributes[name]
    bases = (member(base, name) for base in made.args if base.kind == "class" and base is not made)
    return next((found for found in bases if found is not None), None)


def bind(function: Value, instance: Value) -> Value:
    """A function as a method of this instance."""
    decorators = {decorator.name for decorator in function.args}
    if function.kind != "function" or "builtins.staticmethod" in decorators:
        return function
    return Value("function", function.name, function.node, instance, function.args, function.keywords, function.constant)


def _is_property(function: Value) -> bool:
    return any(one.name in ("builtins.property", "functools.cached_property") for one in function.args)


def call(run: Run, frame: Frame, node: ast.AST, target: Value, args: tuple[Value, ...], keywords: Mapping[str, Value]) -> Value:
    """The result of calling `target`."""
    match target:
        case Value(kind="name", name=name):
            result = _call_named(run, frame, node, name, args, keywords)
        case Value(kind="attribute", name=name, owner=Value() as owner):
            result = _call_method(run, frame, node, owner, name, args, keywords)
        case Value(kind="function"):
            result = call_function(run, target, args, keywords, node)
        case Value(kind="class"):
            result = instantiate(run, frame, target, args, keywords, node)
        case Value(kind="instance", owner=Value() as made):
            result = _call_instance(run, frame, target, made, args, keywords, node)
        case Value(kind="call", name="torch.nn.Sequential") if args and (modules := containers.layers(target)) is not None:
            result = _call_sequential(run, frame, node, target, modules, args)
        case Value(kind="either", args=several) if len(several) <= _MOST_TARGETS:
            known = [one for one in alternatives(target) if not is_constant(one, None)]
            result = either([call(run, frame, node, one, args, keywords) for one in known] or [Value("unknown", node=node)], node)
        case _:
            result = run.log(frame, Value("apply", "", node, target, args, keywords))
    return result


def _call_named(
    run: Run, frame: Frame, node: ast.AST, name: str, args: tuple[Value, ...], keywords: Mapping[str, Value]
) -> Value:
    if name in _WRAPPERS and args:
        return args[0]
    match name, args:
        case "builtins.super", _:
            return Value("unknown", "super", node, frame.find("self"))
        case "builtins.getattr", [owner, Value(kind="constant", constant=str(attr)), *_]:
            return attribute(run, frame, owner, attr, node)
        case "builtins.setattr", [owner, Value(kind="constant", constant=str(attr)), value]:
            set_attribute(run, frame, owner, attr, value, node)
        case "builtins.dict", ():
            return Value("dict", node=node, args=tuple(keywords.values()), constant=tuple(keywords))
        case "builtins.map", [function, items]:
            run.loops = (*run.loops, node)  # once for each element
            made = call(run, frame, node, function, (element(run, items, node),), {})
            run.loops = run.loops[:-1]
            return run.log(frame, Value("comprehension", "generator", node, items, (made,)))
    return run.log(frame, Value("call", name, node, None, args, keywords))


def _call_method(
    run: Run, frame: Frame, node: ast.AST, owner: Value, name: str, args: tuple[Value, ...], keywords: Mapping[str, Value]
) -> Value:
    made = run.log(frame, Value("method", name, node, owner, args, keywords))
    if name in ("eval", "train") and owner.kind == "instance" and owner.attributes is not None and not run.hidden:
        trains = name == "train" and not is_constant(made.argument(0, "mode"), wanted=False)
        owner.attributes["training"] = Value("constant", node=node, constant=trains)
        return owner
    if name in ("to", "cuda", "cpu", "double", "float", "half") and owner.kind == "instance":
        return owner
    if name == "step" and args and args[0].kind == "function":
        call(run, frame, node, args[0], (), {})  # the closure of an optimiser
    if name == "add_argument" and args:
        _add_option(owner, args, keywords)
    if name in ("apply", "map", "progress_apply") and args and args[0].kind == "function":
        run.loops = (*run.loops, node)  # once for each element
        result = call(run, frame, node, args[0], (element(run, owner, node),), {})
        run.loops = run.loops[:-1]
        return owner if owner.kind == "instance" else Value("comprehension", "list", node, owner, (result,))
    if (
        name in _GROWING
        and args
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and owner.kind != "instance"
    ):
        rebind(run, frame, node.func.value, Value("grown", name, node, owner, args))
    return made


def rebind(run: Run, frame: Frame, target: ast.expr, value: Value) -> None:
    """Let a name, or an attribute, stand for its changed value."""
    if run.hidden:
        return
    match target:
        case ast.Name(id=name):
            frame.bind(name, value)
        case ast.Attribute(value=inner, attr=name) if (owner := run.values.get(inner)) is not None:
            if owner.attributes is None:
                owner.attributes = {}
            owner.attributes[name] = value


def element(run: Run, items: Value, node: ast.AST | None) -> Value:
    """Any one element of a value; of a loader over a dataset of the script a batch of what that gives for a row."""
    if items.kind == "call" and items.name in containers.LOADERS:
        data = items.argument(0, "dataset")
        whole = None if data is None else containers.undivided(data)
        if data is not None and whole is not None and whole.kind == "instance" and whole.owner is not None:
            getter = member(whole.owner, "__getitem__")
            if getter is not None and getter.kind == "function":
                index = Value("parameter", "index", node)
                return containers.stacked(call_function(run, bind(getter, whole), (index,), {}, node), data, node)
    return containers.element(items, node)


def _add_option(parser: Value, args: tuple[Value, ...], keywords: Mapping[str, Value]) -> None:
    """Let the default of a command line option stand for its value."""
    flags = [given.constant for given in args if given.kind == "constant" and isinstance(given.constant, str)]
    long = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "")
    name = long.lstrip("-").replace("-", "_")
    if name and "default" in keywords:
        parser.attributes = (parser.attributes or {}) | {name: keywords["default"]}


def _call_sequential(
    run: Run, frame: Frame, node: ast.AST, target: Value, modules: tuple[Value, ...], args: tuple[Value, ...]
) -> Value:
    applied = Value("apply", "", node, target, args)
    run.log(frame, applied)
    result = args[0]
    for module in modules:
        result = call(run, frame, node, module, (result,), {})
    applied.attributes = {"result": result}
    return result


def _call_instance(
    run: Run, frame: Frame, instance: Value, made: Value, args: tuple[Value, ...], keywords: Mapping[str, Value], node: ast.AST
) -> Value:
    applied = Value("apply", "", node, instance, args, keywords)
    run.log(frame, applied)
    method = member(made, "__call__") or member(made, "forward")
    if method is None or method.kind != "function":
        return applied
    result = call_function(run, bind(method, instance), args, keywords, node)
    applied.attributes = {"result": result}
    return result


def instantiate(
    run: Run, frame: Frame, made: Value, args: tuple[Value, ...], keywords: Mapping[str, Value], node: ast.AST | None
) -> Value:
    """A new instance of a class of the script, after its `__init__`."""
    instance = Value("instance", made.name, node, made, args, keywords, attributes={})
    if made.node is not None:
        run.made[made.node] = instance
    start = member(made, "__init__")
    branches, run.branches = run.branches, 0
    if start is not None and start.kind == "function":
        call_function(run, bind(start, instance), args, keywords, node)
    else:
        fields = [name for name, value in (made.attributes or {}).items() if value.kind != "function"]
        instance.attributes = dict(zip(fields, args, strict=False)) | dict(keywords)
    run.branches = branches
    run.log(frame, instance)
    return instance


def call_function(
    run: Run, function: Value, args: tuple[Value, ...], keywords: Mapping[str, Value], node: ast.AST | None
) -> Value:
    """What a function of the script gives back; unknown where it calls itself or where too much would have to be followed."""
    body = function.node
    if (
        not isinstance(body, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        or body in run.functions
        or len(run.functions) >= MOST_DEPTH
        or run.statements > MOST_STATEMENTS
        or not isinstance(function.constant, Frame)
    ):
        return Value("unknown", function.name, node, None, args, keywords)
    run.entered.add(body)
    if function.owner is not None:
        args = (function.owner, *args)
    inner = Frame(dict(_bound(body, function.keywords, args, keywords, node)), function.constant)
    before = run.functions, run.contexts
    run.functions = (*run.functions, body)
    run.contexts += tuple(decorator for decorator in function.args if decorator.kind == "call")
    if isinstance(body, ast.Lambda):
        result = run.evaluate(run, inner, body.body)
    else:
        run.statements += len(body.body)
        falls_through = run.execute(run, inner, body.body)
        result = _result(inner, node, falls_through=falls_through)
    run.functions, run.contexts = before
    return result


def _result(inner: Frame, node: ast.AST | None, *, falls_through: bool) -> Value:
    if inner.yielded:
        return Value("comprehension", "generator", node, None, (either(inner.yielded, node),))
    nothing = [Value("constant", node=node, constant=None)] if falls_through else []
    return either([*inner.returned, *nothing] or [Value("unknown", node=node)], node)


def _bound(
    function: Function,
    defaults: Mapping[str, Value],
    args: tuple[Value, ...],
    keywords: Mapping[str, Value],
    node: ast.AST | None,
) -> Iterator[tuple[str, Value]]:
    """The parameters of a function with what they stand for in this call."""
    signature = function.args
    names = [one.arg for one in chain(signature.posonlyargs, signature.args)]
    plain = args
    spread = next((position for position, given in enumerate(args) if given.name == "*"), None)
    if spread is not None:
        plain = args[:spread]
    given = dict(zip(names, plain, strict=False))
    for name in chain(names, (one.arg for one in signature.kwonlyargs)):
        found = given.get(name, keywords.get(name))
        if found is None and (spread is None or name not in names):
            found = defaults.get(name)
        yield name, found if found is not None else Value("parameter", name, node or function)
    if signature.vararg:
        yield signature.vararg.arg, Value("tuple", node=node, args=plain[len(names) :])
    if signature.kwarg:
        rest = {name: value for name, value in keywords.items() if name not in names}
        yield signature.kwarg.arg, Value("dict", node=node, args=tuple(rest.values()), constant=tuple(rest))


def parameters(function: Value) -> dict[str, Value]:
    """What the parameters of a function stand for that nobody calls: their defaults, or anything."""
    signature = function.node
    if not isinstance(signature, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return {}
    names = [one.arg for one in chain(signature.args.posonlyargs, signature.args.args, signature.args.kwonlyargs)]
    names = names[1:] if function.owner is not None else names
    return {name: function.keywords.get(name) or Value("parameter", name, signature) for name in names}


def is_module(made: Value) -> bool:
    """Whether a class of the script is a torch module."""
    return any(base in _MODULES for base in library_bases(made))


def enter_uncalled(run: Run, function: Value) -> None:
    """Follow a function or method that the script itself never calls; a Lightning step in the mode Lightning calls it in."""
    instance = function.owner
    if instance is not None and instance.attributes is not None:
        instance.attributes["training"] = Value("constant", constant=function.name not in _EVALUATION_STEPS)
    call_function(run, function, (), parameters(function), function.node)
