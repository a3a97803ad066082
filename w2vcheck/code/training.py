"""The loops in which a script trains networks with torch, and the modes of those networks."""

import ast
from collections.abc import Iterator

from w2vcheck.code.evaluations import model_of, network_of
from w2vcheck.code.run import Event
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, class_of, is_constant, number

_SCALERS = ("torch.cuda.amp.GradScaler", "torch.amp.GradScaler")
_MODAL = ("Dropout", "BatchNorm", "AlphaDropout", "FeatureAlphaDropout")
_HOLDING = ("call", "instance", "list", "tuple", "dict", "grown", "unknown", "comprehension", "either")
NO_GRADIENT = ("torch.no_grad", "torch.inference_mode", "torch.set_grad_enabled")


def steps(script: Script) -> Iterator[tuple[Event, Value]]:
    """The steps of optimisers inside loops, with the optimiser."""
    for event in script.methods("step"):
        value, owner = event.value, event.value.owner
        if owner is None or not event.loops:
            continue
        kind = class_of(owner) or ""
        if kind in _SCALERS and value.args:
            yield event, value.args[0]
        elif not value.keywords and all(given.kind == "function" for given in value.args) and is_optimizer(owner):
            yield event, owner


def is_optimizer(value: Value) -> bool:
    """Whether a value is an optimiser: one of torch's, or a parameter that is called so."""
    kind = class_of(value) or ""
    if kind.startswith("torch.optim.") and "lr_scheduler" not in kind:
        return True
    return value.kind == "parameter" and value.name.lower() in ("optimizer", "optimiser", "optim", "opt")


def backwards(script: Script) -> list[Event]:
    """The calls of `backward`, and of `accelerator.backward(loss)`."""
    return list(script.methods("backward", "manual_backward"))


def zeroings(script: Script) -> list[Event]:
    """The places where gradients are set to zero, of an optimiser, a network or a single parameter."""
    found = list(script.methods("zero_grad", "zero_"))
    found += [event for event in script.events if event.value.kind == "store" and event.value.name == "grad"]
    return sorted(found, key=lambda event: event.order)


def is_inside(event: Event, loop: ast.AST) -> bool:
    """Whether an event happens in this loop."""
    return any(one is loop for one in event.loops)


def modules(network: Value) -> Iterator[Value]:
    """A network and everything that it holds in its attributes, lists and containers, each once."""
    seen = {id(network)}
    waiting = [network]
    for one in waiting:  # grows while it is read
        yield one
        inner = [*one.args, *(one.attributes or {}).values()]
        if one.owner is not None and one.kind in ("grown", "unknown", "comprehension"):
            inner.append(one.owner)
        for value in inner:
            if id(value) not in seen and value.kind in _HOLDING:
                seen.add(id(value))
                waiting.append(value)


def modal_layers(network: Value) -> Iterator[Value]:
    """The layers of a network that do something else in training than in evaluation."""
    for one in modules(network):
        if one.kind == "call" and one.name.startswith("torch.nn."):
            rate = one.keywords.get("dropout")
            in_name = one.name.rpartition(".")[2].startswith(_MODAL)
            given = rate if rate is not None else one.argument(0, "p") if "Dropout" in one.name else None
            if (in_name or rate is not None) and (given is None or number(given) != 0):
                yield one


def modes(script: Script) -> Iterator[tuple[Event, Value, bool]]:
    """The calls of `train()` and `eval()` on networks, with the network and whether it trains from then on."""
    for event in script.methods("train", "eval"):
        value, owner = event.value, event.value.owner
        if owner is None or (value.name == "train" and value.args and value.args[0].kind != "constant"):
            continue
        if value.name == "train" and (class_of(owner) or "").startswith("gensim."):
            continue
        yield event, model_of(owner), value.name == "train" and not is_constant(value.argument(0, "mode"), wanted=False)


def applications(script: Script) -> Iterator[tuple[Event, Value]]:
    """The applications of networks of this script, with the network; not those of a network inside another one's forward."""
    for event in script.applications():
        network = network_of(event.value)
        if network is not None and not any(getattr(one, "name", "") == "forward" for one in event.functions):
            yield event, network


def without_gradient(event: Event) -> bool:
    """Whether gradients are switched off around an event."""
    return any(
        context.name in NO_GRADIENT and not is_constant(context.argument(0, "mode"), wanted=True) for context in event.contexts
    )
