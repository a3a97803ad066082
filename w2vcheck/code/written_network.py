"""The classifier that a script trains, as settings; where it cannot be reproduced, the reason."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from w2vcheck.code.activations import Activation, activation
from w2vcheck.code.evaluations import Evaluations, transformer_name
from w2vcheck.code.losses import Losses, LossUse, passed_through
from w2vcheck.code.script import Script
from w2vcheck.code.training import steps
from w2vcheck.code.values import Value, ancestors, class_of, is_constant, number, whole

BETWEEN = ("relu", "tanh", "sigmoid")
AFTER = ("sigmoid", "softmax", "log_softmax", "relu", "tanh")
LOSSES = ("mse", "bce", "bce_with_logits", "cross_entropy", "nll")
OPTIMIZERS = {"torch.optim.SGD": "sgd", "torch.optim.Adam": "adam", "torch.optim.AdamW": "adamw"}
ESTIMATORS = {
    "sklearn.linear_model.LogisticRegression": "logistic-regression",
    "sklearn.svm.LinearSVC": "linear-svm",
    "sklearn.naive_bayes.MultinomialNB": "naive-bayes",
}
_NOT_REPRODUCED = {
    "SGD": ("momentum", "nesterov", "dampening"),
    "Adam": ("betas", "amsgrad"),
    "AdamW": ("betas", "amsgrad"),
}
_LOSS_OPTIONS = ("weight", "pos_weight", "label_smoothing", "reduction", "ignore_index")


class Unresolved(Exception):  # noqa: N818 - a state of the script with a reason, not an error
    """What keeps the classifier from being reproduced; `str()` of it says what and where."""


@dataclass(slots=True)
class Written:
    """Settings of one table by their key, and where each is written."""

    values: dict[str, object] = field(default_factory=dict)
    nodes: dict[str, ast.AST | None] = field(default_factory=dict)

    def put(self, key: str, value: object, node: ast.AST | None) -> None:
        """Set a key; None means that the script does not say."""
        if value is not None:
            self.values[key] = value
            self.nodes[key] = node


@dataclass(slots=True)
class _Layers:
    """The layers of a network from the output back to the input."""

    linear: list[Value] = field(default_factory=list)
    between: list[Activation | None] = field(default_factory=list)
    dropout: list[Value] = field(default_factory=list)


def classifier(script: Script, losses: Losses, evaluations: Evaluations) -> Written:
    """The `classifier` table of a script.

    Raises `Unresolved` for what the settings cannot say, such as recurrent layers, momentum or a learning rate schedule.
    """
    if losses.training:
        return _network(script, losses.training[0])
    for fit in evaluations.fits:
        name = class_of(fit.what) or ""
        if fit.kind == "estimator" and fit.what.kind == "call" and name.startswith(("sklearn.", "xgboost.", "lightgbm.")):
            if name not in ESTIMATORS:
                raise Unresolved(f"{fit.name} in {script.line_of(fit.what.node)} is no classifier that is trained here")
            check_features(script, fit.data)
            written = Written()
            written.put("kind", ESTIMATORS[name], fit.what.node)
            weight = fit.what.keywords.get("class_weight")
            written.put("class_weight", "balanced" if is_constant(weight, "balanced") else None, fit.what.node)
            return written
    return Written()


def _network(script: Script, use: LossUse) -> Written:
    if not use.end.is_known:
        raise Unresolved(f"the network behind the loss in {script.line_of(use.node)} is not resolved: {use.end.says}")
    if use.name not in LOSSES:
        raise Unresolved(f"the loss {use.name} in {script.line_of(use.node)} is not trained here")
    found = _layers(script, use)
    check_features(script, use.output)
    written = Written()
    written.put("kind", "mlp", found.linear[-1].node)
    written.put("layers", _widths(script, found), found.linear[-1].node)
    _activations(script, use, found, written)
    _check_loss(script, use)
    written.put("loss", use.name, use.made or use.node)
    if found.dropout:
        rates = {number(one.argument(0, "p")) if one.args or one.keywords else 0.5 for one in found.dropout}
        if len(rates) != 1 or len(found.dropout) != max(1, len(found.linear) - 1):
            raise Unresolved(f"the dropout in {script.line_of(found.dropout[0].node)} is not between all layers alike")
        written.put("dropout", rates.pop(), found.dropout[0].node)
    _optimizer(script, written)
    _rounds(script, use, written)
    return written


def _layers(script: Script, use: LossUse) -> _Layers:  # noqa: C901 - one case a layer
    """Walk back from the output; everything on the way must be a layer that the settings know."""
    found = _Layers()
    value: Value | None = use.output
    bend: Activation | None = None
    while value is not None:
        act = activation(value)
        if act is not None:
            if found.linear and bend is not None:
                raise Unresolved(f"two activations in a row in {script.line_of(act.node)}")
            bend, value = act, act.input
            continue
        match value:
            case Value(kind="apply", owner=Value(kind="call", name="torch.nn.Linear") as layer, args=[data, *_]):
                if found.linear:
                    found.between.append(bend)
                if is_constant(layer.argument(2, "bias"), wanted=False):
                    raise Unresolved(f"the layer in {script.line_of(layer.node)} has no bias")
                found.linear.append(layer)
                bend, value = None, data
            case Value(kind="apply", owner=Value(kind="call", name="torch.nn.Dropout") as layer, args=[data, *_]):
                found.dropout.append(layer)
                value = data
            case Value(kind="apply", owner=Value(kind="call", name=name) as layer) if name.startswith("torch.nn."):
                raise Unresolved(f"{name.rpartition('.')[2]} in {script.line_of(layer.node)} is not trained here")
            case _:
                value = passed_through(value) if not found.linear or _is_plain(value) else None
    if bend is not None:
        raise Unresolved(f"an activation before the first layer in {script.line_of(bend.node)}")
    if found.linear:
        _check_input(script, found.linear[-1], use.output)
    else:
        raise Unresolved(f"the network behind the loss in {script.line_of(use.node)} has no linear layer")
    return found


def _check_input(script: Script, first: Value, output: Value) -> None:
    """Refuse a network that has other layers with weights than the linear ones on the way from its input."""
    inputs = (one.args[0] for one in ancestors(output) if one.kind == "apply" and one.owner is first and one.args)
    for one in ancestors(next(inputs, first)):
        if one.kind == "apply" and one.owner is not None and (class_of(one.owner) or "").startswith("torch.nn."):
            name = (class_of(one.owner) or "").rpartition(".")[2]
            raise Unresolved(f"{name} in {script.line_of(one.owner.node)} is not trained here")


def check_features(script: Script, features: Value) -> None:
    """Refuse features that a transformer of scikit-learn has made or had a part in; the settings know columns and averages."""
    for one in ancestors(features):
        kind = class_of(one) if one.kind == "call" else None
        if kind is not None and kind.startswith(("sklearn.feature_extraction.", "sklearn.decomposition.")):
            raise Unresolved(f"{kind.rpartition('.')[2]} in {script.line_of(one.node)} has a part in the features")
        if one.kind == "method" and one.name in ("transform", "fit_transform") and one.owner and transformer_name(one.owner):
            raise Unresolved(f"the features pass {transformer_name(one.owner)} in {script.line_of(one.node)}")


def _is_plain(value: Value) -> bool:
    return value.kind == "method" and value.name in ("float", "to", "double", "view", "reshape")


def _widths(script: Script, found: _Layers) -> tuple[int, ...]:
    layers = found.linear[::-1]
    widths: list[int] = []
    for layer in (layers[0], *layers):
        width = whole(layer.argument(0, "in_features") if not widths else layer.argument(1, "out_features"))
        if width is None:
            raise Unresolved(f"the width of a layer in {script.line_of(layer.node)} is not written as a number")
        widths.append(width)
    return tuple(widths)


def _activations(script: Script, use: LossUse, found: _Layers, written: Written) -> None:
    names = {one.name if one is not None else "none" for one in found.between}
    if len(names) > 1 or names - {*BETWEEN, "none"}:
        raise Unresolved(f"the activations between the layers are not all alike: {', '.join(sorted(names))}")
    if names:
        bend = next((one.node for one in found.between if one is not None), found.linear[0].node)
        written.put("activation", names.pop(), bend)
    after = use.end.activations
    if len(after) > 1 or (after and after[0] not in AFTER):
        raise Unresolved(f"the output passes {' and '.join(after)} in {script.line_of(use.end.nodes[0])}")
    written.put("output_activation", after[0] if after else "none", use.end.nodes[0] if after else found.linear[0].node)


def _check_loss(script: Script, use: LossUse) -> None:
    made = use.event.value.owner if use.event.value.kind == "apply" else use.event.value
    for name in _LOSS_OPTIONS:
        given = made.keywords.get(name) if made is not None else None
        if given is not None and not is_constant(given, "mean"):
            raise Unresolved(f"{name}= of the loss in {script.line_of(use.made or use.node)} is not reproduced")


def _optimizer(script: Script, written: Written) -> None:
    found = next((optimizer for _, optimizer in steps(script)), None)
    if found is None:
        return
    name = class_of(found) or ""
    if name not in OPTIMIZERS:
        raise Unresolved(f"the optimiser {name.rpartition('.')[2] or 'of the script'} is not trained here")
    extra = [
        key for key in _NOT_REPRODUCED[name.rpartition(".")[2]] if key in found.keywords and number(found.keywords[key]) != 0
    ]
    if extra or (name == "torch.optim.SGD" and len(found.args) > 2):
        raise Unresolved(
            f"{extra[0] if extra else 'momentum'}= of the optimiser in {script.line_of(found.node)} is not reproduced"
        )
    for event in script.methods("step"):
        if event.value.owner is not None and "lr_scheduler" in (class_of(event.value.owner) or ""):
            raise Unresolved(f"the learning rate schedule in {script.line_of(event.value.node)} is not reproduced")
    for event in script.calls("torch.nn.utils.clip_grad_norm_", "torch.nn.utils.clip_grad_value_"):
        raise Unresolved(f"the clipped gradients in {script.line_of(event.value.node)} are not reproduced")
    written.put("optimizer", OPTIMIZERS[name], found.node)
    for key, position, argument in (("learning_rate", 1, "lr"), ("weight_decay", -1, "weight_decay")):
        rate = found.argument(position, argument)
        if rate is not None and number(rate) is None:
            raise Unresolved(f"{argument}= of the optimiser in {script.line_of(found.node)} is not written as a number")
        written.put(key, number(rate), found.node)


def _rounds(script: Script, use: LossUse, written: Written) -> None:
    loops = [loop for loop in use.event.loops if isinstance(loop, ast.For)]
    if len(loops) != len(use.event.loops) or not 1 <= len(loops) <= 2:
        raise Unresolved(f"the loops around the training step in {script.line_of(use.node)} are not epochs and batches")
    if any(isinstance(node, ast.Break) for node in ast.walk(loops[0])):
        raise Unresolved(f"the training in {script.line_of(loops[0])} may stop early")
    epochs = _range(script.value(loops[0].iter))
    if epochs is None or len(epochs) != 1:
        raise Unresolved(f"the number of epochs in {script.line_of(loops[0])} is not written as a number")
    written.put("epochs", epochs[0], loops[0].iter)
    if len(loops) == 2:
        written.put("batch_size", _batch_size(script, loops[1]), loops[1].iter)


def _range(value: Value | None) -> tuple[int, ...] | None:
    """The numbers given to the `range` that a loop goes over, through tqdm."""
    for one in _wrapped(value):
        if one.kind == "call" and one.name == "builtins.range":
            numbers = tuple(number for given in one.args if (number := whole(given)) is not None)
            return numbers if len(numbers) == len(one.args) else None
    return None


def _wrapped(value: Value | None) -> Iterator[Value]:
    while value is not None:
        yield value
        value = value.args[0] if value.kind == "call" and value.args else None


def _batch_size(script: Script, loop: ast.For) -> int:
    for one in _wrapped(script.value(loop.iter)):
        if one.kind == "call" and one.name == "torch.utils.data.DataLoader":
            given = one.argument(1, "batch_size")
            size = 1 if given is None else whole(given)
            if size is not None:
                return size
        if (
            one.kind == "call"
            and one.name == "builtins.range"
            and len(one.args) == 3
            and (size := whole(one.args[2])) is not None
        ):
            return size
    raise Unresolved(f"the batch size in {script.line_of(loop)} is not written as a number")


def by_key(table: str, written: Written) -> Mapping[str, tuple[object, ast.AST | None]]:
    """The settings by their dotted key, each with the place where it is written."""
    return {f"{table}.{key}": (value, written.nodes[key]) for key, value in written.values.items()}
